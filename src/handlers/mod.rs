//! Handlers: what one request writes, and the calls that follow from it.
//!
//! No network, no database and no clock: a handler reads the [`Session`] that was loaded for it. What it writes
//! is committed in one transaction with the mark that the update was handled; only then are the calls made.

mod access;
mod another;
mod callback;
mod case_label;
mod command;
mod correcting;
mod course;
mod ctx;
mod inline;
mod intake;
mod mentions;
mod onboarding;
mod plans;
mod question;
mod read_set;
mod reading;
mod text;
mod thread;
mod told;
mod topics;
mod whose;

use std::sync::Arc;

use crate::policy::Policy;
use crate::request_limits::Allowance;
use crate::second_reader::{SecondReader, conversation};
use crate::telegram::calls::OutgoingCall;
use crate::telegram::request::Request;
use callback::Callback;
use care_engine::content::Content;
use care_language::qa::Conversation;
use care_store::{NewEntry, ReadSet, Session, WriteSet};
use ctx::Ctx;

/// What handlers need beside the store.
#[derive(Clone)]
pub struct App {
    /// What can be asked and said.
    pub content: Arc<Content>,
    /// What is looked up for answers.
    pub answers: Arc<Conversation>,
    /// Who may use the bot, how often, and how long cases are stored.
    pub policy: Arc<Policy>,
    /// The bot's name on Telegram, for links to it.
    pub bot: Arc<str>,
    /// Whether private chats with the bot have topics, as Telegram says when the bot introduces itself.
    pub topics_in_private: bool,
}

/// What handling one request comes to.
#[derive(Debug)]
pub struct Effects {
    /// What is committed, the new outbox entries included.
    pub writes: WriteSet,
    /// What is counted once that is committed.
    pub events: Vec<MetricsEvent>,
    /// The person was told that there is no entry.
    pub denied: bool,
}

/// Something that the metrics count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MetricsEvent {
    /// A plan was given, with the id of its pathway.
    Plan(&'static str),
    /// A question was answered or declined, with the id of the reason.
    Answer(&'static str),
}

impl App {
    /// Prepares what is looked up. Everybody gets in, as often as they like.
    pub fn new(content: Arc<Content>) -> Self {
        Self::with_second_reader(content, SecondReader::default())
    }

    /// The same, with or without a second reader for what words do not settle.
    pub fn with_second_reader(content: Arc<Content>, second_reader: SecondReader) -> Self {
        let answers = Arc::new(conversation(&content, second_reader));
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

    /// Everything that a request needs of the store.
    pub fn read_set(&self, request: &Request) -> ReadSet {
        read_set::read_set(&self.policy, request)
    }

    /// Handles one request. The same request with the same session always gives the same effects.
    pub fn handle(
        &self,
        session: Session,
        request: Request,
        allowance: Allowance,
        now: i64,
    ) -> Effects {
        let request = match session.moved_to() {
            Some(to) => request.moved_to(to),
            None => request,
        };
        let topics = request.in_forum()
            || self.topics_in_private && request.chat().is_some_and(care_ids::ChatId::is_private);
        let mut ctx = Ctx {
            content: &self.content,
            answers: &self.answers,
            policy: &self.policy,
            bot: &self.bot,
            session,
            allowance,
            now,
            topics,
            calls: Vec::new(),
            events: Vec::new(),
            denied: false,
        };
        if ctx.authorize(&request) {
            ctx.handle(request);
        }
        let entries = ctx.calls.iter().map(|call| call.to_entry(&self.content));
        let calls = entries.collect();
        Effects {
            writes: WriteSet {
                calls,
                ..ctx.session.into_writes()
            },
            events: ctx.events,
            denied: ctx.denied,
        }
    }

    /// What is said to the person of an update that was set aside. A press is answered, too.
    pub fn set_aside_notice(&self, request: &Request) -> Vec<NewEntry> {
        let Some(conversation) = request.conversation() else {
            return Vec::new();
        };
        let card = access::plain_card(self.content.text("update.set_aside"));
        let call = care_store::Call::message_to(conversation, card.html);
        let mut words = vec![NewEntry::of(conversation.chat, call)];
        if let Request::Callback { query, .. } = request {
            let answer = OutgoingCall::AnswerCallback {
                conversation,
                query: query.clone(),
                text: None,
            };
            words.push(answer.to_entry(&self.content));
        }
        words
    }
}

impl Ctx<'_> {
    fn handle(&mut self, request: Request) {
        match request {
            Request::Command(sender, command, rest) => self.command(sender, command, &rest),
            Request::Text(sender, text, answered) => self.typed(sender, text, answered),
            Request::Mention(sender, text) => self.mention(sender, &text),
            Request::Media {
                sender,
                words,
                answered,
                gets_reply,
                ..
            } => self.media(sender, &words, answered, gets_reply),
            Request::Aside(sender, words) => {
                self.refused(sender, &words);
            }
            Request::Edit(sender, words) => self.edited(sender, &words),
            Request::TopicAside(sender, words) => self.topic_aside(sender, &words),
            Request::Anonymous(sender) => self.anonymous(sender),
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
                self.on_callback(callback, data);
            }
            Request::Inline { user, query, text } => self.inline(user, &query, &text),
            Request::ChatMigrated { from, to } => self.session.writes().moved = Some((from, to)),
            Request::BotAdded { chat, by } => self.added(chat, by),
            Request::BotRemoved(chat) => self.removed(chat),
            Request::Ignored(why) => tracing::debug!(why, "update without a request"),
        }
    }
}
