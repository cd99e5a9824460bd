//! The whole routing: which update asks for what.

use std::sync::Arc;

use teloxide::dispatching::DpHandlerDescription;
use teloxide::dptree::{self, Handler};
use teloxide::types::{
    CallbackQuery, Chat, ChatId as TelegramChatId, ChatKind, ChatMemberKind, ChatMemberUpdated,
    InlineQuery, Message, PublicChatKind, UpdateKind, User,
};

use care_engine::content::Content;
use care_ids::{ChatId, ConversationId, MessageId, TopicId, UserId};
use care_language::phi::Part;

use super::identity::Identity;
use super::mention::{Addressed, addressed};
use super::message::{IncomingMessage, topic};
use super::request::{Command, Request, Said, Sender};
use super::update::Incoming;
use crate::callback_data::CallbackData;

/// A message on its way through the routing.
type Incomer = Arc<IncomingMessage>;

/// The routing. Everything it needs is the update, the content, and who the bot is.
pub fn routes() -> Handler<'static, Request, DpHandlerDescription> {
    dptree::entry()
        .branch(
            dptree::filter_map(sent)
                .branch(dptree::filter(is_migration).endpoint(migration_request))
                .branch(dptree::filter(is_of_a_bot).endpoint(ignored("a bot sent it")))
                .branch(dptree::filter(is_forwarded).endpoint(ignored("a channel's post")))
                .branch(dptree::filter(is_for_a_bot).endpoint(ignored("for another bot")))
                .branch(dptree::filter(is_on_behalf_of_a_chat).endpoint(anonymous_request))
                .branch(dptree::filter_map(command).endpoint(command_request))
                .branch(dptree::filter(is_service).endpoint(ignored("a service message")))
                .branch(dptree::filter_map(mention).endpoint(mention_request))
                .branch(dptree::filter(is_for_the_bot).endpoint(message_request))
                .branch(dptree::filter(is_in_a_topic).endpoint(topic_request))
                .endpoint(ignored("not for the bot")),
        )
        .branch(
            dptree::filter_map(edited)
                .branch(dptree::filter(is_of_a_bot).endpoint(ignored("a bot edited it")))
                .endpoint(edit_request),
        )
        .branch(dptree::filter_map(pressed).endpoint(callback_request))
        .branch(dptree::filter_map(inline_query).endpoint(inline_request))
        .branch(dptree::filter_map(membership).endpoint(membership_request))
        .endpoint(ignored("not understood"))
}

fn sent(incoming: Arc<Incoming>) -> Option<Incomer> {
    match incoming.as_ref() {
        Incoming::Message(message) => Some(Arc::new(message.as_ref().clone())),
        _ => None,
    }
}

fn edited(incoming: Arc<Incoming>) -> Option<Incomer> {
    match incoming.as_ref() {
        Incoming::Edit(message) => Some(Arc::new(message.as_ref().clone())),
        _ => None,
    }
}

fn pressed(incoming: Arc<Incoming>) -> Option<(CallbackQuery, bool)> {
    match incoming.as_ref() {
        Incoming::CallbackQuery {
            query,
            shows_button,
        } => Some((query.as_ref().clone(), *shows_button)),
        _ => None,
    }
}

fn inline_query(incoming: Arc<Incoming>) -> Option<InlineQuery> {
    match &other(&incoming)? {
        UpdateKind::InlineQuery(query) => Some(query.clone()),
        _ => None,
    }
}

fn membership(incoming: Arc<Incoming>) -> Option<ChatMemberUpdated> {
    match &other(&incoming)? {
        UpdateKind::MyChatMember(change) => Some(change.clone()),
        _ => None,
    }
}

fn other(incoming: &Incoming) -> Option<&UpdateKind> {
    match incoming {
        Incoming::Other(update) => Some(&update.kind),
        _ => None,
    }
}

fn is_migration(message: Incomer) -> bool {
    message.migrated_to.is_some()
}

async fn migration_request(message: Incomer) -> Request {
    match (message.chat(), message.migrated_to) {
        (Some(from), Some(to)) => Request::ChatMigrated { from, to },
        _ => Request::Ignored("a group moved from nowhere"),
    }
}

/// Bots are never answered: two of them would not stop. Telegram has accounts of its own, which count as bots,
/// for those who write in the name of a chat.
fn is_of_a_bot(message: Incomer, me: Arc<Identity>) -> bool {
    let own_result = message.via_bot == Some(me.id);
    own_result || message.from_bot && !message.on_behalf_of_chat
}

fn is_forwarded(message: Incomer) -> bool {
    message.automatic_forward
}

/// A command that names another bot is for nobody here.
fn is_for_a_bot(message: Incomer, me: Arc<Identity>) -> bool {
    !message.is_private() && addressed(&message, &me) == Addressed::OtherBot
}

