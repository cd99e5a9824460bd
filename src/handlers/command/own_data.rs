//! `/trail`, `/export_my_data` and `/delete_my_data`: a person sees, takes along and deletes what is stored of
//! them.

use care_ids::{CaseId, ConversationId};

use crate::callback_data::UserAction;
use crate::handlers::Ctx;
use crate::handlers::access::plain_card;
use crate::handlers::callback::Callback;
use crate::policy::Access;
use crate::telegram::calls::OutgoingCall;
use crate::telegram::request::Sender;
use crate::view::{Button, Card, CaseName, case_label};
use care_store::{AuditEntry, AuditSummary, ExportCursor, Recipe, ShownKind};

impl Ctx<'_> {
    /// Notes what was shown, to whom and of which content.
    pub(in crate::handlers) fn audit(
        &mut self,
        conversation: ConversationId,
        case: Option<CaseId>,
        kind: ShownKind,
        ids: Vec<String>,
        pathway: Option<String>,
    ) {
        self.session.show(AuditEntry {
            user: conversation.user,
            chat: conversation.chat,
            case,
            kind,
            content_version: self.content.version.clone(),
            ids,
            pathway,
        });
    }

    /// What was shown to the person last.
    pub(in crate::handlers) fn audit_log(&mut self, sender: Sender) {
        if self.refuse_in_group(sender) {
            return;
        }
        let entries = self.session.audit_log();
        let mut words = vec![];
        if entries.is_empty() {
            words.push(self.content.text("trail.none").to_owned());
        } else {
            words.push(self.content.text("trail.title").to_owned());
            words.extend(entries.iter().map(|entry| self.audit_row(entry)));
        }
        let card = plain_card(&words.join("\n"));
        self.send(sender.conversation, Some(sender.message), card);
    }

    fn audit_row(&self, entry: &AuditSummary) -> String {
        let kind = match entry.kind {
            Some(ShownKind::Plan) => "trail.plan",
            Some(ShownKind::Answer) => "trail.answer",
            Some(ShownKind::Declined) => "trail.declined",
            Some(ShownKind::Why) => "trail.why",
            Some(ShownKind::WhatIf) => "trail.what_if",
            None => "trail.other",
        };
        let about = match entry.case {
            Some((number, chat)) => {
                let in_group = !chat.is_private();
                case_label(self.content, CaseName { number, in_group })
            }
            None => self.content.text("trail.no_case").to_owned(),
        };
        self.content.text_with(
            "trail.row",
            &[
                ("when", &minute(entry.at)),
                ("what", self.content.text(kind)),
                ("case", &about),
                ("version", &entry.content_version),
                ("count", &entry.count.to_string()),
            ],
        )
    }

    /// Everything that is stored of the person, as a file.
    pub(in crate::handlers) fn export(&mut self, sender: Sender) {
        if self.refuse_in_group(sender) {
            return;
        }
        self.calls.push(OutgoingCall::SendDocument {
            conversation: sender.conversation,
            reply_to: Some(sender.message),
            caption: self.content.text("export.caption").to_owned(),
            recipe: Recipe::PersonalData {
                user: sender.conversation.user,
                content_version: self.content.version.clone(),
                next: ExportCursor::default(),
            },
        });
    }

    /// Asks whether everything shall be deleted.
    pub(in crate::handlers) fn ask_to_forget(&mut self, sender: Sender) {
        let user = sender.conversation.user;
        let button = |key, action| vec![Button::user(self.content.text(key), user, action)];
        let card = Card {
            keyboard: vec![
                button("button.forget", UserAction::Forget),
                button("button.do_not_forget", UserAction::DoNotForget),
            ],
            ..plain_card(self.content.text("forget.ask"))
        };
        self.send(sender.conversation, Some(sender.message), card);
    }

    /// Deletes everything that is stored of the person, or leaves it.
    pub(in crate::handlers) fn answer_forget(&mut self, callback: Callback, forget: bool) {
        let (conversation, message) = (callback.conversation, callback.message);
        let mut words = if forget {
            self.session.writes().erased = Some(conversation.user);
            self.content.text("forget.done").to_owned()
        } else {
            self.content.text("forget.not_done").to_owned()
        };
        let check_invitation = self.policy.access == Access::Invite;
        if forget && check_invitation && !self.policy.admins.contains(&conversation.user) {
            words = format!("{words}\n\n{}", self.content.text("forget.invitation"));
        }
        self.answer_callback(callback, None);
        self.replace(conversation, message, plain_card(&words));
    }

    /// In a group everybody would read it; there it is said where to ask.
    fn refuse_in_group(&mut self, sender: Sender) -> bool {
        let overheard = !sender.conversation.chat.is_private();
        if overheard {
            let card = plain_card(self.content.text("private.only"));
            self.send(sender.conversation, Some(sender.message), card);
        }
        overheard
    }
}

/// "2026-11-23 14:05", by universal time.
fn minute(seconds: i64) -> String {
    let of_day = seconds.rem_euclid(86_400) / 60;
    let day = care_engine::day::Day::at(seconds);
    format!("{day} {:02}:{:02}", of_day / 60, of_day % 60)
}
