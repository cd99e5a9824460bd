//! Callback buttons. Every one is answered; one that is stale, doubled or somebody else's does no
//! harm.

mod case_list;
mod look;
mod permission;
mod what_if;

use crate::callback_data::{CallbackData, CaseAction, GoneButton, ParseError, Placement};
use crate::handlers::Ctx;
use crate::handlers::intake::{CardTarget, is_waiting};
use crate::telegram::calls::OutgoingCall;
use crate::view::{marks_of_card, menu_of_card, notes};
use care_engine::content::IntentIx;
use care_engine::intake::{Event, Intake, Place, Purpose};
use care_ids::{CaseId, ConversationId, MessageId};
use care_store::StoredCase;

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

    /// Shows the plan of somebody else's case, if that is what is pressed for and there is one. Says whether it did.
    fn shows_plan_of_another(&mut self, callback: &Callback, id: CaseId) -> bool {
        let conversation = callback.conversation;
        let case = self.case(id).filter(|case| {
            case.conversation.chat == conversation.chat
                && case.conversation.user != conversation.user
        });
        let Some(case) = case else {
            return false;
        };
        let Ok(read) = self.restored(&case) else {
            return false;
        };
        let readable = self.has_plan_to_show(&case, &read.intake)
            && !self.is_outdated(&case, &read)
            && !self.is_plan_refused(&case);
        if readable {
            self.answer_callback(callback.clone(), None);
            self.give_plan(conversation, &case, &read.intake, None);
        }
        readable
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

    /// A button of a card, with the card's turn; nothing where its question is no longer in the content.
    fn on_card_button(
        &mut self,
        callback: Callback,
        case: StoredCase,
        button: Option<(u32, CaseAction)>,
    ) {
        let Ok(read) = self.restored(&case) else {
            self.answer_callback_with(callback, "toast.unreadable");
            return;
        };
        if self.is_outdated(&case, &read) {
            return self.show_outdated(callback, case, read.intake);
        }
        let before = read.intake;
        let fresh = button.filter(|(turn, _)| *turn == before.turn);
        if let Some((_, action @ (CaseAction::Menu | CaseAction::Marks(_)))) = fresh {
            return self.show_other_side(callback, case, &before, action);
        }
        let Some(event) = fresh.and_then(|(_, action)| event(action)) else {
            return self.stale(callback, case, before);
        };
        let mut case = case;
        let mut after = self.step(&mut case, &before, &event);
        let (conversation, replied) = (callback.conversation, callback.replied);
        let message = callback.message.or(case.card);
        let notes = notes(self.content, &after.intake, &after.notes);
        self.answer_callback(callback, notes);
        let same = after.intake == before && !after.plan;
        case.card = message;
        if event == Event::StartOver {
            case.pathway = None;
        }
        self.save_intake(&mut case, &after.intake, after.plan);
        if event == Event::LeaveReview {
            self.keep_of_left_review(&mut case, &before, &mut after);
        }
        self.keep_access(case.conversation.user, &after.intake.case);
        if same {
            // This message may be a copy, sent when nobody knew that the first one had arrived, and
            // older than what was tapped on that one; otherwise this changes nothing.
            return self.show_present(conversation, case, message);
        }
        // A card that was opened under a plan answers it, and so does the plan that comes of it.
        let change = matches!(before.place, Place::Ask(_, Purpose::Change));
        let under = replied.filter(|_| change);
        self.show(conversation, &mut case, &after, message.into(), under)
    }

    /// The card with other buttons: its way out, or marks. The case stays as it is.
    fn show_other_side(
        &mut self,
        callback: Callback,
        mut case: StoredCase,
        intake: &Intake,
        action: CaseAction,
    ) {
        let (conversation, message) = (callback.conversation, callback.message.or(case.card));
        self.answer_callback(callback, None);
        let Some(message) = message else {
            return;
        };
        case.card = Some(message);
        self.session.save_case(&case);
        let label = self.label(&case, &intake.case);
        let reader = self.reader(&case, &label);
        let card = match action {
            CaseAction::Marks(_) => marks_of_card(self.content, intake, reader),
            _ => menu_of_card(self.content, intake, reader),
        };
        self.edit(conversation, message, card, Some(case.present_card()));
    }

    /// A button of an older card: a word, the old buttons away, and the present card.
    fn stale(&mut self, callback: Callback, case: StoredCase, intake: Intake) {
        let (conversation, message) = (callback.conversation, callback.message);
        if intake.place == Place::Planned && self.is_plan_refused(&case) {
            self.answer_callback(callback, None);
            return self.give_refused_plan(conversation, case, &intake);
        }
        if message.is_some() && message == case.card {
            // The second of two quick taps: the card has moved on under the finger.
            let key = if intake.place == Place::Planned {
                "toast.planned"
            } else {
                "toast.taken"
            };
            self.answer_callback_with(callback, key);
            return self.show_present(conversation, case, message);
        }
        self.answer_callback_with(callback, "toast.stale");
        self.remove_buttons(conversation, message);
        self.show_again(conversation, case, intake)
    }

    fn on_case_button(
        &mut self,
        callback: Callback,
        mut case: StoredCase,
        action: CaseAction,
        placement: Placement,
    ) {
        if action != CaseAction::ShowPlan && self.is_on_replaced_plan(&callback, &case) {
            return;
        }
        let Ok(read) = self.restored(&case) else {
            self.answer_callback_with(callback, "toast.unreadable");
            return;
        };
        if action == CaseAction::Cancel {
            return self.close(callback, case);
        }
        if self.is_outdated(&case, &read) {
            return self.show_outdated(callback, case, read.intake);
        }
        let intake = read.intake;
        let (conversation, message) = (callback.conversation, callback.message);
        self.answer_callback(callback, None);
        if is_waiting(&case) {
            self.remove_buttons(conversation, message);
            return self.show_waiting(conversation, case);
        }
        let planned = self.has_plan_to_show(&case, &intake);
        let flags = self.pending_flags(&case, &intake.case);
        let screen = self.content.topic.red_flags;
        let wanted = match action {
            CaseAction::ShowPlan | CaseAction::Continue if planned => {
                if self.is_plan_refused(&case) {
                    return self.give_refused_plan(conversation, case, &intake);
                }
                // What was opened is what commands are about from here on.
                self.session.save_case(&case);
                return self.give_plan(conversation, &case, &intake, None);
            }
            // The plan, not the list of what could be added to it.
            CaseAction::Continue if intake.place == Place::Refine => Event::ShowPlan,
            CaseAction::StartOver => Event::StartOver,
            CaseAction::Edit(question) if question == screen && !flags.is_empty() => {
                Event::Tell(flags)
            }
            // What was told waits for the screen, at a review too.
            CaseAction::Review if !flags.is_empty() => Event::Tell(flags),
            CaseAction::Review if intake.takes_changes() => Event::Review,
            CaseAction::Refine if intake.place == Place::Planned => Event::Refine,
            CaseAction::Edit(question)
                if matches!(intake.place, Place::Planned | Place::Refine) =>
            {
                Event::Edit(question)
            }
            _ => return self.show_again(conversation, case, intake),
        };
        let after = self.step(&mut case, &intake, &wanted);
        if wanted == Event::StartOver {
            case.pathway = None;
        }
        let here = placement == Placement::InPlace;
        let old = case.card.take();
        self.remove_buttons(
            conversation,
            old.filter(|old| !here || Some(*old) != message),
        );
        let on = match (message, wanted) {
            (Some(message), _) if here => {
                case.card = Some(message);
                case.card_number += 1;
                CardTarget::Existing(message)
            }
            (Some(message), Event::Edit(_) | Event::Tell(_) | Event::Review) => {
                CardTarget::Reply(message)
            }
            _ => CardTarget::New,
        };
        self.save_intake(&mut case, &after.intake, after.plan);
        self.show(conversation, &mut case, &after, on, None)
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

/// What a button of a card does to the intake.
fn event(action: CaseAction) -> Option<Event> {
    Some(match action {
        CaseAction::Choose(question, option) => Event::Choose(question, option),
        CaseAction::Mark(question, option, on) => Event::Mark(question, option, on),
        CaseAction::Done(question) => Event::Done(question),
        CaseAction::Skip(question) => Event::Skip(question),
        CaseAction::Back => Event::Back,
        CaseAction::Edit(question) => Event::Edit(question),
        CaseAction::ShowPlan => Event::ShowPlan,
        CaseAction::Refine => Event::Refine,
        CaseAction::StartOver => Event::StartOver,
        CaseAction::Undo => Event::UndoRead,
        CaseAction::Review => Event::Review,
        CaseAction::Kept => Event::Kept,
        CaseAction::LeaveReview => Event::LeaveReview,
        CaseAction::Cancel => Event::Cancel,
        CaseAction::Continue => Event::Reopen,
        // These only look.
        CaseAction::Menu | CaseAction::Marks(_) => return None,
    })
}
