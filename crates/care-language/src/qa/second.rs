//! Where the second reader is heard: what words decline and it understands, what words answer and it finds unlike anything
//! that is listed, and which lines of a plan answer. Words that settle what a question is are never overruled.

use super::Conversation;
use super::asked::Asked;
use super::embedded::Second;
use super::index::Meant;
use super::meant::UNDERSTOOD;
use super::planned::Planned;
use super::reply::Reason;
use super::scope::Evidence;
use care_engine::content::{Content, IntentIx};

/// So near a listed way of asking, a question means the same, whatever its words.
const MEANS_THE_SAME: f32 = 0.78;
/// So near a gap, it is about that.
const ABOUT_GAP: f32 = 0.75;
/// Less near than this to anything that is listed, a question is of another matter; in a case's thread, where words
/// that are about anything are answered sooner, than the next. Measured on the tuning questions.
const UNLIKE: f32 = 0.45;
const UNLIKE_IN_CASE: f32 = 0.5;
/// In a case's thread a line of the plan stands for an answer to words that are not understood only so near: "a drug rep who
/// keeps calling" names what the plan speaks of, and asks nothing of it. Measured on four strangers' messages in a thread.
const LIKE_LISTED: f32 = 0.58;
/// So far from anything that is listed, a question is of another matter, whatever it names.
const FAR_FROM_ALL: f32 = 0.35;
/// What is offered as another reading is at least so near.
const OFFERED: f32 = 0.55;

impl Conversation {
    /// What the second reader takes a question for that words do not settle.
    pub(super) fn read_again(&self, content: &Content, asked: &mut Asked<'_>, of_case: bool) {
        if asked.listed.is_some() || asked.ranked.understood >= UNDERSTOOD {
            return;
        }
        if let Some(ways) = &self.second_reader {
            asked.second = ways.read(content, asked.text, of_case);
        }
    }

    /// What the second reader says to what words made of a question. What the plan withholds stands, and what it says of
    /// what is like anything that is listed.
    pub(super) fn settled_again(
        &self,
        asked: &Asked<'_>,
        evidence: Evidence,
        declined: Option<Reason>,
        planned: &Planned,
    ) -> Second {
        let Some((meant, near)) = asked.second.first().filter(|_| !planned.withholds) else {
            return Second::Agrees;
        };
        if is_unlike_all(asked, evidence, near) {
            return Second::Declines(Reason::OutOfScope);
        }
        let Some(reason) = declined.filter(|_| !planned.answers()) else {
            return Second::Agrees;
        };
        // What words would have said again or confirmed stays so, but in a case's thread, where it is about the case.
        let asks_back = matches!(reason, Reason::Clarify | Reason::Confirm);
        if !reason.is_not_understood() || (asks_back && !evidence.place.thread) {
            return Second::Agrees;
        }
        match meant {
            Meant::Intent(place) if evidence.is_carried_by(near) => Second::Means(place),
            Meant::NoAnswer(gap) if near >= ABOUT_GAP => {
                Second::Declines(Reason::NoReviewedAnswer(Some(gap)))
            }
            _ => Second::Agrees,
        }
    }
}

/// Whether a question that words would answer is unlike anything that is listed, names nothing of this matter, and leans
/// on nothing.
fn is_unlike_all(asked: &Asked<'_>, evidence: Evidence, near: f32) -> bool {
    let least = match evidence.place.thread {
        true => UNLIKE_IN_CASE,
        false => UNLIKE,
    };
    let names = evidence.ours || evidence.treatment;
    asked.topic.is_empty() && (near < FAR_FROM_ALL || (near < least && !names))
}

impl Asked<'_> {
    /// What it means by the second reader, where that is sure.
    pub(super) fn means_again(&self) -> Option<Meant> {
        let (meant, near) = self.second.first()?;
        let least = match meant {
            Meant::NoAnswer(_) => ABOUT_GAP,
            _ => MEANS_THE_SAME,
        };
        (near >= least).then_some(meant)
    }

    /// Whether it is like anything that is listed. Where words settle it, or there is no second reader, words decide, and so
    /// they do where a yes or a no is asked in words that are all the content's own; what leans on something is read with
    /// that.
    pub(super) fn is_like_listed(&self) -> bool {
        let known = self.form.yes_no && self.seen.rare + self.seen.common == 0;
        let nearest = self.second.first();
        known || !self.topic.is_empty() || nearest.is_none_or(|(_, near)| near >= LIKE_LISTED)
    }

    /// What else it could be read as: by the second reader first, where it was asked.
    pub(super) fn could_be(&self) -> impl Iterator<Item = IntentIx> {
        let by_words = self.ranked.intents.iter().map(|(place, _)| *place);
        let again = self.second.nearer_than(OFFERED);
        let again = again.filter_map(|(meant, _)| meant.intent());
        again.chain(by_words)
    }
}
