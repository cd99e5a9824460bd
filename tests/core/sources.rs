//! What sentences rest on: no line of a plan on weak sources alone, and each source can be found again.

use care_verify::lint::check;

use super::{change, files};

/// Checks the content with rows changed; the finding has to stand in the last of the changed lines.
fn refused(changes: &[(&str, &str, &str)], problem: &str) {
    let mut files = files();
    let mut at = None;
    for (row, old, new) in changes {
        at = Some(change(&mut files, row, old, new));
    }
    let findings = check(files).findings;
    let (file, line) = at.unwrap();
    let found = findings
        .iter()
        .any(|one| one.file == file && one.line == line && one.problem.contains(problem));
    let shown: Vec<String> = findings.iter().map(ToString::to_string).collect();
    assert!(found, "`{problem}` in {file}:{line}\n{}", shown.join("\n"));
}

#[test]
fn a_line_on_weak_sources_alone_is_refused() {
    for kind in ["summary", "copy", "web_page"] {
        let weak = format!("kind = \"{kind}\"");
        refused(
            &[
                ("reference:menz-2017", "kind = \"study\"", &weak),
                (
                    "reference:fpn-haglund",
                    "kind = \"clinical_reference\"",
                    &weak,
                ),
                (
                    "line:footwear.closed_shoe",
                    "id = \"footwear.closed_shoe\"",
                    "id = \"footwear.closed_shoe\"",
                ),
            ],
            "rests on weak sources alone",
        );
    }
    refused(
        &[
            ("statement:SPE-19", "support = \"V\"", "support = \"S\""),
            ("statement:ACT-13", "support = \"V\"", "support = \"S\""),
            (
                "line:footwear.closed_shoe",
                "id = \"footwear.closed_shoe\"",
                "id = \"footwear.closed_shoe\"",
            ),
        ],
        "rests on weak sources alone",
    );
}

#[test]
fn a_reason_on_weak_sources_alone_is_refused() {
    refused(
        &[
            ("statement:EXE-17", "support = \"2\"", "support = \"S\""),
            (
                "rule:R-26",
                "reason = \"reserved for limited ankle dorsiflexion\"",
                "reason = \"reserved for limited ankle dorsiflexion\"",
            ),
        ],
        "rests on weak sources alone",
    );
}

#[test]
fn policy_may_rest_on_what_it_says_it_rests_on() {
    // The review after 6 to 8 weeks is the source article's alone, and says so.
    let findings = check(files()).findings;
    let shown: Vec<String> = findings.iter().map(ToString::to_string).collect();
    assert!(shown.is_empty(), "{}", shown.join("\n"));
}

#[test]
fn a_source_that_cannot_be_found_again_is_refused() {
    refused(
        &[
            (
                "reference:balboni-2006",
                "url = \"https://pubmed.ncbi.nlm.nih.gov/16863921/\"",
                "url = \"https://example.org/balboni\"",
            ),
            ("reference:balboni-2006", " PMID 16863921", ""),
            ("reference:balboni-2006", "url = ", "url = "),
        ],
        "without a DOI, PMID, ISBN or official address",
    );
    refused(
        &[
            ("reference:balboni-2006", " PMID 16863921", ""),
            (
                "reference:balboni-2006",
                "https://pubmed.ncbi.nlm.nih.gov/16863921/",
                "https://pubmed.ncbi.nlm.nih.gov/?term=balboni",
            ),
        ],
        "only found by a search",
    );
    // An address that looks like an official one and is not.
    refused(
        &[(
            "reference:nice-ng65",
            "https://www.nice.org.uk/",
            "https://www.notnice.org.uk/",
        )],
        "without a DOI, PMID, ISBN or official address",
    );
}
