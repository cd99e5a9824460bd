//! Scripted trouble: what a network and a busy server do to a bot now and then.

use std::time::Duration;

/// One kind of trouble with a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Answer with this error and do nothing.
    Status {
        /// HTTP status and `error_code`.
        code: u16,
        /// The description in the answer.
        description: String,
        /// The seconds to put into `parameters.retry_after`.
        retry_after: Option<u64>,
    },
    /// Close the connection without doing anything.
    DropBefore,
    /// Do what was asked, then close the connection without an answer.
    DropAfter,
    /// Wait, then do what was asked.
    Slow(Duration),
    /// Do what was asked, then wait before the answer.
    SlowAnswer(Duration),
    /// Answer 200 with something that is not JSON, and do nothing.
    Garbage,
}

impl Fault {
    /// An error with this status and description, and nothing done.
    pub fn refusal(code: u16, description: &str) -> Self {
        Self::Status {
            code,
            description: description.to_owned(),
            retry_after: None,
        }
    }

    /// "Too Many Requests", with the seconds to wait.
    pub fn too_many(retry_after: u64) -> Self {
        Self::Status {
            code: 429,
            description: format!("Too Many Requests: retry after {retry_after}"),
            retry_after: Some(retry_after),
        }
    }

    /// A server error without more to it.
    pub fn server_error() -> Self {
        Self::refusal(502, "Bad Gateway")
    }
}

#[derive(Debug)]
struct FaultRule {
    method: String,
    chat: Option<i64>,
    left: u32,
    fault: Fault,
}

/// The script: rules are used up in the order they were written.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    rules: Vec<FaultRule>,
    met: u64,
}

impl Faults {
    pub(crate) fn add(&mut self, method: &str, chat: Option<i64>, times: u32, fault: Fault) {
        self.rules.push(FaultRule {
            method: method.to_ascii_lowercase(),
            chat,
            left: times,
            fault,
        });
    }

    /// The trouble due for this call, if any; `*` in a rule means every method.
    pub(crate) fn take(&mut self, method: &str, chat: Option<i64>) -> Option<Fault> {
        let at = self.rules.iter().position(|rule| {
            (rule.method == "*" || rule.method.eq_ignore_ascii_case(method))
                && (rule.chat.is_none() || rule.chat == chat)
        })?;
        let rule = self.rules.get_mut(at)?;
        let fault = rule.fault.clone();
        self.met += 1;
        rule.left = rule.left.saturating_sub(1);
        if rule.left == 0 {
            self.rules.remove(at);
        }
        Some(fault)
    }

    /// How many calls have met trouble so far.
    pub(crate) fn met(&self) -> u64 {
        self.met
    }

    pub(crate) fn clear(&mut self) {
        self.rules.clear();
    }
}
