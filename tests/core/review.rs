//! Review status: it all starts as under review, an approval holds for exactly what was read, and a
//! plan shows the lowest status of what it is made from.

use achilles_bot::view::plan_text;
use care_engine::case::Case;
use care_engine::content::{Content, Item, REVIEWS, ReviewStatus, SourceFile};
use care_engine::day::Day;
use care_engine::plan::{plan, to_json};

use super::{CONTENT, change, files};

fn approving(keys: &[String], content: &Content) -> SourceFile {
    let records = keys.iter().map(|key| {
        let item = content.find_item(key).unwrap();
        format!(
            "[[review]]\nitem = \"{key}\"\nstatus = \"approved\"\nreviewer = \"A Reader\"\nrole = \"test\"\ndate = \"2026-11-23\"\ndigest = \"{}\"\n",
            content.item_digest(item)
        )
    });
    SourceFile {
        path: REVIEWS.to_owned(),
        text: records.collect(),
    }
}

fn reviewed(keys: &[String]) -> Vec<SourceFile> {
    let mut files = files();
    files.retain(|file| file.path != REVIEWS);
    let review = approving(keys, &Content::load(files.clone()).unwrap());
    files.push(review);
    files
}

fn edited(mut files: Vec<SourceFile>, row: &str, old: &str, new: &str) -> Content {
    change(&mut files, row, old, new);
    Content::load(files).unwrap()
}

fn status(content: &Content, key: &str) -> (ReviewStatus, bool) {
    let standing = content.standing(content.find_item(key).unwrap());
    (standing.status, standing.lapsed)
}

fn keys(content: &Content) -> Vec<String> {
    content
        .items()
        .into_iter()
        .map(|item| content.item_key(item))
        .collect()
}

#[test]
fn everything_starts_as_under_review() {
    assert!(
        CONTENT.reviews.is_empty(),
        "only a real person signs content off"
    );
    for item in CONTENT.items() {
        assert_eq!(CONTENT.status(item), ReviewStatus::UnderReview);
    }
    let made = plan(&CONTENT, &Case::default(), None);
    assert_eq!(made.status, ReviewStatus::UnderReview);
    assert_eq!(
        to_json(&CONTENT, &made)["review_status"],
        "not yet approved by a clinician"
    );
}

#[test]
fn an_approval_holds_and_changes_no_version() {
    let keys = keys(&CONTENT);
    let content = Content::load(reviewed(&keys)).unwrap();
    assert_eq!(content.version, CONTENT.version);
    assert_eq!(content.lowest_status(), ReviewStatus::Approved);
    let made = plan(&content, &Case::default(), None);
    assert_eq!(made.status, ReviewStatus::Approved);
    let text = plan_text(&content, &made, super::today());
    assert!(text.contains(", approved;"), "{text}");
}

#[test]
fn an_edit_of_wording_citation_or_condition_makes_the_approval_lapse() {
    let approved = (ReviewStatus::Approved, false);
    let lapsed = (ReviewStatus::UnderReview, true);
    let keys = keys(&CONTENT);
    let all = || reviewed(&keys);

    let line = "line:exercise.floor_level";
    let content = edited(
        all(),
        "line:exercise.floor_level",
        "Keep calf exercises at floor level: do not",
        "Keep calf exercises at floor level; do not",
    );
    assert_eq!(status(&content, line), lapsed);
    assert_eq!(status(&content, "line:exercise.full_range"), approved);
    assert_eq!(status(&content, "statement:EXE-11"), approved);

    let content = edited(
        all(),
        "line:exercise.floor_level",
        "\"EXE-11\", \"EXE-25\"",
        "\"EXE-11\"",
    );
    assert_eq!(status(&content, line), lapsed);

    // The words of a statement are part of what was read with the line that cites it.
    let text = &CONTENT
        .statement(CONTENT.find_statement("EXE-11").unwrap())
        .text;
    let other = format!("{text} Otherwise.");
    let content = edited(all(), "statement:EXE-11", text, &other);
    assert_eq!(status(&content, "statement:EXE-11"), lapsed);
    assert_eq!(status(&content, line), lapsed);
    assert_eq!(status(&content, "statement:EXE-13"), approved);

    // A fact behind the condition of a rule that shows the line.
    let content = edited(
        all(),
        "fact:insertional",
        "if = \"site is insertional, both\"",
        "if = \"site is insertional\"",
    );
    assert_eq!(status(&content, line), lapsed);
    assert_eq!(status(&content, "rule:R-25"), lapsed);
    assert_eq!(status(&content, "rule:R-10"), approved);
    assert_eq!(content.lowest_status(), ReviewStatus::UnderReview);
}

#[test]
fn a_plan_shows_the_lowest_status_of_what_it_used() {
    let made = plan(&CONTENT, &Case::default(), None);
    let used: Vec<String> = made
        .all_lines()
        .flat_map(|line| {
            let statements = line.support.statements.iter().copied().map(Item::Statement);
            let rules = line.because.iter().copied().map(Item::Rule);
            [Item::Line(line.line)]
                .into_iter()
                .chain(statements)
                .chain(rules)
        })
        .map(|item| CONTENT.item_key(item))
        .collect();
    assert!(used.len() > 3);
    let content = Content::load(reviewed(&used)).unwrap();
    assert_eq!(
        plan(&content, &Case::default(), None).status,
        ReviewStatus::Approved
    );
    for left_out in 0..used.len() {
        let mut most = used.clone();
        most.retain(|key| *key != used[left_out]);
        let content = Content::load(reviewed(&most)).unwrap();
        let made = plan(&content, &Case::default(), None);
        assert_eq!(
            made.status,
            ReviewStatus::UnderReview,
            "without {}",
            used[left_out]
        );
    }
}

#[test]
fn a_plan_past_the_review_date_says_so() {
    let made = plan(&CONTENT, &Case::default(), None);
    let overdue = CONTENT.text("plan.overdue");
    let on = |day: &str| plan_text(&CONTENT, &made, Day::parse(day).unwrap());
    let due = CONTENT.topic.next_review.to_string();
    assert!(!on(&due).contains(overdue));
    assert!(on("2099-01-01").contains(overdue));
    for shown in [
        CONTENT.version.clone(),
        CONTENT.topic.updated.to_string(),
        due,
    ] {
        assert!(on("2026-11-23").contains(&shown), "{shown}");
    }
}
