//! `check`: what is wrong with the content, and what is proven about it.

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use serde_json::json;

use crate::content_source;
use care_engine::content::{Content, Finding, Severity};
use care_verify::lint::check as check_files;

pub(super) fn check(folder: Option<&Path>, as_json: bool) -> ExitCode {
    let files = match content_source::files(folder) {
        Ok(files) => files,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::from(2);
        }
    };
    let started = Instant::now();
    let mut checked = check_files(files);
    let read = started.elapsed();
    let started = Instant::now();
    let mut proved = checked.prove();
    let proof = started.elapsed();
    let mut findings = std::mem::take(&mut checked.findings);
    if let Some(proved) = &mut proved {
        findings.append(&mut proved.findings);
    }
    let errors = count(&findings, Severity::Error);
    let warnings = count(&findings, Severity::Warning);
    if as_json {
        let printed = json!({
            "errors": errors,
            "warnings": warnings,
            "findings": findings,
            "content": checked.content.as_ref().map(figures),
            "proof": proved.as_ref().map(|proved| json!({
                "properties": proved.properties,
                "proven": proved.proven,
                "cases": proved.cases,
                "seconds": proof.as_secs_f64(),
            })),
        });
        println!("{printed:#}");
    } else {
        for finding in &findings {
            println!("{finding}\n");
        }
        if let Some(content) = &checked.content {
            let figures = figures(content);
            println!(
                "content {}: {} questions, {} facts, {} rules, {} lines, {} statements, {} references, {} conflicts",
                content.version,
                figures["questions"],
                figures["facts"],
                figures["rules"],
                figures["lines"],
                figures["statements"],
                figures["references"],
                figures["conflicts"],
            );
        }
        match &proved {
            Some(proved) => println!(
                "proof: {} of {} properties hold in every one of {} cases ({}), {:.2} s",
                proved.proven,
                proved.properties,
                proved.cases,
                rounded(&proved.cases),
                proof.as_secs_f64(),
            ),
            None => println!("proof: not tried, for the content has errors"),
        }
        println!(
            "{errors} error(s), {warnings} warning(s); texts read in {:.2} s",
            read.as_secs_f64()
        );
    }
    if errors == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn count(findings: &[Finding], severity: Severity) -> usize {
    findings
        .iter()
        .filter(|finding| finding.severity == severity)
        .count()
}

fn figures(content: &Content) -> serde_json::Value {
    json!({
        "version": content.version,
        "questions": content.questions.len(),
        "facts": content.facts.len(),
        "rules": content.rules.len(),
        "lines": content.lines.len(),
        "statements": content.statements.len(),
        "references": content.references.len(),
        "conflicts": content.conflicts.len(),
        "properties": content.properties.len(),
    })
}

/// A long number in short: 1.2e40.
fn rounded(digits: &str) -> String {
    match (digits.get(..1), digits.get(1..2)) {
        (Some(first), Some(second)) => format!("{first}.{second}e{}", digits.len() - 1),
        _ => digits.to_owned(),
    }
}
