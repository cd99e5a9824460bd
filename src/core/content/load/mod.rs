//! From files to [`Content`]: gathers the tables, resolves every id, and reports every fault.

mod evidence;
mod gather;
mod questions;
mod resolver;
mod rules;
mod texts;

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::condition::Unanswered;
use super::finding::{BadContent, Finding, SourceFile};
use super::model::{Content, Question, Reference, Stage, Statement, Topic, Treatment};
use crate::core::ids::OptionSet;
use gather::{Tables, gather};
use resolver::Loader;
use rules::section_of;

pub use texts::REQUIRED_TEXTS;

impl Content {
    /// Reads the files of one topic. Nothing is loaded in part.
    ///
    /// # Errors
    /// Every fault that was found, with file, line and what to do.
    pub fn load(files: Vec<SourceFile>) -> Result<Self, BadContent> {
        load(files)
    }
}

fn load(mut files: Vec<SourceFile>) -> Result<Content, BadContent> {
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let version = digest(&files);
    let mut findings = Vec::new();
    let mut tables = gather(&files, &mut findings);
    if !findings.is_empty() {
        return Err(BadContent(findings));
    }
    let mut loader = Loader::index(files, &mut tables);
    let content = loader.resolve(tables, version);
    if loader.findings.is_empty() {
        Ok(content)
    } else {
        Err(BadContent(loader.findings))
    }
}

fn digest(files: &[SourceFile]) -> String {
    let mut hasher = Sha256::new();
    for file in files {
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
    fn resolve(&mut self, tables: Tables, version: String) -> Content {
        let facts = self.facts_in_order(tables.facts);
        let questions: Vec<Question> = tables
            .questions
            .into_iter()
            .map(|row| self.question_of(row))
            .collect();
        let unanswered = questions
            .iter()
            .map(|question| Unanswered {
                assume: question.assume.map(OptionSet::only),
                on_the_way: question.stage == Stage::Core,
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
        let treatments = tables
            .treatments
            .into_iter()
            .map(|row| Treatment {
                id: row.raw.id.into_inner(),
                name: row.raw.name.into_inner(),
            })
            .collect();
        let roles = tables
            .roles
            .into_iter()
            .filter_map(|row| self.role_of(row))
            .collect();
        let lines = tables
            .lines
            .into_iter()
            .filter_map(|row| self.line_of(row, &statements))
            .collect();
        let rules = tables
            .rules
            .into_iter()
            .map(|row| self.rule_of(row))
            .collect();
        let pathways = tables
            .pathways
            .into_iter()
            .filter_map(|row| self.pathway_of(row))
            .collect();
        self.required(&tables.texts);
        Content {
            topic: tables.topic.unwrap_or_else(|| Topic {
                id: String::new(),
                title: String::new(),
                evidence_date: String::new(),
                next_review: String::new(),
                status: String::new(),
            }),
            version,
            questions,
            roles,
            facts,
            pathways,
            sections,
            treatments,
            rules,
            lines,
            statements,
            references,
            texts: tables.texts,
            unanswered,
        }
    }

    fn required(&mut self, texts: &BTreeMap<String, String>) {
        for key in REQUIRED_TEXTS {
            if !texts.contains_key(*key) {
                self.findings.push(Finding {
                    file: "texts.toml".into(),
                    line: 1,
                    column: 1,
                    problem: format!("the text `{key}` is missing"),
                    remedy: "add it to a [texts] table".into(),
                });
            }
        }
    }
}
