//! Handlers: what one request writes, and the calls that follow from it.
//!
//! No network, no database and no clock: a handler reads the [`Session`] that was loaded for it. What it writes
//! is committed in one transaction with the mark that the update was handled; only then are the calls made.

mod access;
mod callback;
mod case_label;
mod command;
mod ctx;
mod inline;
mod intake;
mod onboarding;
mod plans;
mod question;
mod text;
mod topics;

use std::sync::Arc;

use crate::policy::{Access, Policy};
use crate::telegram::callback_data::further::{self, Further};
use crate::telegram::callback_data::{Decoded, decode};
use crate::telegram::routing::Request;
use callback::Callback;
use care_engine::content::Content;
use care_language::qa::Answers;
use care_store::{CaseId, LoadItem, Missing, Session, WriteSet};
use ctx::Ctx;

/// What handlers need beside the store.
#[derive(Clone)]
pub struct App {
    /// What can be asked and said.
    pub content: Arc<Content>,
    /// What is looked up for answers.
    pub answers: Arc<Answers>,
    /// Who gets in, how often, and how long cases are kept.
    pub policy: Arc<Policy>,
    /// The bot's name on Telegram, for links to it.
    pub bot: Arc<str>,
    /// Whether private chats with the bot have topics, as Telegram says when the bot introduces itself.
    pub topics_in_private: bool,
}

impl App {
    /// Prepares what is looked up. Everybody gets in, as often as they like.
    pub fn new(content: Arc<Content>) -> Self {
        let answers = Arc::new(Answers::new(&content));
        Self {
            content,
            answers,
            policy: Arc::default(),
            bot: "".into(),
            topics_in_private: false,
        }
    }

    /// Under what was decided by whoever runs the bot.
    #[must_use]
    pub fn with_policy(self, policy: Policy) -> Self {
        Self {
            policy: Arc::new(policy),
            ..self
        }
    }

    /// What a request is going to need of the store, as far as it shows. What is not foreseen here is
    /// plan_texts by [`App::handle`].
    pub fn load_plan(&self, request: &Request) -> Vec<LoadItem> {
        let mut wanted = self.load_plan_of_case(request);
        if let Some(seat) = request.seat() {
            if self.policy.limits.is_any() {
                wanted.push(LoadItem::Visitor(seat.person));
            }
            if self.policy.access == Access::Invite {
                wanted.push(LoadItem::Admission(seat.chat));
            }
        }
        wanted
    }

    fn load_plan_of_case(&self, request: &Request) -> Vec<LoadItem> {
        let seat = match request {
            Request::Callback { seat, data, .. } => {
                let case = self.case_of_button(data).map(LoadItem::Case);
                return case
                    .into_iter()
                    .chain([LoadItem::Person(seat.person)])
                    .collect();
            }
            Request::Command(sender, ..) | Request::Text(sender, ..) | Request::Media(sender) => {
                sender.seat
            }
            Request::TopicText(sender, _) => {
                let (chat, thread) = (sender.seat.chat, sender.seat.thread);
                return vec![LoadItem::CaseOfTopic { chat, thread }];
            }
            Request::Inline { .. }
            | Request::BotAdded { .. }
            | Request::BotRemoved(_)
            | Request::ChatMigrated { .. }
            | Request::Ignored(_) => return Vec::new(),
        };
        let (chat, person) = (seat.chat, seat.person);
        vec![LoadItem::Person(person), LoadItem::CasesOf { chat, person }]
    }

    fn case_of_button(&self, data: &str) -> Option<CaseId> {
        match decode(&self.content, data) {
            Some(Decoded::Case { case, .. } | Decoded::OtherCase { case, .. }) => Some(case),
            Some(Decoded::Asked { case, .. }) => case,
            Some(Decoded::Person { .. }) => None,
            None => match further::decode(&self.content, data)? {
                Further::Look { case, .. }
                | Further::Save { case, .. }
                | Further::Delete { case, .. }
                | Further::Topic { case } => Some(case),
                Further::CasesFrom { .. } | Further::Helpful { .. } => None,
            },
        }
    }

    /// Handles one request: what it changes, and the calls that are owed because of it. The same
    /// request in the same session always gives the same.
    ///
    /// # Errors
    /// What has to be read into the session first; then nothing has happened.
    pub fn handle(
        &self,
        session: &Session,
        request: &Request,
        now: i64,
    ) -> Result<WriteSet, Missing> {
        let mut sitting = Ctx {
            content: &self.content,
            answers: &self.answers,
            policy: &self.policy,
            bot: &self.bot,
            session,
            writes: WriteSet::default(),
            now,
            topics: request.in_forum()
                || self.topics_in_private && request.chat().is_some_and(|chat| chat > 0),
            calls: Vec::new(),
        };
        if sitting.authorize(request)? {
            sitting.handle(request.clone())?;
        }
        let Ctx {
            mut writes, calls, ..
        } = sitting;
        writes.owe(calls.iter().map(|call| call.to_entry(&self.content)));
        Ok(writes)
    }
}

impl Ctx<'_> {
    fn handle(&mut self, request: Request) -> Result<(), Missing> {
        match request {
            Request::Command(sender, command, rest) => self.command(sender, command, &rest),
            Request::Text(sender, text, under) => self.typed(sender, text, under),
            Request::Media(sender) => self.media(sender),
            Request::TopicText(sender, text) => self.topic_text(sender, text),
            Request::Callback {
                seat,
                message,
                replied,
                query,
                data,
                ..
            } => {
                let callback = Callback {
                    seat,
                    message,
                    replied,
                    query,
                };
                self.on_callback(callback, &data)
            }
            Request::Inline {
                person,
                query,
                text,
            } => {
                self.inline(person, &query, &text);
                Ok(())
            }
            Request::ChatMigrated { from, to } => {
                self.writes.move_chat(from, to);
                Ok(())
            }
            Request::BotAdded { chat, by } => {
                self.added(chat, by);
                Ok(())
            }
            Request::BotRemoved(chat) => {
                self.removed(chat);
                Ok(())
            }
            Request::Ignored(why) => {
                tracing::debug!(why, "update without a request");
                Ok(())
            }
        }
    }
}
