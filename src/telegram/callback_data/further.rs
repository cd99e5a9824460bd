//! Buttons beside the cards of the intake: what can be looked at, saved, deleted, rated.
//!
//! `l:CASE:WHAT[:…]` looks at something of a case and changes nothing (`L:…` the same on a message of
//! its own): `w:PAGE` the lines to ask why,
//! `i:LINE` and `t:TREATMENT` why, `a:PAGE` answers to change, `h:PAGE` answers to suppose otherwise,
//! `q:QUESTION` what instead, `=:QUESTION:OPTION`, `+:…`, `-:…` and `n:QUESTION:NUMBER` the plan that
//! would follow, `v:PAGE` the plans so far, `V:NUMBER` one of them. `k:CASE:` with `=`, `+`, `-` or `n`
//! keeps such an answer. `z:CASE:ask` and `z:CASE:sure` delete a case, `m:PERSON:PAGE` turns the list
//! of a person's cases, `f:CASE:y:CODE` and `f:CASE:n:CODE` judge an answer about a case, or about none
//! when CASE is 0. `t:CASE` opens a topic for a case.

use super::{LONGEST_DATA, from_base36};
use crate::view::{Deletion, Look, base36};
use care_engine::content::Content;
use care_engine::intake::Override;
use care_language::qa::Judged;
use care_store::CaseId;

/// Such a button that was pressed, read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Further {
    /// Looks at something of a case; anybody in its chat may.
    Look {
        /// The case.
        case: CaseId,
        /// What; nothing when it is no longer in the content.
        look: Option<Look>,
        /// On a message of its own: what was pressed on stays.
        anew: bool,
    },
    /// Takes over what was supposed; only the case's own person may.
    Save {
        /// The case.
        case: CaseId,
        /// What; nothing when it is no longer in the content.
        supposition: Option<Override>,
    },
    /// Deletes a case; only its own person may.
    Delete {
        /// The case.
        case: CaseId,
        /// Whether it was confirmed.
        deletion: Deletion,
    },
    /// Turns a list of cases.
    CasesFrom {
        /// Whose.
        person: i64,
        /// To which page.
        page: usize,
    },
    /// Judges an answer.
    Helpful {
        /// About which case.
        case: Option<CaseId>,
        /// What; nothing when it is no longer in the content.
        judged: Option<Judged>,
        /// How.
        helpful: bool,
    },
    /// Opens a topic for a case.
    Topic {
        /// The case.
        case: CaseId,
    },
}

pub(super) fn look(content: &Content, case: CaseId, look: Look, anew: bool) -> String {
    let what = match look {
        Look::Whys(page) => format!("w:{page}"),
        Look::WhyLine(line) => format!("i:{}", content.line(line).id),
        Look::WhyWithheld(treatment) => format!("t:{}", content.treatment(treatment).id),
        Look::Answers(page) => format!("a:{page}"),
        Look::Suppositions(page) => format!("h:{page}"),
        Look::Instead(question) => format!("q:{}", content.question(question).id),
        Look::Suppose(supposition) => supposed(content, supposition),
        Look::Plans(page) => format!("v:{page}"),
        Look::Plan(number) => format!("V:{number}"),
    };
    let kind = if anew { 'L' } else { 'l' };
    format!("{kind}:{}:{what}", base36(case))
}

pub(super) fn save(content: &Content, case: CaseId, supposition: Override) -> String {
    format!("k:{}:{}", base36(case), supposed(content, supposition))
}

pub(super) fn delete(case: CaseId, deletion: Deletion) -> String {
    let how = match deletion {
        Deletion::Ask => "ask",
        Deletion::Sure => "sure",
    };
    format!("z:{}:{how}", base36(case))
}

pub(super) fn topic(case: CaseId) -> String {
    format!("t:{}", base36(case))
}

pub(super) fn cases_from(person: i64, page: usize) -> String {
    format!("m:{}:{page}", base36(person))
}

pub(super) fn helpful(
    content: &Content,
    case: Option<CaseId>,
    judged: Judged,
    helpful: bool,
) -> String {
    let how = if helpful { "y" } else { "n" };
    let case = base36(case.unwrap_or(0));
    format!("f:{case}:{how}:{}", judged.code(content))
}

