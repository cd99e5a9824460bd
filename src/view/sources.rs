//! What a sentence rests on: the marks behind it, and the list that they point to.

use super::html::Html;
use care_engine::content::{Content, ReferenceIx};
use care_engine::plan::{Grounds, PlanLine};

/// A line with its sources.
pub(super) fn cited(content: &Content, line: &PlanLine) -> Html {
    let mut html = Html::default();
    html.text(&line.text).add(&marks(content, &line.support));
    html
}

/// " [2,5 T]": the sources and what has to be said about them. The list of sources explains the
/// letters.
pub(super) fn marks(content: &Content, grounds: &Grounds) -> Html {
    let mut html = Html::default();
    let text = marks_text(content, grounds);
    if !text.is_empty() {
        html.text(&text);
    }
    html
}

/// " [1,2]": the numbers of the sources, or that it is the project's policy.
pub(super) fn source_numbers(content: &Content, grounds: &Grounds) -> String {
    if grounds.sources.is_empty() {
        let policy = content.text("mark.policy");
        return if grounds.policy {
            format!(" [{policy}]")
        } else {
            String::new()
        };
    }
    let numbers: Vec<_> = grounds
        .sources
        .iter()
        .map(|number| (number + 1).to_string())
        .collect();
    format!(" [{}]", numbers.join(","))
}

/// The same as plain text.
pub(super) fn marks_text(content: &Content, grounds: &Grounds) -> String {
    let borrowed = grounds.borrowed.iter();
    let mut letters: String = borrowed
        .filter_map(|basis| content.basis(*basis).borrowed.as_ref())
        .map(|borrowed| borrowed.mark.as_str())
        .collect();
    for (said, key) in [
        (grounds.second_hand, "mark.second_hand"),
        (grounds.seed_only, "mark.seed_only"),
    ] {
        if said {
            letters.push_str(content.text(key));
        }
    }
    let mut parts = Vec::new();
    if !grounds.sources.is_empty() {
        let numbers: Vec<_> = grounds
            .sources
            .iter()
            .map(|n| (n + 1).to_string())
            .collect();
        parts.push(numbers.join(","));
    }
    if !letters.is_empty() {
        parts.push(letters);
    }
    if grounds.policy {
        parts.push(content.text("mark.policy").to_owned());
    }
    if parts.is_empty() {
        String::new()
    } else {
        format!(" [{}]", parts.join(" "))
    }
}

/// The numbered sources, each with its link, and what the marks mean.
pub(super) fn sources(content: &Content, sources: &[ReferenceIx]) -> Html {
    let mut html = source_list(content, sources, 0..sources.len());
    html.line().italic(content.text("plan.legend"));
    html
}

/// Some of the numbered sources, each with its link on a line.
pub(super) fn source_list(
    content: &Content,
    sources: &[ReferenceIx],
    numbers: impl IntoIterator<Item = usize>,
) -> Html {
    let mut html = Html::default();
    for number in numbers {
        let Some(place) = sources.get(number) else {
            continue;
        };
        let reference = content.reference(*place);
        html.line()
            .text(&format!("{} ", number + 1))
            .link(&reference.url, &reference.short);
        html.text(", ")
            .text(content.text(kind_key(&reference.kind)));
    }
    html
}

/// The text that names a kind of source.
pub(super) fn kind_key(kind: &str) -> &'static str {
    match kind {
        "guideline" => "kind.guideline",
        "review" => "kind.review",
        "trial" => "kind.trial",
        "study" => "kind.study",
        "case_report" => "kind.case_report",
        "label" => "kind.label",
        "clinical_reference" => "kind.clinical_reference",
        "leaflet" => "kind.leaflet",
        "web_page" => "kind.web_page",
        "copy" => "kind.copy",
        _ => "kind.summary",
    }
}
