//! What a message is before it is a question: a red flag told, a dose asked for, chat, another
//! matter. Words that settle it are looked at first, in the order of what must not be missed.

use std::collections::HashSet;

use super::phrases::Phrases;
use super::words::plain;
use care_engine::content::{Content, ElsewhereIx, OptionIx, OptionSet, TalkKind};
use care_text::matcher::Matcher;

/// What words alone settle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// Red flags, told of the patient.
    Alarm(OptionSet),
    /// Something that is no question for the statements.
    Talk(TalkKind),
    /// Another matter.
    Elsewhere(ElsewhereIx),
}

/// What a word or phrase belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Mark {
    Told,
    Asked,
    Alarm(usize),
    AlarmAsked(usize),
    Talk(usize),
    TalkUnless(usize),
    Elsewhere(usize),
    Inside(usize),
}

struct Talk {
    kind: TalkKind,
    whole: HashSet<String>,
    only: HashSet<String>,
}

/// The words that settle what a message is.
pub struct Screen {
    marks: Phrases<Mark>,
    /// What `{}` stands for.
    names: Matcher<()>,
    alarms: Vec<OptionIx>,
    talk: Vec<Talk>,
    elsewhere: usize,
}

/// Stands for a name, and for a number, in a phrase.
const NAME: &str = "{}";
const NUMBER: &str = "#";

impl Screen {
    /// Takes the words from the content.
    pub fn new(content: &Content) -> Self {
        let language = &content.language;
        let mut marks: Vec<(Mark, String)> = Vec::new();
        let mut take = |mark: Mark, words: &[String]| {
            marks.extend(words.iter().filter_map(|word| Some((mark, phrase(word)?))));
        };
        take(Mark::Told, &language.telling.told);
        take(Mark::Asked, &language.telling.asked);
        for (place, alarm) in language.alarms.iter().enumerate() {
            take(Mark::Alarm(place), &alarm.words);
            take(Mark::AlarmAsked(place), &alarm.asked);
        }
        for (place, talk) in language.talk.iter().enumerate() {
            take(Mark::Talk(place), &talk.words);
            take(Mark::TalkUnless(place), &talk.unless);
        }
        for (place, elsewhere) in language.elsewhere.iter().enumerate() {
            take(Mark::Elsewhere(place), &elsewhere.words);
            take(Mark::Inside(place), &elsewhere.inside);
        }
        let names: Vec<String> = (language.talk.iter())
            .flat_map(|talk| &talk.names)
            .filter_map(|name| phrase(name))
            .collect();
        let set =
            |texts: &mut dyn Iterator<Item = &String>| texts.map(|text| plain(text)).collect();
        let talk = language.talk.iter().map(|talk| Talk {
            kind: talk.kind,
            whole: set(&mut talk.whole.iter().chain(&talk.ways)),
            only: set(&mut talk.only.iter()),
        });
        Self {
            marks: Phrases::new(marks.into_iter()),
            names: Matcher::new(names.iter().map(|name| ((), name.as_str()))),
            alarms: language.alarms.iter().map(|alarm| alarm.flag).collect(),
            talk: talk.collect(),
            elsewhere: language.elsewhere.len(),
        }
    }

    /// What the words settle, if anything: as they were typed, and with slips mended. A question
    /// that leans on an earlier one is not vague.
    pub fn settled(&self, question: &str, mended: &str, leans: bool) -> Option<Settled> {
        let text = plain(question);
        let shape = self.shape(&text);
        let mended_shape = self.shape(mended);
        let found: HashSet<Mark> = [text.as_str(), &shape, mended, &mended_shape]
            .into_iter()
            .flat_map(|text| self.marks.find(text))
            .collect();
        let has = |mark: Mark| found.contains(&mark);
        if has(Mark::Told) && !has(Mark::Asked) {
            let mut flags = OptionSet::default();
            for (place, flag) in self.alarms.iter().enumerate() {
                if has(Mark::Alarm(place)) && !has(Mark::AlarmAsked(place)) {
                    flags.mark(*flag, true);
                }
            }
            if !flags.is_empty() {
                return Some(Settled::Alarm(flags));
            }
        }
        let is = |kind: TalkKind| {
            let talk = self.talk.iter().enumerate();
            talk.filter(|(_, talk)| talk.kind == kind)
                .any(|(place, talk)| {
                    talk.whole.contains(&text)
                        || text.split(' ').all(|word| talk.only.contains(word))
                        || (has(Mark::Talk(place)) && !has(Mark::TalkUnless(place)))
                })
        };
        let settling = [
            TalkKind::Image,
            TalkKind::Persuasion,
            TalkKind::Chat,
            TalkKind::Dose,
        ];
        if let Some(kind) = settling.into_iter().find(|kind| is(*kind)) {
            return Some(Settled::Talk(kind));
        }
        let elsewhere = (0..self.elsewhere)
            .find(|place| has(Mark::Elsewhere(*place)) && !has(Mark::Inside(*place)));
        if let Some(place) = elsewhere {
            return Some(Settled::Elsewhere(ElsewhereIx::new(place)));
        }
        (!leans && is(TalkKind::Vague)).then_some(Settled::Talk(TalkKind::Vague))
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
