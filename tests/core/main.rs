//! The core, over the real content.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a failing test may panic"
)]

mod answers;
mod bounds;
mod cards;
mod check;
mod content;
mod differences;
mod explanations;
mod glance;
mod identifiers;
mod inline;
mod intake;
mod invariants;
mod note;
mod papers;
mod plans;
mod proof;
mod questions;
mod review;
mod reviews;
mod scripts;
mod seed;
mod sources;
mod told;
mod vignettes;
mod walks;
mod what_if;
mod whose;

use achilles_bot::view::CaseName;
use care_engine::case::{Answer, Case};
use care_engine::content::{Content, OptionSet, QuestionIx, QuestionKind, SourceFile, StatementIx};
use care_engine::day::Day;
use care_engine::plan::{Plan, Withheld};
use std::ops::Range;
use std::path::Path;
use std::sync::LazyLock;

pub static CONTENT: LazyLock<Content> = LazyLock::new(|| care_content::content().unwrap());

/// The name of a case of somebody's private chat.
pub fn named(number: i64) -> CaseName {
    CaseName {
        number,
        in_group: false,
    }
}

/// The content's files, as they stand on disk.
pub fn files() -> Vec<SourceFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("dialogues/achilles-ho");
    achilles_bot::content_source::files(Some(&root)).unwrap()
}

/// Where a row of the content stands: the file's place in `files` and the bytes of the row, from its header to the
/// next row. `row` is a table and an id (`fact:minor`), or a table without ids (`texts`). Rows may be moved from
/// file to file; no test has to know where they are.
pub fn row(files: &[SourceFile], row: &str) -> (usize, Range<usize>) {
    let (table, id) = row
        .split_once(':')
        .map_or((row, None), |(table, id)| (table, Some(id)));
    let header = |line: &str| {
        let name = line.strip_prefix('[')?;
        let name = name.strip_prefix('[').unwrap_or(name);
        let (name, _) = name.split_once(']')?;
        (!name.contains('.')).then(|| name.to_owned())
    };
    // A topic's own rows come before those that every topic shares.
    let mut places: Vec<_> = files.iter().enumerate().collect();
    places.sort_by_key(|(_, file)| file.is_default());
    for (place, file) in places {
        let mut found = None;
        let mut at = 0;
        for line in file.text.split_inclusive('\n') {
            if let Some(name) = header(line) {
                if let Some(start) = found {
                    return (place, start..at);
                }
                let named =
                    |id| file.text[at + line.len()..].starts_with(&format!("id = \"{id}\""));
                if name == table && id.is_none_or(named) {
                    found = Some(at);
                }
            }
            at += line.len();
        }
        if let Some(start) = found {
            return (place, start..at);
        }
    }
    panic!("the content has no {row}");
}

/// Changes a row of the content where `old` stands first in it. Gives the file's path and the line of the mark `¦`
/// in the new text (it is taken out), or of the change without a mark.
pub fn change(files: &mut [SourceFile], named: &str, old: &str, new: &str) -> (String, usize) {
    // A table without ids may stand in several files.
    let table = format!("[{named}]");
    let has = |file: &SourceFile| file.text.contains(&table) && file.text.contains(old);
    let (file, range) = match files.iter().position(has) {
        Some(file) if !named.contains(':') => (file, 0..files[file].text.len()),
        _ => row(files, named),
    };
    let text = &mut files[file].text;
    let inside = text[range.clone()].find(old);
    let at = range.start + inside.unwrap_or_else(|| panic!("{named} no longer has `{old}`"));
    let mark = new.find('¦').unwrap_or(0);
    text.replace_range(at..at + old.len(), &new.replacen('¦', "", 1));
    let line = text[..at + mark].matches('\n').count() + 1;
    (files[file].path.clone(), line)
}

/// A question that clinicians ask after a plan, with what may answer it: an exam of the answers, written from the
/// evidence before the answers were.
pub struct FollowUp {
    pub id: String,
    pub question: String,
    pub statements: Vec<StatementIx>,
}

/// All questions of the exam.
pub fn follow_ups() -> Vec<FollowUp> {
    #[derive(serde::Deserialize)]
    struct Exam {
        follow_up: Vec<Written>,
    }
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Written {
        id: String,
        question: String,
        origin: String,
        #[serde(default)]
        statements: Vec<String>,
        #[serde(default)]
        conflicts: Vec<String>,
        unanswered: Option<String>,
    }
    let exam: Exam = toml::from_str(include_str!("../follow-ups.toml")).unwrap();
    exam.follow_up
        .into_iter()
        .map(|written| {
            let id = &written.id;
            let answered = !written.statements.is_empty() || written.unanswered.is_some();
            assert!(answered, "{id}: neither an answer nor why there is none");
            assert!(["seen", "built"].contains(&written.origin.as_str()), "{id}");
            for conflict in &written.conflicts {
                let mut known = CONTENT.conflicts.iter();
                assert!(known.any(|known| known.id == *conflict), "{id}: {conflict}");
            }
            let statement = |named: &String| {
                let found = CONTENT.find_statement(named);
                found.unwrap_or_else(|| panic!("{id}: there is no {named}"))
            };
            FollowUp {
                statements: written.statements.iter().map(statement).collect(),
                id: written.id,
                question: written.question,
            }
        })
        .collect()
}

/// Whether something is withheld under the name of several treatments, for no reason of its own.
pub fn is_named_with_others(made: &Plan, held: &Withheld) -> bool {
    made.withheld.iter().any(|other| {
        let covers = &CONTENT.treatment(other.treatment).covers;
        let mut reasons = held.reasons.iter();
        covers.contains(&held.treatment) && reasons.all(|reason| other.reasons.contains(reason))
    })
}

/// The day of all tests.
pub fn today() -> Day {
    Day::parse("2026-11-23").unwrap()
}

/// A small generator with a fixed seed, so that a failure comes again.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % most
    }

    /// Any answer that a card of this question can give.
    pub fn answer(&mut self, place: QuestionIx) -> Answer {
        let question = CONTENT.question(place);
        let options: Vec<_> = CONTENT.option_places(place).collect();
        match question.kind {
            QuestionKind::One => Answer::One(options[self.below(options.len())]),
            QuestionKind::Number => Answer::Number(
                question.min
                    + u16::try_from(self.below(usize::from(question.max - question.min) + 1))
                        .unwrap(),
            ),
            QuestionKind::Several => {
                let nothing = question.nothing().filter(|_| self.below(4) == 0);
                let any = options[self.below(options.len())];
                let mut set = OptionSet::only(nothing.unwrap_or(any));
                if !set.meets(question.exclusive) {
                    // One in four, and of a long list no more than of one of sixteen: else everything is always marked.
                    let sides = options.len().max(16);
                    for option in options {
                        if self.below(sides) < 4 && !question.exclusive.has(option) {
                            set.mark(option, true);
                        }
                    }
                }
                Answer::Several(set)
            }
        }
    }

    /// Any case; every second one passes the red-flag screen.
    pub fn case(&mut self) -> Case {
        let mut case = Case::default();
        for place in CONTENT.question_places() {
            if self.below(4) > 0 {
                let answer = self.answer(place);
                case.set(place, Some(answer));
            }
        }
        if self.below(2) == 0 {
            let screen = CONTENT.find_question("red_flags").unwrap();
            let none = CONTENT.find_option(screen, "none").unwrap();
            case.set(screen, Some(Answer::Several(OptionSet::only(none))));
        }
        case
    }
}
