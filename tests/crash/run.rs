//! One run: people, trouble, and a killer; then rest, and what has to be true then.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use fake_telegram::{FakeTelegram, Options, State};
use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout};

use crate::bots::Bots;
use crate::chaos::make_trouble;
use crate::person::{Complaint, Count, Person, Wrong};
use crate::settings::Settings;

/// How long nothing has to happen before the bot is believed to rest.
const CALM: Duration = Duration::from_millis(500);
/// How long the bot may take to come to rest: a try may have to wait half a minute for the next.
const REST: Duration = Duration::from_secs(60);
/// Longest time that a process is left alone once it is at work.
const LONGEST_LIFE_MILLIS: u64 = 700;
/// Of a hundred updates so many meet each kind of trouble on their way to a webhook.
const TROUBLED_PERCENT: u64 = 3;

/// What came of a run.
pub(crate) struct Outcome {
    pub seed: u64,
    pub kills: usize,
    pub count: Count,
    pub troubles: u64,
    pub time: Duration,
    pub complaints: Vec<Complaint>,
    /// What was wrong when the bot had come to rest.
    pub unsettled: Vec<String>,
    logs: String,
}

impl Outcome {
    /// What a test without a fault has to see.
    pub(crate) fn is_flawless(&self, name: &str) {
        println!("{name}: {}", self.figures());
        let mut told = String::new();
        for complaint in &self.complaints {
            let Complaint {
                wrong,
                words,
                transcript,
                ..
            } = complaint;
            let _ = write!(told, "\n{wrong:?}: {words}\n{transcript}");
        }
        for problem in &self.unsettled {
            let _ = write!(told, "\nat rest: {problem}");
        }
        assert!(
            told.is_empty(),
            "{name}: {}{told}\n{}",
            self.figures(),
            self.logs
        );
    }

    pub(crate) fn figures(&self) -> String {
        let Count {
            taps,
            cases,
            plans,
            offers,
            longest,
        } = self.count;
        format!(
            "seed {}, {} kills in {:.0} s, {} troubles, {taps} taps, {cases} cases, {plans} plans, \
             {offers} only offered at first, longest wait {:.1} s",
            self.seed,
            self.kills,
            self.time.as_secs_f64(),
            self.troubles,
            longest.as_secs_f64()
        )
    }
}

pub(crate) async fn telegram(forget_on_delivery: bool) -> FakeTelegram {
    let here = SocketAddr::from(([127, 0, 0, 1], 0));
    let options = Options {
        // A chat is looked at after everything that happens in it.
        keep_messages: Some(40),
        forget_on_delivery,
        ..Options::default()
    };
    FakeTelegram::start(here, options).await.unwrap()
}

/// A crowd that taps, and its end.
pub(crate) struct Crowd {
    people: tokio::task::JoinSet<(Person, Result<(), Box<Complaint>>)>,
    stop: watch::Sender<bool>,
    pub progress: watch::Receiver<u64>,
    pub complained: watch::Receiver<usize>,
}

impl Crowd {
    pub(crate) fn gather(telegram: &FakeTelegram, settings: &Settings) -> Self {
        let content = Arc::new(care_content::content().expect("the content is good"));
        let (stop, stopped) = watch::channel(false);
        let (progressed, progress) = watch::channel(0);
        let progressed = Arc::new(progressed);
        let (complain, complained) = watch::channel(0);
        let complain = Arc::new(complain);
        let mut people = tokio::task::JoinSet::new();
        for number in 0..settings.people {
            let rng = fastrand::Rng::with_seed(settings.seed.wrapping_add(number as u64));
            let mut person = Person::new(
                telegram,
                i64::try_from(number).unwrap(),
                &content,
                rng,
                settings.patience.clone(),
                &progressed,
            );
            let (stopped, complain) = (stopped.clone(), Arc::clone(&complain));
            people.spawn(async move {
                let result = person.works(&stopped).await;
                if result.is_err() {
                    complain.send_modify(|count| *count += 1);
                }
                (person, result)
            });
        }
        Self {
            people,
            stop,
            progress,
            complained,
        }
    }

    /// Lets everybody finish the case that they are at.
    pub(crate) async fn goes_home(mut self) -> (Vec<Person>, Vec<Complaint>) {
        let _ = self.stop.send(true);
        let (mut people, mut complaints) = (Vec::new(), Vec::new());
        while let Some(joined) = self.people.join_next().await {
            let (person, result) = joined.unwrap();
            people.push(person);
            complaints.extend(result.err().map(|complaint| *complaint));
        }
        (people, complaints)
    }
}

