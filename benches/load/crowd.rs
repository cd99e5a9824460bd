//! People who tap as fast as the bot answers.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use fake_telegram::{ChatClient, FakeTelegram, News};
use tokio::sync::mpsc;

use crate::figures::Round;
use crate::subject::{Kind, Subject};
use crate::{Failure, process, walk};

/// The number of the first person who taps.
pub(crate) const FIRST: i64 = 100_001;
/// How long a tap may take before it is counted as lost: nothing will come any more.
const PATIENCE: Duration = Duration::from_secs(20);
/// A round begins to count after this, when connections are open and caches warm.
const WARM_UP: Duration = Duration::from_millis(500);
/// A new message to everybody takes its time: the bot keeps to Telegram's limit of 30 a second.
const GREETINGS_A_SECOND: usize = 20;

/// Everybody who uses one bot.
pub(crate) struct Crowd {
    telegram: FakeTelegram,
    news: mpsc::UnboundedReceiver<News>,
    people: Vec<One>,
    by_chat: HashMap<i64, usize>,
    next: for<'d> fn(&[&'d str]) -> Option<&'d str>,
}

/// One of them, in a private chat.
struct One {
    client: ChatClient,
    /// The message with the buttons.
    card: i64,
    /// When the tap was made that has no answer yet.
    tapped: Option<Instant>,
}

impl Crowd {
    /// So many people, numbered from `first`, come and tap until each has the first card of the
    /// intake before them.
    pub(crate) async fn gather(
        subject: &Subject,
        first: i64,
        count: usize,
    ) -> Result<Self, Failure> {
        let telegram = subject.telegram.clone();
        let mut crowd = Self {
            news: telegram.news(),
            telegram,
            people: Vec::with_capacity(count),
            by_chat: HashMap::with_capacity(count),
            next: match subject.kind {
                Kind::Ours => walk::ours,
                Kind::Bare | Kind::Sqlite => walk::baseline,
            },
        };
        for chat in (first..).take(count) {
            let person = crowd.telegram.person(chat, "Person");
            let client = person.in_private();
            client.send("/start");
            crowd.by_chat.insert(chat, crowd.people.len());
            crowd.people.push(One {
                client,
                card: 0,
                tapped: Some(Instant::now()),
            });
        }
        let patience =
            PATIENCE + Duration::from_secs(1) * u32::try_from(count / GREETINGS_A_SECOND)?;
        let mut waiting = count;
        let mut heard = Vec::new();
        while waiting > 0 {
            let received =
                tokio::time::timeout(patience, crowd.news.recv_many(&mut heard, 256)).await;
            if received.is_err() {
                if subject.kind == Kind::Ours {
                    return Err(crowd.stuck("on the way to the first question"));
                }
                // A locked database costs a baseline the update for good: people have to ask again.
                crowd.greet_again();
            }
            for news in heard.drain(..) {
                let Some(at) = crowd.answered(news) else {
                    continue;
                };
                if crowd.is_at_intake(at) {
                    waiting -= 1;
                } else {
                    crowd.tap(at)?;
                }
            }
        }
        Ok(crowd)
    }

    fn greet_again(&mut self) {
        for one in &mut self.people {
            if one.tapped.is_some() {
                one.client.send("/start");
                one.tapped = Some(Instant::now());
            }
        }
    }

    /// Everybody taps for so long.
    pub(crate) async fn round(
        &mut self,
        subject: &Subject,
        time: Duration,
    ) -> Result<Round, Failure> {
        for at in 0..self.people.len() {
            self.tap(at)?;
        }
        let mut heard = Vec::new();
        self.listen(Instant::now() + WARM_UP, &mut heard, true)
            .await?;
        heard.clear();
        let before = Meter::read(subject)?;
        self.listen(Instant::now() + time, &mut heard, true).await?;
        let after = Meter::read(subject)?;
        // Those who wait for their last card get it before the next bot has its turn.
        self.listen(Instant::now() + PATIENCE, &mut Vec::new(), false)
            .await?;
        let lost = self.people.iter_mut().filter_map(|one| one.tapped.take());
        Ok(Round {
            time: after.at - before.at,
            cpu: after.cpu.saturating_sub(before.cpu),
            load_cpu: after.load_cpu.saturating_sub(before.load_cpu),
            calls: after.calls - before.calls,
            latencies: heard,
            lost: lost.count(),
        })
    }

