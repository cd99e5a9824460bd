//! The proof: that it speaks of the very rules that make plans, that every property holds, and that
//! it finds faults that are planted.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use care_engine::case::Case;
use care_engine::content::load::read;
use care_engine::content::{Content, SectionKind};
use care_engine::plan::{Plan, plan};
use care_verify::proof::{Proof, StateSpace, breaks};

use super::{CONTENT, Dice, change, files, row};

#[test]
fn sets_of_cases_mean_what_the_plans_of_the_cases_say() {
    let space = StateSpace::new(&CONTENT);
    let proof = Proof::new(&CONTENT, &space);
    let outline = proof.outline();
    let mut dice = Dice(0x0bad_5eed_0bad_5eed);
    let mut lines_seen = vec![false; CONTENT.lines.len()];
    for _ in 0..30_000 {
        let case = dice.case();
        let made = plan(&CONTENT, &case, None);
        for pathway in CONTENT.pathway_places() {
            let goes = space.holds(outline.goes(pathway), &case);
            assert_eq!(
                goes,
                made.pathway == pathway,
                "{:?}",
                case.to_json(&CONTENT)
            );
        }
        for line in CONTENT.line_places() {
            let shown = space.holds(outline.shown(line), &case);
            let stands = made.all_lines().any(|one| one.line == line);
            let id = &CONTENT.line(line).id;
            assert_eq!(shown, stands, "{id}: {:?}", case.to_json(&CONTENT));
            lines_seen[line.index()] |= stands;
        }
        for treatment in CONTENT.treatment_places() {
            let held = space.holds(outline.withheld(treatment), &case);
            let stands = made.withheld.iter().any(|held| held.treatment == treatment);
            let id = &CONTENT.treatment(treatment).id;
            assert_eq!(held, stands, "{id}: {:?}", case.to_json(&CONTENT));
        }
    }
    let seen = lines_seen.iter().filter(|seen| **seen).count();
    assert!(
        seen * 10 > lines_seen.len() * 9,
        "only {seen} lines came up"
    );
}

#[test]
fn the_nearest_case_of_a_set_is_the_nearest_of_all() {
    let space = StateSpace::new(&CONTENT);
    let proof = Proof::new(&CONTENT, &space);
    let mut dice = Dice(0x1357_9bdf_0246_8ace);
    let cases: Vec<Case> = (0..400).map(|_| dice.case()).collect();
    let differ = |one: &Case, other: &Case| {
        let places = CONTENT.question_places();
        places
            .filter(|place| one.answer(*place) != other.answer(*place))
            .count()
    };
    for line in CONTENT.line_places() {
        let shown = proof.outline().shown(line);
        for from in &cases[..4] {
            let Some(nearest) = space.nearest(shown, from) else {
                panic!("no case is shown {}", CONTENT.line(line).id);
            };
            let made = plan(&CONTENT, &nearest, None);
            assert!(made.all_lines().any(|one| one.line == line));
            let inside = cases.iter().filter(|case| space.holds(shown, case));
            let best = inside.map(|case| differ(case, from)).min();
            assert!(best.is_none_or(|best| differ(&nearest, from) <= best));
        }
    }
}

#[test]
fn every_property_holds_in_every_case() {
    let space = StateSpace::new(&CONTENT);
    let proof = Proof::new(&CONTENT, &space);
    for verdict in proof.verdicts() {
        if let Some(broken) = verdict.broken {
            let case = serde_json::Value::from(broken.case.to_json(&CONTENT));
            panic!("{}: {} in {case}", verdict.id, broken.what);
        }
    }
}

#[test]
fn the_size_of_the_space_is_the_product_of_all_answers() {
    let space = StateSpace::new(&CONTENT);
    let size = CONTENT.questions.iter().fold(1.0, |size, question| {
        let options = question.options.len();
        size * match question.kind {
            care_engine::content::QuestionKind::One => (options + 1) as f64,
            care_engine::content::QuestionKind::Several => 2f64.powi(options as i32),
            care_engine::content::QuestionKind::Number => {
                f64::from(question.max - question.min) + 2.0
            }
        }
    });
    let exact: f64 = space.size().parse().unwrap();
    assert!((exact / size - 1.0).abs() < 1e-9, "{exact} is not {size}");
}

#[derive(serde::Deserialize)]
struct Faults {
    fault: Vec<Fault>,
}

/// A change of the content that some properties have to notice.
#[derive(serde::Deserialize)]
struct Fault {
    /// The row that is changed, as `table:id`; see [`row`].
    row: String,
    old: String,
    new: String,
    catches: Vec<String>,
}

