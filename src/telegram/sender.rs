//! Makes the calls that are owed: in order within a chat, chats independent of each other, again
//! until Telegram has them or never will.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use serde_json::Value;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until};

use super::api::{Api, ApiProblem};
use crate::store::{CardOf, Owed, OwedId, Store};

/// A toast is of no use to anybody later than this.
const STALE_ANSWER_SECONDS: i64 = 30;
/// Longest pause between two tries.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// The sender at work. Calls are handed to it through the channel; it ends when the channel is
/// closed and nothing is owed any more.
pub struct Outgoing {
    api: Api,
    store: Store,
    lanes: HashMap<i64, Lane>,
    global: Pace,
    flying: JoinSet<Landed>,
}

/// One chat's calls.
struct Lane {
    waiting: VecDeque<Owed>,
    busy: bool,
    pace: Pace,
}

/// A call that came back.
struct Landed {
    /// The lane that may go on; nothing for an answer to a press, which waits for nobody.
    lane: Option<i64>,
    id: OwedId,
    card: Option<(CardOf, i32)>,
    /// The chat has another number now.
    moved: Option<(i64, i64)>,
}

impl Outgoing {
    /// A sender with nothing to do yet.
    pub fn new(api: Api, store: Store) -> Self {
        // Bot Support: about 30 messages a second over all chats.
        let global = Pace::new(28.0, 28.0);
        Self {
            api,
            store,
            lanes: HashMap::new(),
            global,
            flying: JoinSet::new(),
        }
    }

    /// Works until the channel is closed and all is sent.
    pub async fn run(mut self, mut owed: mpsc::UnboundedReceiver<Owed>, now: fn() -> i64) {
        let (settled, settling) = mpsc::unbounded_channel();
        let settler = tokio::spawn(settle(self.store.clone(), settling));
        let mut open = true;
        while open || !self.flying.is_empty() {
            tokio::select! {
                next = owed.recv(), if open => match next {
                    Some(call) => self.take(call, now()),
                    None => open = false,
                },
                Some(landed) = self.flying.join_next() => {
                    if let Ok(landed) = landed {
                        self.land(landed, &settled);
                    }
                }
            }
        }
        drop(settled);
        if settler.await.is_err() {
            tracing::error!("the settling of sent messages ended early");
        }
    }

    fn take(&mut self, call: Owed, now: i64) {
        if call.method == "answerCallbackQuery" {
            let late = now - call.created_at > STALE_ANSWER_SECONDS;
            let api = self.api.clone();
            self.flying.spawn(async move {
                if !late {
                    answer(&api, &call).await;
                }
                Landed {
                    lane: None,
                    id: call.id,
                    card: None,
                    moved: None,
                }
            });
            return;
        }
        let chat = call.chat;
        let lane = self.lanes.entry(chat).or_insert_with(|| Lane {
            waiting: VecDeque::new(),
            busy: false,
            pace: Pace::for_chat(chat),
        });
        lane.waiting.push_back(call);
        self.fly(chat);
    }

    fn land(
        &mut self,
        landed: Landed,
        settled: &mpsc::UnboundedSender<(OwedId, Option<(CardOf, i32)>)>,
    ) {
        // The settler outlives this loop.
        let _ = settled.send((landed.id, landed.card));
        let Some(chat) = landed.lane else { return };
        if let Some(lane) = self.lanes.get_mut(&chat) {
            lane.busy = false;
        }
        if let Some((from, to)) = landed.moved
            && let Some(lane) = self.lanes.get_mut(&from)
        {
            for call in &mut lane.waiting {
                call.params = with(&call.params, "chat_id", to.into());
            }
        }
        self.fly(chat);
        // A lane without work is forgotten once it owes no pause either.
        self.lanes
            .retain(|_, lane| lane.busy || !lane.waiting.is_empty() || !lane.pace.is_full());
    }

    fn fly(&mut self, chat: i64) {
        let Some(lane) = self.lanes.get_mut(&chat) else {
            return;
        };
        if lane.busy {
            return;
        }
        let Some(call) = lane.waiting.pop_front() else {
            return;
        };
        lane.busy = true;
        // Telegram counts new messages, not edits.
        let start = if call.method == "sendMessage" {
            lane.pace.next().max(self.global.next())
        } else {
            Instant::now()
        };
        let api = self.api.clone();
        self.flying.spawn(async move {
            sleep_until(start).await;
            deliver(&api, call).await
        });
    }
}

