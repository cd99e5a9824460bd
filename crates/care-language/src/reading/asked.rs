//! What is only asked: a sentence in the form of a question tells nothing by itself.

use std::ops::Range;

use care_engine::content::{Content, QuestionIx};
use care_engine::intake::is_risk;

use super::{Reader, Reading};
use crate::text::Tokens;

/// The cue of words that begin a question.
const BEGINS: &str = "question";
/// The cue of words that begin one where a question mark ends it.
const BEGINS_MARKED: &str = "question_marked";
/// The cue of words that make a question of the sentence in which they stand: "vs", "do you think".
const WITHIN: &str = "question_within";
/// The cues of words that tell of the patient, or of something done.
const TELLS: &[&str] = &["patient", "done"];
/// Questions that tell so many things describe a case: "can a runner of 45 with 12 mm at the insertion …?"
const LEAST_TOLD: usize = 3;

impl Reader {
    /// What a text tells of a case: all that is read in it, without what is only asked. A risk stays, as it is put on
    /// its card before it counts.
    pub fn told(&self, content: &Content, text: &str) -> Reading {
        let mut reading = self.read(content, text);
        let asked = self.asked(content, text);
        reading.leave_out(&asked, |question| !is_risk(content, question));
        reading
    }

    /// Where the parts of a text stand that end with a question mark and tell of nobody and of nothing done, in bytes:
    /// "boot for 4 weeks then rehab?".
    pub(super) fn bare_questions(&self, content: &Content, text: &str) -> Vec<Range<usize>> {
        let tokens = Tokens::of(text);
        let hits = self.patterns.find(&tokens);
        let tells = |part: usize| {
            let mut hits = hits.iter();
            hits.any(|hit| {
                let is_cue = TELLS.iter().any(|cue| self.is_of(content, hit, cue));
                tokens.0[hit.first()].part == part && is_cue
            })
        };
        let parts = tokens.0.chunk_by(|one, next| one.part == next.part);
        let bare = parts.filter_map(|part| {
            let (first, last) = (part.first()?, part.last()?);
            let is_bare = last.is("?") && !tells(first.part);
            is_bare.then_some(first.span.start..last.span.end)
        });
        bare.collect()
    }

    /// Where the sentences stand that are questions in their form, in bytes.
    pub(super) fn asked(&self, content: &Content, text: &str) -> Vec<Range<usize>> {
        let tokens = Tokens::of(text);
        let hits = self.patterns.find(&tokens);
        let begins = |first: usize, id: &str| {
            let mut hits = hits.iter();
            hits.any(|hit| hit.first() == first && self.is_of(content, hit, id))
        };
        let within = |sentence: usize| {
            let mut hits = hits.iter();
            hits.any(|hit| {
                tokens.0[hit.first()].sentence == sentence && self.is_of(content, hit, WITHIN)
            })
        };
        let mut asked = Vec::new();
        let mut from = 0;
        for sentence in tokens.0.chunk_by(|one, next| one.sentence == next.sentence) {
            let first = from;
            from += sentence.len();
            let (Some(start), Some(last)) = (sentence.first(), sentence.last()) else {
                continue;
            };
            if begins(first, BEGINS)
                || last.is("?") && begins(first, BEGINS_MARKED)
                || within(start.sentence)
            {
                asked.push(start.span.start..last.span.end);
            }
        }
        asked
    }
}

impl Reading {
    /// Leaves out answers that stand only where something is asked, as far as they may be left out.
    pub(super) fn leave_out(&mut self, asked: &[Range<usize>], may: impl Fn(QuestionIx) -> bool) {
        let within = |place: &Range<usize>| {
            let mut asked = asked.iter();
            asked.any(|stretch| stretch.start <= place.start && place.end <= stretch.end)
        };
        let only_asked: Vec<QuestionIx> = self
            .answers
            .iter()
            .filter(|read| read.places.iter().all(within))
            .map(|read| read.question)
            .collect();
        if only_asked.len() < LEAST_TOLD {
            self.answers
                .retain(|read| !only_asked.contains(&read.question) || !may(read.question));
            self.uncertain
                .retain(|one| !within(&one.place) || !may(one.question));
        }
    }
}

/// The text with what is asked blanked, its places as they were.
pub(super) fn without(text: &str, asked: &[Range<usize>]) -> String {
    let mut told = text.to_owned();
    for stretch in asked {
        if told.is_char_boundary(stretch.start) && told.is_char_boundary(stretch.end) {
            told.replace_range(stretch.clone(), &" ".repeat(stretch.len()));
        }
    }
    told
}