fn supposed(content: &Content, supposition: Override) -> String {
    let question = |place| content.question(place).id.as_str();
    let option = |place, option| content.option(place, option).id.as_str();
    match supposition {
        Override::Choose(q, o) => format!("=:{}:{}", question(q), option(q, o)),
        Override::Mark(q, o, true) => format!("+:{}:{}", question(q), option(q, o)),
        Override::Mark(q, o, false) => format!("-:{}:{}", question(q), option(q, o)),
        Override::Number(q, number) => format!("n:{}:{number}", question(q)),
    }
}

/// Reads the data of a pressed button; nothing when the bot never made such a button.
pub fn decode(content: &Content, data: &str) -> Option<Further> {
    if data.len() > LONGEST_DATA {
        return None;
    }
    let parts: Vec<&str> = data.split(':').collect();
    let (kind, number, rest) = match parts.as_slice() {
        [kind, number, rest @ ..] => (*kind, from_base36(number)?, rest),
        _ => return None,
    };
    match (kind, rest) {
        ("l" | "L", rest) => Some(Further::Look {
            case: number,
            look: read_look(content, rest)?.0,
            anew: kind == "L",
        }),
        ("t", []) => Some(Further::Topic { case: number }),
        ("k", rest) => Some(Further::Save {
            case: number,
            supposition: read_supposed(content, rest)?.0,
        }),
        ("z", ["ask"]) => Some(Further::Delete {
            case: number,
            deletion: Deletion::Ask,
        }),
        ("z", ["sure"]) => Some(Further::Delete {
            case: number,
            deletion: Deletion::Sure,
        }),
        ("m", [page]) => Some(Further::CasesFrom {
            person: number,
            page: page.parse().ok()?,
        }),
        ("f", [how @ ("y" | "n"), code]) => Some(Further::Helpful {
            case: (number != 0).then_some(number),
            judged: Judged::from_code(content, code),
            helpful: *how == "y",
        }),
        _ => None,
    }
}

/// What a button stood for; nothing inside when the content no longer has it.
struct Once<T>(Option<T>);

fn read_look(content: &Content, rest: &[&str]) -> Option<Once<Look>> {
    let found = match rest {
        ["w", page] => Some(Look::Whys(page.parse().ok()?)),
        ["a", page] => Some(Look::Answers(page.parse().ok()?)),
        ["h", page] => Some(Look::Suppositions(page.parse().ok()?)),
        ["v", page] => Some(Look::Plans(page.parse().ok()?)),
        ["V", number] => Some(Look::Plan(number.parse().ok()?)),
        ["i", line] => content.find_line(line).map(Look::WhyLine),
        ["t", treatment] => {
            let mut places = content.treatment_places();
            places
                .find(|place| content.treatment(*place).id == *treatment)
                .map(Look::WhyWithheld)
        }
        ["q", question] => content.find_question(question).map(Look::Instead),
        rest => read_supposed(content, rest)?.0.map(Look::Suppose),
    };
    Some(Once(found))
}

fn read_supposed(content: &Content, rest: &[&str]) -> Option<Once<Override>> {
    let (verb, question, what) = match rest {
        [verb @ ("=" | "+" | "-" | "n"), question, what] => (*verb, *question, *what),
        _ => return None,
    };
    let found = content.find_question(question).and_then(|question| {
        if verb == "n" {
            let number = what.parse().ok()?;
            return Some(Override::Number(question, number));
        }
        let option = content.find_option(question, what)?;
        Some(match verb {
            "+" => Override::Mark(question, option, true),
            "-" => Override::Mark(question, option, false),
            _ => Override::Choose(question, option),
        })
    });
    Some(Once(found))
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a failing test may panic"
)]
mod tests {
    use super::super::{Owner, encode};
    use super::*;
    use crate::view::Press;
    use care_engine::content::Kind;

    /// The longest numbers that Telegram and the database can give.
    const CASE: i64 = i64::MAX;
    const OWNER: Owner = Owner {
        person: i64::MAX,
        case: None,
    };

