//! From files to [`Content`]: gathers the tables, resolves every id, and reports every fault.

mod evidence;
pub mod gather;
mod glance;
mod language;
mod note;
mod properties;
mod questions;
mod reading;
mod resolver;
mod rules;
mod texts;
mod visits;

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::condition::Unanswered;
use super::finding::{BadContent, Finding, SourceFile};
use super::model::{Content, Line, Panel, Question, Stage, Statuses, Topic};
use super::raw::{self, Text};
use crate::day::Day;
use crate::ids::{OptionSet, QuestionIx};
use gather::{SourceRow, Tables, gather};
use note::NoteRows;
use resolver::Loader;
use rules::section_of;

pub use texts::REQUIRED_TEXTS;

/// The file in which reviewers' decisions stand.
pub const REVIEWS: &str = "reviews.toml";

impl Content {
    /// Reads the files of one topic. Nothing is loaded in part.
    ///
    /// # Errors
    /// Every fault that was found, with file, line and what to do.
    pub fn load(files: Vec<SourceFile>) -> Result<Self, BadContent> {
        load(files)
    }
}

fn load(files: Vec<SourceFile>) -> Result<Content, BadContent> {
    let (content, findings) = read(files);
    match content {
        Some(content) if findings.is_empty() => Ok(content),
        _ => Err(BadContent(findings)),
    }
}

/// Reads the files of one topic, as far as they can be read, with every fault.
pub fn read(files: Vec<SourceFile>) -> (Option<Content>, Vec<Finding>) {
    let mut files: Vec<SourceFile> = files.into_iter().map(SourceFile::normalized).collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let version = digest(&files);
    let mut findings = Vec::new();
    let mut tables = gather(&files, &mut findings);
    let Some(topic) = tables.topic.take() else {
        return (None, findings);
    };
    let mut loader = Loader::index(files, &mut tables);
    let content = loader.resolve(tables, topic, version);
    findings.append(&mut loader.findings);
    findings.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
    (Some(content), findings)
}

