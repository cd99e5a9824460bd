//! Trouble with the machine, the database and the network: what the bot does then, what its log
//! says, and that it goes on.

use std::net::SocketAddr;
use std::process::Command;
use std::time::Duration;

use rusqlite::Connection;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::harness::{Answers, TestBot, User};
use fake_telegram::Fault;

fn taps_without_waiting(ada: &User, label: &str) {
    let card = ada.card();
    ada.client.tap_data(card.id, &User::data(&card, label));
}

/// The limit on the size of files makes every write fail that a full disk would refuse; it can be set
/// and lifted from outside without being the machine's master.
fn limit_files(harness: &TestBot, limit: &str) {
    let set = Command::new("prlimit")
        .args(["--pid", &harness.process().to_string(), limit])
        .status()
        .unwrap();
    assert!(set.success());
}

#[tokio::test]
async fn a_full_disk_delays_answers_and_loses_none() {
    let mut harness = TestBot::empty(Default::default()).await;
    if !harness.has_file() {
        return;
    }
    // The log goes through another process, which has no limit; the signal that would end a process
    // over the limit is ignored, as it does not exist on a full disk.
    harness.start_by("trap '' XFSZ; exec \"$0\" serve 2> >(exec cat >&2)");
    harness.start_binary();
    let ada = harness.ada_at_the_site().await;
    harness.calm().await;
    limit_files(&harness, "--fsize=4096:");
    taps_without_waiting(&ada, "Both");
    harness
        .logs_say(1, "updates cannot be stored; they are asked for again")
        .await;
    ada.is_asked("Where is the focus?").await;
    limit_files(&harness, "--fsize=unlimited:");
    ada.is_asked("largest length").await;
    harness.calm().await;
    harness.kill_and_restart();
    ada.taps("Under 1 cm").await;
    ada.is_asked("What symptoms").await;
    assert_eq!(ada.count(), 1);
}

#[tokio::test]
async fn a_database_locked_by_another_process_delays_answers_and_loses_none() {
    let harness = TestBot::with_binary().await;
    if !harness.has_file() {
        return;
    }
    let ada = harness.ada_at_the_site().await;
    harness.calm().await;
    let other = Connection::open(harness.database()).unwrap();
    other.execute_batch("begin immediate").unwrap();
    taps_without_waiting(&ada, "Both");
    harness.logs_say(1, "database is locked").await;
    harness.logs_say(1, "updates cannot be stored").await;
    ada.is_asked("Where is the focus?").await;
    other.execute_batch("rollback").unwrap();
    ada.is_asked("largest length").await;
    harness.calm().await;
    assert_eq!(ada.count(), 1);
}

#[tokio::test]
async fn what_a_full_disk_refuses_again_and_again_counts_once_against_the_limits() {
    let mut harness = TestBot::empty(Default::default()).await;
    if !harness.has_file() {
        return;
    }
    harness.set("ACHILLES_QUESTIONS_A_MINUTE", "1");
    harness.start_by("trap '' XFSZ; exec \"$0\" serve 2> >(exec cat >&2)");
    harness.start_binary();
    let ada = harness.ada();
    ada.says("/help");
    ada.sees("/new begins a case").await;
    harness.calm().await;
    limit_files(&harness, "--fsize=4096:");
    ada.says("how accurate is the calf squeeze test?");
    harness
        .logs_say(3, "updates cannot be stored; they are asked for again")
        .await;
    limit_files(&harness, "--fsize=unlimited:");
    ada.is_asked("Which best describes you?").await;
    harness.calm().await;
    assert_eq!(ada.count_of("That was too much"), 0);
}

#[tokio::test]
async fn a_file_that_is_no_database_ends_the_bot_with_a_word_what_to_do() {
    let mut harness = TestBot::empty(Default::default()).await;
    if !harness.has_file() {
        return;
    }
    std::fs::write(harness.database(), "no database at all, ".repeat(1000)).unwrap();
    harness.start_binary();
    assert_eq!(harness.exit_code().await, Some(1));
    let logs = harness.logs();
    assert!(logs.contains("bot.db"), "{logs}");
    assert!(logs.contains("file is not a database"), "{logs}");
    assert!(!logs.contains("panicked"), "{logs}");
}

