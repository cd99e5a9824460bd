//! `/start` and `/new`: the first contact, deep links, and a new case.

use crate::handlers::Ctx;
use crate::telegram::routing::Sender;
use crate::view::{Action, Button, Press, case_label, menu_card};
use care_store::Missing;

impl Ctx<'_> {
    pub(in crate::handlers) fn start(
        &mut self,
        sender: Sender,
        payload: &str,
    ) -> Result<(), Missing> {
        let person = self.person(sender.seat.person)?;
        if let Some(card) = self.onboarding_card(&person) {
            self.send(sender.seat, None, card);
            return Ok(());
        }
        match payload {
            "new" => return self.begin_case(sender.seat, None, &person),
            "sources" => return self.reply_text(sender, self.sources()),
            "about" => return self.reply_text(sender, self.about()),
            "privacy" => {
                return self.reply_text(sender, self.privacy());
            }
            _ => {}
        }
        match self.latest(sender.seat)? {
            Some(case) if case.asking => {
                let label = case_label(self.content, case.id);
                let words = self.content.text_with("start.open", &[("case", &label)]);
                let mut card = menu_card(self.content, &words, Some(case.id));
                card.keyboard.insert(
                    1,
                    vec![Button {
                        label: self.content.text("button.start_over").to_owned(),
                        press: Press::OtherCase(case.id, Action::StartOver),
                    }],
                );
                self.send(sender.seat, Some(sender.message), card);
                Ok(())
            }
            _ => self.begin_case(sender.seat, None, &person),
        }
    }

    pub(in crate::handlers) fn new_case(&mut self, sender: Sender) -> Result<(), Missing> {
        let person = self.person(sender.seat.person)?;
        match self.onboarding_card(&person) {
            Some(card) => {
                self.send(sender.seat, None, card);
                Ok(())
            }
            None => self.begin_case(sender.seat, None, &person),
        }
    }
}
