//! A question about no case that tells something of a patient: what that alone already forbids is said first, as it
//! would be in a case with only these answers.

use super::Conversation;
use super::about::About;
use super::certain::{Coming, one_option};
use super::notes;
use super::planned;
use super::reply::{Answer, Reason};
use super::words::Seen;
use crate::reading::Reading;
use care_engine::case::{Answer as CaseAnswer, Case};
use care_engine::content::{Content, RoleIx};
use care_engine::plan::{Withheld, plan};

impl Conversation {
    /// Says first what is told of the patient and forbids a treatment that is asked about, and leaves out what speaks
    /// for that treatment.
    pub(super) fn heed_told(
        &self,
        content: &Content,
        reading: &Reading,
        role: Option<RoleIx>,
        seen: &Seen,
        answer: &mut Answer,
    ) {
        // What is known to have no reviewed answer keeps its decline: the treatment may be named in passing.
        let open = matches!(
            answer.reason,
            Reason::Answered
                | Reason::NoReviewedAnswer(None)
                | Reason::Clarify
                | Reason::Confirm
                | Reason::Dose
        );
        let named = planned::named(content, &seen.synonym_sets);
        let says_nothing = reading.answers.is_empty() && reading.uncertain.is_empty();
        if !open || says_nothing || named.is_empty() {
            return;
        }
        let (case, withheld) = self.untold.told_against(content, reading, role);
        let held = withheld
            .iter()
            .filter(|held| named.contains(&held.treatment));
        let told: Vec<_> = held.map(|held| notes::of_withheld(content, held)).collect();
        if told.is_empty() {
            return;
        }
        let about = About::imagined(content, &case, plan(content, &case, role), withheld);
        answer
            .statements
            .retain(|found| self.stances.may_show(&about, found.statement));
        answer.script.clear();
        // That no dose is given is said as well.
        if answer.reason != Reason::Dose {
            answer.reason = Reason::Answered;
            answer.about = None;
        }
        answer.opening = Some(content.text("answer.told").to_owned());
        answer.notes = told;
    }
}

/// What is withheld of a case of which nothing is told yet.
pub(super) struct Untold {
    /// The case: it only says who asks.
    case: Case,
    withheld: Vec<Withheld>,
}

impl Untold {
    /// Looks for who asks among the roles: who asks in general gets no plan, of which nothing could be withheld.
    pub(super) fn new(content: &Content) -> Self {
        let cases = content.roles.iter().map(|role| {
            let (question, option) = role.asker;
            let mut case = Case::default();
            case.set(question, Some(CaseAnswer::One(option)));
            case
        });
        let withheld = |case: Case| Self {
            withheld: Coming::of(content, &case, None).withheld(content),
            case,
        };
        let mut all = cases.map(withheld);
        all.find(|one| !one.withheld.is_empty())
            .unwrap_or_else(|| withheld(Case::default()))
    }

    /// The case with the answers of a text, and what they forbid by themselves: each treatment with only the reasons
    /// that they give.
    fn told_against(
        &self,
        content: &Content,
        reading: &Reading,
        role: Option<RoleIx>,
    ) -> (Case, Vec<Withheld>) {
        let mut case = self.case.clone();
        for read in &reading.answers {
            let known = self.case.answer(read.question).is_some();
            if read.question != content.topic.red_flags && !known {
                case.set(read.question, Some(read.answer));
            }
        }
        // What a question names of a patient is asked about and not told, and forbids all the same.
        for read in &reading.uncertain {
            let mut candidates = read.candidates.iter();
            if let (Some(only), None) = (candidates.next(), candidates.next())
                && read.question != content.topic.red_flags
                && case.answer(read.question).is_none()
            {
                case.set(
                    read.question,
                    Some(one_option(content, read.question, only)),
                );
            }
        }
        let mut told = Coming::of(content, &case, role).withheld(content);
        for held in &mut told {
            let mut known = self.withheld.iter();
            if let Some(known) = known.find(|one| one.treatment == held.treatment) {
                held.reasons
                    .retain(|reason| !known.reasons.contains(reason));
            }
        }
        told.retain(|held| !held.reasons.is_empty());
        (case, told)
    }
}
