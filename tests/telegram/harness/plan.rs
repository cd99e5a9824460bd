//! A plan as it was sent.

use fake_telegram::ShownMessage;

/// A plan as it was sent.
#[derive(Debug)]
pub(crate) struct Plan {
    pub messages: Vec<ShownMessage>,
}

impl Plan {
    pub(crate) fn text(&self) -> String {
        let texts: Vec<&str> = self.messages.iter().map(|m| m.text.as_str()).collect();
        texts.join("\n")
    }

    pub(crate) fn last(&self) -> &ShownMessage {
        self.messages.last().unwrap()
    }

    #[track_caller]
    pub(crate) fn says(&self, words: &str) {
        assert!(
            self.text().contains(words),
            "no {words:?} in\n{}",
            self.text()
        );
    }

    #[track_caller]
    pub(crate) fn does_not_say(&self, words: &str) {
        assert!(
            !self.text().contains(words),
            "{words:?} in\n{}",
            self.text()
        );
    }

    /// A message of its own, with its sources a tap away, and the disclaimer.
    #[track_caller]
    pub(crate) fn is_complete(&self) {
        let labels = self.last().labels();
        assert!(labels.contains(&"Evidence"), "no sources: {labels:?}");
        self.says("Not for emergencies.");
        for message in &self.messages {
            assert_eq!(message.edited, 0, "a plan is a new message");
        }
    }
}