impl Fault {
    /// The content with the fault in it; or why the fault cannot be planted.
    fn planted(&self) -> Result<Content, String> {
        let mut files = files();
        let (file, range) = row(&files, &self.row);
        let places = files[file].text[range].matches(&self.old).count();
        if places != 1 {
            return Err(format!(
                "{} has this {places} times: {}",
                self.row, self.old
            ));
        }
        change(&mut files, &self.row, &self.old, &self.new);
        // No property speaks of how questions are asked, and that is half of what there is to read.
        files.retain(|file| !file.path.starts_with("language/"));
        let (content, _) = read(files);
        content.ok_or_else(|| format!("{} cannot be read in {}", self.new, self.row))
    }
}

/// The properties of any content that no content can break: the outline takes the first pathway
/// and drops what is withheld, whatever the files say. Proven nevertheless, for the outline is code.
const BY_CONSTRUCTION: &[&str] = &["PLAN-one-pathway", "PLAN-never-both"];

#[test]
fn a_planted_fault_is_caught_for_every_property() {
    let faults: Faults = toml::from_str(include_str!("faults.toml")).unwrap();
    // Each fault is content of its own that is read and worked out anew, so they share the cores.
    let next = AtomicUsize::new(0);
    let work = || {
        let mut wrong = Vec::new();
        while let Some(fault) = faults.fault.get(next.fetch_add(1, Ordering::Relaxed)) {
            wrong.extend(missed(fault));
        }
        wrong
    };
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let mut wrong: Vec<String> = thread::scope(|scope| {
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        let done = workers.into_iter().map(|worker| worker.join().unwrap());
        done.flatten().collect()
    });
    let planted: BTreeSet<&str> = faults
        .fault
        .iter()
        .flat_map(|fault| &fault.catches)
        .map(String::as_str)
        .chain(BY_CONSTRUCTION.iter().copied())
        .collect();
    let all = CONTENT
        .properties
        .iter()
        .map(|property| property.id.as_str());
    let all = all.chain(Proof::OF_ANY_CONTENT.map(|(id, _)| id));
    let without = all.filter(|id| !planted.contains(id));
    wrong.extend(without.map(|id| format!("no fault is planted for {id}")));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The properties that a fault should break and does not.
fn missed(fault: &Fault) -> Vec<String> {
    let content = match fault.planted() {
        Ok(content) => content,
        Err(why) => return vec![why],
    };
    let space = StateSpace::new(&content);
    let proof = Proof::new(&content, &space);
    let mut wrong = Vec::new();
    for id in &fault.catches {
        let what = format!("{id} with {} in {}", fault.new, fault.row);
        let verdict = proof.verdict(id);
        let Some(broken) = verdict.and_then(|verdict| verdict.broken) else {
            wrong.push(format!("not caught: {what}"));
            continue;
        };
        // The case goes through the file format, and the bot's own evaluator finds the same.
        let written = serde_json::Value::from(broken.case.to_json(&content));
        let case = Case::from_json(&content, &written).unwrap();
        if !breaks_it(&content, id, &case) || broken.what.is_empty() {
            wrong.push(format!("no counterexample: {what} {written}"));
        }
    }
    wrong
}

fn breaks_it(content: &Content, id: &str, case: &Case) -> bool {
    let property = content.properties.iter().find(|known| known.id == id);
    let Some(property) = property else {
        return breaks_any_content(content, id, &plan(content, case, None));
    };
    let mut demands = property.demands.iter();
    demands.any(|demand| breaks(content, property, demand, case))
}

fn breaks_any_content(content: &Content, id: &str, made: &Plan) -> bool {
    let has = |kind: SectionKind| {
        let mut lines = made.all_lines();
        lines.any(|line| content.section(content.line(line.line).section).kind == kind)
    };
    let named = |list: fn(&care_engine::content::Line) -> &Vec<_>| {
        let lines = made.all_lines().map(|line| content.line(line.line));
        lines.flat_map(list).copied().collect::<BTreeSet<_>>()
    };
    match id {
        "PLAN-not-empty" => [
            SectionKind::BottomLine,
            SectionKind::Review,
            SectionKind::SafetyNet,
        ]
        .into_iter()
        .any(|kind| !has(kind)),
        "PLAN-no-contradiction" => {
            let offered = named(|line| &line.recommends);
            !offered.is_disjoint(&named(|line| &line.advises_against))
        }
        other => panic!("{other} cannot be broken by content"),
    }
}
