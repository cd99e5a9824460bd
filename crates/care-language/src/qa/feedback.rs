//! What a person finds helpful or not, as a code that holds nothing of what was typed.

use super::{Answer, Reason};
use care_engine::content::{Content, IntentIx};

/// What feedback is about: an answer by what was asked, or a word why there is none by its reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeedbackSubject {
    /// One of the things that are asked.
    Intent(IntentIx),
    /// A reason, as [`Reason::id`] prints it; of a thing that is asked by no name, that it was
    /// answered.
    Reason(&'static str),
}

/// The reasons that feedback can be about. A person told of a red flag has something else to do, and talk is
/// not worth feedback.
const REASONS: [&str; 7] = [
    "answered",
    "no_reviewed_answer",
    "out_of_scope",
    "clarify",
    "identifier",
    "dose",
    "image",
];

impl FeedbackSubject {
    /// What feedback on an answer is about; nothing where none is asked for.
    pub fn of(answer: &Answer) -> Option<Self> {
        match (answer.reason, answer.asked) {
            (
                Reason::RedFlag(_) | Reason::Emergency(_) | Reason::SmallTalk(_) | Reason::Act(_),
                _,
            ) => None,
            (Reason::Answered, Some(asked)) => Some(Self::Intent(asked)),
            (reason, _) => Some(Self::Reason(reason.id())),
        }
    }

    /// As it is kept, beside the version of the content. The mark before a reason tells it from
    /// whatever the content calls a question.
    pub fn code(self, content: &Content) -> String {
        match self {
            Self::Intent(asked) => content.intent(asked).id.clone(),
            Self::Reason(reason) => format!("!{reason}"),
        }
    }

    /// Reads a code; nothing when the content no longer has the question.
    pub fn from_code(content: &Content, code: &str) -> Option<Self> {
        match code.strip_prefix('!') {
            Some(reason) => {
                let known = REASONS.into_iter().find(|known| *known == reason);
                known.map(Self::Reason)
            }
            None => content.find_intent(code).map(Self::Intent),
        }
    }
}
