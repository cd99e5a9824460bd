//! The course of a case: its visits and plans, each to be read as it was given.

use care_engine::case::Case;
use care_engine::content::Content;
use care_engine::day::Day;
use care_store::{Chart, MessageRole, Photo, PlanSummary, StoredCase};

use super::Ctx;
use super::callback::Callback;
use super::case_label::name_of;
use super::plans::AtMostOnce;
use crate::callback_data::Look;
use crate::telegram::calls::OutgoingCall;
use crate::view::{
    Button, Card, CaseRef, Drawn, EarlierPlan, Visit, case_label, course_card, course_lines, drawn,
    drawn_lines, drawn_visits, earlier_plan_messages, look_in_place, menu_card, shortened, visits,
};

/// Most characters of a caption (Bot API, sendPhoto), with room for signs that count twice.
const LONGEST_CAPTION: usize = 1_000;
const WEEK: i64 = 7 * 86_400;

/// Whole weeks from one time to another, in Unix seconds.
fn weeks(from: i64, to: i64) -> u16 {
    u16::try_from((to - from).max(0) / WEEK).unwrap_or(u16::MAX)
}

/// What a picture shows of an outcome: its values, and from the first one on where a gain begins to be called important
/// by some sources and is called so by all.
fn chart(content: &Content, drawn: &Drawn<'_>) -> Chart {
    let name = &drawn.outcome.name;
    let first = drawn.values.first().map_or(0, |(_, value, _)| *value);
    let important = drawn.outcome.important.as_ref();
    let important = important.filter(|_| drawn.outcome.higher_is_better);
    let band_note = important.map(|change| {
        let (smallest, largest) = (change.smallest.to_string(), change.largest.to_string());
        let numbers = [("smallest", &*smallest), ("largest", &*largest)];
        content.text_with("picture.band", &numbers)
    });
    let direction = match drawn.outcome.higher_is_better {
        true => "picture.higher",
        false => "picture.lower",
    };
    Chart {
        name: content.text_with("course.by_week", &[("name", name)]),
        direction: content.text(direction).to_owned(),
        max: drawn.max,
        band: important.map(|change| (first + change.smallest, first + change.largest)),
        band_note: band_note.unwrap_or_default(),
        values: drawn.values.clone(),
    }
}

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

    /// The visits of a case with what was answered for the last plan of each.
    pub(super) fn visits_of(&self, case: &StoredCase) -> Vec<Visit> {
        let plans = self.session.plans_of(case.id);
        let plans: Vec<EarlierPlan> = plans.iter().map(|plan| self.earlier(case, plan)).collect();
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

    /// Where the last plan of a case leads: values alone would not show that a later visit had none, or a red flag.
    fn latest_plan(&self, case: &StoredCase) -> Option<String> {
        let plans = self.session.plans_of(case.id);
        let latest = self.earlier(case, plans.last()?);
        let pathway = self.content.pathway(latest.pathway?);
        let words = [
            ("pathway", &*pathway.title),
            ("week", &latest.weeks.to_string()),
        ];
        Some(self.content.text_with("course.latest", &words))
    }

    /// The course of a case as a picture, its numbers in words below it. It is drawn when it is sent.
    pub(super) fn send_picture(&mut self, callback: Callback, case: &StoredCase, label: &str) {
        let visits = self.visits_of(case);
        let shown = drawn_visits(self.content, &visits);
        let drawn = drawn(self.content, &shown);
        let charts: Vec<Chart> = drawn
            .iter()
            .map(|drawn| chart(self.content, drawn))
            .collect();
        if charts.is_empty() {
            return self.answer_callback_with(callback, "toast.plan_gone");
        }
        let mut words = vec![label.to_owned()];
        words.extend(self.latest_plan(case));
        words.extend(drawn_lines(self.content, &shown, &drawn));
        words.extend(course_lines(self.content, &visits));
        let words = words.join("\n");
        let of = case_label(self.content, name_of(case));
        let perhaps = self
            .content
            .text_with("picture.perhaps_sent", &[("case", &of)]);
        let mut fallback = menu_card(self.content, case.conversation.user, &perhaps, None);
        let label_again = self.content.text("button.picture");
        fallback.keyboard = vec![vec![Button::open(label_again, case.id, Look::Picture)]];
        self.calls.push(OutgoingCall::SendPhoto {
            conversation: callback.conversation,
            photo: Photo {
                chat_id: callback.conversation.chat,
                topic: callback.conversation.topic,
                reply_to: callback.message,
                caption: shortened(&words, LONGEST_CAPTION),
                weeks: shown.iter().map(|visit| visit.weeks).collect(),
                charts,
            },
            fallback,
        });
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
            weeks: plans
                .first()
                .map_or(0, |first| weeks(first.given_at, given.given_at)),
            case: Case::from_kept(
                self.content,
                &serde_json::from_str(&given.answers).unwrap_or_default(),
            )
            .0,
        }
    }
}
