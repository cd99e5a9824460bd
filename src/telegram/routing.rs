//! The whole routing: which update asks for what.

use std::sync::Arc;

use teloxide::dispatching::{DpHandlerDescription, MessageFilterExt, UpdateFilterExt};
use teloxide::dptree::{self, Handler};
use teloxide::types::{
    CallbackQuery, Chat, ChatId as TelegramChatId, ChatKind, ChatMemberKind, ChatMemberUpdated,
    InlineQuery, Me, Message, PublicChatKind, Update, User,
};
use teloxide::utils::command::parse_command;

use care_engine::content::Content;
use care_ids::{ChatId, ConversationId, MessageId, TopicId, UserId};

use super::request::{Command, Request, Sender};
use crate::callback_data::CallbackData;

/// The routing. Everything it needs is the update and who the bot is.
pub fn routes() -> Handler<'static, Request, DpHandlerDescription> {
    dptree::entry()
        .branch(
            Update::filter_message()
                .branch(Message::filter_migration_to().endpoint(migration_request))
                .branch(dptree::filter_map(command).endpoint(command_request))
                .branch(
                    dptree::filter(is_topic_text)
                        .branch(Message::filter_text().endpoint(topic_text)),
                )
                .branch(dptree::filter(not_for_the_bot).endpoint(ignored("not for the bot")))
                .branch(Message::filter_text().endpoint(text_request))
                .branch(dptree::filter(is_media).endpoint(media_request))
                .endpoint(ignored("a service message")),
        )
        .branch(Update::filter_callback_query().endpoint(callback_request))
        .branch(Update::filter_inline_query().endpoint(inline_request))
        .branch(Update::filter_my_chat_member().endpoint(membership_request))
        .branch(Update::filter_edited_message().endpoint(ignored("an edited message")))
        .endpoint(ignored("not understood"))
}

async fn migration_request(message: Message, to: TelegramChatId) -> Request {
    Request::ChatMigrated {
        from: chat_id(message.chat.id),
        to: chat_id(to),
    }
}

/// A command that is meant for this bot: in a group another bot may be named.
fn command(message: Message, me: Arc<Me>) -> Option<(Command, String)> {
    let text = message.text()?;
    let first = text.split_whitespace().next()?;
    let (name, arguments) = match first.split_once('@') {
        Some((_, bot)) if !bot.eq_ignore_ascii_case(me.username()) => return None,
        _ => parse_command(text, me.username())?,
    };
    Some((Command::named(name), arguments.join(" ")))
}

async fn command_request(message: Message, (command, rest): (Command, String)) -> Request {
    match sender(&message) {
        Some(sender) => Request::Command(sender, command, rest),
        None => Request::Ignored("nobody sent it"),
    }
}

/// In a group the bot takes only what answers one of its own messages: whatever else people say
/// to each other there must never become an answer about a case.
fn not_for_the_bot(message: Message, me: Arc<Me>) -> bool {
    !message.chat.is_private() && answered(&message, &me).is_none()
}

/// A text in a topic of a group that is not text_request to the bot.
fn is_topic_text(message: Message, me: Arc<Me>) -> bool {
    topic(&message) != TopicId::NONE && message.text().is_some() && not_for_the_bot(message, me)
}

async fn topic_text(message: Message, text: String) -> Request {
    match sender(&message) {
        Some(sender) => Request::TopicText(sender, text),
        None => Request::Ignored("nobody sent it"),
    }
}

async fn inline_request(query: InlineQuery) -> Request {
    Request::Inline {
        user: user_id(&query.from),
        query: query.id.0,
        text: query.query,
    }
}

/// The bot's own message that a message answers.
fn answered<'m>(message: &'m Message, me: &Me) -> Option<&'m Message> {
    message.reply_to_message().filter(|replied| {
        // In a topic every message seems to answer the one that opened it.
        let opening = replied.forum_topic_created().is_some();
        !opening && replied.from.as_ref().is_some_and(|user| user.id == me.id)
    })
}

