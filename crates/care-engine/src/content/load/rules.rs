//! Facts, pathways, sections, rules and lines.

use std::collections::BTreeMap;

use super::super::condition::Condition;
use super::super::finding::Finding;
use super::super::model::{
    Fact, Line, Pathway, PathwayKind, Rule, RulePart, Section, SectionKind, Statement, Treatment,
    Withholding,
};
use super::super::parse;
use super::super::raw::{self, Text};
use super::gather::SourceRow;
use super::resolver::Loader;
use crate::ids::{LineIx, PathwayIx, RoleIx, SectionIx, StatementIx, TreatmentIx};

/// A plan line is read between two patients.
const LONGEST_LINE: usize = 170;
/// Another wording; plain words take more room.
const LONGEST_PLAIN: usize = 240;
/// A line of the plan at a glance, about two rows of a phone.
const LONGEST_SHORT: usize = 90;
/// The same in plain words.
const LONGEST_SHORT_PLAIN: usize = 120;
/// A reason of the plan at a glance.
const LONGEST_SHORT_REASON: usize = 45;

impl Loader {
    /// Facts are evaluated once, in order, so each may only name earlier ones: they are brought
    /// into such an order here, and a circle is refused. Their places begin after `after` others.
    pub(super) fn facts_in_order(
        &mut self,
        mut rows: Vec<SourceRow<raw::Fact>>,
        after: usize,
    ) -> Vec<Fact> {
        self.ids(&rows, |raw| &raw.id);
        let mut facts = Vec::new();
        while !rows.is_empty() {
            // Ready is what can be read by now; and what cannot be read for any other reason than
            // a fact that is still to come, so that its fault is told where it stands.
            let ready = rows.iter().position(|row| {
                let Err(unreadable) = parse::condition(row.raw.when.as_ref(), self) else {
                    return true;
                };
                !rows
                    .iter()
                    .any(|other| unreadable.names(row.raw.when.as_ref(), other.raw.id.as_ref()))
            });
            let Some(ready) = ready else {
                let row = &rows[0];
                self.findings.push(self.files[row.file].finding(
                    row.raw.id.span().start,
                    format!("the fact `{}` is part of a circle", row.raw.id.as_ref()),
                    "a fact may not, through others, name itself",
                ));
                break;
            };
            let row = rows.remove(ready);
            let when = self.condition(row.file, &row.raw.when);
            let id = row.raw.id.into_inner();
            let place = after + facts.len();
            if self.in_properties {
                self.terms.insert(id.clone(), place);
            } else {
                self.facts.insert(id.clone(), place);
            }
            facts.push(Fact {
                id,
                description: row.raw.description.into_inner(),
                when,
            });
        }
        facts
    }

    pub(super) fn pathway_of(&mut self, row: SourceRow<raw::Pathway>) -> Pathway {
        let SourceRow { file, raw } = row;
        Pathway {
            kind: self.word(file, &raw.kind, &PathwayKind::WORDS),
            when: self.condition(file, &raw.when),
            id: raw.id.into_inner(),
            title: raw.title.into_inner(),
            label: raw.label.into_inner(),
        }
    }

    /// A case for which no condition holds goes to a pathway that asks for something first.
    pub(super) fn one_without_plan(&mut self, pathways: &[Pathway]) {
        let mut kinds = pathways.iter().map(|pathway| pathway.kind);
        if !kinds.any(|kind| kind == PathwayKind::NoPlan) && self.findings.is_empty() {
            self.findings.push(Finding::new(
                "rules",
                "no pathway is of the kind `no_plan`",
                "write one, for the cases in which something has to be asked first",
            ));
        }
    }

    pub(super) fn treatment_of(&mut self, row: SourceRow<raw::Treatment>) -> Treatment {
        let SourceRow { file, raw } = row;
        Treatment {
            covers: self.treatments(file, &raw.covers),
            id: raw.id.into_inner(),
            name: raw.name.into_inner(),
            words: raw.words.into_iter().map(Text::into_inner).collect(),
            chart: raw.chart.map(Text::into_inner),
        }
    }

