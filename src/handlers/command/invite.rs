//! `/invite`: an invitation for one person or one group.

use crate::handlers::Ctx;
use crate::handlers::access::{CODE_PREFIX, INVITATION_SECONDS, plain_card};
use crate::policy::Access;
use crate::telegram::request::Sender;
use care_engine::day::Day;
use care_store::{CodeHash, Missing};

impl Ctx<'_> {
    /// An invitation for one person or one group.
    pub(in crate::handlers) fn invite(&mut self, sender: Sender) -> Result<(), Missing> {
        if !self.policy.admins.contains(&sender.conversation.user) {
            // In a group it may be a command of another bot.
            if sender.conversation.chat.is_private() {
                return self.unknown_command(sender);
            }
            return Ok(());
        }
        let key = match self.policy.access {
            _ if !sender.conversation.chat.is_private() => "private.only",
            Access::Open => "invite.open",
            Access::Allowlist { .. } => "invite.list",
            Access::Invite => {
                let code = self.session.new_code(&mut self.writes)?;
                let until = self.now + INVITATION_SECONDS;
                self.writes.invite(CodeHash::of(&code), until);
                let link =
                    |start: &str| format!("https://t.me/{}?{start}={CODE_PREFIX}{code}", self.bot);
                let words = self.content.text_with(
                    "invite",
                    &[
                        ("person", &link("start")),
                        ("group", &link("startgroup")),
                        ("until", &Day::at(until).to_string()),
                    ],
                );
                self.send(
                    sender.conversation,
                    Some(sender.message),
                    plain_card(&words),
                );
                return Ok(());
            }
        };
        let card = plain_card(self.content.text(key));
        self.send(sender.conversation, Some(sender.message), card);
        Ok(())
    }
}
