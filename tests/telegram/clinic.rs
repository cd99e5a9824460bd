//! A group of colleagues with a topic of a case.

use crate::harness::{Answers, TestBot, User};
use serde_json::{Value, json};

pub(crate) const CLINIC: i64 = -1_001_000_000_007;
pub(crate) const ANONYMOUS: i64 = 1_087_968_824;
/// Names, dates and a number that could identify somebody.
pub(crate) const IDENTIFYING: &str = "John Smith DOB 01/02/1970 MRN 12345678";

/// A forum in which Ada has a plan, and that plan's case a topic of its own.
pub(crate) struct Clinic {
    pub(crate) harness: TestBot,
    pub(crate) ada: User,
    pub(crate) topic: i64,
}

impl Clinic {
    pub(crate) async fn open() -> Self {
        let harness = TestBot::open().await;
        let (ada, ben) = (harness.person(5, "Ada"), harness.person(6, "Ben"));
        harness.telegram.forum(CLINIC, "Clinic", &[&ada, &ben]);
        harness.telegram.set_bot_admin(CLINIC, true);
        Self::with_a_topic(harness).await
    }

    pub(crate) async fn with_a_topic(harness: TestBot) -> Self {
        let ada = harness.telegram.known_person(5).unwrap();
        let ada = harness.user(&ada, ada.in_group(CLINIC), None);
        ada.gets_a_plan(&Answers::painful()).await;
        let plan = ada.reads_plan(1).await;
        ada.presses(plan.last().id, &User::data(plan.last(), "Own topic"))
            .await;
        let opened = || {
            let messages = harness.telegram.transcript(CLINIC);
            let first = messages
                .iter()
                .find(|message| message.text.contains("This case goes on here"))?;
            first.thread
        };
        let topic = ada.until("the topic", opened).await;
        harness.calm().await;
        Self {
            harness,
            ada,
            topic,
        }
    }

    pub(crate) fn ben(&self) -> User {
        let ben = self.harness.telegram.known_person(6).unwrap();
        let client = ben.in_topic(CLINIC, self.topic);
        self.harness.user(&ben, client, Some(self.topic))
    }

    /// Pushes a message of the group with these fields.
    pub(crate) fn push(&self, fields: Value) {
        push_message(&self.harness, chat(), fields);
    }

    pub(crate) fn calls(&self, method: &str) -> usize {
        let calls = self.harness.telegram.calls();
        calls.iter().filter(|call| call.method == method).count()
    }

    /// What was said and deleted since the calls were forgotten.
    pub(crate) async fn is_silent(&self, what: &str) {
        self.harness.calm().await;
        for method in ["sendMessage", "deleteMessage", "editMessageText"] {
            assert_eq!(self.calls(method), 0, "{what}: {method}");
        }
    }
}

pub(crate) fn chat() -> Value {
    json!({"id": CLINIC, "type": "supergroup", "title": "Clinic", "is_forum": true})
}

pub(crate) fn person(id: i64) -> Value {
    json!({"id": id, "is_bot": false, "first_name": "A"})
}

pub(crate) fn push_message(harness: &TestBot, chat: Value, fields: Value) {
    let mut message = json!({"message_id": 9000, "date": 1, "chat": chat});
    for (key, value) in fields.as_object().unwrap() {
        message[key] = value.clone();
    }
    harness
        .telegram
        .push_raw_update(json!({ "message": message }));
}