#[tokio::test]
async fn a_damaged_database_ends_the_bot_with_a_word_what_to_do() {
    let mut harness = TestBot::with_binary().await;
    if !harness.has_file() {
        return;
    }
    harness.ada_at_the_site().await;
    harness.calm().await;
    harness.kill_binary();
    // What was written last is brought into the file, and then half of it is lost.
    let other = Connection::open(harness.database()).unwrap();
    let cut = "pragma wal_checkpoint(truncate)";
    other.query_row(cut, [], |_| Ok(())).unwrap();
    drop(other);
    let mut bytes = std::fs::read(harness.database()).unwrap();
    let half = bytes.len() / 2;
    bytes[4096..half].fill(0x55);
    std::fs::write(harness.database(), bytes).unwrap();
    harness.start_binary();
    assert_eq!(harness.exit_code().await, Some(1));
    let logs = harness.logs();
    assert!(logs.contains("restore a backup"), "{logs}");
    assert!(!logs.contains("panicked"), "{logs}");
}

/// A way to the fake Bot API that can be closed: then connections are refused.
struct Line {
    address: SocketAddr,
    to: String,
    open: Option<JoinHandle<()>>,
}

impl Line {
    async fn new(harness: &TestBot) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let mut line = Self {
            address: listener.local_addr().unwrap(),
            to: harness.telegram.url().replace("http://", ""),
            open: None,
        };
        line.pass(listener);
        line
    }

    fn pass(&mut self, listener: TcpListener) {
        let to = self.to.clone();
        self.open = Some(tokio::spawn(async move {
            // Whatever passes ends with this task.
            let mut passing = tokio::task::JoinSet::new();
            while let Ok((mut from, _)) = listener.accept().await {
                let to = to.clone();
                passing.spawn(async move {
                    let mut there = TcpStream::connect(&to).await?;
                    copy_bidirectional(&mut from, &mut there).await
                });
            }
        }));
    }

    async fn close(&mut self) {
        let open = self.open.take().unwrap();
        open.abort();
        let _ = open.await;
    }

    async fn open(&mut self) {
        let listener = TcpListener::bind(self.address).await.unwrap();
        self.pass(listener);
    }
}

#[tokio::test]
async fn a_network_that_is_gone_is_waited_for_with_growing_pauses() {
    let mut harness = TestBot::empty(Default::default()).await;
    let mut line = Line::new(&harness).await;
    harness.set("TELOXIDE_API_URL", format!("http://{}", line.address));
    harness.start_binary();
    let ada = harness.ada_at_the_site().await;
    harness.calm().await;
    line.close().await;
    let gone = tokio::time::Instant::now();
    // Tapped while there is nobody to bring it.
    taps_without_waiting(&ada, "Both");
    harness.logs_say(4, "no updates for now").await;
    let tries = harness.logs().matches("no updates for now").count();
    // A quarter of a second first, then twice as long every time.
    assert!(gone.elapsed().as_millis() > 1500, "{:?}", gone.elapsed());
    assert!(tries <= 5, "{tries} tries in {:?}", gone.elapsed());
    line.open().await;
    ada.is_asked("largest length").await;
    ada.taps("Under 1 cm").await;
    ada.is_asked("What symptoms").await;
}

#[tokio::test]
async fn a_bot_started_without_a_network_begins_when_there_is_one() {
    let mut harness = TestBot::empty(Default::default()).await;
    let mut line = Line::new(&harness).await;
    line.close().await;
    harness.set("TELOXIDE_API_URL", format!("http://{}", line.address));
    harness.start_binary();
    harness
        .logs_say(1, "Telegram cannot be reached; trying again")
        .await;
    line.open().await;
    harness.ada_at_the_site().await;
}