/// Which content it is. Who has read it is no part of that: an approval changes no sentence.
fn digest(files: &[SourceFile]) -> String {
    let mut hasher = Sha256::new();
    for file in files.iter().filter(|file| file.path != REVIEWS) {
        hasher.update(file.path.as_bytes());
        hasher.update([0]);
        hasher.update(file.text.as_bytes());
        hasher.update([0]);
    }
    hasher
        .finalize()
        .iter()
        .take(4)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Resolves each row of a table, in the order of the files.
fn each<T, U>(rows: Vec<SourceRow<T>>, of: impl FnMut(SourceRow<T>) -> U) -> Vec<U> {
    rows.into_iter().map(of).collect()
}

impl Loader {
    fn resolve(
        &mut self,
        mut tables: Tables,
        topic: SourceRow<raw::Topic>,
        version: String,
    ) -> Content {
        let topic = self.topic_of(topic);
        let facts = self.facts_in_order(std::mem::take(&mut tables.facts), 0);
        let language = self.language_of(&mut tables);
        let vocabulary = self.vocabulary_of(&mut tables);
        let questions = each(tables.questions, |row| self.question_of(row));
        let cards = self.cards_of(tables.cards, &questions);
        let at_review = self.at_review_of(tables.at_review.take());
        let outcomes = std::mem::take(&mut tables.outcomes).into_iter();
        let outcomes = outcomes.filter_map(|row| self.outcome_of(row, &questions));
        let outcomes = outcomes.collect();
        let bases = each(tables.bases, |row| self.basis_of(row));
        let references = each(tables.references, |row| self.reference_of(row));
        let statements = each(tables.statements, |row| self.statement_of(row, &references));
        let roles = tables.roles.into_iter().filter_map(|row| self.role_of(row));
        let roles = roles.collect();
        self.has_notes = !tables.note_styles.is_empty();
        let lines = tables.lines.into_iter();
        let lines = lines.filter_map(|row| self.line_of(row, &statements));
        let lines: Vec<Line> = lines.collect();
        let panels: Vec<Panel> = each(tables.panels, |row| self.panel_of(row));
        let glances = self.glances_of(tables.glances, &panels);
        let notes = self.notes_of(NoteRows {
            styles: tables.note_styles,
            charted: tables.charted,
            codes: tables.codes,
            referrals: tables.referrals,
        });
        let pathways = each(tables.pathways, |row| self.pathway_of(row));
        self.one_without_plan(&pathways);
        let treatments = each(tables.treatments, |row| self.treatment_of(row));
        let rules = each(tables.rules, |row| self.rule_of(row, (&lines, &treatments)));
        let conflicts = each(tables.conflicts, |row| self.conflict_of(row));
        let reviews = each(tables.reviews, |row| self.review_of(row));
        self.in_properties = true;
        let terms = self.facts_in_order(tables.terms, facts.len());
        let properties = each(tables.properties, |row| self.property_of(row));
        self.in_properties = false;
        self.required(&tables.texts);
        let texts = tables.texts.into_iter();
        let mut content = Content {
            topic,
            version,
            unanswered: questions.iter().map(unanswered).collect(),
            questions,
            cards,
            at_review,
            outcomes,
            roles,
            facts,
            pathways,
            sections: each(tables.sections, section_of),
            panels,
            glances,
            notes,
            treatments,
            rules,
            lines,
            statements,
            references,
            bases,
            conflicts,
            language,
            vocabulary,
            properties,
            reviews,
            terms,
            texts: texts
                .map(|(key, row)| (key, row.raw.into_inner()))
                .collect(),
            statuses: Statuses::default(),
        };
        content.work_out_statuses();
        content
    }

    fn topic_of(&mut self, row: SourceRow<raw::Topic>) -> Topic {
        let SourceRow { file, raw } = row;
        let question = |loader: &mut Self, text: &Text| {
            loader.place(file, text, "question", |l| &l.questions, QuestionIx::new)
        };
        let red_flags = question(self, &raw.red_flags);
        let role_question = question(self, &raw.role_question);
        self.red_flags = red_flags.map(QuestionIx::index);
        self.role_question = role_question.map(QuestionIx::index);
        // Without one of the two the content is refused; the place is never used.
        let nowhere = QuestionIx::new(0);
        Topic {
            access_question: raw
                .access_question
                .as_ref()
                .and_then(|text| question(self, text)),
            note_question: raw
                .note_question
                .as_ref()
                .and_then(|text| question(self, text)),
            label_questions: raw
                .label_questions
                .iter()
                .filter_map(|text| question(self, text))
                .collect(),
            patient_questions: raw
                .patient_questions
                .iter()
                .filter_map(|text| question(self, text))
                .collect(),
            red_flags: red_flags.unwrap_or(nowhere),
            role_question: role_question.unwrap_or(nowhere),
            evidence_date: self.day(file, &raw.evidence_date),
            updated: self.day(file, &raw.updated),
            next_review: self.day(file, &raw.next_review),
            id: raw.id,
            title: raw.title,
        }
    }

    fn day(&mut self, file: usize, text: &Text) -> Day {
        Day::parse(text.as_ref()).unwrap_or_else(|| {
            self.fault(
                file,
                text,
                "this is not a day",
                "write it as year-month-day, as in 2026-11-23",
            );
            Day::at(0)
        })
    }

    /// Texts of the program that neither the topic nor the defaults have: one finding, however many they are.
    fn required(&mut self, texts: &BTreeMap<String, SourceRow<Text>>) {
        let missing: Vec<String> = REQUIRED_TEXTS
            .iter()
            .filter(|key| !texts.contains_key(**key))
            .map(|key| format!("`{key}`"))
            .collect();
        let problem = match &missing[..] {
            [] => return,
            [one] => format!("the text {one} is missing"),
            [first, ..] => format!(
                "{} texts are missing, {first} first: {}",
                missing.len(),
                missing.join(", ")
            ),
        };
        self.findings.push(Finding::new(
            "texts",
            problem,
            "add it to dialogues/defaults/texts.toml, or to a [texts] table of every topic",
        ));
    }
}

/// How a question is read while it is unanswered.
fn unanswered(question: &Question) -> Unanswered {
    Unanswered {
        assume: question.assume.map(OptionSet::only),
        on_the_way: question.stage == Stage::Required,
    }
}
