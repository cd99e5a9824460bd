//! Whom a statement applies to has to fit the question or its case: one on pregnancy, on children or on the other part
//! of the tendon answers a question that names them, or a case that has them.

use super::index::Index;
use care_engine::case::Case;
use care_engine::content::{Anchor, Content, StatementIx, SynonymSetIx, Unknowns};

/// How a statement fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// It is about somebody else.
    No,
    /// It is about another part of the tendon: borrowed where nothing is known of this one.
    Borrowed,
    /// It may answer.
    Yes,
}

/// Whom the statements apply to, as far as that is only some of the cases.
pub(super) struct Fitting {
    applies_to: Vec<Vec<SynonymSetIx>>,
}

impl Fitting {
    /// Reads the statements.
    pub(super) fn new(content: &Content, index: &Index) -> Self {
        let only_some = |place: &SynonymSetIx| {
            let set = &content.language.synonyms[place.index()];
            set.only_if.is_some()
        };
        let applies_to = content.statements.iter().map(|statement| {
            let mut named = index.synonym_sets(&statement.applies_to);
            named.retain(only_some);
            named
        });
        Self {
            applies_to: applies_to.collect(),
        }
    }

    /// How a statement fits a question that names these things and a case. Of several kinds of cases that it applies to
    /// one is enough.
    pub(super) fn fit(
        &self,
        content: &Content,
        statement: StatementIx,
        asked: &[SynonymSetIx],
        case: &Case,
    ) -> Fit {
        let applies_to = &self.applies_to[statement.index()];
        let view = content.view(case, Unknowns::Assumed);
        let fit = |place: &SynonymSetIx| {
            let set = &content.language.synonyms[place.index()];
            let named = |one: &SynonymSetIx| {
                let one_of = &content.language.synonyms[one.index()];
                one == place || one_of.broader.contains(place)
            };
            let has = set.only_if.as_ref().is_none_or(|when| view.holds(when));
            match has || asked.iter().any(named) {
                true => Fit::Yes,
                false if set.anchor == Anchor::Here => Fit::Borrowed,
                false => Fit::No,
            }
        };
        applies_to.iter().map(fit).max().unwrap_or(Fit::Yes)
    }
}