    /// A rule; beside it the lines and the treatments of the content.
    pub(super) fn rule_of(
        &mut self,
        row: SourceRow<raw::Rule>,
        (lines, treatments): (&[Line], &[Treatment]),
    ) -> Rule {
        let SourceRow { file, raw } = row;
        let pathways = if raw.pathways.is_empty() {
            (0..self.pathways.len()).map(PathwayIx::new).collect()
        } else {
            self.pathways(file, &raw.pathways)
        };
        let when = self.condition(file, &raw.when);
        let show = self.lines(file, &raw.show);
        let mut parts = vec![RulePart {
            when: Condition::Constant(true),
            suppress: self.suppressed(file, &raw.suppress, &raw.suppress_sections, &show, lines),
            show,
        }];
        for part in &raw.parts {
            let show = self.lines(file, &part.show);
            parts.push(RulePart {
                when: self.condition(file, &part.when),
                suppress: self.suppressed(
                    file,
                    &part.suppress,
                    &part.suppress_sections,
                    &show,
                    lines,
                ),
                show,
            });
        }
        let withholds = raw
            .withhold
            .iter()
            .flat_map(|part| self.withholdings_of(file, part, treatments))
            .collect();
        Rule {
            id: raw.id.into_inner(),
            description: raw.description.into_inner(),
            pathways,
            when,
            policy: raw.policy,
            parts,
            withholds,
        }
    }

    /// The lines that a part of a rule suppresses: those it names, and those of the sections it names
    /// but for what it shows there itself.
    fn suppressed(
        &mut self,
        file: usize,
        named: &[Text],
        sections: &[Text],
        show: &[LineIx],
        lines: &[Line],
    ) -> Vec<LineIx> {
        let mut suppressed = self.lines(file, named);
        for section in sections {
            let found = self.place(file, section, "section", |l| &l.sections, SectionIx::new);
            let inside = lines
                .iter()
                .enumerate()
                .filter(|(_, line)| found == Some(line.section));
            for place in inside.map(|(place, _)| LineIx::new(place)) {
                if !show.contains(&place) && !suppressed.contains(&place) {
                    suppressed.push(place);
                }
            }
        }
        suppressed
    }

    /// What a part of a rule withholds: its treatment, and each that this one covers, for the same reason. Only the
    /// treatment that is named stands under "Avoid" at a glance.
    fn withholdings_of(
        &mut self,
        file: usize,
        raw: &raw::Withhold,
        treatments: &[Treatment],
    ) -> Vec<Withholding> {
        let Some(treatment) = self.place(
            file,
            &raw.treatment,
            "treatment",
            |l| &l.treatments,
            TreatmentIx::new,
        ) else {
            return Vec::new();
        };
        let statements = self.statements(file, &raw.statements);
        if statements.is_empty() && !raw.policy {
            self.fault(
                file,
                &raw.reason,
                "a reason without a statement",
                "name the statements it rests on, or mark it `policy = true`",
            );
        }
        // A note names what is to be avoided with its reason in these words.
        if let Some(short) = raw.short.as_ref().filter(|_| raw.avoid && self.has_notes) {
            self.charted_text(file, short);
        }
        let named = Withholding {
            treatment,
            when: self.optional_condition(file, raw.when.as_ref()),
            reason: raw.reason.as_ref().clone(),
            short: self.short(file, raw.short.as_ref(), LONGEST_SHORT_REASON),
            avoid: raw.avoid,
            statements,
            policy: raw.policy,
        };
        let covered = treatments[treatment.index()].covers.iter();
        let covered: Vec<Withholding> = covered
            .map(|treatment| Withholding {
                treatment: *treatment,
                avoid: false,
                ..named.clone()
            })
            .collect();
        std::iter::once(named).chain(covered).collect()
    }

