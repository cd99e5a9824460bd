//! Typed texts and media that are no command.

use super::Ctx;
use super::access::plain_card;
use super::intake::is_waiting;
use super::thread;
use crate::telegram::request::{Said, Sender};
use crate::view::menu_card;
use care_engine::intake::{Event, ReadAnswers};
use care_ids::MessageId;
use care_language::phi::{self, Part};
use care_store::StoredCase;

impl Ctx<'_> {
    /// A message that names somebody: it is taken away where the bot may, and what is said stands under it
    /// where it may not. It says what kind was seen and where, never the words.
    pub(in crate::handlers) fn refuse_identifier(&mut self, sender: Sender, seen: &phi::Seen) {
        self.delete_message(sender.conversation, sender.message);
        self.reply_text(sender, phi::told(self.content, seen))
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
            self.emergency(sender, &text);
            return None;
        }
        let seen = (self.answers).without_identifiers(self.content, Part::Text, &text);
        if seen.kinds.is_empty() {
            return (!self.is_stopped(sender, &text)).then_some(text);
        }
        // Danger told beside a name is answered first.
        let told = self.answers.reader().flags(&text).flags;
        self.refuse_identifier(sender, &seen);
        let rest = seen.rest;
        if rest.is_none() && !told.is_empty() {
            let flags = ReadAnswers {
                flags: told,
                ..ReadAnswers::default()
            };
            self.mark_flags(sender, flags);
        }
        rest.filter(|rest| !self.is_stopped(sender, rest))
    }

    /// An emergency: what is done now is said, and the red flags that are told with it wait for the screen.
    fn emergency(&mut self, sender: Sender, text: &str) {
        self.reply_about(sender, text, None);
        let flags = self.answers.flags_in(self.content, text);
        if flags.is_empty() {
            return;
        }
        let under = self.case_under(sender.conversation);
        let about = under.or_else(|| self.latest(sender.conversation));
        match about {
            Some(mut case) if !case.asking => {
                thread::add_flags(self.content, &mut case, flags);
                self.session.save_case(&case);
            }
            _ => {
                let flags = ReadAnswers {
                    flags,
                    ..ReadAnswers::default()
                };
                self.mark_flags(sender, flags);
            }
        }
    }

    /// Whether an emergency that was told here stands, so that nothing but danger is answered. It is said again.
    fn is_stopped(&mut self, sender: Sender, text: &str) -> bool {
        let conversation = sender.conversation;
        let person = self.person(conversation.user);
        let standing = thread::standing(self.content, &person, conversation, self.now);
        if standing.is_none() || self.answers.tells_flag(self.content, text) {
            return false;
        }
        self.reply_about(sender, text, None);
        true
    }

    fn typed_clean(&mut self, sender: Sender, text: &str, answered: Option<MessageId>) {
        if self.is_of_no_case(sender, text) {
            return;
        }
        if answered.is_some() && self.is_settled_by_reply(sender, text) {
            return;
        }
        let latest = self.latest(sender.conversation);
        if latest.is_none()
            && let Some(case) = self.session.case_of_topic()
            && !case.asking
        {
            if !self.is_of_somebody_else(sender, &case, text) {
                self.about_case(sender, text, case);
            }
            return;
        }
        match latest {
            // In a group a reply to somebody else's card must not become an answer to one's own.
            Some(case) if case.asking && !replies_to_card(sender, &case) => {
                if let Ok(restored) = self.restored(&case) {
                    self.show_again(sender.conversation, case, restored.intake);
                }
            }
            Some(case) if case.asking => self.typed_at_card(sender, case, text),
            Some(case) if self.is_other_or_taken_back(sender, &case, text) => {}
            Some(case) if self.offer_changes(sender, &case, text) => {}
            Some(case) if self.offer_screen(sender, &case, text) => {}
            _ if self.begin_from_text(sender, text) => {}
            _ => self.first_question(sender, text),
        }
    }

    /// Whether a text was answered as one of another patient than that of the open case, or as taking back what was told.
    fn is_other_or_taken_back(&mut self, sender: Sender, case: &StoredCase, text: &str) -> bool {
        self.is_of_somebody_else(sender, case, text) || self.take_back(sender, case, text)
    }

    /// A text that answers a message of the bot: which case it is about, that message says, and not which case was
    /// touched last. Says whether it was answered.
    fn is_settled_by_reply(&mut self, sender: Sender, text: &str) -> bool {
        match self.case_under(sender.conversation) {
            // An earlier card of one's own.
            Some(case) if case.asking && case.conversation.user == sender.conversation.user => {
                self.typed_at_card(sender, case, text);
            }
            // Whose case it is, is still asked there, and only a tap says it: a reply to the question is about none.
            Some(case) if is_waiting(&case) => self.beside_waiting(sender, text),
            Some(case) if self.is_of_somebody_else(sender, &case, text) => {}
            Some(case) if !case.asking => self.about_case(sender, text, case),
            Some(case) => self.said_to_case(sender, text, case),
            // What is told before the role is known answers the question for it.
            None if self.waits_for_role(sender) => return false,
            None => self.about_no_case(sender, text),
        }
        true
    }

    /// What a colleague says to a question whose patient a text is of: it is about the one case that is begun here, or
    /// it is asked about which.
    fn beside_waiting(&mut self, sender: Sender, text: &str) {
        let cases = self.open_cases(sender.conversation);
        let danger = self.answers.tells_flag(self.content, text);
        match cases.as_slice() {
            [_] if danger && self.asks_whose_it_tells(sender, text, &cases) => {}
            [case] if self.is_of_somebody_else(sender, case, text) => {}
            [case] if !case.asking => self.about_case(sender, text, case.clone()),
            [case] => self.said_to_case(sender, text, case.clone()),
            [] => self.about_no_case(sender, text),
            _ if self.asks_whose_it_tells(sender, text, &cases) => {}
            _ => self.ask_which_case(sender, text, &cases),
        }
    }

    fn waits_for_role(&self, sender: Sender) -> bool {
        let person = self.person(sender.conversation.user);
        let latest = self.latest(sender.conversation);
        latest.as_ref().is_some_and(is_waiting) && self.onboarding_card(&person).is_some()
    }

    /// A text that answers a message of no case, or of one that is not known here: no case that is there is meant by
    /// it. What it tells of a patient is not lost: whose it is, is asked.
    fn about_no_case(&mut self, sender: Sender, text: &str) {
        let busy = self
            .latest(sender.conversation)
            .is_some_and(|case| case.asking);
        if !busy && self.begin_from_text(sender, text) {
            return;
        }
        let cases = self.open_cases(sender.conversation);
        if !cases.is_empty() && self.asks_whose_it_tells(sender, text, &cases) {
            return;
        }
        self.reply_about(sender, text, None);
        let person = self.person(sender.conversation.user);
        if let Some(card) = self.onboarding_card(&person) {
            self.send(sender.conversation, None, card);
        }
    }

    /// What somebody says of a case whose card another person has open: where it is nothing that could be answered, it
    /// is said whose card that is.
    pub(super) fn said_to_case(&mut self, sender: Sender, text: &str, case: StoredCase) {
        if self.said_by_colleague(sender, text, &case) {
            return;
        }
        if self.asks_or_talks(sender, &case, text) {
            return self.reply_about(sender, text, Some(case));
        }
        let label = [("case", &*self.label_of(&case))];
        let card = plain_card(&self.content.text_with("whose.card", &label));
        self.send_about(
            sender.conversation,
            Some(sender.message),
            card,
            Some(case.id),
        );
    }

    /// A text of the person whose card is open.
    pub(super) fn typed_at_card(&mut self, sender: Sender, case: StoredCase, text: &str) {
        if self.is_other_or_taken_back(sender, &case, text) {
            return;
        }
        // The case waits until it is known who reads.
        match is_waiting(&case) {
            true => self.typed_while_waiting(sender, text, case),
            false => self.answer_typed(sender, case, text),
        }
    }

    /// What somebody says of a case while another person has its card open: it is answered as in the thread of that
    /// case, with its red flags in front, and what is told is kept for it. The card stays as it is: only its own
    /// person answers it. Says whether it was so.
    pub(in crate::handlers) fn said_by_colleague(
        &mut self,
        sender: Sender,
        text: &str,
        case: &StoredCase,
    ) -> bool {
        let says = || {
            self.answers.says_something(self.content, text)
                || self.answers.tells_flag(self.content, text)
        };
        if case.conversation.user == sender.conversation.user || !says() {
            return false;
        }
        self.reply_about(sender, text, Some(case.clone()));
        true
    }

    /// A text in the thread of a case that has its plan: a correction, or a question.
    pub(in crate::handlers) fn about_case(&mut self, sender: Sender, text: &str, case: StoredCase) {
        if !self.take_back(sender, &case, text)
            && !self.offer_changes(sender, &case, text)
            && !self.offer_screen(sender, &case, text)
        {
            self.question(sender, text, Some(case));
        }
    }

    /// A text while a case waits until it is known who reads, or whose it is: what it tells of the patient joins what was
    /// read before, and a question is answered without the case.
    pub(super) fn typed_while_waiting(&mut self, sender: Sender, text: &str, mut case: StoredCase) {
        let person = self.person(sender.conversation.user);
        if self.onboarding_card(&person).is_none() {
            return self.typed_while_asked(sender, text, case);
        }
        let (told, asks) = self.read_of_waiting(&case, text);
        let Some((before, read)) = told else {
            return self.first_question(sender, text);
        };
        if asks || !read.flags.is_empty() {
            self.reply_about(sender, text, None);
        }
        let after = self.step(&mut case, &before, &Event::Read(read));
        self.save_intake(&mut case, &after.intake, false);
        self.ask_role_first(sender);
    }

    /// A question about no case. Who has not said yet who reads is asked that below the answer.
    fn first_question(&mut self, sender: Sender, text: &str) {
        self.question(sender, text, None);
        let person = self.person(sender.conversation.user);
        if let Some(card) = self.onboarding_card(&person) {
            self.send(sender.conversation, None, card);
        }
    }

    /// Something that is no text. Its words are screened like a text, and its caption is read like one: in a private
    /// chat, and in a group where it answers the bot.
    pub(in crate::handlers) fn media(
        &mut self,
        sender: Sender,
        said: &[Said],
        answered: Option<MessageId>,
        gets_reply: bool,
    ) {
        let caption = said.iter().find(|said| said.part == Part::Caption);
        let is_read = sender.conversation.is_private() || answered.is_some();
        let caption = caption.filter(|_| is_read);
        if let Some(caption) = caption
            && self.answers.is_emergency(&caption.text)
        {
            return self.emergency(sender, &caption.text);
        }
        let mut seen = self.seen_in(said);
        let says_something = |rest: &String| self.answers.says_something(self.content, rest);
        seen.rest = seen
            .rest
            .filter(|rest| caption.is_some() && says_something(rest));
        if !seen.kinds.is_empty() {
            self.refuse_identifier(sender, &seen);
        } else if gets_reply {
            match seen.rest {
                Some(_) => self.reply_text(sender, self.content.text("media.caption").to_owned()),
                None => self.media_unread(sender),
            }
        }
        // In an album any of the pictures may have the caption.
        if let Some(rest) = seen.rest
            && !self.is_stopped(sender, &rest)
        {
            self.typed_clean(sender, &rest, answered);
        }
    }

    /// A picture or a file of which nothing is read: what is open is asked instead.
    fn media_unread(&mut self, sender: Sender) {
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
        let open = open.map(|case| case.id);
        let card = menu_card(self.content, sender.conversation.user, &words, open);
        self.send_about(sender.conversation, Some(sender.message), card, open);
    }

    /// An edited message is screened and not read again. In a group nobody is told so.
    pub(in crate::handlers) fn edited(&mut self, sender: Sender, said: &[Said]) {
        if self.refused(sender, said) || !sender.conversation.is_private() {
            return;
        }
        self.reply_text(sender, self.content.text("edited").to_owned());
    }

    /// Somebody who cannot be told from others says something to the bot.
    pub(in crate::handlers) fn anonymous(&mut self, sender: Sender) {
        let card = plain_card(self.content.text("anonymous"));
        self.send(sender.conversation, Some(sender.message), card);
    }

    /// Refuses words that may name somebody, without reading the rest. Says whether it did.
    pub(in crate::handlers) fn refused(&mut self, sender: Sender, said: &[Said]) -> bool {
        let seen = self.seen_in(said);
        if seen.kinds.is_empty() {
            return false;
        }
        self.refuse_identifier(sender, &phi::Seen { rest: None, ..seen });
        true
    }

    /// What in the parts of a message could identify somebody. The rest is that of its first part.
    fn seen_in(&self, said: &[Said]) -> phi::Seen {
        let seen =
            |said: &Said| (self.answers).without_identifiers(self.content, said.part, &said.text);
        let mut parts = said.iter().map(seen);
        let mut all = parts.next().unwrap_or_default();
        for part in parts {
            all.add(part);
        }
        all
    }
}

/// Whether a text belongs to the case's card. In a private chat every text does; in a group, which
/// has a negative number, only a reply to it.
fn replies_to_card(sender: Sender, case: &StoredCase) -> bool {
    let private = sender.conversation.chat.is_private();
    private || case.card.is_none() || sender.reply_to == case.card
}
