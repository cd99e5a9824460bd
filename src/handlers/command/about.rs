//! Longer texts put together from the content.

use crate::handlers::Ctx;
use crate::telegram::request::Command;

impl Ctx<'_> {
    /// What can be done, and every command.
    pub(in crate::handlers) fn help(&self) -> String {
        let commands = Command::ALL.iter().map(|(_, name)| {
            let key = format!("command.{name}");
            format!("/{name}: {}", self.content.text(&key))
        });
        let commands: Vec<String> = commands.collect();
        let commands = commands.join("\n");
        self.content.text_with("help", &[("commands", &commands)])
    }

    /// What the content rests on, in numbers.
    pub(in crate::handlers) fn sources(&self) -> String {
        let count = |kind: &str| {
            self.content
                .references
                .iter()
                .filter(|reference| reference.kind == kind)
                .count()
        };
        let statements = self.content.statements.len().to_string();
        let references = self.content.references.len().to_string();
        let guidelines = count("guideline").to_string();
        let trials = count("trial").to_string();
        let reviews = count("review").to_string();
        let cases = count("case_report").to_string();
        self.content.text_with(
            "sources",
            &[
                ("statements", &statements),
                ("references", &references),
                ("guidelines", &guidelines),
                ("trials", &trials),
                ("reviews", &reviews),
                ("case_reports", &cases),
                ("evidence", &self.content.topic.evidence_date.to_string()),
                (
                    "status",
                    self.content.status_text(self.content.lowest_status()),
                ),
            ],
        )
    }

    /// What is stored, how long, and what can be done about it.
    pub(in crate::handlers) fn privacy(&self) -> String {
        let days = match self.policy.keep_days {
            Some(days) => {
                let days = days.to_string();
                self.content.text_with("privacy.days", &[("days", &days)])
            }
            None => self.content.text("privacy.ever").to_owned(),
        };
        self.content.text_with("privacy", &[("days", &days)])
    }

    /// What this is, and the long disclaimer.
    pub(in crate::handlers) fn about(&self) -> String {
        let topic = &self.content.topic;
        let about = self.content.text_with(
            "about",
            &[
                ("title", &topic.title),
                ("version", &self.content.version),
                (
                    "status",
                    self.content.status_text(self.content.lowest_status()),
                ),
                ("evidence", &topic.evidence_date.to_string()),
                ("next", &topic.next_review.to_string()),
            ],
        );
        format!("{about}\n\n{}", self.content.text("disclaimer.long"))
    }
}
