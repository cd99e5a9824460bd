//! Questions after the plan: which case they are about, and the answer in its thread.

use super::intake::CardTarget;
use super::{Ctx, Event};
use crate::callback_data::{CallbackData, CaseAction};
use crate::telegram::request::Sender;
use crate::view::{Button, Card, Keyboard, feedback_row, menu_card, reply_html};
use care_engine::case::Case;
use care_engine::content::IntentIx;
use care_engine::intake::Place;
use care_engine::plan::Plan;
use care_ids::{CaseId, ConversationId, MessageId};
use care_language::qa::{Answer, Reason, Turn, offered};
use care_store::{ShownKind, StoredCase};

/// Most questions that are remembered of a case: enough to offer none twice.
const MOST_REMEMBERED: usize = 40;

impl Ctx<'_> {
    /// The case that the message belongs to which a text answers.
    pub(super) fn case_under(&self, conversation: ConversationId) -> Option<StoredCase> {
        let case = self.session.case_of_message()?;
        (case.conversation.chat == conversation.chat).then_some(case)
    }

    /// A typed question about a case, or about none.
    pub(super) fn question(&mut self, sender: Sender, text: &str, about: Option<StoredCase>) {
        let open = self.planned(sender.conversation);
        let about = match about {
            Some(case) => Some(case),
            None if open.len() > 1 && open.first().is_some_and(|case| case.asked.is_empty()) => {
                return self.ask_which_case(sender, text, &open);
            }
            None => open.into_iter().next(),
        };
        if let Some(case) = &about
            && let Ok(read) = self.restored(case)
            && self.is_outdated(case, &read)
        {
            let on = CardTarget::Reply(sender.message);
            return self.present_card(sender.conversation, &mut case.clone(), read.intake, on);
        }
        let answer = self.answer_for(sender.conversation, text, None, about.as_ref());
        self.send_answer(sender.conversation, Some(sender.message), about, &answer)
    }

    /// A question of a button.
    pub(super) fn question_of(
        &mut self,
        conversation: ConversationId,
        message: Option<MessageId>,
        about: Option<StoredCase>,
        asked: IntentIx,
    ) {
        let way = self.content.intent(asked).examples.first().cloned();
        let text = way.unwrap_or_default();
        let answer = self.answer_for(conversation, &text, Some(asked), about.as_ref());
        self.send_answer(conversation, message, about, &answer)
    }

    /// The answer to what was typed, or to what stands on a button.
    fn answer_for(
        &mut self,
        conversation: ConversationId,
        text: &str,
        asked: Option<IntentIx>,
        about: Option<&StoredCase>,
    ) -> Answer {
        let person = self.person(conversation.user);
        let intake = about.and_then(|case| Some(self.restored(case).ok()?.intake));
        let topic = about
            .and_then(|case| case.asked.last())
            .and_then(|id| self.content.find_intent(id))
            .and_then(|asked| self.answers.topic_of(self.content, asked, 0));
        let turn = Turn {
            topic: topic.as_ref(),
            case: intake.as_ref().map(|intake| &intake.case),
            role: self.role(&person),
            ..Turn::of(text)
        };
        let reply = match asked {
            Some(asked) => self.answers.answer_to(self.content, asked, &turn),
            None => self.answers.reply(self.content, &turn),
        };
        reply.into_first()
    }

    /// Sends the answer, and remembers what was asked by its id.
    fn send_answer(
        &mut self,
        conversation: ConversationId,
        reply_to: Option<MessageId>,
        about: Option<StoredCase>,
        answer: &Answer,
    ) {
        if let (Reason::Identifier, Some(message)) = (answer.reason, reply_to) {
            self.delete_message(conversation, message);
        }
        self.events.push(Event::Answer(answer.reason.id()));
        // Lines of the plan are shown before statements.
        let mut ids: Vec<String> = answer.notes.iter().map(|note| note.id.clone()).collect();
        let found = answer.statements.iter();
        ids.extend(found.map(|found| self.content.statement(found.statement).id.clone()));
        let kind = if answer.reason == Reason::Answered {
            ShownKind::Answer
        } else {
            ids.insert(0, answer.reason.id().to_owned());
            ShownKind::Declined
        };
        let about_case = about.as_ref().map(|case| case.id);
        self.audit(conversation, about_case, kind, ids, None);
        let label = about.as_ref().map(|case| self.label_of(case));
        let html = reply_html(self.content, answer, label.as_deref());
        let case = about.as_ref().map(|case| case.id);
        let known = about.as_ref().map_or(&[][..], |case| &case.asked);
        let mut keyboard = self.questions(case, answer.suggestions.iter().copied(), known);
        if let (Reason::RedFlag(_), Some(case), Some(screen)) =
            (answer.reason, case, Some(self.content.topic.red_flags))
        {
            keyboard = vec![vec![Button::case(
                self.content.text("button.rescreen"),
                case,
                CaseAction::Edit(screen),
            )]];
        }
        if keyboard.is_empty() && (about.is_none() || answer.reason != Reason::Answered) {
            keyboard = menu_card(self.content, conversation.user, "", None).keyboard;
        }
        let judged = feedback_row(self.content, case, answer);
        if !judged.is_empty() {
            keyboard.push(judged);
        }
        if let (Some(mut case), Some(asked)) = (about, answer.asked) {
            let id = self.content.intent(asked).id.clone();
            case.asked.retain(|known| *known != id);
            case.asked.push(id);
            let over = case.asked.len().saturating_sub(MOST_REMEMBERED);
            case.asked.drain(..over);
            self.session.save_case(&case);
        }
        self.send_about(conversation, reply_to, Card { html, keyboard }, case);
    }

    /// Several cases are open: which one is meant?
    fn ask_which_case(&mut self, sender: Sender, text: &str, open: &[StoredCase]) {
        let answer = self.answer_for(sender.conversation, text, None, None);
        let Some(asked) = answer.asked.filter(|_| answer.reason == Reason::Answered) else {
            return self.send_answer(sender.conversation, Some(sender.message), None, &answer);
        };
        let rows = open.iter().map(|case| {
            vec![Button {
                label: self.label_of(case),
                data: CallbackData::Ask {
                    case: Some(case.id),
                    asked,
                },
            }]
        });
        let card = Card {
            html: self.content.text("answer.which").to_owned(),
            keyboard: rows.collect(),
        };
        self.send(sender.conversation, Some(sender.message), card);
    }

    /// The cases of a conversation that have their plan and are open, the one touched last first.
    pub(super) fn planned(&mut self, conversation: ConversationId) -> Vec<StoredCase> {
        let mut cases = self.cases_of(conversation);
        cases.retain(|case| {
            let planned = self
                .restored(case)
                .is_ok_and(|read| read.intake.place == Place::Planned);
            planned && !case.closed && case.conversation.topic == conversation.topic
        });
        cases
    }

    /// The questions offered under a plan.
    pub(super) fn offered(&self, kept: &StoredCase, case: &Case, made: &Plan) -> Keyboard {
        let offered = offered(self.content, case, made);
        self.questions(Some(kept.id), offered.into_iter(), &kept.asked)
    }

    fn questions(
        &self,
        case: Option<CaseId>,
        asked: impl Iterator<Item = IntentIx>,
        known: &[String],
    ) -> Keyboard {
        asked
            .map(|place| (place, self.content.intent(place)))
            .filter(|(_, asked)| !known.contains(&asked.id))
            .filter_map(|(place, asked)| {
                Some(vec![Button {
                    label: asked.examples.first()?.clone(),
                    data: CallbackData::Ask { case, asked: place },
                }])
            })
            .collect()
    }
}
