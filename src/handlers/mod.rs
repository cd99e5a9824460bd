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
mod record;
mod text;
mod topics;

use std::sync::Arc;

use crate::policy::{Access, Policy};
use crate::telegram::request::Request;
use callback::Callback;
use care_engine::content::Content;
use care_language::qa::Answers;
use care_store::{LoadItem, Missing, Session, WriteSet};
use ctx::Ctx;

/// What handlers need beside the store.
#[derive(Clone)]
pub struct App {
    /// What can be asked and said.
    pub content: Arc<Content>,
    /// What is looked up for answers.
    pub answers: Arc<Answers>,
    /// Who may use the bot, how often, and how long cases are stored.
    pub policy: Arc<Policy>,
    /// The bot's name on Telegram, for links to it.
    pub bot: Arc<str>,
    /// Whether private chats with the bot have topics, as Telegram says when the bot introduces itself.
    pub topics_in_private: bool,
}

/// What handling one request comes to.
pub struct Effects {
    /// What is committed, the new outbox entries included.
    pub writes: WriteSet,
    /// What is counted once that is committed.
    pub events: Vec<Event>,
}

/// Something that the metrics count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// A plan was given, with the id of its pathway.
    Plan(&'static str),
    /// A question was answered or declined, with the id of the reason.
    Answer(&'static str),
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

    /// With the decisions of the host.
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
        let mut wanted = Self::load_plan_of_case(request);
        if let Some(conversation) = request.conversation() {
            if self.policy.limits.is_any() {
                wanted.push(LoadItem::Visitor(conversation.user.get()));
            }
            if self.policy.access == Access::Invite {
                wanted.push(LoadItem::Admission(conversation.chat.get()));
            }
        }
        wanted
    }

    fn load_plan_of_case(request: &Request) -> Vec<LoadItem> {
        let conversation = match request {
            Request::Callback {
                conversation, data, ..
            } => {
                let case = match data {
                    Ok(data) => data.case(),
                    Err(error) => error.case(),
                };
                return case
                    .map(|case| LoadItem::Case(case.get()))
                    .into_iter()
                    .chain([LoadItem::Person(conversation.user.get())])
                    .collect();
            }
            Request::Command(sender, ..)
            | Request::Text(sender, ..)
            | Request::Mention(sender, _)
            | Request::Media { sender, .. }
            | Request::Edit(sender, _) => sender.conversation,
            Request::TopicText(sender, _) | Request::TopicAside(sender, _) => {
                return vec![LoadItem::CaseOfTopic {
                    chat: sender.conversation.chat.get(),
                    thread: sender.conversation.topic.get(),
                }];
            }
            Request::Inline { .. }
            | Request::Anonymous(_)
            | Request::BotAdded { .. }
            | Request::BotRemoved(_)
            | Request::ChatMigrated { .. }
            | Request::Ignored(_) => return Vec::new(),
        };
        let (chat, person) = (conversation.chat.get(), conversation.user.get());
        vec![LoadItem::Person(person), LoadItem::CasesOf { chat, person }]
    }

    /// Handles one request. The same request with the same session always gives the same effects.
    ///
    /// # Errors
    /// What has to be loaded into the session first; then nothing has happened.
    pub fn handle(
        &self,
        session: &Session,
        request: &Request,
        now: i64,
    ) -> Result<Effects, Missing> {
        let mut ctx = Ctx {
            content: &self.content,
            answers: &self.answers,
            policy: &self.policy,
            bot: &self.bot,
            session,
            writes: WriteSet::default(),
            now,
            topics: request.in_forum()
                || self.topics_in_private
                    && request.chat().is_some_and(care_ids::ChatId::is_private),
            calls: Vec::new(),
            events: Vec::new(),
        };
        if ctx.authorize(request)? {
            ctx.handle(request.clone())?;
        }
        let Ctx {
            mut writes,
            calls,
            events,
            ..
        } = ctx;
        writes.owe(calls.iter().map(|call| call.to_entry(&self.content)));
        Ok(Effects { writes, events })
    }
}

impl Ctx<'_> {
    fn handle(&mut self, request: Request) -> Result<(), Missing> {
        match request {
            Request::Command(sender, command, rest) => self.command(sender, command, &rest),
            Request::Text(sender, text, under) => self.typed(sender, text, under),
            Request::Mention(sender, text) => self.mention(sender, &text),
            Request::Media {
                sender,
                words,
                gets_reply,
                ..
            } => self.media(sender, &words, gets_reply),
            Request::Edit(sender, words) => self.edit(sender, &words),
            Request::TopicAside(sender, words) => self.topic_aside(sender, &words),
            Request::Anonymous(sender) => {
                self.anonymous(sender);
                Ok(())
            }
            Request::TopicText(sender, text) => self.topic_text(sender, text),
            Request::Callback {
                conversation,
                message,
                replied,
                query,
                data,
                is_readable,
                shows_button,
                ..
            } => {
                let callback = Callback {
                    conversation,
                    message,
                    replied,
                    query,
                    is_readable,
                    shows_button,
                };
                self.on_callback(callback, data)
            }
            Request::Inline { user, query, text } => {
                self.inline(user, &query, &text);
                Ok(())
            }
            Request::ChatMigrated { from, to } => {
                self.writes.move_chat(from.get(), to.get());
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
