//! The content's compiler: reads everything, and tells every fault at once with its place.
//!
//! First what a single file can say (notation, ids, texts), then what only all cases together can
//! (what nothing reaches, what contradicts, which property does not hold).

mod places;
pub mod prose;
mod questions;
mod reachable;
mod sources;
mod stances;
mod texts;
mod unused;

use super::proof::{Proof, StateSpace};
use care_engine::content::load::gather::{Tables, gather};
use care_engine::content::load::read;
use care_engine::content::{Content, Finding, Severity, SourceFile};
use places::Places;

/// What the files say by themselves.
#[derive(Debug)]
pub struct Checked {
    /// The content, as far as it can be read.
    pub content: Option<Content>,
    /// Everything found, in the order of the files.
    pub findings: Vec<Finding>,
    files: Vec<SourceFile>,
    tables: Tables,
}

/// What the proof came to.
#[derive(Debug)]
pub struct Proved {
    /// How many properties were looked at.
    pub properties: usize,
    /// How many of them hold in every case.
    pub proven: usize,
    /// How many cases there are.
    pub cases: String,
    /// Everything that was found, in the order of the files.
    pub findings: Vec<Finding>,
}

/// Reads the files of a topic and checks what they say.
pub fn check(files: Vec<SourceFile>) -> Checked {
    let mut files: Vec<SourceFile> = files.into_iter().map(SourceFile::normalized).collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let (content, mut findings) = read(files.clone());
    // What was unreadable is told by the loader; here it is only passed over.
    let tables = gather(&files, &mut Vec::new());
    findings.extend(texts::findings(&files, &tables));
    findings.extend(stances::findings(&files, &tables));
    findings.extend(sources::findings(&files, &tables));
    findings.extend(questions::findings(&files, &tables));
    if let Some(content) = &content
        && !faulty(&findings)
    {
        findings.extend(unused::findings(&files, &tables, content));
    }
    sort(&mut findings);
    Checked {
        content,
        findings,
        files,
        tables,
    }
}

impl Checked {
    /// Whether anything found is an error.
    pub fn faulty(&self) -> bool {
        faulty(&self.findings)
    }

    /// Proves every property and finds what no case reaches. Content with faults is not reasoned
    /// about: half of what would be found would only follow from them.
    pub fn prove(&self) -> Option<Proved> {
        let content = self.content.as_ref().filter(|_| !self.faulty())?;
        let space = StateSpace::new(content);
        let proof = Proof::new(content, &space);
        let places = Places::new(&self.files, &self.tables);
        if !proof.too_complex().is_empty() {
            let findings = proof.too_complex().iter();
            return Some(Proved {
                properties: content.properties.len(),
                proven: 0,
                cases: proof.size(),
                findings: findings
                    .map(|what| reachable::too_complex(content, &places, *what))
                    .collect(),
            });
        }
        let verdicts = proof.verdicts();
        let mut findings: Vec<Finding> = verdicts
            .iter()
            .filter_map(|verdict| {
                if verdict.too_complex {
                    return Some(places.finding(
                        &format!("property:{}", verdict.id),
                        format!("{} takes too many combinations of answers to be proven", verdict.id),
                        "make several properties of it, or a [[term]] of what its condition repeats",
                    ));
                }
                let broken = verdict.broken.as_ref()?;
                let case = serde_json::Value::from(broken.case.to_json(content));
                Some(places.finding(
                    &format!("property:{}", verdict.id),
                    format!("{} does not hold: {}", verdict.id, verdict.description),
                    format!(
                        "{}; the smallest case, for `plan --case`: {case}",
                        broken.what
                    ),
                ))
            })
            .collect();
        let proven = verdicts.len() - findings.len();
        // What no case reaches asks for the cases of every property.
        if !verdicts.iter().any(|verdict| verdict.too_complex) {
            let from_files = |id: &str| {
                let mut lines = self.tables.lines.iter();
                lines.any(|row| row.raw.only_from_files && row.raw.id.as_ref() == id)
            };
            findings.extend(reachable::findings(content, &proof, &places, &from_files));
        }
        sort(&mut findings);
        Some(Proved {
            properties: verdicts.len(),
            proven,
            cases: proof.size(),
            findings,
        })
    }
}

fn faulty(findings: &[Finding]) -> bool {
    findings
        .iter()
        .any(|finding| finding.severity == Severity::Error)
}

fn sort(findings: &mut [Finding]) {
    findings.sort_by(|a, b| {
        let key = |finding: &Finding| (finding.file.clone(), finding.line, finding.column);
        key(a).cmp(&key(b))
    });
}