/// An anonymous administrator or a channel: everybody who writes so is one and the same to the bot, and the
/// presses come from somebody else.
fn is_on_behalf_of_a_chat(message: Incomer) -> bool {
    message.on_behalf_of_chat && !message.is_private()
}

async fn anonymous_request(message: Incomer, me: Arc<Identity>) -> Request {
    let named = command_name(&message).is_some_and(|name| Command::named(name) != Command::Unknown);
    let for_the_bot = named
        || addressed(&message, &me) == Addressed::Bot
        || answers_the_bot(&message, &me)
        || mentions(&message, &me);
    match message.sender {
        Some(sender) if for_the_bot => Request::Anonymous(sender),
        Some(sender) if sender.conversation.topic != TopicId::NONE => {
            let text = message.text.iter().map(|text| Said::new(Part::Text, text));
            // Of nobody in particular a caption is not read either.
            let words = message.words.iter();
            let words = words.map(|said| Said::new(Part::Text, &said.text));
            Request::TopicAside(sender, text.chain(words).collect())
        }
        _ => Request::Ignored("sent in the name of a chat"),
    }
}

/// The name of a command, without the name of a bot.
fn command_name(message: &IncomingMessage) -> Option<&str> {
    command_in(message.text.as_deref()?)
}

/// The name of the command with which a text begins.
fn command_in(text: &str) -> Option<&str> {
    let name = text.split_whitespace().next()?.strip_prefix('/')?;
    Some(name.split_once('@').map_or(name, |(name, _)| name))
}

/// A command for this bot, with what follows it. In a group a command that names no bot may be for any of
/// them: one that this bot does not know is not for it.
fn command(message: Incomer, me: Arc<Identity>) -> Option<(Command, String)> {
    let command = Command::named(command_name(&message)?);
    let named = addressed(&message, &me) == Addressed::Bot;
    let is_for_this = message.is_private() || named || !command.is_silent_in_groups();
    let text = message.text.as_deref()?;
    is_for_this.then(|| (command, behind_command(text)))
}

/// What follows the command with which a text begins.
fn behind_command(text: &str) -> String {
    let rest: Vec<&str> = text.split_whitespace().skip(1).collect();
    rest.join(" ")
}

async fn command_request(message: Incomer, (command, rest): (Command, String)) -> Request {
    match message.sender {
        Some(sender) => Request::Command(sender, command, rest),
        None => Request::Ignored("nobody sent it"),
    }
}

fn is_service(message: Incomer) -> bool {
    !message.is_content
}

fn mentions(message: &IncomingMessage, me: &Identity) -> bool {
    let words = message.words.iter().map(|said| &said.text);
    let mut words = message.text.iter().chain(words);
    words.any(|text| super::mention::of(text, me))
}

/// A text of a group that mentions the bot and is no reply to it: a question, without the mention.
fn mention(message: Incomer, me: Arc<Identity>) -> Option<String> {
    let text = message.text.as_deref()?;
    let asks = !message.is_private()
        && command_name(&message).is_none()
        && !answers_the_bot(&message, &me)
        && super::mention::of(text, &me);
    asks.then(|| super::mention::without(text, &message.mentioned_names))
}

async fn mention_request(message: Incomer, text: String) -> Request {
    let Some(sender) = message.sender else {
        return Request::Ignored("nobody sent it");
    };
    // "@bot /new" is the command, as "/new@bot" is.
    let command = command_in(&text).map(Command::named);
    match command.filter(|command| *command != Command::Unknown) {
        _ if text.is_empty() => Request::Command(sender, Command::Help, text),
        Some(command) => Request::Command(sender, command, behind_command(&text)),
        None => Request::Mention(sender, text),
    }
}

/// In a group the bot takes only what answers one of its own messages: whatever else people say
/// to each other there must never become an answer about a case.
fn is_for_the_bot(message: Incomer, me: Arc<Identity>) -> bool {
    let command_of_another = !message.is_private() && command_name(&message).is_some();
    !command_of_another
        && (message.is_private() || answers_the_bot(&message, &me) || mentions(&message, &me))
}

/// Whether a message answers one of the bot's own messages.
fn answers_the_bot(message: &IncomingMessage, me: &Identity) -> bool {
    message
        .replied
        .as_ref()
        .is_some_and(|replied| !replied.opens_topic && replied.from == Some(me.id))
}

/// Whether a text of a group begins with a mention of somebody. Mentions of the bot are taken out before.
fn is_for_a_colleague(message: &IncomingMessage, text: &str) -> bool {
    !message.is_private() && super::mention::begins(text, &message.mentioned_names)
}

