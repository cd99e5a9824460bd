//! Texts of a group that mention the bot: whose case they are about.

use super::Ctx;
use super::intake::is_waiting;
use crate::telegram::request::Sender;
use care_engine::intake::{Typed, typed};
use care_language::reading::Whose;
use care_store::StoredCase;

impl Ctx<'_> {
    /// A text that mentions the bot in a group: it tells a case, or asks. In the topic of a case it is about that case,
    /// elsewhere about the only one that is open there, and where several are it is asked which.
    pub(in crate::handlers) fn mention(&mut self, sender: Sender, text: &str) {
        let Some(text) = self.screened(sender, text.to_owned()) else {
            return;
        };
        if let Some(case) = self.session.case_of_topic() {
            if !self.said_in_topic(sender, &text, case.clone()) {
                self.reply_about(sender, &text, Some(case));
            }
            return;
        }
        if self.is_of_no_case(sender, &text) {
            return;
        }
        let open = self.open_cases(sender.conversation);
        let latest = self.latest(sender.conversation);
        let asking = latest.as_ref().is_some_and(|case| case.asking);
        match latest {
            Some(case) if self.is_said_at_card(sender, &case, &open, &text) => {
                return self.typed_at_card(sender, case, &text);
            }
            Some(case) if self.is_of_somebody_else(sender, &case, &text) => return,
            _ => {}
        }
        if !asking && self.begins_case(&open, &text) && self.begin_from_text(sender, &text) {
            return;
        }
        match open.as_slice() {
            [] => self.question(sender, &text, None),
            [case] if self.is_of_somebody_else(sender, case, &text) => {}
            [case] if case.asking => self.said_to_case(sender, &text, case.clone()),
            [case] => self.about_case(sender, &text, case.clone()),
            _ if self.asks_whose_it_tells(sender, &text, &open) => {}
            _ => self.ask_which_case(sender, &text, &open),
        }
    }

    /// Whether a text is said at the open card of its person: no colleague's case may be meant, or it answers the card
    /// in its own words.
    fn is_said_at_card(
        &self,
        sender: Sender,
        case: &StoredCase,
        open: &[StoredCase],
        text: &str,
    ) -> bool {
        let own = |case: &StoredCase| case.conversation.user == sender.conversation.user;
        if !case.asking {
            return false;
        }
        let asking = self.restored(case).ok();
        let asking = asking.and_then(|read| read.intake.asking());
        let answers = asking.is_some_and(|question| {
            matches!(typed(self.content, question, text), Typed::Answer(_))
        });
        answers || is_waiting(case) || open.iter().all(own)
    }

    /// Whether a text that mentions the bot may begin a case: none is open that it could be about, or it presents a
    /// patient.
    fn begins_case(&self, open: &[StoredCase], text: &str) -> bool {
        let reader = self.answers.reader();
        let reading = reader.told(self.content, text);
        open.is_empty()
            || reader.whose(self.content, text) == Whose::New
            || reader.presents_patient(self.content, &reading)
    }

    /// What a text tells of a patient, and asks nothing, of whom it is not plain which case is theirs: it is asked. A
    /// danger is marked where a single case fits. Says whether it told anything.
    pub(super) fn asks_whose_it_tells(
        &mut self,
        sender: Sender,
        text: &str,
        open: &[StoredCase],
    ) -> bool {
        let reader = self.answers.reader();
        let reading = reader.told(self.content, text);
        let mut read = self.read_with_flags(&reading, text);
        let asks = reader.is_question(self.content, text) && read.flags.is_empty();
        if asks || read.is_empty() {
            return false;
        }
        if let Some(case) = self.only_fitting(open, &reading).cloned()
            && !read.flags.is_empty()
        {
            self.flags_told_of(sender, case, std::mem::take(&mut read.flags));
        }
        let who = &self.content.topic.patient_questions;
        if reading.beside(who).next().is_some()
            || !read.uncertain.is_empty()
            || !read.flags.is_empty()
        {
            self.ask_whose(sender, &read, open);
        }
        true
    }
}
