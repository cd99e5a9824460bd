//! Topics that are opened for one case: every text in such a topic belongs to it.

use super::Ctx;
use super::access::plain_card;
use super::callback::Callback;
use crate::callback_data::CaseAction;
use crate::telegram::calls::OutgoingCall;
use crate::telegram::request::{Said, Sender};
use crate::view::{Button, Card, menu_card};
use care_engine::content::SmallTalkKind;
use care_ids::CaseId;
use care_language::phi::Part;
use care_language::qa::{Answer, Reason};
use care_store::StoredCase;

impl Ctx<'_> {
    /// A text in a topic of a group that is said to nobody in particular.
    pub(super) fn topic_text(&mut self, sender: Sender, text: String) {
        let Some(case) = self.session.case_of_topic() else {
            return;
        };
        if let Some(text) = self.screened(sender, text) {
            self.said_in_topic(sender, &text, case);
        }
    }

    /// A text in the topic of a case. Says whether it was answered: what a colleague says beside the matter is not.
    pub(super) fn said_in_topic(&mut self, sender: Sender, text: &str, case: StoredCase) -> bool {
        if self.is_of_no_case(sender, text) || self.is_of_somebody_else(sender, &case, text) {
            return true;
        }
        // Who has begun a case of their own in this topic may tell of either.
        let own = self.latest(sender.conversation);
        if let Some(own) = own.filter(|own| own.id != case.id)
            && self.tells(text)
        {
            let reading = self.answers.reader().told(self.content, text);
            let read = self.read_with_flags(&reading, text);
            self.ask_whose(sender, &read, &[own, case]);
            return true;
        }
        if !case.asking {
            if self.is_between_colleagues(sender, text, &case) {
                return false;
            }
            self.about_case(sender, text, case);
        } else if case.conversation.user == sender.conversation.user {
            self.answer_typed(sender, case, text);
        } else {
            return self.said_by_colleague(sender, text, &case);
        }
        true
    }

    /// Whether a text in the topic of a case asks nothing, says nothing of the case and is outside the matter:
    /// colleagues talk to each other there, and nobody waits for an answer.
    fn is_between_colleagues(&mut self, sender: Sender, text: &str, case: &StoredCase) -> bool {
        if self.answers.says_something(self.content, text) {
            return false;
        }
        let reply = self.reply_to(sender.conversation, text, None, Some(case));
        let beside = |answer: &Answer| {
            let outside = matches!(
                answer.reason,
                Reason::OutOfScope | Reason::SmallTalk(SmallTalkKind::Chat)
            );
            // What is not understood is answered by the plan in short, also where nobody asked.
            outside && answer.notes.is_empty() || answer.reason == Reason::Clarify
        };
        reply.pending.is_empty()
            && reply.standing.is_none()
            && reply.other_language.is_none()
            && reply.new_facts.is_empty()
            && reply.answers.iter().all(beside)
    }

    /// Words in a topic that are said to somebody else, or come along with a picture: they are screened, and what
    /// stands under the picture is read.
    pub(super) fn topic_aside(&mut self, sender: Sender, words: &[Said]) {
        if self.session.case_of_topic().is_none() {
            return;
        }
        let (captions, others): (Vec<Said>, Vec<Said>) = words
            .iter()
            .cloned()
            .partition(|said| said.part == Part::Caption);
        if !others.is_empty() && self.refused(sender, &others) {
            return;
        }
        for caption in captions {
            self.topic_text(sender, caption.text);
        }
    }

    /// Opens a topic for a case. It is written to the case when Telegram has opened it.
    pub(super) fn open_topic(&mut self, callback: Callback, id: CaseId) {
        let Some(case) = self.changeable_case(&callback, id) else {
            return;
        };
        let on_its_way = self.session.opens_topic();
        let key = match (self.topics, case.own_topic || on_its_way) {
            (false, _) => "toast.no_topics",
            (true, true) if on_its_way => "toast.topic",
            (true, true) => "toast.topic_there",
            (true, false) => {
                let Ok(read) = self.restored(&case) else {
                    self.answer_callback_with(callback, "toast.unreadable");
                    return;
                };
                let name = self.label(&case, &read.intake.case);
                let words = [("case", name.as_str())];
                let words = self.content.text_with("topic.opened", &words);
                let plan = Button::case(
                    self.content.text("button.show_plan"),
                    case.id,
                    CaseAction::ShowPlan,
                );
                self.calls.push(OutgoingCall::CreateTopic {
                    conversation: callback.conversation,
                    case: case.id,
                    name,
                    first: Card {
                        keyboard: vec![vec![plan]],
                        ..menu_card(self.content, callback.conversation.user, &words, None)
                    },
                    refused: plain_card(self.content.text("topic.refused")),
                });
                "toast.topic"
            }
        };
        self.answer_callback_with(callback, key);
    }
}
