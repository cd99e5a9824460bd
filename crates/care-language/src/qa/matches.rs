//! The statements nearest to a question, for somebody who chooses among them.

use super::find::NEAR_LISTED;
use super::reply::{Found, Reason};
use super::turn::Turn;
use super::{Conversation, planned};
use care_engine::content::Content;

impl Conversation {
    /// The statements nearest to a question about no case, the best first, for somebody who chooses
    /// among them; or why there are none.
    ///
    /// # Errors
    /// With the reason for which the question would not be answered in a chat either.
    pub fn best_matches(
        &self,
        content: &Content,
        text: &str,
        most: usize,
    ) -> Result<Vec<Found>, Reason> {
        let turn = Turn::of(text);
        let reply = self.reply(content, &turn);
        if !reply.identifiers.is_empty() {
            return Err(Reason::Identifier);
        }
        let answer = reply.answers.into_iter().next();
        let reason = answer.as_ref().map_or(Reason::Clarify, |one| one.reason);
        // One word asks nothing, but names what statements are about: those of the question next to it.
        let is_word = !text.trim().contains(char::is_whitespace);
        let next = answer.filter(|_| is_word);
        let next = next.and_then(|answer| answer.suggestions.first().copied());
        let example = next.and_then(|next| content.intent(next).examples.first());
        let names_treatment =
            || !planned::named(content, &self.index.read(text).synonym_sets).is_empty();
        let text = match (reason, example) {
            (Reason::Answered, _) => text,
            (Reason::Clarify, _) if is_word && names_treatment() => text,
            (Reason::NoReviewedAnswer(_) | Reason::Confirm, Some(example)) => example,
            (reason, _) => return Err(reason),
        };
        let mut found = self
            .ranked(content, &self.index.read(text), &[], false)
            .statements;
        let best = found.first().map_or(0.0, |found| found.score);
        found.retain(|found| {
            let cited = !content.statement(found.statement).references.is_empty();
            cited && found.score >= best * NEAR_LISTED
        });
        found.truncate(most);
        if found.is_empty() {
            return Err(reason);
        }
        Ok(found)
    }
}
