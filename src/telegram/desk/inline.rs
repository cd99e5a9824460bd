//! Inline mode, and what people find helpful: both about no case.

use super::Sitting;
use super::press::Pressed;
use crate::render::{inline_answer, inline_results};
use crate::telegram::calls::Call;
use care_language::qa::Judged;
use care_store::Judgement;

impl Sitting<'_> {
    /// Offers statements for what is typed after the bot's name in any chat. What is typed is screened
    /// like every text, and nothing of it is kept.
    pub(super) fn inline(&mut self, person: i64, query: &str, text: &str) {
        let results = inline_results(self.content, self.answers, text);
        let params = inline_answer(query, &results);
        self.calls.push(Call::AnswerInline { person, params });
    }

    /// Keeps whether an answer was helpful, as a code.
    pub(super) fn judge(&mut self, pressed: Pressed, judged: Option<Judged>, helpful: bool) {
        let Some(judged) = judged else {
            return self.toast(pressed, "toast.content_gone");
        };
        self.changes.judge(Judgement {
            person: pressed.seat.person,
            code: judged.code(self.content),
            content_version: self.content.version.clone(),
            helpful,
        });
        self.toast(pressed, "toast.helpful");
    }
}
