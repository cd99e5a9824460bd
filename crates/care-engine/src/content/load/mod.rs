//! From files to [`Content`]: gathers the tables, resolves every id, and reports every fault.

mod evidence;
pub mod gather;
mod glance;
mod language;
mod properties;
mod questions;
mod reading;
mod resolver;
mod rules;
mod texts;

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::condition::Unanswered;
use super::finding::{BadContent, Finding, SourceFile};
use super::model::{Content, Line, Panel, Question, Reference, Stage, Statement, Topic, Treatment};
use super::raw::{self, Text};
use super::review::Statuses;
use crate::day::Day;
use crate::ids::OptionSet;
use gather::{Row, Tables, gather};
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
pub fn read(mut files: Vec<SourceFile>) -> (Option<Content>, Vec<Finding>) {
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

impl Loader {
    fn resolve(&mut self, mut tables: Tables, topic: Row<raw::Topic>, version: String) -> Content {
        let facts = self.facts_in_order(std::mem::take(&mut tables.facts), 0);
        let language = self.language_of(&mut tables);
        let vocabulary = self.vocabulary_of(&mut tables);
        let questions: Vec<Question> = tables
            .questions
            .into_iter()
            .map(|row| self.question_of(row))
            .collect();
        let unanswered = questions
            .iter()
            .map(|question| Unanswered {
                assume: question.assume.map(OptionSet::only),
                on_the_way: question.stage == Stage::Required,
            })
            .collect();
        let references: Vec<Reference> = tables
            .references
            .into_iter()
            .map(|row| self.reference_of(row))
            .collect();
        let statements: Vec<Statement> = tables
            .statements
            .into_iter()
            .map(|row| self.statement_of(row, &references))
            .collect();
        let sections = tables.sections.into_iter().map(section_of).collect();
        let panels: Vec<Panel> = tables
            .panels
            .into_iter()
            .map(|row| self.panel_of(row))
            .collect();
        let glances = self.glances_of(tables.glances, &panels);
        let treatments = tables
            .treatments
            .into_iter()
            .map(|row| Treatment {
                id: row.raw.id.into_inner(),
                name: row.raw.name.into_inner(),
                words: row.raw.words.into_iter().map(Text::into_inner).collect(),
            })
            .collect();
        let roles = tables
            .roles
            .into_iter()
            .filter_map(|row| self.role_of(row))
            .collect();
        let lines: Vec<Line> = tables
            .lines
            .into_iter()
            .filter_map(|row| self.line_of(row, &statements))
            .collect();
        let rules = tables
            .rules
            .into_iter()
            .map(|row| self.rule_of(row, &lines))
            .collect();
        let pathways = tables
            .pathways
            .into_iter()
            .filter_map(|row| self.pathway_of(row))
            .collect();
        let conflicts = tables
            .conflicts
            .into_iter()
            .map(|row| self.conflict_of(row))
            .collect();
        let follow_ups = tables
            .follow_ups
            .into_iter()
            .map(|row| self.follow_up_of(row))
            .collect();
        let reviews = tables
            .reviews
            .into_iter()
            .map(|row| self.review_of(row))
            .collect();
        self.in_properties = true;
        let terms = self.facts_in_order(tables.terms, facts.len());
        let properties = tables
            .properties
            .into_iter()
            .map(|row| self.property_of(row))
            .collect();
        self.in_properties = false;
        self.required(&tables.texts);
        let mut content = Content {
            topic: Topic {
                id: topic.raw.id,
                title: topic.raw.title,
                evidence_date: self.day(topic.file, &topic.raw.evidence_date),
                updated: self.day(topic.file, &topic.raw.updated),
                next_review: self.day(topic.file, &topic.raw.next_review),
            },
            version,
            questions,
            roles,
            facts,
            pathways,
            sections,
            panels,
            glances,
            treatments,
            rules,
            lines,
            statements,
            references,
            conflicts,
            follow_ups,
            language,
            vocabulary,
            properties,
            reviews,
            terms,
            texts: tables
                .texts
                .into_iter()
                .map(|(key, row)| (key, row.raw.into_inner()))
                .collect(),
            unanswered,
            statuses: Statuses::default(),
        };
        content.statuses = Statuses::of(&content);
        content
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

    fn required(&mut self, texts: &BTreeMap<String, Row<Text>>) {
        for key in REQUIRED_TEXTS {
            if !texts.contains_key(*key) {
                self.findings.push(Finding::new(
                    "texts/texts.toml",
                    format!("the text `{key}` is missing"),
                    "add it to a [texts] table",
                ));
            }
        }
    }
}
