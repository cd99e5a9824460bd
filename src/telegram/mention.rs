//! Who is named in a text: this bot, another bot, or a person.
//!
//! A mention is told by its form, `@` and a username, because the entities of a message may be of a kind that
//! is not known. People without a username are mentioned by a name; those stretches come from the entities.

use super::identity::Identity;
use super::message::IncomingMessage;

/// Which bot a command is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Addressed {
    /// It names this bot.
    Bot,
    /// It names another one.
    OtherBot,
    /// It names none, or it is no command.
    Nobody,
}

/// Which bot the command of a message names.
pub(super) fn addressed(message: &IncomingMessage, me: &Identity) -> Addressed {
    let text = message.text.as_deref().unwrap_or_default();
    let first = text.split_whitespace().next().unwrap_or_default();
    match first
        .strip_prefix('/')
        .and_then(|name| name.split_once('@'))
    {
        Some((_, bot)) if me.is_called(bot) => Addressed::Bot,
        Some(_) => Addressed::OtherBot,
        None => Addressed::Nobody,
    }
}

/// Whether a text mentions the bot.
pub(super) fn of(text: &str, me: &Identity) -> bool {
    text.split_whitespace()
        .filter_map(username)
        .any(|name| me.is_called(name))
}

/// Whether a text begins with a mention.
pub(super) fn begins(text: &str, names: &[String]) -> bool {
    let text = text.trim_start();
    let first = text.split_whitespace().next().unwrap_or_default();
    username(first).is_some() || names.iter().any(|name| text.starts_with(name.as_str()))
}

/// A text without the mentions of the bot.
pub(super) fn without_bot(text: &str, me: &Identity) -> String {
    if !of(text, me) {
        return text.to_owned();
    }
    let is_other = |word: &&str| !username(word).is_some_and(|name| me.is_called(name));
    let kept: Vec<&str> = text.split_whitespace().filter(is_other).collect();
    kept.join(" ")
}

/// A text without its mentions.
pub(super) fn without(text: &str, names: &[String]) -> String {
    let mut text = text.to_owned();
    for name in names.iter().filter(|name| !name.is_empty()) {
        text = text.replacen(name.as_str(), " ", 1);
    }
    let has_mention = text.split_whitespace().any(|word| username(word).is_some());
    if !has_mention && names.is_empty() {
        return text;
    }
    let kept: Vec<&str> = text
        .split_whitespace()
        .filter(|word| username(word).is_none())
        .collect();
    kept.join(" ").trim_matches([',', ':', ' ']).to_owned()
}

/// The name in "@name", whatever punctuation follows it.
fn username(word: &str) -> Option<&str> {
    let name = word
        .strip_prefix('@')?
        .trim_end_matches(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
    let is_name = (4..=32).contains(&name.len())
        && name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    is_name.then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use care_ids::UserId;

    #[test]
    fn mentions_are_told_from_the_words_around_them() {
        let me = Identity {
            id: UserId::new(1),
            username: "AchBot".to_owned(),
        };
        assert!(of("@achbot, what next", &me));
        assert!(of("what next @AchBot?", &me));
        assert!(!of("a@achbot.org", &me));
        assert!(!of("@achbots what next", &me));
        assert!(begins("@drjones please look", &[]));
        assert!(begins("Ann Lee please look", &["Ann Lee".to_owned()]));
        assert!(!begins("pain 7/10 @night", &[]));
        assert_eq!(without("@AchBot: what  next?", &[]), "what next?");
        assert_eq!(
            without("ask Ann Lee now", &["Ann Lee".to_owned()]),
            "ask now"
        );
        assert_eq!(without("two\nlines", &[]), "two\nlines");
    }
}
