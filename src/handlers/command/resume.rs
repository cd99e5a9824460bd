//! `/resume` and `/cancel`: the present card again, and closing the case.

use crate::handlers::Ctx;
use crate::handlers::intake::CardTarget;
use crate::telegram::request::Sender;
use care_engine::intake::Event;

impl Ctx<'_> {
    pub(in crate::handlers) fn resume(&mut self, sender: Sender) {
        match self.latest(sender.conversation) {
            Some(case) => match self.restored(&case) {
                Ok(read) => self.show_with_plan(sender.conversation, case, read.intake),
                Err(_) => self.reply_text(sender, self.content.text("toast.unreadable").to_owned()),
            },
            None => self.none_open(sender, "resume.none"),
        }
    }

    /// Says that no case is open where it was asked, and where else in the chat some are.
    fn none_open(&mut self, sender: Sender, key: &str) {
        let mut words = self.content.text(key).to_owned();
        let cases = self.cases_of(sender.conversation).into_iter();
        let elsewhere = cases.filter(|case| !case.closed).count();
        if elsewhere > 0 {
            let count = elsewhere.to_string();
            let told = self
                .content
                .text_with("cases.elsewhere", &[("count", &count)]);
            words = format!("{words} {told}");
        }
        self.reply_text(sender, words)
    }

    pub(in crate::handlers) fn cancel(&mut self, sender: Sender) {
        let Some(mut case) = self.latest(sender.conversation) else {
            return self.none_open(sender, "cancel.none");
        };
        let Ok(read) = self.restored(&case) else {
            return self.reply_text(sender, self.content.text("toast.unreadable").to_owned());
        };
        let after = self.step(&mut case, &read.intake, &Event::Cancel);
        let old = case.card.take();
        self.save_intake(&mut case, &after.intake, false);
        self.remove_buttons(sender.conversation, old);
        self.show(
            sender.conversation,
            &mut case,
            &after,
            CardTarget::New,
            None,
        )
    }
}
