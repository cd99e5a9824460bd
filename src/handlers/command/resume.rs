//! `/resume` and `/cancel`: the present card again, and closing the case.

use crate::handlers::Ctx;
use crate::handlers::intake::CardTarget;
use crate::telegram::request::Sender;
use care_engine::intake::{Event, step};

impl Ctx<'_> {
    pub(in crate::handlers) fn resume(&mut self, sender: Sender) {
        match self.latest(sender.conversation) {
            Some(case) => match self.restored(&case) {
                Ok(read) => self.show_with_plan(sender.conversation, case, read.intake),
                Err(_) => self.reply_text(sender, self.content.text("toast.unreadable").to_owned()),
            },
            None => self.reply_text(sender, self.content.text("resume.none").to_owned()),
        }
    }

    pub(in crate::handlers) fn cancel(&mut self, sender: Sender) {
        let open = self.latest(sender.conversation).filter(|case| case.asking);
        let Some(mut case) = open else {
            return self.reply_text(sender, self.content.text("cancel.none").to_owned());
        };
        let Ok(read) = self.restored(&case) else {
            return self.reply_text(sender, self.content.text("toast.unreadable").to_owned());
        };
        let after = step(self.content, &read.intake, &Event::Cancel);
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
