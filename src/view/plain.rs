//! The plan as plain text, for the command line.

use super::plan::{named_withheld, version};
use super::sources::{kind_key, marks_text};
use care_engine::content::{Content, PathwayKind, ReferenceIx};
use care_engine::day::Day;
use care_engine::plan::{Plan, PlanLine};

/// The whole plan, nothing folded.
pub fn plan_text(content: &Content, plan: &Plan, today: Day) -> String {
    let mut out = Vec::new();
    let cited = |line: &PlanLine| format!("{}{}", line.text, marks_text(content, &line.support));
    match &plan.banner {
        Some(banner) => out.push(cited(banner)),
        None if plan.kind == PathwayKind::Urgent => {
            out.push(content.text("plan.urgent").to_owned())
        }
        None => {}
    }
    out.extend(plan.further_banners.iter().map(cited));
    if let Some(bottom_line) = &plan.bottom_line {
        out.push(format!(
            "{} ({})",
            cited(bottom_line),
            content.pathway_title(plan.pathway)
        ));
    }
    let mut section = None;
    for line in &plan.lines {
        if section != Some(line.section) {
            section = Some(line.section);
            out.push(format!("\n{}", content.section(line.section).title));
        }
        out.push(format!("- {}", cited(line)));
    }
    if !plan.withheld.is_empty() {
        out.push(format!("\n{}", content.text("plan.not_recommended")));
        for withheld in named_withheld(content, plan) {
            let marks = marks_text(content, &withheld.support);
            out.push(format!("- {}{marks}", withheld.text(content)));
        }
    }
    out.push(String::new());
    if let Some(review) = &plan.review {
        out.push(format!("{} {}", content.text("plan.review"), cited(review)));
    }
    if !plan.safety_net.is_empty() {
        let net: Vec<_> = plan.safety_net.iter().map(cited).collect();
        out.push(format!(
            "{} {}",
            content.text("plan.safety_net"),
            net.join(" ")
        ));
    }
    if !plan.assumed.is_empty() {
        out.push(format!("\n{}", content.text("plan.assumed")));
        let said = plan
            .assumed
            .iter()
            .filter_map(|q| content.question(*q).assumed.as_ref());
        out.extend(said.map(|assumed| format!("- {assumed}")));
    }
    if !plan.sources.is_empty() {
        out.extend(source_lines(content, &plan.sources));
    }
    out.push(String::new());
    let borrowed = plan.borrowed().into_iter();
    let notes = borrowed.filter_map(|basis| content.basis(basis).borrowed.as_ref());
    out.extend(notes.map(|borrowed| borrowed.note.clone()));
    out.push(version(content, plan.status, today));
    out.push(content.text("disclaimer.short").to_owned());
    out.join("\n") + "\n"
}

/// The numbered sources under their title, each with its link.
pub(super) fn source_lines(content: &Content, sources: &[ReferenceIx]) -> Vec<String> {
    let mut out = vec![format!("\n{}", content.text("plan.sources"))];
    for (number, place) in sources.iter().enumerate() {
        let reference = content.reference(*place);
        let kind = content.text(kind_key(&reference.kind));
        out.push(format!(
            "{} {}, {kind}. {}",
            number + 1,
            reference.short,
            reference.url
        ));
    }
    out.push(content.text("plan.legend").to_owned());
    out
}
