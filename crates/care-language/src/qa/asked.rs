//! A question with what was read in it.

use super::asking::Form;
use super::embedded::SecondReading;
use super::index::Meant;
use super::ranking::Ranked;
use super::scope::Place;
use super::words::Seen;
use care_engine::content::{SmallTalkKind, SynonymSetIx};

/// A question as it was typed, with what was read in it.
pub(super) struct Asked<'a> {
    pub(super) text: &'a str,
    pub(super) seen: Seen,
    pub(super) form: Form,
    /// What it leans on; nothing where it is listed as it stands.
    pub(super) topic: &'a [SynonymSetIx],
    /// What it could lean on.
    pub(super) before: &'a [SynonymSetIx],
    /// What it is listed as, word for word.
    pub(super) listed: Option<Meant>,
    pub(super) ranked: Ranked,
    /// What the second reader takes it for; nothing where words settle it.
    pub(super) second: SecondReading,
}

impl Asked<'_> {
    /// What it names, and what it leans on.
    pub(super) fn names(&self) -> impl Iterator<Item = SynonymSetIx> {
        let names = self.seen.synonym_sets.iter();
        names.chain(self.topic).copied()
    }

    /// Whether it is listed as words that may be asked of anything: "worth it?".
    pub(super) fn says_nothing_alone(&self) -> bool {
        self.listed == Some(Meant::SmallTalk(SmallTalkKind::Vague))
    }

    /// Where it stands.
    pub(super) fn place(&self, of_case: bool) -> Place {
        let form = self.form;
        Place {
            leans: !self.topic.is_empty() || (of_case && (form.leans || form.of_case)),
            thread: !self.topic.is_empty() || of_case,
            points: form.of_case,
        }
    }
}
