//! What is said to be otherwise: "I mean higher up, not the heel bone", "17 mm, not 7", "scrap the edoxaban".

use care_engine::case::{Answer, Case};
use care_engine::content::{Content, OptionSet, QuestionIx, QuestionKind};
use care_engine::intake::is_risk;

use super::gather::{CORRECTING, Typed};
use super::measure::by_range;
use super::resolve::whole;
use super::{Reader, Why};
use crate::text::{Kind, Quantity, QuantityKind, Tokens, quantities};

/// One answer that changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// The question whose answer changes.
    pub question: QuestionIx,
    /// What the case has.
    pub old: Option<Answer>,
    /// What it becomes; nothing where an answer is only taken back.
    pub new: Option<Answer>,
}

/// What a text corrects.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Correction {
    /// The answers that the text changes, in its order.
    pub changes: Vec<Change>,
    /// Questions that have to be put: what was said is wrong, and what is right may be several things.
    pub open: Vec<(QuestionIx, OptionSet)>,
}

impl Correction {
    /// Whether nothing is corrected.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.open.is_empty()
    }
}

impl Reader {
    /// Whether a text speaks as a correction does.
    pub fn is_correction(&self, content: &Content, text: &str) -> bool {
        self.speaks(content, text, CORRECTING)
    }

    /// What a text corrects in a case: answers that it says otherwise, and those that it takes back.
    pub fn correction(&self, content: &Content, case: &Case, text: &str) -> Correction {
        if let Some(renumbered) = renumbered(content, case, text) {
            return renumbered;
        }
        let (kept, dropped) = Self::halves(text);
        let mut said = self
            .gather(content, &kept, Typed::Correction)
            .resolved(content);
        // "It's actually his dad I meant to ask about, 41": the patient is no older by that.
        self.leave_out_kin(content, &kept, &mut said);
        let gone = dropped.map(|text| {
            self.gather(content, &text, Typed::Correction)
                .resolved(content)
        });
        let mut correction = Correction::default();
        for read in &said.answers {
            let old = case.answer(read.question);
            let new = merged(content, read.question, old, read.answer);
            if old != Some(new) {
                correction.changes.push(Change {
                    question: read.question,
                    old,
                    new: Some(new),
                });
            }
        }
        for uncertain in &said.uncertain {
            let changed = correction
                .changes
                .iter()
                .any(|change| change.question == uncertain.question);
            // "She is on atorvastatin": what a medicine may be for takes nothing back of a list.
            let is_new = content.takes_several(uncertain.question)
                && !is_risk(content, uncertain.question)
                && uncertain.why == Why::Ambiguous
                && !uncertain.candidates.iter().any(|option| {
                    matches!(case.answer(uncertain.question), Some(Answer::Several(marks)) if marks.has(option))
                });
            // "Pain is above the 7 cm zone": pain of any kind is the one that is recorded.
            let stands = matches!(case.answer(uncertain.question),
                Some(Answer::One(one)) if uncertain.why == Why::Ambiguous && uncertain.candidates.has(one));
            if !changed && !stands && !is_new && case.answer(uncertain.question).is_some() {
                correction
                    .open
                    .push((uncertain.question, uncertain.candidates));
            }
        }
        // "39, not 29" where both are of one band changes nothing.
        let stands = |question: QuestionIx| {
            let said = said.answer(question);
            said.is_some() && said == case.answer(question) && !content.takes_several(question)
        };
        let taken = said.denied.iter().copied();
        let mut back: Vec<_> = taken.collect();
        if let Some(gone) = &gone {
            for read in &gone.answers {
                match read.answer {
                    Answer::One(option) => back.push((read.question, option)),
                    Answer::Several(set) => {
                        back.extend(set.iter().map(|option| (read.question, option)))
                    }
                    Answer::Number(_) => {}
                }
            }
            for uncertain in &gone.uncertain {
                back.extend(
                    uncertain
                        .candidates
                        .iter()
                        .map(|option| (uncertain.question, option)),
                );
            }
        }
        for (question, option) in back.into_iter().filter(|(question, _)| !stands(*question)) {
            correction.take_back(content, case, question, option);
        }
        correction
    }

