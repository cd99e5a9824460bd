//! A question about no case that tells something of a patient: what that alone already forbids is said first, as it
//! would be in a case with only these answers.

use super::Conversation;
use super::certain::Coming;
use super::facts::About;
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
        let open = matches!(
            answer.reason,
            Reason::Answered | Reason::NoReviewedAnswer(_) | Reason::Clarify | Reason::Confirm
        );
        let named = planned::named(content, seen);
        if !open || reading.answers.is_empty() || named.is_empty() {
            return;
        }
        let Some((case, withheld)) = told_against(content, reading, role) else {
            return;
        };
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
        answer.reason = Reason::Answered;
        answer.opening = Some(content.text("answer.told").to_owned());
        answer.notes = told;
    }
}

/// What the answers of a text forbid by themselves, each treatment with only the reasons that they give, and the case
/// that has them.
fn told_against(
    content: &Content,
    reading: &Reading,
    role: Option<RoleIx>,
) -> Option<(Case, Vec<Withheld>)> {
    // Who asks in general gets no plan: then what any other reader gets counts.
    let askers = content.roles.iter().map(|role| role.asker);
    let (asker, withheld) = askers
        .map(|asker| (asker, of_case(content, asked_by(asker), role)))
        .find(|(_, withheld)| !withheld.is_empty())?;
    let mut case = asked_by(asker);
    for read in &reading.answers {
        if read.question != content.topic.red_flags && read.question != asker.0 {
            case.set(read.question, Some(read.answer));
        }
    }
    let mut told = of_case(content, case.clone(), role);
    for held in &mut told {
        let known = withheld.iter().find(|one| one.treatment == held.treatment);
        held.reasons
            .retain(|reason| known.is_none_or(|known| !known.reasons.contains(reason)));
    }
    told.retain(|held| !held.reasons.is_empty());
    Some((case, told))
}

fn of_case(content: &Content, case: Case, role: Option<RoleIx>) -> Vec<Withheld> {
    Coming::of(content, &case, role).withheld(content)
}

fn asked_by(
    (question, option): (
        care_engine::content::QuestionIx,
        care_engine::content::OptionIx,
    ),
) -> Case {
    let mut case = Case::default();
    case.set(question, Some(CaseAnswer::One(option)));
    case
}