/// A text without the mentions in it. In a private chat nobody else could be meant by one, so that only the
/// bot's own name is left out there.
fn words_for_the_bot(message: &IncomingMessage, text: &str, me: &Identity) -> String {
    if message.is_private() {
        super::mention::without_bot(text, me)
    } else {
        super::mention::without(text, &message.mentioned_names)
    }
}

async fn message_request(message: Incomer, me: Arc<Identity>) -> Request {
    let Some(sender) = message.sender else {
        return Request::Ignored("nobody sent it");
    };
    let text = message.text.as_deref();
    let text = text.map(|text| super::mention::without_bot(text, &me));
    match &text {
        Some(text) if is_for_a_colleague(&message, text) => {
            let words = words_for_the_bot(&message, text, &me);
            Request::Aside(sender, vec![Said::new(Part::Text, words)])
        }
        Some(text) => {
            let answered = sender.reply_to.filter(|_| answers_the_bot(&message, &me));
            let text = words_for_the_bot(&message, text, &me);
            Request::Text(sender, text, answered)
        }
        None => Request::Media {
            sender,
            words: message.words.clone(),
            answered: sender.reply_to.filter(|_| answers_the_bot(&message, &me)),
            album: message.album.clone(),
            gets_reply: true,
        },
    }
}

fn is_in_a_topic(message: Incomer) -> bool {
    let in_topic = |sender: Sender| sender.conversation.topic != TopicId::NONE;
    message.sender.is_some_and(in_topic) && command_name(&message).is_none()
}

/// What is sent in a topic of a group and not said to the bot. A text that begins with a mention is said to
/// whoever is mentioned.
async fn topic_request(message: Incomer) -> Request {
    let Some(sender) = message.sender else {
        return Request::Ignored("nobody sent it");
    };
    match &message.text {
        Some(text) if super::mention::begins(text, &message.mentioned_names) => {
            let rest = super::mention::without(text, &message.mentioned_names);
            Request::TopicAside(sender, vec![Said::new(Part::Text, rest)])
        }
        Some(text) => {
            let text = super::mention::without(text, &message.mentioned_names);
            Request::TopicText(sender, text)
        }
        None => Request::TopicAside(sender, topic_words(&message)),
    }
}

/// The words that come along with something in a topic. A caption that begins with a mention is said to somebody
/// else, like a text.
fn topic_words(message: &IncomingMessage) -> Vec<Said> {
    let mut words = message.words.clone();
    for said in &mut words {
        if super::mention::begins(&said.text, &message.mentioned_names) {
            said.part = Part::Text;
        }
    }
    words
}

async fn edit_request(message: Incomer, me: Arc<Identity>) -> Request {
    let Some(sender) = message.sender else {
        return Request::Ignored("nobody edited it");
    };
    if message.on_behalf_of_chat || message.is_live_location {
        return Request::Ignored("an edit that nobody typed");
    }
    let text = message.text.iter();
    let text = text.map(|text| words_for_the_bot(&message, text, &me));
    let words = message.words.iter().map(|said| said.text.clone());
    let words = text.chain(words).map(|text| Said::new(Part::Edit, text));
    let words = words.collect();
    let for_the_bot = answers_the_bot(&message, &me) || mentions(&message, &me);
    if message.is_private() || for_the_bot {
        Request::Edit(sender, words)
    } else if sender.conversation.topic != TopicId::NONE {
        Request::TopicAside(sender, words)
    } else {
        Request::Ignored("an edit that is not for the bot")
    }
}

async fn inline_request(query: InlineQuery) -> Request {
    Request::Inline {
        user: user_id(&query.from),
        query: query.id.0,
        text: query.query,
    }
}

async fn callback_request(
    (query, shows_button): (CallbackQuery, bool),
    content: Arc<Content>,
) -> Request {
    let user = user_id(&query.from);
    let message = query.message.as_ref();
    let regular = query.regular_message();
    let data = query.data.as_deref().unwrap_or_default();
    Request::Callback {
        conversation: ConversationId {
            chat: message.map_or(user.into(), |message| chat_id(message.chat().id)),
            topic: regular.map_or(TopicId::NONE, topic_of),
            user,
        },
        message: message.map(|message| MessageId::new(message.id().0)),
        replied: regular.and_then(replied),
        data: CallbackData::parse(&content, data),
        forum: message.is_some_and(|message| is_forum(message.chat())),
        is_readable: regular.is_some(),
        shows_button,
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

fn topic_of(message: &Message) -> TopicId {
    let thread = message.thread_id.map(|thread| i64::from(thread.0.0));
    topic(thread, message.is_topic_message)
}

fn user_id(user: &User) -> UserId {
    // Telegram's numbers have at most 52 bits.
    UserId::new(i64::try_from(user.id.0).unwrap_or(i64::MAX))
}

fn chat_id(chat: TelegramChatId) -> ChatId {
    ChatId::new(chat.0)
}
