//! What a question may lean on: the topic of the last answered one, for an hour, and never its words.

use care_engine::content::Content;

use super::Conversation;
use super::asking::Form;
use super::reply::{Answer, Reason};
use super::topic::Topic;

/// The topic after an answer: what the question named, or what it leaned on where it named nothing.
/// A decline clears it.
pub(super) fn after(
    content: &Content,
    conversation: &Conversation,
    now: i64,
    text: &str,
    answer: &Answer,
    form: Form,
    before: Option<&Topic>,
) -> Option<Topic> {
    if !matches!(answer.reason, Reason::Answered | Reason::Dose) {
        return None;
    }
    let index = &conversation.index;
    let own = Topic::about(index, &index.read(text).plain, now);
    let leant_on = before
        .filter(|_| form.leans)
        .map(|before| before.renewed(now));
    let asked = answer
        .asked
        .and_then(|asked| content.intent(asked).examples.first());
    own.or(leant_on)
        .or_else(|| Topic::about(index, asked?, now))
}
