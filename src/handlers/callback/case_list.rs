//! The list of a person's cases, and what is done from it.

use crate::callback_data::Deletion;
use crate::handlers::Ctx;
use crate::handlers::callback::Callback;
use crate::telegram::calls::OutgoingCall;
use crate::view::{Card, CaseStatus, CaseSummary, case_list_card, delete_card};
use care_engine::case::Case;
use care_engine::intake::Event;
use care_ids::{CaseId, ConversationId, MessageId};
use care_store::StoredCase;

impl Ctx<'_> {
    /// The list as a new message.
    pub(in crate::handlers) fn list_cases(
        &mut self,
        conversation: ConversationId,
        reply_to: Option<MessageId>,
    ) {
        let card = self.case_list(conversation, 0);
        self.send(conversation, reply_to, card);
    }

    /// Another page of it, where it stands.
    pub(in crate::handlers) fn turn_cases(&mut self, callback: Callback, page: usize) {
        self.list_again(callback.conversation, callback.message, page);
        self.answer_callback(callback, None);
    }

    /// The list again, in the place of a message.
    fn list_again(
        &mut self,
        conversation: ConversationId,
        message: Option<MessageId>,
        page: usize,
    ) {
        let card = self.case_list(conversation, page);
        self.replace(conversation, message, card);
    }

    fn case_list(&mut self, conversation: ConversationId, page: usize) -> Card {
        let mut kept = self.cases_of(conversation);
        let own = kept.len();
        kept.extend_from_slice(self.session.cases_of_colleagues());
        let read = |case: &StoredCase| self.restored(case).ok().map(|read| read.intake.case);
        let cases: Vec<Option<Case>> = kept.iter().map(read).collect();
        let mut known: Vec<CaseSummary<'_>> = kept
            .iter()
            .zip(&cases)
            .map(|(kept, case)| self.case_summary(kept, case.as_ref()))
            .collect();
        for known in known.iter_mut().skip(own) {
            known.status = CaseStatus::OfColleague;
        }
        case_list_card(self.content, conversation.user, &known, page)
    }

    /// Closes a case from the list.
    pub(in crate::handlers) fn close(&mut self, callback: Callback, mut case: StoredCase) {
        let Ok(read) = self.restored(&case) else {
            self.answer_callback_with(callback, "toast.unreadable");
            return;
        };
        let after = self.step(&mut case, &read.intake, &Event::Cancel);
        let old = case.card.take();
        self.save_intake(&mut case, &after.intake, false);
        self.remove_buttons(callback.conversation, old);
        self.list_again(callback.conversation, callback.message, 0);
        self.answer_callback_with(callback, "toast.closed");
    }

    /// Deletes a case with its plans, once that is confirmed. Only its own person may.
    pub(in crate::handlers) fn delete(
        &mut self,
        callback: Callback,
        id: CaseId,
        deletion: Deletion,
    ) {
        let found = self.case(id);
        let Some(case) = found.filter(|case| case.conversation.chat == callback.conversation.chat)
        else {
            self.answer_callback_with(callback, "toast.gone");
            return;
        };
        if case.conversation.user != callback.conversation.user {
            self.answer_callback_with(callback, "toast.foreign");
            return;
        }
        match deletion {
            Deletion::Ask => {
                let read = self.restored(&case).ok();
                let answers = read.as_ref().map(|read| &read.intake.case);
                let card = delete_card(
                    self.content,
                    callback.conversation.user,
                    self.case_summary(&case, answers),
                );
                self.replace(callback.conversation, callback.message, card);
                self.answer_callback(callback, None);
            }
            Deletion::Sure => {
                self.session.delete_case(id);
                if let Some(message) = case.card {
                    let conversation = callback.conversation;
                    self.calls.push(OutgoingCall::RemoveButtons {
                        conversation,
                        message,
                    });
                }
                self.list_again(callback.conversation, callback.message, 0);
                self.answer_callback_with(callback, "toast.deleted");
            }
        }
    }
}
