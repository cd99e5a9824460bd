//! Typed texts and media that are no command.

use super::Ctx;
use super::access::plain_card;
use crate::telegram::request::Sender;
use crate::view::menu_card;
use care_ids::MessageId;
use care_language::phi;
use care_store::StoredCase;

impl Ctx<'_> {
    /// A text that may name somebody: it is taken away where the bot may, and what is said stands
    /// under it where it may not.
    pub(in crate::handlers) fn refuse_identifier(&mut self, sender: Sender, kinds: phi::Kinds) {
        self.delete_message(sender.conversation, sender.message);
        self.reply_text(sender, phi::told(self.content, kinds))
    }

    /// A text that answers something, or does not.
    pub(in crate::handlers) fn typed(
        &mut self,
        sender: Sender,
        text: String,
        answered: Option<MessageId>,
    ) {
        let kinds = self.answers.identifiers(&text);
        if !kinds.is_empty() {
            return self.refuse_identifier(sender, kinds);
        }
        // A reply to a message of a case is a question about that case, unless it is being asked.
        if answered.is_some()
            && let Some(case) = self.case_under(sender.conversation)
            && !case.asking
        {
            return self.question(sender, &text, Some(case));
        }
        let latest = self.latest(sender.conversation);
        if latest.is_none()
            && let Some(case) = self.session.case_of_topic()
            && !case.asking
        {
            return self.question(sender, &text, Some(case));
        }
        match latest {
            // In a group a reply to somebody else's card must not become an answer to one's own.
            Some(case) if case.asking && !replies_to_card(sender, &case) => {
                if let Ok(restored) = self.restored(&case) {
                    self.show_again(sender.conversation, case, restored.intake);
                }
            }
            Some(case) if case.asking => self.answer_typed(sender, case, text),
            _ => self.question(sender, &text, None),
        }
    }

    /// A question that mentions the bot in a group. It is about the case of the topic, where it has one.
    pub(in crate::handlers) fn mention(&mut self, sender: Sender, text: &str) {
        if self.refused(sender, &[text.to_owned()]) {
            return;
        }
        let of_topic = self.session.case_of_topic();
        let about = of_topic.filter(|case| !case.asking);
        self.question(sender, text, about);
    }

    /// Something that is no text. Its words are screened like a text.
    pub(in crate::handlers) fn media(
        &mut self,
        sender: Sender,
        words: &[String],
        gets_reply: bool,
    ) {
        if self.refused(sender, words) || !gets_reply {
            return;
        }
        let open = self.latest(sender.conversation);
        let asking = open
            .as_ref()
            .and_then(|case| self.restored(case).ok()?.intake.asking());
        let words = match asking {
            Some(question) => {
                let ask = &self.content.question(question).ask;
                self.content.text_with("media.asking", &[("ask", ask)])
            }
            None => self.content.text("media").to_owned(),
        };
        let card = menu_card(
            self.content,
            sender.conversation.user,
            &words,
            open.map(|case| case.id),
        );
        self.send(sender.conversation, Some(sender.message), card);
    }

    /// An edited message is screened and not read again. In a group nobody is told so.
    pub(in crate::handlers) fn edited(&mut self, sender: Sender, words: &[String]) {
        if self.refused(sender, words) || !sender.conversation.is_private() {
            return;
        }
        self.reply_text(sender, self.content.text("edited").to_owned());
    }

    /// Somebody who cannot be told from others says something to the bot.
    pub(in crate::handlers) fn anonymous(&mut self, sender: Sender) {
        let card = plain_card(self.content.text("anonymous"));
        self.send(sender.conversation, Some(sender.message), card);
    }

    /// Refuses words that may name somebody. Says whether it did.
    pub(in crate::handlers) fn refused(&mut self, sender: Sender, words: &[String]) -> bool {
        let kinds = self.answers.identifiers(&words.join(", "));
        if kinds.is_empty() {
            return false;
        }
        self.refuse_identifier(sender, kinds);
        true
    }
}

/// Whether a text belongs to the case's card. In a private chat every text does; in a group, which
/// has a negative number, only a reply to it.
fn replies_to_card(sender: Sender, case: &StoredCase) -> bool {
    let private = sender.conversation.chat.is_private();
    private || case.card.is_none() || sender.reply_to == case.card
}
