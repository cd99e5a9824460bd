//! Gathers the tables of all files by kind.

use std::collections::BTreeMap;

use super::super::finding::{Finding, SourceFile};
use super::super::model::Topic;
use super::super::raw;

/// A table row and the file it stands in.
pub(super) struct Row<T> {
    pub(super) file: usize,
    pub(super) raw: T,
}

#[derive(Default)]
pub(super) struct Tables {
    pub(super) topic: Option<Topic>,
    pub(super) texts: BTreeMap<String, String>,
    pub(super) questions: Vec<Row<raw::Question>>,
    pub(super) roles: Vec<Row<raw::Role>>,
    pub(super) facts: Vec<Row<raw::Fact>>,
    pub(super) pathways: Vec<Row<raw::Pathway>>,
    pub(super) sections: Vec<Row<raw::Named>>,
    pub(super) treatments: Vec<Row<raw::Named>>,
    pub(super) rules: Vec<Row<raw::Rule>>,
    pub(super) lines: Vec<Row<raw::Line>>,
    pub(super) statements: Vec<Row<raw::Statement>>,
    pub(super) references: Vec<Row<raw::Reference>>,
}

pub(super) fn gather(files: &[SourceFile], findings: &mut Vec<Finding>) -> Tables {
    let mut tables = Tables::default();
    for (index, file) in files.iter().enumerate() {
        let read: raw::File = match toml::from_str(&file.text) {
            Ok(read) => read,
            Err(error) => {
                let offset = error.span().map_or(0, |span| span.start);
                findings.push(file.finding(
                    offset,
                    error.message().replace('\n', " "),
                    "correct this place; ARCHITECTURE.md describes each table",
                ));
                continue;
            }
        };
        if let Some(topic) = read.topic {
            let at = topic.span().start;
            let raw = topic.into_inner();
            let previous = tables.topic.replace(Topic {
                id: raw.id,
                title: raw.title,
                evidence_date: raw.evidence_date,
                next_review: raw.next_review,
                status: raw.status,
            });
            if previous.is_some() {
                findings.push(file.finding(at, "a second [topic]", "keep one of them"));
            }
        }
        for (key, text) in read.texts.unwrap_or_default() {
            let at = text.span().start;
            if tables
                .texts
                .insert(key.clone(), text.into_inner())
                .is_some()
            {
                findings.push(file.finding(
                    at,
                    format!("the text `{key}` stands twice"),
                    "keep one of them",
                ));
            }
        }
        push(&mut tables.questions, index, read.question);
        push(&mut tables.roles, index, read.role);
        push(&mut tables.facts, index, read.fact);
        push(&mut tables.pathways, index, read.pathway);
        push(&mut tables.sections, index, read.section);
        push(&mut tables.treatments, index, read.treatment);
        push(&mut tables.rules, index, read.rule);
        push(&mut tables.lines, index, read.line);
        push(&mut tables.statements, index, read.statement);
        push(&mut tables.references, index, read.reference);
    }
    if tables.topic.is_none() && findings.is_empty() {
        findings.push(Finding {
            file: files
                .first()
                .map_or_else(|| "(no file)".into(), |file| file.path.clone()),
            line: 1,
            column: 1,
            problem: "no [topic] table in any file".into(),
            remedy: "point --dialogues at a topic's folder, one that holds topic.toml".into(),
        });
    }
    tables
}

fn push<T>(rows: &mut Vec<Row<T>>, file: usize, read: Vec<T>) {
    rows.extend(read.into_iter().map(|raw| Row { file, raw }));
}
