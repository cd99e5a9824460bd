//! What a question is before it is looked up: a dose asked for, an image, an attempt to talk the bot round.

use std::collections::HashSet;

use super::phrases::Phrases;
use super::words::plain;
use care_engine::content::{Content, SmallTalkKind};
use care_text::matcher::Matcher;

/// What a word or phrase belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Mark {
    Told,
    Asked,
    Talk(usize),
    TalkUnless(usize),
}

struct Talk {
    kind: SmallTalkKind,
    whole: HashSet<String>,
    only: HashSet<String>,
}

/// The words that settle what a message is.
pub(super) struct Screen {
    marks: Phrases<Mark>,
    /// What `{}` stands for.
    names: Matcher<()>,
    talk: Vec<Talk>,
}

/// First words of questions.
const INTERROGATIVES: &[&str] = &[
    "what", "whats", "when", "where", "which", "who", "why", "how", "hows", "is", "are", "can",
    "could", "should", "would", "will", "do", "does", "did", "may", "any", "whose",
];

/// What somebody who examines does: "can feel", "can see".
const SENSES: &[&str] = &[
    "see", "feel", "palpate", "hear", "smell", "hardly", "barely", "only",
];

/// Stands for a name, and for a number, in a phrase.
const NAME: &str = "{}";
const NUMBER: &str = "#";

impl Screen {
    /// Takes the words from the content.
    pub(super) fn new(content: &Content) -> Self {
        let language = &content.language;
        let mut marks: Vec<(Mark, String)> = Vec::new();
        let mut take = |mark: Mark, words: &[String]| {
            marks.extend(words.iter().filter_map(|word| Some((mark, phrase(word)?))));
        };
        take(Mark::Told, &language.telling.told);
        take(Mark::Asked, &language.telling.asked);
        for (place, talk) in language.small_talk.iter().enumerate() {
            take(Mark::Talk(place), &talk.words);
            take(Mark::TalkUnless(place), &talk.unless);
        }
        let names: Vec<String> = (language.small_talk.iter())
            .flat_map(|talk| &talk.names)
            .filter_map(|name| phrase(name))
            .collect();
        let set =
            |texts: &mut dyn Iterator<Item = &String>| texts.map(|text| plain(text)).collect();
        let talk = language.small_talk.iter().map(|talk| Talk {
            kind: talk.kind,
            whole: set(&mut talk.whole.iter().chain(&talk.examples)),
            only: set(&mut talk.only.iter()),
        });
        Self {
            marks: Phrases::new(marks.into_iter()),
            names: Matcher::new(names.iter().map(|name| ((), name.as_str()))),
            talk: talk.collect(),
        }
    }

    /// What the words settle, if anything: as they were typed, and with slips corrected. A question
    /// that leans on an earlier one is not vague.
    pub(super) fn settled(
        &self,
        question: &str,
        corrected: &str,
        leans: bool,
    ) -> Option<SmallTalkKind> {
        let text = plain(question);
        let shape = self.shape(&text);
        let mended_shape = self.shape(corrected);
        let found: HashSet<Mark> = [text.as_str(), &shape, corrected, &mended_shape]
            .into_iter()
            .flat_map(|text| self.marks.find(text))
            .collect();
        let has = |mark: Mark| found.contains(&mark);
        let is = |kind: SmallTalkKind| {
            let talk = self.talk.iter().enumerate();
            talk.filter(|(_, talk)| talk.kind == kind)
                .any(|(place, talk)| {
                    talk.whole.contains(&text)
                        || text.split(' ').all(|word| talk.only.contains(word))
                        || (has(Mark::Talk(place)) && !has(Mark::TalkUnless(place)))
                })
        };
        let settling = [
            SmallTalkKind::Image,
            SmallTalkKind::Persuasion,
            SmallTalkKind::Dose,
        ];
        if let Some(kind) = settling.into_iter().find(|kind| is(*kind)) {
            return Some(kind);
        }
        (!leans && is(SmallTalkKind::Vague)).then_some(SmallTalkKind::Vague)
    }

    /// Whether a text tells of somebody: "since yesterday", "he has".
    pub(super) fn is_told(&self, text: &str) -> bool {
        self.marks.find(&plain(text)).contains(&Mark::Told)
    }

    /// Whether a text asks in general: by its first word or by a phrase that asks, and telling of nobody.
    pub(super) fn is_general(&self, text: &str) -> bool {
        let plain = plain(text);
        let mut words = plain.split(' ');
        let first = words.next().unwrap_or_default();
        // "Can feel a gap": a finding without its subject.
        let is_finding = words.next().is_some_and(|word| SENSES.contains(&word));
        let found = self.marks.find(&plain);
        let asks = found.contains(&Mark::Asked) || INTERROGATIVES.contains(&first) && !is_finding;
        asks && !found.contains(&Mark::Told)
    }

    /// A text with its names and numbers as what stands for them: "naproxen 500 bd" is "{} # bd".
    fn shape(&self, text: &str) -> String {
        let mut named = String::with_capacity(text.len());
        let mut end = 0;
        for (_, at) in self.names.find(text) {
            if at.start >= end {
                named += &text[end..at.start];
                named += NAME;
                end = at.end;
            }
        }
        named += &text[end..];
        let number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
        let words = named.split(' ');
        let words = words.map(|word| if number(word) { NUMBER } else { word });
        words.collect::<Vec<_>>().join(" ")
    }
}

/// A phrase of the content in plain letters, with its open end and what stands for others.
fn phrase(text: &str) -> Option<String> {
    let open = text.strip_suffix('*');
    let words = open.unwrap_or(text).split(' ');
    let plain = words.map(|word| match word {
        NAME | NUMBER => word.to_owned(),
        word => plain(word),
    });
    let plain: Vec<String> = plain.filter(|word| !word.is_empty()).collect();
    let end = if open.is_some() { "*" } else { "" };
    (!plain.is_empty()).then(|| format!("{}{end}", plain.join(" ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_keeps_what_stands_for_others() {
        assert_eq!(phrase("How much {}"), Some("how much {}".to_owned()));
        assert_eq!(phrase("{} # mg*"), Some("{} # mg*".to_owned()));
        assert_eq!(phrase("?"), None);
    }
}