    fn suppositions(content: &Content) -> Vec<Override> {
        let places = content.question_places();
        let of_one = |place| {
            let options = content.option_places(place);
            match content.question(place).kind {
                Kind::Number => vec![Override::Number(place, content.question(place).max)],
                Kind::One => options
                    .map(|option| Override::Choose(place, option))
                    .collect(),
                Kind::Several => options
                    .flat_map(|option| [true, false].map(|on| Override::Mark(place, option, on)))
                    .collect(),
            }
        };
        places.flat_map(of_one).collect()
    }

    #[test]
    fn every_button_of_the_content_fits_and_is_read_back_as_it_was_meant() {
        let content = care_content::content().unwrap();
        let mut looks = vec![
            Look::Whys(99),
            Look::Answers(99),
            Look::Suppositions(99),
            Look::Plans(99),
            Look::Plan(u32::MAX),
        ];
        looks.extend(content.line_places().map(Look::WhyLine));
        looks.extend(content.treatment_places().map(Look::WhyWithheld));
        looks.extend(content.question_places().map(Look::Instead));
        looks.extend(suppositions(&content).into_iter().map(Look::Suppose));
        let looks = looks.into_iter().flat_map(|look| {
            [false, true].map(|anew| {
                let meant = Further::Look {
                    case: CASE,
                    look: Some(look),
                    anew,
                };
                let press = if anew { Press::Open } else { Press::Look };
                (press(CASE, look), meant)
            })
        });
        let saves = suppositions(&content).into_iter().map(|supposition| {
            let meant = Further::Save {
                case: CASE,
                supposition: Some(supposition),
            };
            (Press::Save(CASE, supposition), meant)
        });
        let deletions = [Deletion::Ask, Deletion::Sure].map(|deletion| {
            let meant = Further::Delete {
                case: CASE,
                deletion,
            };
            (Press::Delete(CASE, deletion), meant)
        });
        let turned = Further::CasesFrom {
            person: i64::MAX,
            page: 999,
        };
        let asked = content.language.asked.iter();
        let asked = asked.map(|asked| Judged::Asked(content.find_asked(&asked.id).unwrap()));
        let reasons = [
            "answered",
            "no_reviewed_answer",
            "out_of_scope",
            "identifier",
        ];
        let judged = asked.chain(reasons.map(Judged::Reason)).map(|judged| {
            let meant = Further::Helpful {
                case: Some(CASE),
                judged: Some(judged),
                helpful: false,
            };
            (Press::Helpful(Some(CASE), judged, false), meant)
        });
        let all = looks
            .chain(saves)
            .chain(deletions)
            .chain([(Press::CasesFrom(999), turned)])
            .chain([(Press::Topic(CASE), Further::Topic { case: CASE })])
            .chain(judged);
        for (press, meant) in all {
            let data = encode(&content, &press, OWNER);
            assert!(data.len() <= LONGEST_DATA, "{} bytes: {data}", data.len());
            assert_eq!(decode(&content, &data), Some(meant), "{data}");
            // The reader of the other buttons leaves it alone.
            assert_eq!(super::super::decode(&content, &data), None, "{data}");
        }
    }

    #[test]
    fn what_the_content_no_longer_has_is_told_from_what_never_was_a_button() {
        let content = care_content::content().unwrap();
        for data in [
            "l:1:i:gone",
            "l:1:t:gone",
            "l:1:q:gone",
            "l:1:=:site:gone",
            "l:1:n:gone:7",
        ] {
            let read = decode(&content, data);
            let gone = matches!(
                read,
                Some(Further::Look {
                    case: 1,
                    look: None,
                    anew: false,
                })
            );
            assert!(gone, "{data}: {read:?}");
        }
        let gone = decode(&content, "f:0:y:gone");
        let about_none = Further::Helpful {
            case: None,
            judged: None,
            helpful: true,
        };
        assert_eq!(gone, Some(about_none));
        for data in [
            "",
            "l",
            "l:1",
            "l:1:",
            "l:1:w",
            "l:1:w:x",
            "l:1:w:-1",
            "l:1:w:1:2",
            "l:é:w:1",
            "k:1:i:x",
            "k:1:=:site",
            "z:1:yes",
            "m:1:x",
            "f:1:m:x",
            "f:1:y",
            "q:1:w:1",
        ] {
            assert_eq!(decode(&content, data), None, "{data}");
        }
    }
}
