//! Plans: giving one, with what is new in it first, and reading earlier ones.

use care_ids::{ConversationId, MessageId};
use serde_json::Value;

use super::callback::Callback;
use super::case_label::name_of;
use super::{Ctx, MetricsEvent};
use crate::callback_data::{CallbackData, CaseAction, Look, Placement};
use crate::telegram::calls::{NewMessage, OutgoingCall};
use crate::view::{
    Button, Card, CaseRef, GivenPlan, Html, Keyboard, LONGEST_MESSAGE, PlanOffers, Reader, Visit,
    case_label, changes_card, glance, menu_card, plan_label, plan_messages, plan_rows, renewed,
    replaced_plan_card, replanned, visible_length,
};
use care_engine::case::Case;
use care_engine::intake::Intake;
use care_engine::plan::{Plan, plan};
use care_store::{CaseMessage, MessageRole, PlanSummary, ShownKind, StoredCase, StoredPlan};

/// What stands between two paragraphs.
const GAP: usize = 2;

/// Messages that must not come twice, and where they go.
pub(super) struct AtMostOnce {
    pub messages: Vec<String>,
    /// What they are to the case.
    pub role: MessageRole,
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
        case: &StoredCase,
        intake: &Intake,
        under: Option<MessageId>,
    ) {
        // While a red flag waits for the screen, the card above says so in its place.
        if self.pending_flags(case, &intake.case).is_empty() {
            self.send_plan(conversation, case, intake, under);
        }
    }

    fn send_plan(
        &mut self,
        conversation: ConversationId,
        case: &StoredCase,
        intake: &Intake,
        under: Option<MessageId>,
    ) {
        let person = self.person(case.conversation.user);
        let label = self.label(case, &intake.case);
        let reader = self.reader(case, &label);
        let made = plan(self.content, &intake.case, reader.role);
        let ids = self.lines_of(&made);
        self.events.push(MetricsEvent::Plan(made.kind.word()));
        let pathway = Some(self.content.pathway(made.pathway).id.clone());
        self.audit(
            conversation,
            Some(case.id),
            ShownKind::Plan,
            ids.clone(),
            pathway,
        );
        let before = self.session.plans_of(case.id);
        let last = before.last();
        let given = PlanSummary {
            number: last.map_or(1, |last| last.number.saturating_add(1)),
            given_at: self.now,
            role: person.role.clone(),
            pathway: self.content.pathway(made.pathway).id.clone(),
            content_version: self.content.version.clone(),
            answers: Value::Object(intake.case.to_json(self.content)).to_string(),
            refused: false,
            messages: Vec::new(),
            visit: intake.visit,
            lines: ids,
        };
        // A review is told as one, its corrections as changes.
        let visits = match last {
            Some(last) if last.visit < given.visit => self.visits(case, &before, &given),
            _ => Vec::new(),
        };
        let last_given = last.map(|last| (last, &visits[..]));
        let (message, changes) = self.plan_text(&intake.case, &made, &given, last_given, reader);
        let message = if intake.unread {
            self.with_unread(message)
        } else {
            message
        };
        let (number, again) = self.keep_plan(case, given, last, || {
            plan_messages(self.content, &intake.case, &made, reader).messages
        });
        let earlier = before.len() - usize::from(again);
        let offers = PlanOffers {
            number,
            changes,
            earlier_plans: earlier > 0,
            own_topic: self.topics && !case.own_topic,
        };
        let of = CaseRef {
            id: case.id,
            label: &label,
        };
        let mut keyboard = plan_rows(self.content, of, &made, offers);
        keyboard.extend(self.offered(case, &intake.case, &made));
        let once = AtMostOnce {
            messages: vec![message],
            role: MessageRole::Plan(number),
            keyboard,
            under,
            again: CallbackData::Case {
                case: case.id,
                action: CaseAction::ShowPlan,
                placement: Placement::NewMessage,
            },
        };
        self.send_once(conversation, case, once);
        let replaced = before.iter().rfind(|plan| plan.number < number);
        if let Some(replaced) = replaced.filter(|_| !again) {
            for message in &replaced.messages {
                self.tell_replaced(conversation, of, replaced.number, *message);
            }
        }
        self.remind_told(conversation, case, intake);
    }

    /// Keeps a plan, unless it is the last one given again. Says its number, and whether it is.
    fn keep_plan(
        &mut self,
        case: &StoredCase,
        given: PlanSummary,
        last: Option<&PlanSummary>,
        messages: impl FnOnce() -> Vec<String>,
    ) -> (u32, bool) {
        let again = last.is_some_and(|last| {
            last.visit == given.visit
                && last.answers == given.answers
                && last.role == given.role
                && last.content_version == given.content_version
        });
        let number = given.number - u32::from(again);
        if again {
            self.session.give_plan_again(case.id, number);
        } else {
            self.session.save_plan(StoredPlan {
                case: case.id,
                summary: given,
                messages: messages(),
            });
        }
        (number, again)
    }

    /// That a part was not read stands on the plan, where a hurried reader sees it.
    fn with_unread(&self, message: String) -> String {
        let mut more = Html::default();
        more.italic(self.content.text("plan.unread"));
        let more = more.into_string();
        if visible_length(&message) + visible_length(&more) + GAP <= LONGEST_MESSAGE {
            format!("{message}\n\n{more}")
        } else {
            message
        }
    }

    /// Says on a message of an earlier plan that it was replaced, so that nobody reads it as the present one.
    fn tell_replaced(
        &mut self,
        conversation: ConversationId,
        of: CaseRef<'_>,
        number: u32,
        message: MessageId,
    ) {
        self.calls.push(OutgoingCall::EditMessage {
            conversation,
            message,
            card: replaced_plan_card(self.content, of, number),
            about: Some(CaseMessage {
                case: of.id,
                role: MessageRole::Plan(number),
            }),
        });
    }

    /// Whether a press is on a plan that a later one has replaced: the edit that says so was refused, or the message
    /// was not known yet when the later one came. Then it is said now, and where the present plan is.
    pub(super) fn is_on_replaced_plan(&mut self, callback: &Callback, case: &StoredCase) -> bool {
        let plans = self.session.plans_of(case.id);
        let Some((message, (_, earlier))) = callback.message.zip(plans.split_last()) else {
            return false;
        };
        let replaced = earlier.iter().find(|plan| plan.messages.contains(&message));
        let (Some(replaced), Ok(read)) = (replaced, self.restored(case)) else {
            return false;
        };
        let label = self.label(case, &read.intake.case);
        let of = CaseRef {
            id: case.id,
            label: &label,
        };
        self.tell_replaced(callback.conversation, of, replaced.number, message);
        self.answer_callback_with(callback.clone(), "toast.replaced");
        true
    }

    /// A page of everything that is different in a plan of a case from the one before it. Nothing where one of them is
    /// not of the present content, or there is no such plan.
    pub(super) fn changes_of_plan(
        &mut self,
        of: CaseRef<'_>,
        number: u32,
        page: usize,
    ) -> Option<Card> {
        let plans = self.session.plans_of(of.id);
        let at = plans.iter().position(|plan| plan.number == number)?;
        let (before, after) = (plans.get(at.checked_sub(1)?)?, plans.get(at)?);
        let current = |plan: &PlanSummary| plan.content_version == self.content.version;
        if !current(before) || !current(after) {
            return None;
        }
        let role = after.role.as_deref();
        let role = role.and_then(|role| self.content.find_role(role));
        let (old, new) = (self.answers_of(before)?, self.answers_of(after)?);
        Some(changes_card(
            self.content,
            of,
            GivenPlan {
                case: &old,
                plan: &plan(self.content, &old, role),
            },
            GivenPlan {
                case: &new,
                plan: &plan(self.content, &new, role),
            },
            (page, |to| Look::Changes(number, to)),
        ))
    }

    /// Whether the last plan of a case was refused by Telegram: then the person has not got it.
    pub(super) fn is_plan_refused(&self, case: &StoredCase) -> bool {
        let plans = self.session.plans_of(case.id);
        plans.last().is_some_and(|plan| plan.refused)
    }

    /// Gives a plan that was refused once more. The card, which says that it could not be sent, is shown
    /// again as it was.
    pub(super) fn give_refused_plan(
        &mut self,
        conversation: ConversationId,
        case: StoredCase,
        intake: &Intake,
    ) {
        if case.card.is_some() {
            let message = case.card;
            self.show_present(conversation, case.clone(), message);
        }
        self.give_plan(conversation, &case, intake, None);
    }

    /// The ids of the lines of a plan, for the audit log.
    pub(super) fn lines_of(&self, made: &Plan) -> Vec<String> {
        let lines = made.all_lines().map(|line| self.content.line(line.line));
        lines.map(|line| line.id.clone()).collect()
    }

    /// The plan as a message, alone or after what is new in it since the last one; and whether something is.
    fn plan_text(
        &self,
        case: &Case,
        made: &Plan,
        given: &PlanSummary,
        last: Option<(&PlanSummary, &[Visit])>,
        reader: Reader<'_>,
    ) -> (String, bool) {
        let label = plan_label(self.content, reader.name, case);
        let reader = Reader {
            label: &label,
            ..reader
        };
        let after = GivenPlan { case, plan: made };
        let changed =
            match last {
                Some((last, visits)) if last.content_version != given.content_version => Some(
                    renewed(self.content, after, &last.content_version, visits, reader),
                ),
                Some((last, visits)) if !visits.is_empty() || last.answers != given.answers => {
                    self.answers_of(last).map(|answers| {
                        let before = GivenPlan {
                            case: &answers,
                            plan: &plan(self.content, &answers, reader.role),
                        };
                        replanned(self.content, before, after, visits, reader)
                    })
                }
                _ => None,
            };
        match changed {
            Some(changed) => (changed.screen.html, changed.differs),
            None => (glance(self.content, made, reader).html, false),
        }
    }

    /// The answers that a plan of the present content was made for.
    fn answers_of(&self, given: &PlanSummary) -> Option<Case> {
        let answers: Value = serde_json::from_str(&given.answers).ok()?;
        Case::from_json(self.content, &answers).ok()
    }

    /// Sends messages that must not come twice. Where a try of one may have arrived, a word is sent in
    /// its stead that says so and offers them.
    pub(super) fn send_once(
        &mut self,
        conversation: ConversationId,
        case: &StoredCase,
        once: AtMostOnce,
    ) {
        let label = case_label(self.content, name_of(case));
        let offer = |key, button| {
            let words = self.content.text_with(key, &[("case", label.as_str())]);
            Card {
                keyboard: vec![vec![Button::new(
                    self.content.text(button),
                    once.again.clone(),
                )]],
                ..menu_card(self.content, case.conversation.user, &words, None)
            }
        };
        let fallback = offer("plan.perhaps_sent", "button.plan_again");
        let refused = offer("plan.refused", "button.send_again");
        let last = once.messages.len().saturating_sub(1);
        let mut keyboard = Some(once.keyboard);
        for (number, html) in once.messages.into_iter().enumerate() {
            let keyboard = if number == last {
                keyboard.take()
            } else {
                None
            };
            self.calls.push(OutgoingCall::SendMessage(NewMessage {
                conversation,
                reply_to: once.under.filter(|_| number == 0),
                card: Card {
                    html,
                    keyboard: keyboard.unwrap_or_default(),
                },
                about: Some(CaseMessage {
                    case: case.id,
                    role: once.role,
                }),
                fallback: Some(fallback.clone()),
                if_refused: Some((case.card, refused.clone())),
            }));
        }
    }
}
