//! Questions after the plan: which case they are about, and the answer in its thread.

use super::intake::CardTarget;
use super::{Ctx, Event};
use crate::callback_data::{CallbackData, CaseAction};
use crate::handlers::record::CaseRecord;
use crate::telegram::request::Sender;
use crate::view::{Button, Card, Keyboard, feedback_row, menu_card, reply_html};
use care_engine::case::Case;
use care_engine::content::AskedIx;
use care_engine::intake::Place;
use care_engine::plan::Plan;
use care_ids::{CaseId, ConversationId, MessageId};
use care_language::qa::{Answer, Question, Reason, offered};
use care_store::{AuditKind, Missing};

/// Most questions that are remembered of a case: enough to offer none twice.
const MOST_REMEMBERED: usize = 40;

impl Ctx<'_> {
    /// The case that a message of the bot belongs to, by the label it begins with.
    pub(super) fn case_under(
        &mut self,
        conversation: ConversationId,
        first_line: &str,
    ) -> Result<Option<CaseRecord>, Missing> {
        let before = self.content.text_with("case.label", &[("number", "")]);
        let number = first_line.strip_prefix(before.as_str()).and_then(|rest| {
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric());
            CaseId::from_base36(&rest[..end.unwrap_or(rest.len())]).ok()
        });
        let Some(number) = number else {
            return Ok(None);
        };
        let found = self.case(number)?;
        Ok(found.filter(|case| case.conversation.chat == conversation.chat))
    }

    /// A typed question about a case, or about none.
    pub(super) fn question(
        &mut self,
        sender: Sender,
        text: &str,
        about: Option<CaseRecord>,
    ) -> Result<(), Missing> {
        let open = self.planned(sender.conversation)?;
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
        let answer = self.answer_for(sender.conversation, text, None, about.as_ref())?;
        self.send_answer(sender.conversation, Some(sender.message), about, &answer)
    }

    /// A question of a button.
    pub(super) fn question_of(
        &mut self,
        conversation: ConversationId,
        message: Option<MessageId>,
        about: Option<CaseRecord>,
        asked: AskedIx,
    ) -> Result<(), Missing> {
        let way = self.content.asked(asked).ways.first().cloned();
        let text = way.unwrap_or_default();
        let answer = self.answer_for(conversation, &text, Some(asked), about.as_ref())?;
        self.send_answer(conversation, message, about, &answer)
    }

    /// The answer to what was typed, or to what stands on a button.
    fn answer_for(
        &mut self,
        conversation: ConversationId,
        text: &str,
        asked: Option<AskedIx>,
        about: Option<&CaseRecord>,
    ) -> Result<Answer, Missing> {
        let person = self.person(conversation.user)?;
        let intake = about.and_then(|case| Some(self.restored(case).ok()?.intake));
        let previous: Vec<String> = about
            .and_then(|case| case.asked.last())
            .and_then(|id| self.content.find_asked(id))
            .and_then(|asked| self.content.asked(asked).ways.first().cloned())
            .into_iter()
            .collect();
        let question = Question {
            text,
            previous: &previous,
            case: intake.as_ref().map(|intake| &intake.case),
            role: self.role(&person),
        };
        Ok(match asked {
            Some(asked) => self.answers.answer_to(self.content, asked, question),
            None => self.answers.answer(self.content, question),
        })
    }

    /// Sends the answer, and remembers what was asked by its id.
    fn send_answer(
        &mut self,
        conversation: ConversationId,
        reply_to: Option<MessageId>,
        about: Option<CaseRecord>,
        answer: &Answer,
    ) -> Result<(), Missing> {
        if let (Reason::Identifier, Some(message)) = (answer.reason, reply_to) {
            self.delete_message(conversation, message);
        }
        self.events.push(Event::Answer(answer.reason.id()));
        let (kind, ids) = if answer.reason == Reason::Answered {
            let found = answer.statements.iter();
            let ids = found.map(|found| self.content.statement(found.statement).id.clone());
            (AuditKind::Answer, ids.collect())
        } else {
            (AuditKind::Declined, vec![answer.reason.id().to_owned()])
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
            let id = self.content.asked(asked).id.clone();
            case.asked.retain(|known| *known != id);
            case.asked.push(id);
            let over = case.asked.len().saturating_sub(MOST_REMEMBERED);
            case.asked.drain(..over);
            self.writes.save_case(&case.to_stored());
        }
        self.send(conversation, reply_to, Card { html, keyboard });
        Ok(())
    }

    /// Several cases are open: which one is meant?
    fn ask_which_case(
        &mut self,
        sender: Sender,
        text: &str,
        open: &[CaseRecord],
    ) -> Result<(), Missing> {
        let answer = self.answer_for(sender.conversation, text, None, None)?;
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
        Ok(())
    }

    /// The cases of a conversation that have their plan and are open, the one touched last first.
    fn planned(&mut self, conversation: ConversationId) -> Result<Vec<CaseRecord>, Missing> {
        let mut cases = self.cases_of(conversation)?;
        cases.retain(|case| {
            let planned = self
                .restored(case)
                .is_ok_and(|read| read.intake.place == Place::Planned);
            planned && !case.closed && case.conversation.topic == conversation.topic
        });
        Ok(cases)
    }

    /// The questions offered under a plan.
    pub(super) fn offered(&self, kept: &CaseRecord, case: &Case, made: &Plan) -> Keyboard {
        let offered = offered(self.content, case, made);
        self.questions(Some(kept.id), offered.into_iter(), &kept.asked)
    }

    fn questions(
        &self,
        case: Option<CaseId>,
        asked: impl Iterator<Item = AskedIx>,
        known: &[String],
    ) -> Keyboard {
        asked
            .map(|place| (place, self.content.asked(place)))
            .filter(|(_, asked)| !known.contains(&asked.id))
            .filter_map(|(place, asked)| {
                Some(vec![Button {
                    label: asked.ways.first()?.clone(),
                    data: CallbackData::Ask { case, asked: place },
                }])
            })
            .collect()
    }
}
