//! What is typed where a question was put: an answer to it, to others, or to several at once.

use care_engine::case::Answer;
use care_engine::content::{Content, OptionIx, OptionSet, QuestionIx, QuestionKind};
use care_engine::intake::{Typed, is_risk, typed};

use super::asked::without;
use super::{Read, Reader, Reading, Uncertain, Why, gather};
use crate::text::Tokens;

/// What was typed at a card.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    /// Everything read, the answer to the card's own question among it.
    pub reading: Reading,
    /// A number that the question does not take, with the smallest and largest that it does.
    pub out_of_range: Option<(u16, u16)>,
    /// The person does not know; where the question has an option for that, it is the answer.
    pub unknown: bool,
}

/// The cue of not knowing.
const UNKNOWN: &str = "unknown";

/// More is not looked at as an answer in the words of the card.
const LONGEST: usize = 120;

impl Reader {
    /// Reads what was typed at the card of a question.
    pub fn answer_for(&self, content: &Content, question: QuestionIx, text: &str) -> Reply {
        match typed(content, question, text) {
            Typed::Answer(answer) => {
                let places = std::iter::once(0..text.len()).collect();
                let mut reading = Reading {
                    answers: vec![Read {
                        question,
                        answer,
                        places,
                        by_the_way: false,
                    }],
                    ..Reading::default()
                };
                self.with_flags(content, text, question, &mut reading);
                return Reply {
                    reading,
                    out_of_range: None,
                    unknown: false,
                };
            }
            // Nothing but a number that cannot be: no part of it is an answer.
            Typed::OutOfRange { min, max } => {
                return Reply {
                    reading: Reading::default(),
                    out_of_range: Some((min, max)),
                    unknown: false,
                };
            }
            Typed::NotUnderstood => {}
        }
        // A button's words within the text settle its own question.
        let asked = self.asked(content, text);
        let told = without(text, &asked);
        let whole = whole_label(content, question, &told);
        let mut reading = self
            .gather(content, text, gather::Typed::Card(question))
            .resolved(content);
        // A relative's age and sex are none of the patient's.
        self.leave_out_kin(content, text, &mut reading);
        // What is only asked answers no card, whatever its words.
        reading.leave_out(&asked, |other| {
            other == question || !is_risk(content, other)
        });
        if let Some(option) = whole {
            reading.answers.retain(|read| read.question != question);
            reading.take(content, question, &[option], text);
        }
        if reading.answer(question).is_none() {
            let by_label = labels(content, question, &told);
            let uncertain = reading.uncertain.iter().any(|one| one.question == question);
            match by_label.as_slice() {
                [] => {}
                [one] => reading.take(content, question, &[*one], text),
                several if content.takes_several(question) => {
                    reading.take(content, question, several, text);
                }
                several if !uncertain => reading.uncertain.push(Uncertain {
                    question,
                    candidates: several.iter().copied().collect(),
                    place: 0..text.len(),
                    why: Why::Contradiction,
                }),
                _ => {}
            }
        }
        let unknown = reading.answer(question).is_none() && self.speaks(content, &told, UNKNOWN);
        if unknown && let Some(option) = content.question(question).unknown {
            reading.take(content, question, &[option], text);
        }
        self.with_flags(content, text, question, &mut reading);
        Reply {
            reading,
            out_of_range: None,
            unknown,
        }
    }

    /// A flag told at a card stands beside every answer; marks set on the screen itself are no alarm.
    fn with_flags(
        &self,
        content: &Content,
        text: &str,
        question: QuestionIx,
        reading: &mut Reading,
    ) {
        self.flag(content, text, reading);
        if Some(question) == self.red_flags {
            let told = reading.flags.flags;
            if !told.is_empty() {
                let marked = match reading.answer(question) {
                    Some(Answer::Several(set)) => set,
                    _ => OptionSet::default(),
                };
                let exclusive = content.question(question).exclusive;
                let marked = marked.without(exclusive);
                let marked: OptionSet = marked.iter().chain(told.iter()).collect();
                reading.answers.retain(|read| read.question != question);
                reading.answers.push(Read {
                    question,
                    answer: Answer::Several(marked),
                    places: std::iter::once(0..text.len()).collect(),
                    by_the_way: false,
                });
            }
        }
    }
}

impl Reading {
    fn take(&mut self, content: &Content, question: QuestionIx, options: &[OptionIx], text: &str) {
        let answer = match content.question(question).kind {
            QuestionKind::Several => Answer::Several(options.iter().copied().collect()),
            _ => Answer::One(options[0]),
        };
        self.uncertain
            .retain(|uncertain| uncertain.question != question);
        self.unread.clear();
        let places = std::iter::once(0..text.len()).collect();
        self.answers.push(Read {
            question,
            answer,
            places,
            by_the_way: false,
        });
    }
}

/// The options whose label or further words stand in a text, where nothing denies them.
fn labels(content: &Content, question: QuestionIx, text: &str) -> Vec<OptionIx> {
    if text.chars().count() > LONGEST {
        return Vec::new();
    }
    let words = Tokens::of(text);
    let words: Vec<&str> = words.words().collect();
    let stands = |phrase: &str| -> Option<usize> {
        let phrase = Tokens::of(phrase);
        let phrase: Vec<&str> = phrase.words().collect();
        let at = (!phrase.is_empty()).then(|| {
            words
                .windows(phrase.len())
                .position(|window| window == phrase)
        })??;
        let denies = |word: &&str| {
            matches!(
                *word,
                "no" | "not" | "without" | "never" | "isnt" | "denies"
            )
        };
        let denied = words[..at].iter().rev().take(3).any(denies);
        (!denied || denies(&phrase[0])).then_some(phrase.len())
    };
    let fits = content.option_places(question).filter_map(|place| {
        let option = content.option(question, place);
        let names = std::iter::once(&option.label).chain(&option.also);
        // "No" and "nil" answer alone; in a longer text they deny something.
        let names = names.filter(|name| !Tokens::of(name).words().all(is_empty_word));
        let longest = names.filter_map(|name| stands(name)).max()?;
        Some((place, longest))
    });
    let fits: Vec<(OptionIx, usize)> = fits.collect();
    if content.takes_several(question) {
        let exclusive = content.question(question).exclusive;
        let others = fits.iter().any(|(place, _)| !exclusive.has(*place));
        let kept = fits
            .iter()
            .filter(|(place, _)| !(others && exclusive.has(*place)));
        return kept.map(|(place, _)| *place).collect();
    }
    let most = fits.iter().map(|(_, length)| *length).max().unwrap_or(0);
    let best = fits.iter().filter(|(_, length)| *length == most);
    best.map(|(place, _)| *place).collect()
}

/// The only option whose whole label, of three words or more, stands in a text.
fn whole_label(content: &Content, question: QuestionIx, text: &str) -> Option<OptionIx> {
    let words = Tokens::of(text);
    let words: Vec<&str> = words.words().collect();
    let mut found = content.option_places(question).filter(|option| {
        let label = Tokens::of(&content.option(question, *option).label);
        let label: Vec<&str> = label.words().collect();
        label.len() > 2
            && words.len() < 2 * label.len() + 4
            && words.windows(label.len()).any(|window| window == label)
    });
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

/// Words that answer a card only when nothing else was typed.
fn is_empty_word(word: &str) -> bool {
    matches!(
        word,
        "no" | "nil"
            | "none"
            | "nothing"
            | "never"
            | "yes"
            | "not"
            | "normal"
            | "new"
            | "same"
            | "?"
            | "past"
    )
}
