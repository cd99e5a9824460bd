//! Typed texts and media that are no command.

use super::Ctx;
use super::access::plain_card;
use super::intake::is_waiting;
use crate::telegram::request::Sender;
use crate::view::menu_card;
use care_engine::intake::ReadAnswers;
use care_ids::MessageId;
use care_language::phi;
use care_store::StoredCase;

impl Ctx<'_> {
    /// A text that names somebody: it is taken away where the bot may, and what is said stands under it
    /// where it may not. It says what kind was seen and where, never the words.
    pub(in crate::handlers) fn refuse_identifier(&mut self, sender: Sender, seen: &phi::Seen) {
        self.delete_message(sender.conversation, sender.message);
        let mut lines = vec![phi::told(self.content, seen.kinds)];
        lines.extend(seen.places.iter().map(|(_, stands)| {
            match stands {
                phi::Stands::AtTheStart => self.content.text("identifier.start").to_owned(),
                phi::Stands::InTheMiddle => self.content.text("identifier.middle").to_owned(),
                phi::Stands::AtTheEnd => self.content.text("identifier.end").to_owned(),
                phi::Stands::After(label) => self
                    .content
                    .text_with("identifier.after", &[("label", label)]),
            }
        }));
        lines.dedup();
        let key = match seen.rest {
            Some(_) => "identifier.rest",
            None => "identifier.again",
        };
        lines.push(self.content.text(key).to_owned());
        self.reply_text(sender, lines.join("\n"))
    }

    /// A text that answers something, tells a case, or asks.
    pub(in crate::handlers) fn typed(
        &mut self,
        sender: Sender,
        text: String,
        answered: Option<MessageId>,
    ) {
        if let Some(text) = self.screened(sender, text) {
            self.typed_clean(sender, &text, answered);
        }
    }

    /// What of a text is answered: an emergency is at once, in any state of the dialogue and whoever is named; of
    /// a text that names somebody the clinical rest is left.
    pub(in crate::handlers) fn screened(&mut self, sender: Sender, text: String) -> Option<String> {
        if self.answers.is_emergency(&text) {
            self.question(sender, &text, None);
            return None;
        }
        let seen = phi::seen(&text, |word| self.answers.knows(word));
        if seen.kinds.is_empty() {
            return Some(text);
        }
        // Danger told beside a name is answered first.
        let told = self.answers.reader().flags(&text).flags;
        let rest = seen.rest.clone().filter(|rest| self.says_something(rest));
        let seen = phi::Seen {
            rest: rest.clone(),
            ..seen
        };
        self.refuse_identifier(sender, &seen);
        if rest.is_none() && !told.is_empty() {
            let flags = ReadAnswers {
                flags: told,
                ..ReadAnswers::default()
            };
            self.mark_flags(sender, flags);
        }
        rest
    }

    fn typed_clean(&mut self, sender: Sender, text: &str, answered: Option<MessageId>) {
        // A reply to a message of a case is about that case, unless it is being asked.
        if answered.is_some()
            && let Some(case) = self.case_under(sender.conversation)
            && !case.asking
        {
            return self.about_case(sender, text, case);
        }
        let latest = self.latest(sender.conversation);
        if latest.is_none()
            && let Some(case) = self.session.case_of_topic()
            && !case.asking
        {
            return self.about_case(sender, text, case);
        }
        match latest {
            // In a group a reply to somebody else's card must not become an answer to one's own.
            Some(case) if case.asking && !replies_to_card(sender, &case) => {
                if let Ok(restored) = self.restored(&case) {
                    self.show_again(sender.conversation, case, restored.intake);
                }
            }
            // The case waits until it is known who reads.
            Some(case) if is_waiting(&case) => self.first_question(sender, text),
            Some(case) if case.asking => self.answer_typed(sender, case, text),
            Some(case) if self.offer_changes(sender, &case, text) => {}
            _ if self.begin_from_text(sender, text) => {}
            _ => self.first_question(sender, text),
        }
    }

    /// A text in the thread of a case that has its plan: a correction, or a question.
    pub(in crate::handlers) fn about_case(&mut self, sender: Sender, text: &str, case: StoredCase) {
        if !self.offer_changes(sender, &case, text) {
            self.question(sender, text, Some(case));
        }
    }

    /// A question about no case. Who has not said yet who reads is asked that below the answer.
    fn first_question(&mut self, sender: Sender, text: &str) {
        self.question(sender, text, None);
        let person = self.person(sender.conversation.user);
        if let Some(card) = self.onboarding_card(&person) {
            self.send(sender.conversation, None, card);
        }
    }

    /// A question that mentions the bot in a group. It is about the case of the topic, where it has one.
    pub(in crate::handlers) fn mention(&mut self, sender: Sender, text: &str) {
        let Some(text) = self.screened(sender, text.to_owned()) else {
            return;
        };
        let of_topic = self.session.case_of_topic();
        let about = of_topic.filter(|case| !case.asking);
        self.question(sender, &text, about);
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
        let words = words.join(", ");
        let seen = phi::seen(&words, |word| self.answers.knows(word));
        if seen.kinds.is_empty() {
            return false;
        }
        self.refuse_identifier(sender, &phi::Seen { rest: None, ..seen });
        true
    }
}

/// Whether a text belongs to the case's card. In a private chat every text does; in a group, which
/// has a negative number, only a reply to it.
fn replies_to_card(sender: Sender, case: &StoredCase) -> bool {
    let private = sender.conversation.chat.is_private();
    private || case.card.is_none() || sender.reply_to == case.card
}
