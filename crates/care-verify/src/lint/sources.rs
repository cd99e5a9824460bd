//! What sentences rest on: a line of a plan has a source that can be found again and weighed, and a source
//! has what its kind is found by.

use std::collections::HashMap;

use care_engine::content::load::gather::Tables;
use care_engine::content::raw::{self, Text};
use care_engine::content::{Finding, SourceFile};

/// Kinds that say what somebody else found: no sentence of a plan rests on these alone.
const WEAK: [&str; 3] = ["summary", "copy", "web_page"];

/// Kinds that are found by their address alone: it has to lead to the page itself.
const BY_ADDRESS: [&str; 5] = [
    "clinical_reference",
    "leaflet",
    "web_page",
    "copy",
    "summary",
];

/// What a publication or an official record is found by, in its citation or its link.
const IDENTIFIERS: [&str; 10] = [
    "doi:",
    "doi.org/",
    "PMID ",
    "pubmed.ncbi.nlm.nih.gov/",
    "ncbi.nlm.nih.gov/pubmed/",
    "PMC",
    "NBK",
    "ISBN ",
    "NCT",
    "set id ",
];

/// What a link holds that leads to a search and not to what was found.
const SEARCHES: [&str; 3] = ["?term=", "/search?", "?q="];

pub(super) fn findings(files: &[SourceFile], tables: &Tables) -> Vec<Finding> {
    let mut findings = Vec::new();
    let official = &tables.wording.official;
    let mut weak = HashMap::new();
    for row in &tables.references {
        let reference = &row.raw;
        weak.insert(
            reference.id.as_ref().as_str(),
            WEAK.contains(&reference.kind.as_ref().as_str()),
        );
        if let Some((at, problem, remedy)) = unfindable(reference, official) {
            findings.push(files[row.file].finding(at.span().start, problem, remedy));
        }
    }
    let is_weak = |statement: &raw::Statement| {
        let mut sources = statement.references.iter();
        statement.support.as_ref() == "S"
            || sources.all(|id| weak.get(id.as_ref().as_str()).copied().unwrap_or(false))
    };
    let weak_statements: HashMap<&str, bool> = tables
        .statements
        .iter()
        .map(|row| (row.raw.id.as_ref().as_str(), is_weak(&row.raw)))
        .collect();
    let all_weak = |statements: &[Text]| {
        let mut known = statements
            .iter()
            .filter_map(|id| weak_statements.get(id.as_ref().as_str()))
            .peekable();
        known.peek().is_some() && known.all(|weak| *weak)
    };
    let remedy = "cite a source that was read, or mark it `policy = true` and say so in its text";
    for row in &tables.lines {
        let line = &row.raw;
        let of: Vec<Text> = line.plain_of.iter().cloned().collect();
        let cited = [line.statements.as_slice(), &of].concat();
        if !line.policy && all_weak(&cited) {
            let problem = format!(
                "the line `{}` rests on weak sources alone: a summary, a copy, a web page or the source article",
                line.id.as_ref()
            );
            findings.push(files[row.file].finding(line.id.span().start, problem, remedy));
        }
    }
    for row in &tables.rules {
        for reason in &row.raw.withhold {
            if !reason.policy && all_weak(&reason.statements) {
                let problem = format!(
                    "the reason `{}` rests on weak sources alone: a summary, a copy, a web page or the source article",
                    reason.reason.as_ref()
                );
                findings.push(files[row.file].finding(reason.reason.span().start, problem, remedy));
            }
        }
    }
    findings
}

/// Why a source could not be found again, with the place and what to do.
fn unfindable<'a>(
    reference: &'a raw::Reference,
    official: &[String],
) -> Option<(&'a Text, String, &'static str)> {
    let id = reference.id.as_ref();
    let url = reference.url.as_ref();
    let identified = IDENTIFIERS
        .iter()
        .any(|mark| reference.citation.contains(mark) || url.contains(mark) && !is_search(url));
    if identified {
        return None;
    }
    if is_search(url) {
        return Some((
            &reference.url,
            format!("the source `{id}` is only found by a search"),
            "write its DOI or PMID into the citation, or link to the page itself",
        ));
    }
    let kind = reference.kind.as_ref().as_str();
    let host = url.split('/').nth(2).unwrap_or_default();
    let on = |name: &String| host == name || host.ends_with(&format!(".{name}"));
    if BY_ADDRESS.contains(&kind) || official.iter().any(on) {
        return None;
    }
    Some((
        &reference.url,
        format!("the source `{id}` is a {kind} without a DOI, PMID, ISBN or official address"),
        "write the identifier into the citation; or link to the publisher or the issuing body, listed in \
         `official` of [wording]; or call it what it is: `copy` or `web_page`",
    ))
}

fn is_search(url: &str) -> bool {
    SEARCHES.iter().any(|mark| url.contains(mark))
}
