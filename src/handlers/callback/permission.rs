//! Who may change the answers of a case, and a case that was begun under older content.

use crate::handlers::Ctx;
use crate::handlers::callback::Callback;
use crate::handlers::intake::CardTarget;
use crate::telegram::group_admins::BELIEVED_SECONDS;
use care_engine::intake::{Intake, Note, Step};
use care_ids::{CaseId, ConversationId};
use care_store::StoredCase;

impl Ctx<'_> {
    /// The case of a button that changes it, if the case is there and the person may change it. Otherwise the
    /// press is answered.
    pub(in crate::handlers) fn changeable_case(
        &mut self,
        callback: &Callback,
        id: CaseId,
    ) -> Option<StoredCase> {
        let case = self.case_here(callback, id)?;
        let conversation = callback.conversation;
        if case.conversation.user == conversation.user {
            return Some(case);
        }
        let key = match self.is_group_admin(conversation) {
            Some(true) => return Some(case),
            Some(false) => "toast.foreign",
            // Telegram has not answered in time; the next press asks it again.
            None => "toast.looking_up",
        };
        self.answer_callback_with(callback.clone(), key);
        None
    }

    /// Whether somebody administers the group they press in; nothing where that has to be asked.
    fn is_group_admin(&self, conversation: ConversationId) -> Option<bool> {
        // Groups have negative numbers.
        if conversation.chat.is_private() {
            return Some(false);
        }
        let member = self.session.member();
        let fresh = member.filter(|member| self.now - member.seen_at <= BELIEVED_SECONDS);
        fresh.map(|member| member.admin)
    }

    /// A case of older content, of which an answer or the card is gone: a word why and the present
    /// card. Nothing else comes of the press.
    pub(in crate::handlers) fn show_outdated(
        &mut self,
        callback: Callback,
        mut case: StoredCase,
        intake: Intake,
    ) {
        let on = match callback.message {
            Some(message) if case.card == Some(message) => CardTarget::Existing(message),
            _ => CardTarget::New,
        };
        let conversation = callback.conversation;
        self.answer_callback_with(callback, "toast.content_changed");
        self.present_card(conversation, &mut case, intake, on)
    }

    /// The present card, with a note that the content has changed.
    pub(in crate::handlers) fn present_card(
        &mut self,
        conversation: ConversationId,
        case: &mut StoredCase,
        mut intake: Intake,
        on: CardTarget,
    ) {
        intake.turn = intake.turn.wrapping_add(1);
        if !matches!(on, CardTarget::Existing(_)) {
            let old = case.card.take();
            self.remove_buttons(conversation, old);
        }
        self.save_intake(case, &intake, false);
        let present = Step {
            intake,
            notes: vec![Note::ContentChanged],
            plan: false,
            asked: Vec::new(),
        };
        self.show(conversation, case, &present, on, None)
    }
}