    pub(super) fn line_of(
        &mut self,
        row: SourceRow<raw::Line>,
        known: &[Statement],
    ) -> Option<Line> {
        let SourceRow { file, mut raw } = row;
        let section = self.place(
            file,
            &raw.section,
            "section",
            |l| &l.sections,
            SectionIx::new,
        )?;
        let text = self.text_of(file, &mut raw, known)?;
        let statements = self.statements(file, &raw.statements);
        let cited = statements.iter().any(|statement| {
            known
                .get(statement.index())
                .is_some_and(|s| !s.references.is_empty())
        });
        if !cited && !raw.policy {
            self.fault(
                file,
                &raw.id,
                "a line that rests on no statement with a source",
                "name the statements it rests on, or mark it `policy = true`",
            );
        }
        let roles = self.role_wordings(file, &raw.roles, LONGEST_PLAIN);
        let short_roles = self.role_wordings(file, &raw.short_roles, LONGEST_SHORT_PLAIN);
        Some(Line {
            section,
            rank: raw.rank,
            text,
            statements,
            policy: raw.policy,
            recommends: self.treatments(file, &raw.offers),
            advises_against: self.treatments(file, &raw.against),
            mentions: self.treatments(file, &raw.about),
            short: self.short(file, raw.short.as_ref(), LONGEST_SHORT),
            short_roles,
            first_for: self.first_for(file, raw.first_for.as_deref()),
            first_action_of: self.lines(file, &raw.first_action_of),
            chart: self.chart_of(&raw, file),
            roles,
            id: raw.id.into_inner(),
        })
    }

    fn role_wordings(
        &mut self,
        file: usize,
        wordings: &BTreeMap<String, Text>,
        most: usize,
    ) -> BTreeMap<RoleIx, String> {
        let mut roles = BTreeMap::new();
        for (role, text) in wordings {
            self.length(file, text, most);
            match self.roles.get(role).copied() {
                Some(place) => {
                    roles.insert(RoleIx::new(place), text.as_ref().clone());
                }
                None => self.fault(
                    file,
                    text,
                    format!("no role has the id `{role}`"),
                    "check it against the [[role]] tables",
                ),
            }
        }
        roles
    }

    fn first_for(&mut self, file: usize, roles: Option<&[Text]>) -> Option<Vec<RoleIx>> {
        let found = roles?
            .iter()
            .filter_map(|id| self.place(file, id, "role", |l| &l.roles, RoleIx::new));
        Some(found.collect())
    }

    fn short(&mut self, file: usize, text: Option<&Text>, most: usize) -> Option<String> {
        let text = text?;
        self.length(file, text, most);
        Some(text.as_ref().clone())
    }

    /// The line's own text, or the plain wording of the statement that it is written from.
    fn text_of(&mut self, file: usize, raw: &mut raw::Line, known: &[Statement]) -> Option<String> {
        match (&raw.text, &raw.plain_of) {
            (Some(text), None) => {
                self.length(file, text, LONGEST_LINE);
                Some(text.as_ref().clone())
            }
            (None, Some(of)) => {
                let statement =
                    self.place(file, of, "statement", |l| &l.statements, StatementIx::new)?;
                let plain = known
                    .get(statement.index())
                    .and_then(|statement| statement.plain.clone());
                if plain.is_none() {
                    self.fault(
                        file,
                        of,
                        format!("`{}` has no plain wording", of.as_ref()),
                        "write `plain` on the statement, or `text` here",
                    );
                }
                raw.statements.push(of.clone());
                plain
            }
            _ => {
                self.fault(
                    file,
                    &raw.id,
                    "a line takes either `text` or `plain_of`",
                    "write the sentence, or name the statement whose plain wording it is",
                );
                None
            }
        }
    }

    fn length(&mut self, file: usize, text: &Text, most: usize) {
        let length = text.as_ref().chars().count();
        if length == 0 || length > most {
            self.fault(
                file,
                text,
                format!("a line of {length} characters"),
                format!("one sentence of at most {most}; move the rest to a statement"),
            );
        }
    }
}

pub(super) fn section_of(row: SourceRow<raw::Section>) -> Section {
    let id = row.raw.id.into_inner();
    let kind = match id.as_str() {
        "banner" => SectionKind::Banner,
        "bottom_line" => SectionKind::BottomLine,
        "review" => SectionKind::Review,
        "safety_net" => SectionKind::SafetyNet,
        _ => SectionKind::Body,
    };
    Section {
        title: row.raw.title.into_inner(),
        kind,
        id,
    }
}