    /// The text in two: what holds, and what does not.
    fn halves(text: &str) -> (String, Option<String>) {
        let lower = text.to_lowercase();
        // Lower case may be of another length in other scripts; then nothing is divided.
        if lower.len() != text.len() {
            return (text.to_owned(), None);
        }
        for word in [
            "scrap ",
            "delete ",
            "remove ",
            "drop ",
            "ignore ",
            "forget ",
            "take off ",
            "take out ",
            "strike ",
            "cancel ",
            "leave out ",
            "without ",
            "minus ",
        ] {
            if let Some(at) = lower.find(word).filter(|at| is_start(&lower, *at)) {
                let rest = &text[at + word.len()..];
                let end = rest.find([',', '.', ';', '\n']).unwrap_or(rest.len());
                let kept = format!("{} {}", &text[..at], &rest[end..]);
                return (kept, Some(rest[..end].to_owned()));
            }
        }
        for word in [" not ", " rather than ", " instead of "] {
            let padded = format!(" {lower}");
            let Some(at) = padded.find(word) else {
                continue;
            };
            // One letter of padding stands before the text.
            let rest_at = (at + word.len()).saturating_sub(1);
            let rest = &text[rest_at.min(text.len())..];
            let before = &text[..at.saturating_sub(1).min(text.len())];
            let end = rest.find([',', '.', ';', '\n']).unwrap_or(rest.len());
            let split = rest[..end].find(" but ").unwrap_or(end);
            let behind = rest[split..].trim_start_matches([',', '.', ';', ' ']);
            let behind = behind.strip_prefix("but ").unwrap_or(behind);
            let kept = format!("{before}, {behind}");
            return (kept, Some(rest[..split].to_owned()));
        }
        (text.to_owned(), None)
    }
}

/// "43 not 34": a number in place of another one that says of itself what it is, where one answer of the case alone
/// accords with what is wrong.
fn renumbered(content: &Content, case: &Case, text: &str) -> Option<Correction> {
    let tokens = Tokens::of(text);
    let found = quantities(&tokens);
    let [right, wrong] = found.as_slice() else {
        return None;
    };
    let is_bare = |one: &Quantity| one.kind == QuantityKind::Bare && one.low.fract() == 0.0;
    let between = tokens.0.get(right.tokens.end..wrong.tokens.start)?;
    let mut between = between.iter().filter(|token| token.kind == Kind::Word);
    let is_not = between.next().is_some_and(|word| word.is("not")) && between.next().is_none();
    if !is_not || !is_bare(right) || !is_bare(wrong) {
        return None;
    }
    let accords = content.question_places().filter_map(|question| {
        let old = case.answer(question)?;
        let of = |number: f64| numbered(content, question, number);
        (of(wrong.low) == Some(old)).then_some((question, old, of(right.low)?))
    });
    let accords: Vec<_> = accords.collect();
    let [(question, old, new)] = accords.as_slice() else {
        return None;
    };
    let mut correction = Correction::default();
    if old != new {
        correction.changes.push(Change {
            question: *question,
            old: Some(*old),
            new: Some(*new),
        });
    }
    Some(correction)
}

/// What a number answers to a question that takes numbers, or whose options have ranges.
fn numbered(content: &Content, question: QuestionIx, number: f64) -> Option<Answer> {
    if content.question(question).kind == QuestionKind::Number {
        return whole(number).map(Answer::Number);
    }
    by_range(content, question, number).map(Answer::One)
}

fn is_start(text: &str, at: usize) -> bool {
    !text[..at]
        .chars()
        .next_back()
        .is_some_and(char::is_alphanumeric)
}

/// An answer with what a text adds to it: marks are added, anything else takes the old one's place.
fn merged(content: &Content, question: QuestionIx, old: Option<Answer>, new: Answer) -> Answer {
    let (Some(Answer::Several(old)), Answer::Several(new)) = (old, new) else {
        return new;
    };
    let exclusive = content.question(question).exclusive;
    if new.meets(exclusive) {
        return Answer::Several(new);
    }
    let kept = old.without(exclusive);
    Answer::Several(kept.iter().chain(new.iter()).collect())
}

impl Correction {
    fn take_back(
        &mut self,
        content: &Content,
        case: &Case,
        question: QuestionIx,
        option: care_engine::content::OptionIx,
    ) {
        if self
            .changes
            .iter()
            .any(|change| change.question == question && !content.takes_several(question))
        {
            return;
        }
        match case.answer(question) {
            Some(Answer::One(one))
                if one == option && !self.open.iter().any(|(open, _)| *open == question) =>
            {
                let others = content
                    .option_places(question)
                    .filter(|other| *other != option);
                self.open.push((question, others.collect()));
            }
            Some(Answer::Several(set)) if set.has(option) => {
                let known = self
                    .changes
                    .iter_mut()
                    .find(|change| change.question == question);
                let mut left = match known.as_ref().and_then(|change| change.new) {
                    Some(Answer::Several(set)) => set,
                    _ => set,
                };
                left.mark(option, false);
                let new = (!left.is_empty()).then_some(Answer::Several(left));
                match known {
                    Some(change) => change.new = new,
                    None => self.changes.push(Change {
                        question,
                        old: case.answer(question),
                        new,
                    }),
                }
            }
            _ => {}
        }
    }
}
