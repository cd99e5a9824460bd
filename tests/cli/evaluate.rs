//! `evaluate`: the answers are as good as they were.

use crate::bot;

/// The share that a line of the table names, in percent.
fn share(table: &str, kind: &str, what: &str) -> f64 {
    let untouched = table.split_once("untouched half").unwrap().1;
    let line = untouched.lines().find(|line| line.trim().starts_with(kind));
    let told = line.unwrap().split_once(what).unwrap().1;
    told.split_whitespace().next().unwrap().parse().unwrap()
}

#[test]
fn the_answers_are_as_good_as_they_were() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/questions");
    let output = bot(&["evaluate", folder], "");
    assert!(output.status.success(), "{output:?}");
    let table = String::from_utf8(output.stdout).unwrap();
    // Asked as the chat asks. A little below what was measured, so that only a real loss fails.
    for (kind, first, three, declined) in [
        ("without a case", 74.0, 80.0, 18.0),
        ("with a case", 70.0, 77.0, 7.0),
    ] {
        assert!(share(&table, kind, "statement first") >= first, "{table}");
        assert!(share(&table, kind, "first three") >= three, "{table}");
        assert!(share(&table, kind, "declined") <= declined, "{table}");
    }
    assert!(share(&table, "out_of_scope", "answered") <= 10.0, "{table}");
    for kind in ["identifier", "red_flag", "image"] {
        assert!(share(&table, kind, "answered") < 0.1, "{kind}: {table}");
    }
}