    /// Takes what arrives until `end`, tapping on if `on`; otherwise until nobody waits any more.
    async fn listen(
        &mut self,
        end: Instant,
        latencies: &mut Vec<Duration>,
        on: bool,
    ) -> Result<(), Failure> {
        let mut heard = Vec::new();
        let sleep = tokio::time::sleep_until(end.into());
        tokio::pin!(sleep);
        while on || self.people.iter().any(|one| one.tapped.is_some()) {
            tokio::select! {
                biased;
                () = &mut sleep => break,
                count = self.news.recv_many(&mut heard, 256) => {
                    if count == 0 {
                        return Err("the fake Bot API has ended".into());
                    }
                }
            }
            for news in heard.drain(..) {
                let since = self
                    .by_chat
                    .get(&news.chat)
                    .and_then(|at| self.people.get(*at)?.tapped);
                let (Some(since), Some(at)) = (since, self.answered(news)) else {
                    continue;
                };
                latencies.push(news.at.saturating_duration_since(since));
                if on {
                    self.tap(at)?;
                }
            }
        }
        Ok(())
    }

    /// Notes that somebody's tap has its answer; returns who.
    fn answered(&mut self, news: News) -> Option<usize> {
        let at = *self.by_chat.get(&news.chat)?;
        let one = self.people.get_mut(at)?;
        one.tapped.take()?;
        one.card = news.message;
        Some(at)
    }

    fn is_at_intake(&self, at: usize) -> bool {
        self.people.get(at).is_some_and(|one| {
            self.telegram.look(|state| {
                let buttons: Vec<_> = state.callback_data(one.client.chat(), one.card).collect();
                walk::is_intake(&buttons)
            })
        })
    }

    fn tap(&mut self, at: usize) -> Result<(), Failure> {
        let Some(one) = self.people.get_mut(at) else {
            return Ok(());
        };
        let chat = one.client.chat();
        let next = self.next;
        let data = self.telegram.look(|state| {
            let buttons: Vec<_> = state.callback_data(chat, one.card).collect();
            next(&buttons).map(str::to_owned)
        });
        let Some(data) = data else {
            return Err(self.stuck("on a card without a button to go on"));
        };
        one.tapped = Some(Instant::now());
        one.client.tap_data(one.card, &data);
        Ok(())
    }

    fn stuck(&self, place: &str) -> Failure {
        let now = Instant::now();
        let waits = |one: &&One| one.tapped.is_some();
        let waiting = self.people.iter().filter(waits).count();
        let longest = self.people.iter().filter_map(|one| one.tapped).min();
        let longest = longest.map_or(Duration::ZERO, |since| now - since);
        let one = self.people.iter().find(waits).or(self.people.first());
        let shown = one.and_then(|one| one.client.last_from_bot());
        format!(
            "{waiting} of {} people are stuck {place}, the first of them for {longest:.1?}; one of \
             them sees:\n{}\n{:?}",
            self.people.len(),
            shown.as_ref().map_or("nothing", |shown| &shown.text),
            shown.as_ref().map(|shown| &shown.buttons),
        )
        .into()
    }
}

/// What is counted between two moments.
struct Meter {
    at: Instant,
    cpu: Duration,
    load_cpu: Duration,
    calls: u64,
}

impl Meter {
    fn read(subject: &Subject) -> Result<Self, Failure> {
        Ok(Self {
            at: Instant::now(),
            cpu: subject.cpu()?,
            load_cpu: process::cpu(std::process::id())?,
            calls: subject.telegram.look(|state| state.calls_made()),
        })
    }
}
