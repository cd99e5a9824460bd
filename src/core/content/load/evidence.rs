//! Statements and references.

use super::super::model::{Basis, Reference, Statement, Support};
use super::super::raw;
use super::gather::Row;
use super::resolver::Loader;
use crate::core::ids::ReferenceIx;

impl Loader {
    pub(super) fn statement_of(
        &mut self,
        row: Row<raw::Statement>,
        known: &[Reference],
    ) -> Statement {
        let Row { file, raw } = row;
        let references = raw
            .references
            .iter()
            .filter_map(|id| self.place(file, id, "reference", |l| &l.references, ReferenceIx::new))
            .filter(|place| {
                known
                    .get(place.index())
                    .is_some_and(|reference| reference.citable)
            })
            .collect::<Vec<_>>();
        if references.is_empty() {
            self.fault(
                file,
                &raw.text,
                "a statement without a source that may be shown",
                "name a reference that was read (`seen` V1 or V2)",
            );
        }
        Statement {
            references,
            basis: self.word(
                file,
                &raw.basis,
                &[
                    ("T", Basis::Tendinopathy),
                    ("D", Basis::Direct),
                    ("H", Basis::OtherSites),
                    ("G", Basis::General),
                ],
            ),
            support: self.word(
                file,
                &raw.support,
                &[
                    ("S", Support::SeedOnly),
                    ("V", Support::Verified),
                    ("2", Support::SecondHand),
                ],
            ),
            in_plans: self.word(file, &raw.purpose, &[("answer", false), ("plan", true)]),
            id: raw.id.into_inner(),
            text: raw.text.into_inner(),
            strength: raw.strength,
            applies_to: raw.applies_to,
            conflicts: raw.conflicts,
            note: raw.note,
        }
    }

    pub(super) fn reference_of(&mut self, row: Row<raw::Reference>) -> Reference {
        let Row { file, raw } = row;
        let kinds = [
            "guideline",
            "review",
            "trial",
            "study",
            "case_report",
            "label",
            "clinical_reference",
            "leaflet",
            "summary",
        ];
        let kind = self.word(file, &raw.kind, &kinds.map(|kind| (kind, kind)));
        let citable = self.word(
            file,
            &raw.seen,
            &[("U", false), ("VC", false), ("V1", true), ("V2", true)],
        );
        let url = raw.url.as_ref();
        if !(url.starts_with("https://") || url.starts_with("http://")) || url.contains(['"', ' '])
        {
            self.fault(
                file,
                &raw.url,
                "a reference without a usable link",
                "write the DOI or page as a link that begins with https://",
            );
        }
        Reference {
            id: raw.id.into_inner(),
            short: raw.short.into_inner(),
            kind: kind.to_owned(),
            described: raw.described,
            citation: raw.citation,
            url: raw.url.into_inner(),
            citable,
            how: raw.how,
        }
    }
}
