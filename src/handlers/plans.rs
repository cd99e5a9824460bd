//! Plans: giving one, with what is new in it first, and reading earlier ones.

use care_ids::{ConversationId, MessageId};
use serde_json::Value;

use super::callback::Callback;
use super::{Ctx, Event};
use crate::callback_data::{CallbackData, CaseAction, Look, Placement};
use crate::handlers::record::CaseRecord;
use crate::telegram::calls::Call;
use crate::view::{
    Button, Card, CaseRef, EarlierPlan, Given, Keyboard, PlanOffers, Reader, case_label,
    earlier_plan_messages, look_in_place, menu_card, plan_messages, plan_rows, plans_card,
    renewed_messages, replan_messages,
};
use care_engine::case::Case;
use care_engine::day::Day;
use care_engine::intake::Intake;
use care_engine::plan::{Plan, plan};
use care_store::{AuditKind, GivenPlan, KeptPlan, Missing};

/// Messages that must not come twice, and where they go.
pub(super) struct AtMostOnce {
    pub messages: Vec<String>,
    /// Under the last of them.
    pub keyboard: Keyboard,
    /// The message that they answer.
    pub under: Option<MessageId>,
    /// What asks for them again.
    pub again: CallbackData,
}

impl Ctx<'_> {
    /// Gives the plan, and keeps it as it is given. Where the case had one before, what is new comes
    /// first.
    pub(super) fn give_plan(
        &mut self,
        conversation: ConversationId,
        case: &CaseRecord,
        intake: &Intake,
        under: Option<MessageId>,
    ) -> Result<(), Missing> {
        let person = self.person(case.conversation.user)?;
        let label = self.label(case, &intake.case);
        let reader = Reader {
            user: case.conversation.user,
            case: case.id,
            role: self.role(&person),
            label: &label,
            today: Day::at(self.now),
        };
        let made = plan(self.content, &intake.case, reader.role);
        let ids = self.lines_of(&made);
        self.events.push(Event::Plan(made.kind.word()));
        let pathway = Some(self.content.pathway(made.pathway).id.clone());
        self.audit(conversation, Some(case.id), AuditKind::Plan, ids, pathway);
        let before = self.session.plans_of(&self.writes, case.id.get())?;
        let last = before.last();
        let given = GivenPlan {
            number: last.map_or(1, |last| last.number.saturating_add(1)),
            given_at: self.now,
            role: person.role.clone(),
            pathway: self.content.pathway(made.pathway).id.clone(),
            content_version: self.content.version.clone(),
            answers: Value::Object(intake.case.to_json(self.content)).to_string(),
        };
        let messages = self.plan_texts(&intake.case, &made, &given, last, reader);
        let again = last.is_some_and(|last| {
            last.answers == given.answers
                && last.role == given.role
                && last.content_version == given.content_version
        });
        let earlier = before.len() - usize::from(again);
        if !again {
            self.writes.keep_plan(KeptPlan {
                case: case.id.get(),
                given,
                messages: messages.clone(),
            });
        }
        let mut keyboard = self.offered(case, &intake.case, &made);
        let offers = PlanOffers {
            earlier_plans: earlier > 0,
            own_topic: self.topics && !case.own_topic,
        };
        keyboard.extend(plan_rows(self.content, case.id, offers));
        let once = AtMostOnce {
            messages,
            keyboard,
            under,
            again: CallbackData::Case {
                case: case.id,
                action: CaseAction::ShowPlan,
                placement: Placement::NewMessage,
            },
        };
        self.send_once(conversation, case, once);
        Ok(())
    }

    /// The ids of the lines of a plan, for the audit log.
    pub(super) fn lines_of(&self, made: &Plan) -> Vec<String> {
        let lines = made.all_lines().map(|line| self.content.line(line.line));
        lines.map(|line| line.id.clone()).collect()
    }

    /// The plan as messages: alone, or after what is new in it since the last one.
    fn plan_texts(
        &self,
        case: &Case,
        made: &Plan,
        given: &GivenPlan,
        last: Option<&GivenPlan>,
        reader: Reader<'_>,
    ) -> Vec<String> {
        let after = Given { case, plan: made };
        let messages = match last {
            Some(last) if last.content_version != given.content_version => {
                renewed_messages(self.content, after, &last.content_version, reader)
            }
            Some(last) if last.answers != given.answers => match self.answers_of(last) {
                Some(answers) => {
                    let before = Given {
                        case: &answers,
                        plan: &plan(self.content, &answers, reader.role),
                    };
                    replan_messages(self.content, before, after, reader)
                }
                None => plan_messages(self.content, case, made, reader),
            },
            _ => plan_messages(self.content, case, made, reader),
        };
        messages.messages
    }

    /// The answers that a plan of the present content was made for.
    fn answers_of(&self, given: &GivenPlan) -> Option<Case> {
        let answers: Value = serde_json::from_str(&given.answers).ok()?;
        Case::from_json(self.content, &answers).ok()
    }

    /// Sends messages that must not come twice. Where a try of one may have arrived, a word is sent in
    /// its stead that says so and offers them.
    pub(super) fn send_once(
        &mut self,
        conversation: ConversationId,
        case: &CaseRecord,
        once: AtMostOnce,
    ) {
        let again = Button {
            label: self.content.text("button.plan_again").to_owned(),
            data: once.again,
        };
        let label = case_label(self.content, case.id);
        let words = [("case", label.as_str())];
        let words = self.content.text_with("plan.perhaps_sent", &words);
        let fallback = Card {
            keyboard: vec![vec![again]],
            ..menu_card(self.content, case.conversation.user, &words, None)
        };
        let last = once.messages.len().saturating_sub(1);
        let mut keyboard = Some(once.keyboard);
        for (number, html) in once.messages.into_iter().enumerate() {
            let keyboard = if number == last {
                keyboard.take()
            } else {
                None
            };
            self.calls.push(Call::SendMessage {
                conversation,
                reply_to: once.under.filter(|_| number == 0),
                card: Card {
                    html,
                    keyboard: keyboard.unwrap_or_default(),
                },
                card_ref: None,
                fallback: Some(fallback.clone()),
            });
        }
    }

    /// The list of the plans of a case.
    pub(super) fn plan_list(
        &mut self,
        case: &CaseRecord,
        label: &str,
        page: usize,
    ) -> Result<Card, Missing> {
        let plans = self.session.plans_of(&self.writes, case.id.get())?;
        let plans: Vec<EarlierPlan> = plans
            .iter()
            .map(|given| earlier(self.content, given))
            .collect();
        let of = CaseRef { id: case.id, label };
        Ok(plans_card(self.content, of, &plans, page))
    }

    /// One of them, as it was sent.
    pub(super) fn read_plan(
        &mut self,
        callback: Callback,
        case: &CaseRecord,
        label: &str,
        number: u32,
    ) -> Result<(), Missing> {
        let Some(kept) = self.session.plan(case.id.get(), number)? else {
            self.answer_callback_with(callback, "toast.plan_gone");
            return Ok(());
        };
        let of = CaseRef { id: case.id, label };
        let once = AtMostOnce {
            messages: earlier_plan_messages(
                self.content,
                of,
                &earlier(self.content, &kept.given),
                &kept.messages,
            ),
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
        Ok(())
    }
}

fn earlier(content: &care_engine::content::Content, given: &GivenPlan) -> EarlierPlan {
    EarlierPlan {
        number: given.number,
        day: Day::at(given.given_at),
        pathway: content.find_pathway(&given.pathway),
        content_version: given.content_version.clone(),
    }
}
