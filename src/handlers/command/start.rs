//! `/start` and `/new`: the first contact, deep links, and a new case.

use crate::callback_data::CaseAction;
use crate::handlers::Ctx;
use crate::handlers::case_label::name_of;
use crate::handlers::intake::CardTarget;
use crate::telegram::request::Sender;
use crate::view::{Button, case_label, menu_card};

impl Ctx<'_> {
    pub(in crate::handlers) fn start(&mut self, sender: Sender, payload: &str) {
        let person = self.person(sender.conversation.user);
        let on = CardTarget::below(sender);
        if let Some(card) = self.onboarding_card(&person) {
            self.send(sender.conversation, on.reply_to(), card);
            return;
        }
        match payload {
            "new" => return self.begin_case(sender.conversation, on, &person),
            "sources" => return self.reply_text(sender, self.sources()),
            "about" => return self.reply_text(sender, self.about()),
            "privacy" => {
                return self.reply_text(sender, self.privacy());
            }
            _ => {}
        }
        match self.latest(sender.conversation) {
            Some(case) if case.asking => {
                let label = case_label(self.content, name_of(&case));
                let words = self.content.text_with("start.open", &[("case", &label)]);
                let mut card = menu_card(
                    self.content,
                    sender.conversation.user,
                    &words,
                    Some(case.id),
                );
                card.keyboard.insert(
                    1,
                    vec![Button::case(
                        self.content.text("button.start_over"),
                        case.id,
                        CaseAction::StartOver,
                    )],
                );
                self.send(sender.conversation, Some(sender.message), card);
            }
            _ => self.begin_case(sender.conversation, on, &person),
        }
    }

    pub(in crate::handlers) fn new_case(&mut self, sender: Sender) {
        let person = self.person(sender.conversation.user);
        let on = CardTarget::below(sender);
        match self.onboarding_card(&person) {
            Some(card) => {
                self.send(sender.conversation, on.reply_to(), card);
            }
            None => self.begin_case(sender.conversation, on, &person),
        }
    }
}
