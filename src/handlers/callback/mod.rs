//! Callback buttons. Every one is answered; one that is stale, doubled or somebody else's does no
//! harm.

mod card_button;
mod case_button;
mod case_list;
mod look;
mod permission;
mod what_if;

use crate::callback_data::{CallbackData, CaseAction, GoneButton, ParseError, Placement};
use crate::handlers::Ctx;
use crate::telegram::calls::OutgoingCall;
use care_engine::content::IntentIx;
use care_ids::{CaseId, ConversationId, MessageId};

/// A press: by whom, on what.
#[derive(Debug, Clone)]
pub(in crate::handlers) struct Callback {
    pub conversation: ConversationId,
    /// The message it stands on, when Telegram still knows it and it may be edited.
    pub message: Option<MessageId>,
    /// The message that this one answers.
    pub replied: Option<MessageId>,
    /// To be answered, once.
    pub query: String,
    /// Telegram still shows what stands on the message, and in which topic.
    pub is_readable: bool,
    /// The message has that button now.
    pub shows_button: bool,
}

impl Ctx<'_> {
    pub(in crate::handlers) fn on_callback(
        &mut self,
        mut callback: Callback,
        data: Result<CallbackData, ParseError>,
    ) {
        if !callback.conversation.is_private() && !self.place(&mut callback, &data) {
            return self.answer_callback_with(callback, "toast.taken");
        }
        let data = match data {
            Ok(data) => data,
            Err(error) => return self.on_unreadable_button(callback, error),
        };
        let presser = callback.conversation.user;
        match data {
            CallbackData::User { user, .. } | CallbackData::CaseList { user, .. }
                if user != presser =>
            {
                self.answer_callback_with(callback, "toast.foreign");
            }
            CallbackData::User { action, .. } => self.on_user_button(callback, action),
            CallbackData::CaseList { page, .. } => self.turn_cases(callback, page),
            CallbackData::Card { case, turn, action } => {
                if let Some(case) = self.changeable_case(&callback, case) {
                    self.on_card_button(callback, case, Some((turn, action)));
                }
            }
            // Reading changes nothing, so anybody in the chat may.
            CallbackData::Case {
                case,
                action: CaseAction::ShowPlan,
                ..
            } if self.shows_plan_of_another(&callback, case) => {}
            CallbackData::Case {
                case,
                action,
                placement,
            } => {
                if let Some(case) = self.changeable_case(&callback, case) {
                    self.on_case_button(callback, case, action, placement);
                }
            }
            CallbackData::Ask { case, asked } => self.on_question_button(callback, case, asked),
            CallbackData::Look {
                case,
                look,
                placement,
            } => self.look(callback, case, look, placement),
            CallbackData::Apply { case, change } => self.save(callback, case, change),
            CallbackData::Delete { case, deletion } => self.delete(callback, case, deletion),
            CallbackData::Join { waiting, case } => self.join(callback, waiting, case),
            CallbackData::CreateTopic { case } => self.open_topic(callback, case),
            CallbackData::Feedback {
                subject, helpful, ..
            } => {
                self.record_feedback(callback, subject, helpful);
            }
        }
    }

    /// Where the result of a press in a group belongs. Says whether there may be one.
    ///
    /// A changed client can press with the data of one button on any message of the bot, also on the plan of
    /// somebody else. So a message is changed only where it has that button now, or is the card of the case.
    /// A message that is too old to be read shows neither its buttons nor its topic: what comes of it is a new
    /// message in the topic of the case.
    fn place(&mut self, callback: &mut Callback, data: &Result<CallbackData, ParseError>) -> bool {
        let id = match data {
            Ok(data) => data.case(),
            Err(error) => error.case(),
        };
        let case = id.and_then(|id| self.case(id));
        let case = case.filter(|case| case.conversation.chat == callback.conversation.chat);
        if !callback.is_readable
            && let Some(case) = &case
        {
            callback.conversation.topic = case.conversation.topic;
        }
        let is_card = case.is_some_and(|case| case.card.is_some() && case.card == callback.message);
        if callback.shows_button || is_card {
            return true;
        }
        callback.message = None;
        let in_place = match data {
            Ok(CallbackData::Look { placement, .. }) => *placement == Placement::InPlace,
            Ok(CallbackData::CaseList { .. }) => true,
            Ok(CallbackData::User { action, .. }) => action.is_setting(),
            _ => false,
        };
        !(in_place && callback.is_readable)
    }

    /// A button that cannot be acted on. Where it names a case, permission to press it is checked first.
    fn on_unreadable_button(&mut self, callback: Callback, error: ParseError) {
        let key = match error {
            ParseError::NotOurs => {
                tracing::warn!("a button that the bot never made was pressed");
                "toast.unknown_button"
            }
            ParseError::OtherVersion => {
                tracing::warn!("a button of another version of the bot was pressed");
                "toast.unknown_button"
            }
            ParseError::Gone { button, case } => match (button, case) {
                (GoneButton::Card, Some(case)) => {
                    if let Some(case) = self.changeable_case(&callback, case) {
                        self.on_card_button(callback, case, None);
                    }
                    return;
                }
                (GoneButton::Apply, Some(case)) => {
                    if self.changeable_case(&callback, case).is_none() {
                        return;
                    }
                    "toast.content_gone"
                }
                (GoneButton::Look | GoneButton::Ask, Some(case)) => {
                    if self.case_here(&callback, case).is_none() {
                        return;
                    }
                    match button {
                        GoneButton::Ask => "toast.unknown_button",
                        _ => "toast.content_gone",
                    }
                }
                (GoneButton::Ask, None) => "toast.unknown_button",
                _ => "toast.content_gone",
            },
        };
        self.answer_callback_with(callback, key);
    }

    /// A question of a button. Asking changes nothing, so anybody in the chat may.
    fn on_question_button(&mut self, callback: Callback, case: Option<CaseId>, asked: IntentIx) {
        let about = match case {
            Some(id) => match self.case_here(&callback, id) {
                Some(case) => Some(case),
                None => return,
            },
            None => None,
        };
        if let Some(case) = &about
            && let Ok(read) = self.restored(case)
            && self.is_outdated(case, &read)
        {
            return self.show_outdated(callback, case.clone(), read.intake);
        }
        let (conversation, message) = (callback.conversation, callback.message);
        self.answer_callback(callback, None);
        self.question_of(conversation, message, about, asked)
    }

    /// Answers a press with one of the texts.
    pub(in crate::handlers) fn answer_callback_with(&mut self, callback: Callback, key: &str) {
        let text = self.content.text(key).to_owned();
        self.answer_callback(callback, Some(text));
    }

    /// Answers a press, with a notice or silently.
    pub(in crate::handlers) fn answer_callback(
        &mut self,
        callback: Callback,
        text: Option<String>,
    ) {
        let Callback {
            conversation,
            query,
            ..
        } = callback;
        self.calls.push(OutgoingCall::AnswerCallback {
            conversation,
            query,
            text,
        });
    }
}
