//! Commands, one function each.

mod about;
mod invite;
mod own_data;
mod resume;
mod start;

use crate::handlers::{Ctx, access};
use crate::telegram::request::{Command, Sender};
use care_language::phi::Part;

impl Ctx<'_> {
    pub(in crate::handlers) fn command(&mut self, sender: Sender, command: Command, rest: &str) {
        // What follows a command is a text as well.
        let mut seen = (self.answers).without_identifiers(self.content, Part::Text, rest);
        seen.rest = seen.rest.filter(|_| command == Command::New);
        if !access::is_link_payload(command, rest) && !seen.kinds.is_empty() {
            self.refuse_identifier(sender, &seen);
            if let Some(rest) = seen.rest {
                self.command(sender, command, &rest);
            }
            return;
        }
        match command {
            Command::Start => self.start(sender, rest),
            // What stands behind /new may tell the case.
            Command::New if !rest.is_empty() && self.begin_from_text(sender, rest) => {}
            Command::New => self.new_case(sender),
            Command::Cases => self.list_cases(sender.conversation, Some(sender.message)),
            Command::Resume => self.resume(sender),
            Command::Settings => self.settings(sender),
            Command::Sources => self.reply_text(sender, self.sources()),
            Command::About => self.reply_text(sender, self.about()),
            Command::Privacy => self.reply_text(sender, self.privacy()),
            Command::Help => self.reply_text(sender, self.help()),
            Command::AuditLog => self.audit_log(sender),
            Command::Export => self.export(sender),
            Command::Forget => {
                self.ask_to_forget(sender);
            }
            Command::Invite => self.invite(sender),
            Command::Invitations => self.list_invitations(sender),
            Command::Unknown => self.unknown_command(sender),
            Command::Cancel => self.cancel(sender),
        }
    }

    pub(in crate::handlers) fn unknown_command(&mut self, sender: Sender) {
        let unknown = self.content.text("help.unknown_command");
        let words = format!("{unknown}\n\n{}", self.help());
        self.reply_text(sender, words)
    }
}
