//! The course of a case: its visits and plans, each to be read as it was given.

use care_engine::case::Case;
use care_engine::day::Day;
use care_store::{MessageRole, PlanSummary, StoredCase};

use super::Ctx;
use super::callback::Callback;
use super::plans::AtMostOnce;
use crate::callback_data::Look;
use crate::view::{
    Button, Card, CaseRef, EarlierPlan, Visit, course_card, earlier_plan_messages, look_in_place,
    visits,
};

impl Ctx<'_> {
    /// The visits of a case with what was answered for the last plan of each, the present plan among them.
    pub(super) fn visits(
        &self,
        case: &StoredCase,
        before: &[PlanSummary],
        given: &PlanSummary,
    ) -> Vec<Visit> {
        let plans = before.iter().chain([given]);
        let plans: Vec<EarlierPlan> = plans.map(|plan| self.earlier(case, plan)).collect();
        visits(&plans)
    }

    /// The course of a case, with its plans.
    pub(super) fn course_of(&mut self, case: &StoredCase, label: &str, page: usize) -> Card {
        let plans = self.session.plans_of(case.id);
        let earlier = plans.iter().map(|given| self.earlier(case, given));
        let plans: Vec<EarlierPlan> = earlier.collect();
        let of = CaseRef { id: case.id, label };
        course_card(self.content, of, &plans, page)
    }

    /// One of them, as it was sent.
    pub(super) fn read_plan(
        &mut self,
        callback: Callback,
        case: &StoredCase,
        label: &str,
        number: u32,
    ) {
        let Some(kept) = self.session.plan(case.id, number) else {
            self.answer_callback_with(callback, "toast.plan_gone");
            return;
        };
        let of = CaseRef { id: case.id, label };
        let once = AtMostOnce {
            messages: earlier_plan_messages(
                self.content,
                of,
                &self.earlier(case, &kept.summary),
                &kept.messages,
            ),
            role: MessageRole::Other,
            keyboard: vec![vec![Button::open(
                self.content.text("button.plans"),
                case.id,
                Look::Plans(0),
            )]],
            under: callback.message,
            again: look_in_place(case.id, Look::Plan(number)),
        };
        self.send_once(callback.conversation, case, once);
        self.answer_callback(callback, None);
    }

    fn earlier(&self, case: &StoredCase, given: &PlanSummary) -> EarlierPlan {
        let plans = self.session.plans_of(case.id);
        EarlierPlan {
            number: given.number,
            day: Day::at(given.given_at),
            pathway: self.content.find_pathway(&given.pathway),
            content_version: given.content_version.clone(),
            replaced: plans.iter().any(|plan| plan.number > given.number),
            visit: given.visit,
            case: Case::from_kept(
                self.content,
                &serde_json::from_str(&given.answers).unwrap_or_default(),
            )
            .0,
        }
    }
}
