//! A bad network and a busy Telegram: at random, but the same for the same seed.

use std::time::Duration;

use fake_telegram::{FakeTelegram, Fault};
use tokio::sync::watch;

/// The methods that meet trouble, the frequent ones more often.
const METHODS: [&str; 8] = [
    "editMessageText",
    "editMessageText",
    "sendMessage",
    "sendMessage",
    "answerCallbackQuery",
    "getUpdates",
    "editMessageReplyMarkup",
    "*",
];
/// Trouble that nobody has met yet, at most: it must not pile up for a bot that is just starting.
const MOST_AHEAD: u64 = 6;
/// Longest pause between two troubles.
const LONGEST_PAUSE_MILLIS: u64 = 150;
/// Longest delay of a slow call or answer.
const LONGEST_DELAY_MILLIS: u64 = 400;

/// Makes trouble until told to stop; then all is well. Says how much there was.
pub(crate) async fn make_trouble(
    telegram: FakeTelegram,
    mut rng: fastrand::Rng,
    mut stop: watch::Receiver<bool>,
) -> u64 {
    let mut made = 0;
    while !*stop.borrow() {
        if made >= telegram.troubled() + MOST_AHEAD {
            telegram.heal();
            made = telegram.troubled();
        }
        match rng.u32(0..10) {
            0 => {
                telegram.duplicate_last_update();
            }
            1 => telegram.deliver_twice(rng.bool()),
            _ => {
                let method = METHODS[rng.usize(0..METHODS.len())];
                let times = rng.u32(1..3);
                telegram.fail(method, times, fault(&mut rng));
                made += u64::from(times);
            }
        }
        let pause = Duration::from_millis(rng.u64(1..LONGEST_PAUSE_MILLIS));
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stop.changed() => {}
        }
    }
    telegram.heal();
    telegram.deliver_twice(false);
    telegram.troubled()
}

fn fault(rng: &mut fastrand::Rng) -> Fault {
    let delay = Duration::from_millis(rng.u64(1..LONGEST_DELAY_MILLIS));
    let status = |code, description: &str| Fault::Status {
        code,
        description: description.to_owned(),
        retry_after: None,
    };
    match rng.u32(0..8) {
        0 => Fault::too_many(1),
        1 => status(500, "Internal Server Error"),
        2 => status(502, "Bad Gateway"),
        3 => Fault::DropBefore,
        4 => Fault::DropAfter,
        5 => Fault::Slow(delay),
        6 => Fault::SlowAnswer(delay),
        _ => Fault::Garbage,
    }
}
