//! What people found helpful or not, as codes.

use serde_json::{Value, json};

use super::Changes;

/// One person's judgement of one answer; the last one counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// Who judged, so that it can be handed out and deleted with everything else of theirs.
    pub person: i64,
    /// The id of what was asked, or the reason why there was no answer.
    pub code: String,
    /// The content that the answer came from.
    pub content_version: String,
    /// How.
    pub helpful: bool,
}

impl Judgement {
    pub(super) fn to_row(&self, now: i64) -> Value {
        json!({
            "user_id": self.person,
            "code": self.code,
            "content_version": self.content_version,
            "helpful": i64::from(self.helpful),
            "judged_at": now,
        })
    }
}

impl Changes {
    /// Keeps a judgement in the place of an earlier one of the same answer.
    pub fn judge(&mut self, judgement: Judgement) {
        self.kept.judgements.push(judgement);
    }
}

/// Each person and answer once, the last judgement of it: a statement may write a row only once.
pub(super) fn last_of_each(judgements: Vec<Judgement>) -> Vec<Judgement> {
    let mut last: Vec<Judgement> = Vec::new();
    for judgement in judgements.into_iter().rev() {
        let same = |known: &Judgement| {
            known.person == judgement.person
                && known.code == judgement.code
                && known.content_version == judgement.content_version
        };
        if !last.iter().any(same) {
            last.push(judgement);
        }
    }
    last
}