async fn text_request(message: Message, text: String, me: Arc<Me>) -> Request {
    let first_line = answered(&message, &me).and_then(|own| own.text()?.lines().next());
    match sender(&message) {
        Some(sender) => Request::Text(sender, text, first_line.map(str::to_owned)),
        None => Request::Ignored("nobody sent it"),
    }
}

fn is_media(message: Message) -> bool {
    message.photo().is_some()
        || message.voice().is_some()
        || message.document().is_some()
        || message.sticker().is_some()
        || message.video().is_some()
        || message.video_note().is_some()
        || message.audio().is_some()
        || message.animation().is_some()
        || message.location().is_some()
        || message.contact().is_some()
}

async fn media_request(message: Message) -> Request {
    sender(&message).map_or(Request::Ignored("nobody sent it"), Request::Media)
}

async fn callback_request(query: CallbackQuery, content: Arc<Content>) -> Request {
    let user = user_id(&query.from);
    let message = query.message.as_ref();
    let regular = query.regular_message();
    let data = query.data.as_deref().unwrap_or_default();
    Request::Callback {
        conversation: ConversationId {
            chat: message.map_or(user.into(), |message| chat_id(message.chat().id)),
            topic: regular.map_or(TopicId::NONE, topic),
            user,
        },
        message: message.map(|message| MessageId::new(message.id().0)),
        replied: regular.and_then(replied),
        data: CallbackData::parse(&content, data),
        forum: message.is_some_and(|message| is_forum(message.chat())),
        query: query.id.0,
    }
}

async fn membership_request(change: ChatMemberUpdated) -> Request {
    match change.new_chat_member.kind {
        ChatMemberKind::Banned(_) | ChatMemberKind::Left => {
            Request::BotRemoved(chat_id(change.chat.id))
        }
        _ if change.chat.is_private() => Request::Ignored("the bot was unblocked"),
        // Told of every change of its rights there, but to be in once is to be in.
        _ if change.old_chat_member.is_present() => Request::Ignored("its rights were changed"),
        _ => Request::BotAdded {
            chat: chat_id(change.chat.id),
            by: user_id(&change.from),
        },
    }
}

fn ignored(why: &'static str) -> impl Fn() -> std::future::Ready<Request> + Clone + Send + Sync {
    move || std::future::ready(Request::Ignored(why))
}

fn sender(message: &Message) -> Option<Sender> {
    let user = user_id(message.from.as_ref()?);
    let conversation = ConversationId {
        chat: chat_id(message.chat.id),
        topic: topic(message),
        user,
    };
    Some(Sender {
        conversation,
        message: MessageId::new(message.id.0),
        reply_to: message
            .reply_to_message()
            .map(|replied| MessageId::new(replied.id.0)),
        forum: is_forum(&message.chat),
    })
}

/// The message that a message answers, the one that opened its topic aside.
fn replied(message: &Message) -> Option<MessageId> {
    let replied = message.reply_to_message()?;
    replied
        .forum_topic_created()
        .is_none()
        .then_some(MessageId::new(replied.id.0))
}

fn is_forum(chat: &Chat) -> bool {
    match &chat.kind {
        ChatKind::Public(public) => {
            matches!(&public.kind, PublicChatKind::Supergroup(group) if group.is_forum)
        }
        ChatKind::Private(_) => false,
    }
}

/// The topic of a message. A reply in an ordinary group also has a thread number, which is not one.
fn topic(message: &Message) -> TopicId {
    match message.thread_id {
        Some(thread) if message.is_topic_message => TopicId::new(i64::from(thread.0.0)),
        _ => TopicId::NONE,
    }
}

fn user_id(user: &User) -> UserId {
    // Telegram's numbers have at most 52 bits.
    UserId::new(i64::try_from(user.id.0).unwrap_or(i64::MAX))
}

fn chat_id(chat: TelegramChatId) -> ChatId {
    ChatId::new(chat.0)
}