/// Notes in the store what was sent, many at a time.
async fn settle(
    store: Store,
    mut settled: mpsc::UnboundedReceiver<(OwedId, Option<(CardOf, i32)>)>,
) {
    let mut batch = Vec::new();
    while settled.recv_many(&mut batch, 500).await > 0 {
        let mut pause = Duration::from_millis(100);
        while let Err(error) = Owed::settle(&store, &batch).await {
            tracing::error!(%error, "sent messages cannot be noted; trying again");
            sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
        batch.clear();
    }
}

/// A toast: once, at once, and if it is too late then so be it.
async fn answer(api: &Api, call: &Owed) {
    if let Err(problem) = api.call(&call.method, call.params.clone()).await
        && !problem.says("query is too old")
    {
        tracing::debug!(%problem, "a press was not answered");
    }
}

/// Tries until Telegram has the call or refuses it for good.
async fn deliver(api: &Api, mut call: Owed) -> Landed {
    let mut pause = Duration::from_millis(250);
    let mut moved = None;
    loop {
        let problem = match api.call(&call.method, call.params.clone()).await {
            Ok(result) => {
                let card = call.card_of.zip(message_id(&result));
                return Landed {
                    lane: Some(call.chat),
                    id: call.id,
                    card,
                    moved,
                };
            }
            Err(problem) => problem,
        };
        match &problem {
            ApiProblem::Wait(time) => {
                tracing::warn!(
                    chat = call.chat,
                    seconds = time.as_secs(),
                    "Telegram asks to wait"
                );
                sleep(*time).await;
                continue;
            }
            ApiProblem::Unreachable(why) => {
                tracing::warn!(chat = call.chat, why, "a call is tried again");
                sleep(pause).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
                continue;
            }
            ApiProblem::Moved(to) => {
                call.params = with(&call.params, "chat_id", (*to).into());
                moved = Some((call.chat, *to));
                continue;
            }
            ApiProblem::Refused { .. } => {}
        }
        if let Some(other) = instead(&call, &problem) {
            call = other;
            continue;
        }
        if problem.says("message is not modified") {
            tracing::debug!(chat = call.chat, "nothing to change");
        } else {
            // The description is Telegram's own and names no text of a person.
            tracing::warn!(chat = call.chat, method = call.method, %problem, "a call is given up");
        }
        return Landed {
            lane: Some(call.chat),
            id: call.id,
            card: None,
            moved,
        };
    }
}

/// What can be done instead of a call that was refused.
fn instead(call: &Owed, problem: &ApiProblem) -> Option<Owed> {
    let without = |key: &str| -> Option<String> {
        let mut params: Value = serde_json::from_str(&call.params).ok()?;
        params.as_object_mut()?.remove(key)?;
        Some(params.to_string())
    };
    if problem.says("message thread not found") {
        return Some(Owed {
            params: without("message_thread_id")?,
            ..call.clone()
        });
    }
    let gone = problem.says("message to edit not found") || problem.says("message can't be edited");
    if gone && call.method == "editMessageText" {
        let params = without("message_id")?;
        return Some(Owed {
            method: "sendMessage".into(),
            params,
            ..call.clone()
        });
    }
    None
}

fn message_id(result: &str) -> Option<i32> {
    let value: Value = serde_json::from_str(result).ok()?;
    i32::try_from(value.get("message_id")?.as_i64()?).ok()
}

fn with(params: &str, key: &str, new: Value) -> String {
    match serde_json::from_str::<Value>(params) {
        Ok(mut value) => {
            value[key] = new;
            value.to_string()
        }
        Err(_) => params.to_owned(),
    }
}

/// How fast new messages may follow each other: some at once, then at a steady rate.
struct Pace {
    most: f64,
    per_second: f64,
    left: f64,
    counted: Instant,
}

impl Pace {
    fn new(most: f64, per_second: f64) -> Self {
        Self {
            most,
            per_second,
            left: most,
            counted: Instant::now(),
        }
    }

    /// Bot Support: one message a second in a chat with short bursts, 20 a minute in a group.
    fn for_chat(chat: i64) -> Self {
        if chat < 0 {
            Self::new(15.0, 20.0 / 60.0)
        } else {
            Self::new(8.0, 1.0)
        }
    }

    fn refill(&mut self) {
        let now = Instant::now();
        let grown = now.saturating_duration_since(self.counted).as_secs_f64() * self.per_second;
        self.left = (self.left + grown).min(self.most);
        self.counted = now;
    }

    /// When the next message may go.
    fn next(&mut self) -> Instant {
        self.refill();
        self.left -= 1.0;
        let debt = (-self.left).max(0.0);
        Instant::now() + Duration::from_secs_f64(debt / self.per_second)
    }

    fn is_full(&mut self) -> bool {
        self.refill();
        self.left >= self.most
    }
}
