//! Questions about risks: what is not marked there is said to be absent.

use crate::content::{Content, QuestionIx, QuestionKind};

/// Whether marking some options of a question says that the others are absent, which is not the same as not
/// asked, so that marks read from a text have to be shown on the card once.
pub(super) fn has_to_be_shown(content: &Content, question: QuestionIx) -> bool {
    let asked = content.question(question);
    asked.kind == QuestionKind::Several
        && asked.unknown.is_some()
        && asked.exclusive.iter().any(|option| {
            asked.unknown != Some(option) && !content.option(question, option).neutral
        })
}

/// Whether leaving a mark out says that something is absent: a risk, which is never read by the way only.
pub fn is_risk(content: &Content, question: QuestionIx) -> bool {
    has_to_be_shown(content, question) || content.question(question).mark.is_some()
}
