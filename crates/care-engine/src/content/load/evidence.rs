//! Statements, references, conflicts, and where evidence comes from.

use super::super::model::{Basis, Borrowed, Conflict, Reference, Side, Statement, Support};
use super::super::raw::{self, Text};
use super::gather::SourceRow;
use super::resolver::Loader;
use crate::ids::{BasisIx, ReferenceIx};

impl Loader {
    pub(super) fn statement_of(
        &mut self,
        row: SourceRow<raw::Statement>,
        known: &[Reference],
    ) -> Statement {
        let SourceRow { file, raw } = row;
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
        let basis = self
            .place(file, &raw.basis, "basis", |l| &l.bases, BasisIx::new)
            .unwrap_or(BasisIx::new(0));
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
            basis,
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
            plain: raw.plain.map(Text::into_inner),
            conflicts: self.conflict_ids(file, raw.conflicts),
            note: raw.note.map(Text::into_inner),
        }
    }

    pub(super) fn reference_of(&mut self, row: SourceRow<raw::Reference>) -> Reference {
        let SourceRow { file, raw } = row;
        let kinds = [
            "guideline",
            "review",
            "trial",
            "study",
            "case_report",
            "label",
            "clinical_reference",
            "leaflet",
            "web_page",
            "copy",
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

    pub(super) fn conflict_of(&mut self, row: SourceRow<raw::Conflict>) -> Conflict {
        let SourceRow { file, raw } = row;
        Conflict {
            id: raw.id.into_inner(),
            issue: raw.issue.into_inner(),
            one_side: self.side_of(file, raw.one_side),
            other_side: self.side_of(file, raw.other_side),
            wording: raw.wording.into_inner(),
            told: raw.told.into_inner(),
        }
    }

    fn side_of(&mut self, file: usize, raw: raw::Side) -> Side {
        let statements = self.statements(file, &raw.statements);
        if raw.statements.is_empty() {
            self.fault(
                file,
                &raw.description,
                "a side of a conflict without a statement",
                "name the statements it rests on",
            );
        }
        Side {
            description: raw.description.into_inner(),
            statements,
        }
    }

    pub(super) fn basis_of(&mut self, row: SourceRow<raw::Basis>) -> Basis {
        let SourceRow { file, raw } = row;
        let borrowed = match (raw.mark, raw.note) {
            (Some(mark), Some(note)) => Some(Borrowed {
                mark: mark.into_inner(),
                short: raw
                    .short
                    .map_or_else(|| note.as_ref().clone(), Text::into_inner),
                note: note.into_inner(),
            }),
            (None, None) => None,
            (Some(text), None) | (None, Some(text)) => {
                self.fault(
                    file,
                    &text,
                    "a basis has both `mark` and `note`, or neither",
                    "what is borrowed has a mark beside the sentence and a note under the plan",
                );
                None
            }
        };
        Basis {
            id: raw.id.into_inner(),
            description: raw.description.into_inner(),
            borrowed,
        }
    }
}
