//! Inline mode, and what people find helpful: both about no case.

use super::Ctx;
use super::callback::Callback;
use crate::telegram::calls::OutgoingCall;
use crate::view::{inline_answer, inline_results};
use care_ids::UserId;
use care_language::qa::FeedbackSubject;
use care_store::Feedback;

impl Ctx<'_> {
    /// Offers statements for what is typed after the bot's name in any chat. What is typed is screened
    /// like every text, and nothing of it is stored.
    pub(super) fn inline(&mut self, user: UserId, query: &str, text: &str) {
        let results = inline_results(self.content, self.answers, text);
        let params = inline_answer(query, &results);
        self.calls.push(OutgoingCall::AnswerInline { user, params });
    }

    /// Keeps whether an answer was helpful, as a code.
    pub(super) fn record_feedback(
        &mut self,
        callback: Callback,
        subject: FeedbackSubject,
        helpful: bool,
    ) {
        self.session.writes().feedback.push(Feedback {
            user: callback.conversation.user,
            code: subject.code(self.content),
            content_version: self.content.version.clone(),
            helpful,
        });
        self.answer_callback_with(callback, "toast.helpful");
    }
}
