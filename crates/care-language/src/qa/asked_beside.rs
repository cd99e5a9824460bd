//! What a text asks beside what it tells of a case: "44F, 13 mm, on sertraline. Can she have ibuprofen?"

use super::Conversation;
use super::asked::Asked;
use super::embedded::SecondReading;
use super::index::Meant;
use super::several;
use care_engine::content::{Content, IntentIx};

/// Most questions that are kept until the plan is there.
const MOST: usize = 2;

impl Conversation {
    /// What a text that tells a case asks beside it, as far as it is surely understood. Who asks for the way to go is
    /// answered by the plan.
    pub fn asked_beside(&self, content: &Content, text: &str) -> Vec<IntentIx> {
        let mut asked = Vec::new();
        for part in several::parts(text) {
            let is_question = self.reader.is_question(content, part);
            if let Some(meant) = is_question
                .then(|| self.meant_in_case(content, part))
                .flatten()
                && !asked.contains(&meant)
            {
                asked.push(meant);
            }
        }
        asked.truncate(MOST);
        asked
    }

    /// What a question is understood to mean in the thread of a case.
    fn meant_in_case(&self, content: &Content, text: &str) -> Option<IntentIx> {
        let seen = self.index.read(text);
        let mut asked = Asked {
            text,
            form: self.form_of(text, &seen),
            ranked: self.ranked(content, &seen, &[], true),
            listed: self.index.listed(&seen.plain, true),
            seen,
            topic: &[],
            before: &[],
            second: SecondReading::default(),
        };
        if asked.form.way.is_some() || self.is_out_of_domain(&asked.seen) {
            return None;
        }
        self.read_again(content, &mut asked, true);
        asked.meant().and_then(Meant::intent)
    }
}