#[tokio::test]
async fn every_method_may_fail_in_every_way() {
    let mut harness = TestBot::empty(Default::default()).await;
    let faults = [
        Fault::too_many(1),
        Fault::refusal(500, "Internal Server Error"),
        Fault::refusal(502, "Bad Gateway"),
        Fault::Garbage,
        Fault::DropBefore,
        Fault::DropAfter,
    ];
    let methods = [
        "getMe",
        "setMyCommands",
        "getUpdates",
        "sendMessage",
        "editMessageText",
        "answerCallbackQuery",
    ];
    for method in methods {
        for fault in &faults {
            // Pauses grow: all of these in a row would take more patience than people have.
            let in_a_row = !matches!(method, "getMe" | "getUpdates");
            // A message of which nobody knows whether it arrived may come twice, unless it is a plan.
            let twice = method == "sendMessage" && *fault == Fault::DropAfter;
            if !twice && (in_a_row || *fault == Fault::Garbage) {
                harness.telegram.fail(method, 1, fault.clone());
            }
        }
    }
    harness.start_binary();
    let ada = harness.ada();
    ada.comes_in().await;
    for fault in &faults {
        harness.telegram.fail("getUpdates", 1, fault.clone());
        let told = ada.count_of("/new begins a case");
        ada.says("/help");
        ada.sees_times(told + 1, "/new begins a case").await;
    }
    ada.says("/resume");
    ada.is_asked("Red flags").await;
    ada.answers_until(&Answers::incidental(), "Age").await;
    // After any other fault it is not known whether the plan arrived, and it is offered (`twice.rs`).
    harness.telegram.fail("sendMessage", 1, faults[0].clone());
    taps_without_waiting(&ada, "40 to 59");
    ada.reads_plan(1).await.is_complete();
    // Presses whose answers met trouble stay unanswered, so there is no calm to wait for.
    let told = ada.count_of("/new begins a case");
    ada.says("/help");
    ada.sees_times(told + 1, "/new begins a case").await;
    assert_eq!(ada.plans().len(), 1);
    let logs = harness.logs();
    for words in [
        "Telegram cannot be reached; trying again",
        "no updates for now",
        "Telegram asks to wait",
        "a call is tried again",
        "a menu or a description was not set",
    ] {
        assert!(logs.contains(words), "{words:?} is not in\n{logs}");
    }
}

#[tokio::test]
async fn a_second_bot_with_the_same_token_is_told_of_and_nothing_is_lost() {
    let harness = TestBot::with_binary().await;
    let ada = harness.ada_at_the_site().await;
    // Another one asks for updates: the real server ends the older question with a 409.
    let address = harness.telegram.url().replace("http://", "");
    let asking = tokio::spawn(async move {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let mut stream = TcpStream::connect(&address).await.unwrap();
        let body = r#"{"timeout":30}"#;
        let head = format!(
            "POST /bot{}/getUpdates HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            crate::harness::TOKEN,
            body.len()
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let _ = stream.read_to_end(&mut Vec::new()).await;
    });
    harness
        .logs_say(1, "another copy of this bot is running; stop one of them")
        .await;
    taps_without_waiting(&ada, "Both");
    ada.is_asked("largest length").await;
    asking.abort();
}

#[tokio::test]
async fn a_chat_that_cannot_be_reached_owes_one_edit_however_often_it_taps() {
    let harness = TestBot::with_binary().await;
    let ada = harness.ada();
    ada.comes_in().await;
    harness.calm().await;
    harness
        .telegram
        .fail_in(5, "editMessageText", 1_000_000, Fault::server_error());
    let card = ada.card();
    let mark = User::data(&card, "Infection");
    let unmark = mark.replace(":+:", ":-:");
    for _ in 0..500 {
        ada.client.tap_data(card.id, &mark);
        ada.client.tap_data(card.id, &unmark);
    }
    ada.client.tap_data(card.id, &mark);
    let confirmed = || harness.telegram.look(|state| state.pending_updates() == 0);
    ada.until("all taps taken", || confirmed().then_some(()))
        .await;
    // Somebody else is answered meanwhile.
    let ben = harness.ben();
    ben.comes_in().await;
    let bytes = harness.database_bytes().len();
    assert!(bytes < 20_000_000, "{bytes} bytes for one chat's edits");
    harness.telegram.heal();
    let marked = || ada.card().labels().contains(&"☑ Infection").then_some(());
    ada.until("the last mark", marked).await;
    assert_eq!(ada.count(), 1);
}

#[tokio::test]
async fn hundreds_of_calls_that_hang_keep_nobody_else_waiting() {
    let harness = TestBot::with_binary().await;
    let (ada, ben) = (harness.ada(), harness.ben());
    ada.comes_in().await;
    let before = harness.telegram.troubled();
    let hour = Duration::from_secs(3600);
    let hangs = Fault::Slow(hour);
    // More than may begin at once, so that each has to make room for the next.
    harness.telegram.fail("answerCallbackQuery", 300, hangs);
    let card = ada.card();
    let mark = User::data(&card, "Infection");
    for _ in 0..300 {
        ada.client.tap_data(card.id, &mark);
    }
    let all_hang = || (harness.telegram.troubled() == before + 300).then_some(());
    ada.until("300 calls that hang", all_hang).await;
    ben.comes_in().await;
    ben.marks(&["None of these"]).await;
    ben.is_asked("Where is the focus?").await;
}
