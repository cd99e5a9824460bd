//! Typed answers, taken where a button would be.

use crate::case::Answer;
use crate::content::{Content, OptionIx, OptionSet, QuestionIx, QuestionKind};

/// What a typed text means on a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typed {
    /// The answer that the text gives.
    Answer(Answer),
    /// A number, but not one that can be.
    OutOfRange {
        /// The smallest number that is taken as an answer.
        min: u16,
        /// The largest number that is taken as an answer.
        max: u16,
    },
    /// None of the options, or more than one of them.
    NotUnderstood,
}

/// Nobody types an answer longer than this; more is not looked at.
const LONGEST: usize = 120;

/// Reads a typed text as an answer to a question.
pub fn typed(content: &Content, question: QuestionIx, text: &str) -> Typed {
    if text.chars().count() > LONGEST {
        return Typed::NotUnderstood;
    }
    let asked = content.question(question);
    let text = plain(text);
    let number = text.parse::<i64>().ok();
    match asked.kind {
        QuestionKind::Number => match number {
            Some(number) => match u16::try_from(number) {
                Ok(number) if (asked.min..=asked.max).contains(&number) => {
                    Typed::Answer(Answer::Number(number))
                }
                _ => Typed::OutOfRange {
                    min: asked.min,
                    max: asked.max,
                },
            },
            None => Typed::NotUnderstood,
        },
        QuestionKind::One => {
            if let Some(option) = one(content, question, &text) {
                return Typed::Answer(Answer::One(option));
            }
            let ranges = asked.options.iter().filter_map(|option| option.range);
            let bounds = ranges.reduce(|all, range| (all.0.min(range.0), all.1.max(range.1)));
            match (number, bounds) {
                (Some(_), Some((min, max))) => Typed::OutOfRange { min, max },
                _ => Typed::NotUnderstood,
            }
        }
        QuestionKind::Several => {
            let parts: Option<OptionSet> = match one(content, question, &text) {
                Some(option) => Some(OptionSet::only(option)),
                None => text
                    .split([',', ';', '+', '\n'])
                    .flat_map(|part| part.split(" and "))
                    .map(str::trim)
                    .filter(|part| !part.is_empty())
                    .map(|part| one(content, question, part))
                    .collect(),
            };
            match parts {
                // Words that exclude each other are not an answer.
                Some(set)
                    if !set.is_empty()
                        && (!set.meets(asked.exclusive) || set.iter().count() == 1) =>
                {
                    Typed::Answer(Answer::Several(set))
                }
                _ => Typed::NotUnderstood,
            }
        }
    }
}

/// The one option that the text names: exactly, or else by a beginning that fits no other.
fn one(content: &Content, question: QuestionIx, text: &str) -> Option<OptionIx> {
    let asked = content.question(question);
    if let Ok(number) = text.parse::<u16>() {
        let in_range = content.option_places(question).find(|option| {
            let range = content.option(question, *option).range;
            range.is_some_and(|(from, to)| (from..=to).contains(&number))
        });
        if in_range.is_some() {
            return in_range;
        }
    }
    let names = |option: OptionIx| {
        let option = &asked.options[option.index()];
        let also = option.also.iter().map(|also| plain(also));
        let shown = option.button.iter().chain(&option.plain_label);
        let shown = shown.map(|label| plain(label));
        std::iter::once(plain(&option.label))
            .chain(shown)
            .chain(also)
    };
    let only = |fits: &dyn Fn(&str) -> bool| {
        let mut found = content
            .option_places(question)
            .filter(|option| names(*option).any(|name| fits(&name)));
        let first = found.next();
        if found.next().is_some() { None } else { first }
    };
    let long_enough = text.chars().count() >= 3;
    only(&|name| name == text).or_else(|| only(&|name| long_enough && name.starts_with(text)))
}

/// Lower case, single blanks, no full stop at the end.
fn plain(text: &str) -> String {
    let words: Vec<_> = text.split_whitespace().map(str::to_lowercase).collect();
    words
        .join(" ")
        .replace(['\u{2013}', '\u{2014}'], "-")
        .trim_end_matches(['.', '!'])
        .to_owned()
}
