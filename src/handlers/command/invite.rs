//! `/invite` and `/invitations`: making invitations, and withdrawing them and who was let in by them.

use crate::callback_data::{UserAction, Withdrawal};
use crate::handlers::Ctx;
use crate::handlers::access::{CODE_PREFIX, INVITATION_SECONDS, plain_card};
use crate::handlers::callback::Callback;
use crate::policy::Access;
use crate::telegram::request::Sender;
use crate::view::{Button, Card};
use care_engine::day::Day;
use care_store::{Admission, CodeHash, Invitation};

/// Most rows of the list: a keyboard has at most a hundred buttons (Bot API).
const MOST_ROWS: usize = 100;

impl Ctx<'_> {
    /// An invitation for one person or one group.
    pub(in crate::handlers) fn invite(&mut self, sender: Sender) {
        if !self.policy.admins.contains(&sender.conversation.user) {
            // In a group it may be a command of another bot.
            if sender.conversation.chat.is_private() {
                // Where everybody is in, whoever set the bot up may not be named an administrator.
                return match self.policy.access {
                    Access::Open => {
                        self.reply_text(sender, self.content.text("invite.open").into())
                    }
                    _ => self.unknown_command(sender),
                };
            }
            return;
        }
        let card = match self.policy.access {
            _ if !sender.conversation.is_private() => plain_card(self.content.text("private.only")),
            Access::Open => plain_card(self.content.text("invite.open")),
            Access::Allowlist { .. } => plain_card(self.content.text("invite.list")),
            Access::Invite => match self.session.new_code() {
                Some(code) => self.new_invitation(sender, &code),
                None => return,
            },
        };
        self.send(sender.conversation, Some(sender.message), card);
    }

    fn new_invitation(&mut self, sender: Sender, code: &str) -> Card {
        let until = self.now + INVITATION_SECONDS;
        self.session.writes().invited.push(Invitation {
            code: CodeHash::of(code),
            expires_at: until,
            made_by: sender.conversation.user,
        });
        let link = |start: &str| format!("https://t.me/{}?{start}={CODE_PREFIX}{code}", self.bot);
        let words = self.content.text_with(
            "invite",
            &[
                ("person", &link("start")),
                ("group", &link("startgroup")),
                ("until", &Day::at(until).to_string()),
            ],
        );
        plain_card(&words)
    }

    /// Who was let in, and invitations that were not used yet.
    pub(in crate::handlers) fn list_invitations(&mut self, sender: Sender) {
        if !self.policy.admins.contains(&sender.conversation.user) {
            // In a group it may be a command of another bot.
            if sender.conversation.is_private() {
                self.unknown_command(sender);
            }
            return;
        }
        let card = if sender.conversation.is_private() {
            self.invitations_card(sender.conversation.user)
        } else {
            plain_card(self.content.text("private.only"))
        };
        self.send(sender.conversation, Some(sender.message), card);
    }

    fn invitations_card(&self, admin: care_ids::UserId) -> Card {
        let mut rows: Vec<(String, Withdrawal)> = Vec::new();
        let mut admissions: Vec<&Admission> = self.session.admissions().collect();
        admissions.sort_unstable_by_key(|admission| (-admission.admitted_at, admission.chat));
        // The older ones have their rows once newer ones are withdrawn.
        let unused = self.session.invitations().len().min(MOST_ROWS);
        for admission in admissions.into_iter().take(MOST_ROWS - unused) {
            let key = if admission.chat.is_private() {
                "invitations.person"
            } else {
                "invitations.group"
            };
            let by = admission.invited_by;
            let words = self.content.text_with(
                key,
                &[
                    ("number", &admission.chat.to_string()),
                    ("day", &Day::at(admission.admitted_at).to_string()),
                    (
                        "by",
                        &by.map_or_else(|| "?".to_owned(), |by| by.to_string()),
                    ),
                ],
            );
            rows.push((words, Withdrawal::Admission(admission.chat)));
        }
        for invitation in self.session.invitations().iter().take(MOST_ROWS) {
            let words = self.content.text_with(
                "invitations.unused",
                &[
                    ("by", &invitation.made_by.to_string()),
                    ("day", &Day::at(invitation.expires_at).to_string()),
                ],
            );
            let code = invitation.code.short().to_owned();
            rows.push((words, Withdrawal::Invitation(code)));
        }
        if rows.is_empty() {
            return plain_card(self.content.text("invitations.none"));
        }
        let buttons = rows.into_iter().map(|(words, withdrawal)| {
            let action = UserAction::Withdraw(withdrawal);
            vec![Button::user(words, admin, action)]
        });
        Card {
            keyboard: buttons.collect(),
            ..plain_card(self.content.text("invitations.title"))
        }
    }

    /// Withdraws that somebody was let in, or an invitation.
    pub(in crate::handlers) fn withdraw(&mut self, callback: Callback, withdrawal: Withdrawal) {
        let admin = callback.conversation.user;
        if !self.policy.admins.contains(&admin) {
            return self.answer_callback_with(callback, "toast.foreign");
        }
        match withdrawal {
            Withdrawal::Admission(chat) => self.session.dismiss(chat),
            Withdrawal::Invitation(code) => self.session.withdraw(&code),
        }
        let card = self.invitations_card(admin);
        self.replace(callback.conversation, callback.message, card);
        self.answer_callback_with(callback, "invitations.withdrawn");
    }
}
