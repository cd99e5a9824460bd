//! The tables of the chart note and the referral letter, and the wording of lines for a chart.

use super::super::model::{Charted, DiagnosisCode, NotePart, NoteStyle, Notes, Referral};
use super::super::raw::note::Charting;
use super::super::raw::{self, Text};
use super::gather::SourceRow;
use super::resolver::Loader;
use crate::ids::{LineIx, QuestionIx, RoleIx};

/// A line of a note; longer ones are hard to read in a chart.
const LONGEST_CHART: usize = 90;

/// The rows of all tables of notes.
pub(super) struct NoteRows {
    pub styles: Vec<SourceRow<raw::note::NoteStyle>>,
    pub charted: Vec<SourceRow<raw::note::Charted>>,
    pub codes: Vec<SourceRow<raw::note::Code>>,
    pub referrals: Vec<SourceRow<raw::note::Referral>>,
}

impl Loader {
    pub(super) fn notes_of(&mut self, rows: NoteRows) -> Notes {
        let mut referrals: Vec<Referral> = rows
            .referrals
            .into_iter()
            .filter_map(|row| self.referral_of(row))
            .collect();
        referrals.sort_by_key(|referral| referral.rank);
        Notes {
            styles: rows
                .styles
                .into_iter()
                .map(|row| self.note_style_of(row))
                .collect(),
            charted: rows
                .charted
                .into_iter()
                .filter_map(|row| self.charted_of(row))
                .collect(),
            codes: rows
                .codes
                .into_iter()
                .map(|row| self.code_of(row))
                .collect(),
            referrals,
        }
    }

    fn note_style_of(&mut self, row: SourceRow<raw::note::NoteStyle>) -> NoteStyle {
        let SourceRow { file, raw } = row;
        let mut heading = |text: Text| {
            self.charted_text(file, &text);
            text.into_inner()
        };
        NoteStyle {
            history: heading(raw.history),
            examination: heading(raw.examination),
            assessment: heading(raw.assessment),
            plan: heading(raw.plan),
            information: raw.information.map(heading),
            codes: raw.codes.into_inner(),
            id: raw.id.into_inner(),
            button: raw.button.into_inner(),
        }
    }

    fn charted_of(&mut self, row: SourceRow<raw::note::Charted>) -> Option<Charted> {
        let SourceRow { file, raw } = row;
        let question = self.place(
            file,
            &raw.question,
            "question",
            |loader| &loader.questions,
            QuestionIx::new,
        )?;
        self.charted_text(file, &raw.title);
        let part = self.word(file, &raw.part, &NotePart::WORDS);
        let when = self.optional_condition(file, raw.when.as_ref());
        let mut options = std::collections::BTreeMap::new();
        for (id, text) in &raw.options {
            self.charted_text(file, text);
            match parse_option(self, question, id) {
                Some(option) => {
                    options.insert(option, text.as_ref().clone());
                }
                None => self.fault(
                    file,
                    text,
                    format!("`{}` has no option `{id}`", raw.question.as_ref()),
                    "check it against the options of that question",
                ),
            }
        }
        Some(Charted {
            question,
            part,
            when,
            title: raw.title.into_inner(),
            options,
        })
    }

    fn code_of(&mut self, row: SourceRow<raw::note::Code>) -> DiagnosisCode {
        let SourceRow { file, raw } = row;
        for text in [&raw.system, &raw.code, &raw.title, &raw.reason] {
            self.charted_text(file, text);
        }
        DiagnosisCode {
            when: self.condition(file, &raw.when),
            system: raw.system.into_inner(),
            code: raw.code.into_inner(),
            title: raw.title.into_inner(),
            reason: raw.reason.into_inner(),
        }
    }

    fn referral_of(&mut self, row: SourceRow<raw::note::Referral>) -> Option<Referral> {
        let SourceRow { file, raw } = row;
        for text in [&raw.to, &raw.ask].into_iter().chain(&raw.why) {
            self.charted_text(file, text);
        }
        let not_from = raw.not_from.iter();
        let not_from = not_from
            .filter_map(|role| self.place(file, role, "role", |loader| &loader.roles, RoleIx::new));
        let not_from = not_from.collect();
        let line = self.place(file, &raw.line, "line", |loader| &loader.lines, LineIx::new)?;
        Some(Referral {
            line,
            to: raw.to.into_inner(),
            why: raw.why.map(Text::into_inner),
            ask: raw.ask.into_inner(),
            rank: raw.rank,
            takes: raw.takes,
            not_from,
        })
    }

    /// How a line reads in a note. Where the topic has notes every line says so, or that it stays out.
    pub(super) fn chart_of(&mut self, row: &raw::Line, file: usize) -> Option<String> {
        let Some(chart) = &row.chart else {
            if self.has_notes {
                self.fault(
                    file,
                    &row.id,
                    "a line without `chart`",
                    "write how it reads in a chart note, or `chart = false`",
                );
            }
            return None;
        };
        let (problem, remedy) = match chart.charting() {
            Charting::Wording(text) => match unfit(text) {
                Some(problem) => (problem, REMEDY),
                None => return Some(text.clone()),
            },
            Charting::LeftOut(false) => return None,
            Charting::LeftOut(true) => (
                "`chart = true` says nothing".to_owned(),
                "write the wording for a chart, or `false`",
            ),
        };
        let finding = self.files[file].finding(chart.span().start, problem, remedy);
        self.findings.push(finding);
        None
    }

    pub(super) fn charted_text(&mut self, file: usize, text: &Text) {
        if let Some(problem) = unfit(text.as_ref()) {
            self.fault(file, text, problem, REMEDY);
        }
    }
}

const REMEDY: &str = "one line of at most 90 characters of ASCII: charts take no others";

fn parse_option(loader: &Loader, question: QuestionIx, id: &str) -> Option<crate::ids::OptionIx> {
    super::super::parse::NameLookup::option(loader, question, id)
}

/// What keeps a text out of a chart.
fn unfit(text: &str) -> Option<String> {
    let length = text.chars().count();
    if length == 0 || length > LONGEST_CHART {
        return Some(format!("a wording for a chart of {length} characters"));
    }
    let odd = text.chars().find(|c| !matches!(c, ' '..='~'))?;
    Some(format!("`{odd}` in a wording for a chart"))
}