/// Kills until there were enough kills, or somebody complains.
async fn kill(
    bots: &mut Bots,
    crowd: &mut Crowd,
    telegram: &FakeTelegram,
    rng: &mut fastrand::Rng,
    settings: &Settings,
) -> usize {
    let mut start_up = Duration::from_millis(500);
    for kill in 0..settings.kills {
        let replica = rng.usize(0..bots.count());
        let begun = Instant::now();
        if kill > 0 && rng.u32(0..4) == 0 {
            // While it starts, or a little later.
            let most = u64::try_from(start_up.as_millis()).unwrap_or(u64::MAX);
            sleep(Duration::from_millis(rng.u64(0..most.max(2)))).await;
        } else {
            crowd.progress.borrow_and_update();
            let at_work = async {
                if bots.is_polling() {
                    let _ = crowd.progress.changed().await;
                } else {
                    // Of several, one at a time is to be away.
                    let set = |state: &State| {
                        let mut calls = state.calls().iter();
                        calls.any(|call| call.method == "setWebhook").then_some(())
                    };
                    let _ = telegram.wait_until(set, REST).await;
                }
            };
            tokio::select! {
                _ = timeout(REST, at_work) => {}
                _ = crowd.complained.changed() => return kill,
            }
            start_up = begun.elapsed();
            settings.patience.learn(start_up);
            sleep(Duration::from_millis(rng.u64(0..LONGEST_LIFE_MILLIS))).await;
        }
        if *crowd.complained.borrow() > 0 {
            return kill;
        }
        telegram.forget_calls();
        bots.kill_and_restart(replica);
    }
    settings.kills
}

/// People tap, trouble is made, and bots are killed; then everybody finishes, and the bot rests.
pub(crate) async fn run(mut bots: Bots, telegram: FakeTelegram, settings: &Settings) -> Outcome {
    let begun = Instant::now();
    println!("seed {}", settings.seed);
    let mut rng = fastrand::Rng::with_seed(settings.seed);
    bots.start_all();
    // Only then people's patience begins to be tried.
    let introduced = |state: &State| {
        let calls = state.calls().iter();
        let there = calls.filter(|call| call.method == "getMe").count();
        (there >= bots.count()).then_some(())
    };
    if telegram.wait_until(introduced, REST).await.is_err() {
        panic!("the bot does not start\n{}", bots.last_logged());
    }
    settings.patience.learn(begun.elapsed());
    let mut crowd = Crowd::gather(&telegram, settings);
    let (stop, stopped) = watch::channel(false);
    let trouble = tokio::spawn(make_trouble(telegram.clone(), rng.fork(), stopped));
    bots.trouble(TROUBLED_PERCENT);

    let kills = kill(&mut bots, &mut crowd, &telegram, &mut rng, settings).await;

    let _ = stop.send(true);
    let troubles = trouble.await.unwrap();
    bots.trouble(0);
    let (people, mut complaints) = crowd.goes_home().await;
    let mut unsettled = Vec::new();
    if let Err(timeout) = telegram.quiet(CALM, REST).await {
        let first: Vec<_> = timeout
            .to_string()
            .lines()
            .take(3)
            .map(str::to_owned)
            .collect();
        unsettled.push(format!("not every update was confirmed: {first:?}"));
    }
    if let Err(pending) = bots.has_empty_outbox(REST).await {
        unsettled.push(format!("{pending} calls are still in the outbox"));
    }
    let pending = telegram.look(|state| state.pending_updates());
    if pending > 0 {
        unsettled.push(format!("{pending} updates are not confirmed"));
    }
    let mut count = Count::default();
    for person in &people {
        count.add(person.count);
        complaints.extend(person.looks_back().err().map(|complaint| *complaint));
    }
    // A reply that came after all was too late, but it was not lost.
    for complaint in &mut complaints {
        if complaint.wrong == Wrong::NoReply {
            let now = telegram.look(|state| state.happened(complaint.chat));
            let came = if now == complaint.happened {
                "never"
            } else {
                "too late"
            };
            let _ = write!(complaint.words, "; it came {came}");
        }
    }
    Outcome {
        seed: settings.seed,
        kills,
        count,
        troubles,
        time: begun.elapsed(),
        complaints,
        unsettled,
        logs: bots.last_logged(),
    }
}
