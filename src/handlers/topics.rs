//! Topics that are opened for one case: every text in such a topic belongs to it.

use super::Ctx;
use super::callback::Callback;
use crate::callback_data::CaseAction;
use crate::handlers::record::CaseRecord;
use crate::telegram::calls::Call;
use crate::telegram::request::Sender;
use crate::view::{Button, Card, menu_card};
use care_ids::{CaseId, ConversationId, TopicId};
use care_store::Missing;

impl Ctx<'_> {
    /// The case that the topic of a conversation was opened for.
    pub(super) fn case_of_topic(
        &self,
        conversation: ConversationId,
    ) -> Result<Option<CaseRecord>, Missing> {
        if conversation.topic == TopicId::NONE {
            return Ok(None);
        }
        let (chat, topic) = (conversation.chat.get(), conversation.topic.get());
        let found = self.session.case_of_topic(&self.writes, chat, topic)?;
        Ok(found.map(CaseRecord::from))
    }

    /// A text in a topic of a group that is said to nobody in particular.
    pub(super) fn topic_text(&mut self, sender: Sender, text: String) -> Result<(), Missing> {
        let Some(case) = self.case_of_topic(sender.conversation)? else {
            return Ok(());
        };
        let kinds = self.answers.identifiers(&text);
        if !kinds.is_empty() {
            return self.refuse_identifier(sender, kinds);
        }
        if !case.asking {
            return self.question(sender, &text, Some(case));
        }
        // While the case is being asked, only its own person answers.
        if case.conversation.user == sender.conversation.user {
            return self.answer_typed(sender, case, text);
        }
        Ok(())
    }

    /// Words in a topic that are said to somebody else, or come along with a picture: only screened.
    pub(super) fn topic_aside(&mut self, sender: Sender, words: &[String]) -> Result<(), Missing> {
        if self.case_of_topic(sender.conversation)?.is_some() {
            self.refused(sender, words)?;
        }
        Ok(())
    }

    /// Opens a topic for a case. It is written to the case when Telegram has opened it.
    pub(super) fn open_topic(&mut self, callback: Callback, id: CaseId) -> Result<(), Missing> {
        let Some(case) = self.changeable_case(&callback, id)? else {
            return Ok(());
        };
        let key = match (self.topics, case.own_topic) {
            (false, _) => "toast.no_topics",
            (true, true) => "toast.topic_there",
            (true, false) => {
                let Ok(read) = self.restored(&case) else {
                    self.answer_callback_with(callback, "toast.unreadable");
                    return Ok(());
                };
                let name = self.label(&case, &read.intake.case);
                let words = [("case", name.as_str())];
                let words = self.content.text_with("topic.opened", &words);
                let plan = Button::case(
                    self.content.text("button.show_plan"),
                    case.id,
                    CaseAction::ShowPlan,
                );
                self.calls.push(Call::CreateTopic {
                    conversation: callback.conversation,
                    case: case.id,
                    name,
                    first: Card {
                        keyboard: vec![vec![plan]],
                        ..menu_card(self.content, callback.conversation.user, &words, None)
                    },
                });
                "toast.topic"
            }
        };
        self.answer_callback_with(callback, key);
        Ok(())
    }
}
