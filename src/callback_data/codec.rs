//! The codec of callback data, version 1.
//!
//! Fields stand between colons and numbers in base 36. Questions, options and lines go by their ids, so that
//! buttons outlive a change of content; the content check keeps ids short enough.
//!
//! | data | meaning |
//! | --- | --- |
//! | `c:CASE:TURN:VERB[:QUESTION[:OPTION]]` | a button of a card |
//! | `o:CASE:VERB…`, `e:CASE:VERB…` | a button about a case; `e` shows its card in place |
//! | `a:CASE:ASKED` | asks something; CASE is 0 for no case |
//! | `l:CASE:WHAT…`, `L:CASE:WHAT…` | looks at something; `L` in a new message |
//! | `k:CASE:ANSWER` | applies an answer that was tried out |
//! | `z:CASE:ask`, `z:CASE:sure` | deletes a case |
//! | `t:CASE` | opens a topic |
//! | `m:USER:PAGE` | turns the list of cases |
//! | `f:CASE:y:CODE`, `f:CASE:n:CODE` | rates an answer; CASE is 0 for no case |
//! | `p:USER:WORD[:ID]` | a button of a person |
//!
//! WHAT is `w:PAGE` the lines to ask why, `i:LINE` and `t:TREATMENT` why, `a:PAGE` answers to change,
//! `h:PAGE` answers to try out, `q:QUESTION` what instead, an ANSWER the plan that would follow, `v:PAGE`
//! the plans so far, `V:NUMBER` one of them. ANSWER is `=:QUESTION:OPTION`, `+:…`, `-:…` or
//! `n:QUESTION:NUMBER`.
//!
//! Data of version 1 begin with a letter. Data of any later version begin with its number, so that a program
//! that is put back to an older version knows a newer button and says so.

use care_engine::content::Content;
use care_engine::intake::Override;
use care_ids::{CaseId, UserId, base36};
use care_language::qa::Judged;

use super::{CallbackData, CaseAction, Deletion, Look, Placement, UserAction};

/// Most bytes of callback data (Bot API, InlineKeyboardButton).
pub const LONGEST_DATA: usize = 64;

/// Why callback data cannot be acted on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParseError {
    /// The bot never made such a button.
    NotOurs,
    /// Another version of the bot made it.
    OtherVersion,
    /// The bot made it under a content that had the question, line or answer it names.
    Gone {
        /// The kind of button.
        button: GoneButton,
        /// The case that it names, if any.
        case: Option<CaseId>,
    },
}

impl ParseError {
    /// The case that a press names, to load it.
    pub fn case(self) -> Option<CaseId> {
        match self {
            Self::Gone { case, .. } => case,
            Self::NotOurs | Self::OtherVersion => None,
        }
    }
}

/// The kinds of buttons that name something of the content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GoneButton {
    /// A button of a card.
    Card,
    /// A question that can be asked.
    Ask,
    /// Something to look at.
    Look,
    /// An answer to apply.
    Apply,
    /// A rating of an answer.
    Feedback,
}

impl CallbackData {
    /// Writes the data of a button.
    pub fn encode(&self, content: &Content) -> String {
        let of_case = |case: &Option<CaseId>| case.map_or(base36(0), CaseId::base36);
        match self {
            Self::Card { case, turn, action } => {
                let turn = base36(i64::from(*turn));
                format!("c:{}:{turn}:{}", case.base36(), verb(content, *action))
            }
            Self::Case {
                case,
                action,
                placement,
            } => {
                let kind = match placement {
                    Placement::NewMessage => 'o',
                    Placement::InPlace => 'e',
                };
                format!("{kind}:{}:{}", case.base36(), verb(content, *action))
            }
            Self::Ask { case, asked } => {
                format!("a:{}:{}", of_case(case), content.asked(*asked).id)
            }
            Self::Look {
                case,
                look,
                placement,
            } => {
                let kind = match placement {
                    Placement::InPlace => 'l',
                    Placement::NewMessage => 'L',
                };
                format!("{kind}:{}:{}", case.base36(), what(content, *look))
            }
            Self::Apply { case, supposition } => {
                format!("k:{}:{}", case.base36(), answer(content, *supposition))
            }
            Self::Delete { case, deletion } => {
                let how = match deletion {
                    Deletion::Ask => "ask",
                    Deletion::Sure => "sure",
                };
                format!("z:{}:{how}", case.base36())
            }
            Self::CreateTopic { case } => format!("t:{}", case.base36()),
            Self::CaseList { user, page } => format!("m:{}:{page}", base36(user.get())),
            Self::Feedback {
                case,
                judged,
                helpful,
            } => {
                let how = if *helpful { "y" } else { "n" };
                format!("f:{}:{how}:{}", of_case(case), judged.code(content))
            }
            Self::User { user, action } => {
                format!("p:{}:{}", base36(user.get()), word(action))
            }
        }
    }

    /// Reads the data of a pressed button.
    ///
    /// # Errors
    /// When the bot made no such button, or what it names is no longer in the content.
    pub fn parse(content: &Content, data: &str) -> Result<Self, ParseError> {
        if data.starts_with(|first: char| first.is_ascii_digit()) {
            return Err(ParseError::OtherVersion);
        }
        if data.len() > LONGEST_DATA {
            return Err(ParseError::NotOurs);
        }
        parse_fields(content, data).unwrap_or(Err(ParseError::NotOurs))
    }
}

/// Nothing when the bot never made such a button.
fn parse_fields(content: &Content, data: &str) -> Option<Result<CallbackData, ParseError>> {
    let fields: Vec<&str> = data.split(':').collect();
    let (kind, number, rest) = match fields.as_slice() {
        [kind, number, rest @ ..] => (*kind, from_base36(number)?, rest),
        _ => return None,
    };
    let (case, user) = (CaseId::new(number), UserId::new(number));
    let case_or_none = (number != 0).then_some(case);
    let gone = |button, case| Err(ParseError::Gone { button, case });
    Some(Ok(match (kind, rest) {
        ("c", [turn, rest @ ..]) => {
            let turn = u32::try_from(from_base36(turn)?).ok()?;
            match parse_verb(content, rest)? {
                Named::Is(action) => CallbackData::Card { case, turn, action },
                Named::Gone => return Some(gone(GoneButton::Card, Some(case))),
            }
        }
        ("o" | "e", rest) => {
            let placement = match kind {
                "o" => Placement::NewMessage,
                _ => Placement::InPlace,
            };
            match parse_verb(content, rest)? {
                Named::Is(action) => CallbackData::Case {
                    case,
                    action,
                    placement,
                },
                Named::Gone => return None,
            }
        }
        ("a", [id, ..]) => match content.find_asked(id) {
            Some(asked) => CallbackData::Ask {
                case: case_or_none,
                asked,
            },
            None => return Some(gone(GoneButton::Ask, case_or_none)),
        },
        ("l" | "L", rest) => {
            let placement = match kind {
                "l" => Placement::InPlace,
                _ => Placement::NewMessage,
            };
            match parse_look(content, rest)? {
                Named::Is(look) => CallbackData::Look {
                    case,
                    look,
                    placement,
                },
                Named::Gone => return Some(gone(GoneButton::Look, Some(case))),
            }
        }
        ("k", rest) => match parse_answer(content, rest)? {
            Named::Is(supposition) => CallbackData::Apply { case, supposition },
            Named::Gone => return Some(gone(GoneButton::Apply, Some(case))),
        },
        ("z", ["ask"]) => CallbackData::Delete {
            case,
            deletion: Deletion::Ask,
        },
        ("z", ["sure"]) => CallbackData::Delete {
            case,
            deletion: Deletion::Sure,
        },
        ("t", []) => CallbackData::CreateTopic { case },
        ("m", [page]) => CallbackData::CaseList {
            user,
            page: page.parse().ok()?,
        },
        ("f", [how @ ("y" | "n"), code]) => match Judged::from_code(content, code) {
            Some(judged) => CallbackData::Feedback {
                case: case_or_none,
                judged,
                helpful: *how == "y",
            },
            None => return Some(gone(GoneButton::Feedback, case_or_none)),
        },
        ("p", rest) => CallbackData::User {
            user,
            action: parse_word(rest)?,
        },
        _ => return None,
    }))
}

/// Something of the content that a button names.
enum Named<T> {
    Is(T),
    /// The content no longer has it.
    Gone,
}

impl<T> From<Option<T>> for Named<T> {
    fn from(found: Option<T>) -> Self {
        found.map_or(Self::Gone, Self::Is)
    }
}

impl<T> Named<T> {
    fn map<U>(self, then: impl FnOnce(T) -> U) -> Named<U> {
        match self {
            Self::Is(found) => Named::Is(then(found)),
            Self::Gone => Named::Gone,
        }
    }
}

fn verb(content: &Content, action: CaseAction) -> String {
    let id = |question| content.question(question).id.as_str();
    let option = |question, option| content.option(question, option).id.as_str();
    match action {
        CaseAction::Choose(q, o) => format!("=:{}:{}", id(q), option(q, o)),
        CaseAction::Mark(q, o, true) => format!("+:{}:{}", id(q), option(q, o)),
        CaseAction::Mark(q, o, false) => format!("-:{}:{}", id(q), option(q, o)),
        CaseAction::Done(q) => format!("d:{}", id(q)),
        CaseAction::Skip(q) => format!("s:{}", id(q)),
        CaseAction::Edit(q) => format!("e:{}", id(q)),
        CaseAction::Back => "b".into(),
        CaseAction::ShowPlan => "p".into(),
        CaseAction::Refine => "r".into(),
        CaseAction::StartOver => "o".into(),
        CaseAction::Cancel => "x".into(),
        CaseAction::Continue => "c".into(),
    }
}

fn parse_verb(content: &Content, fields: &[&str]) -> Option<Named<CaseAction>> {
    let simple = match fields {
        ["b"] => Some(CaseAction::Back),
        ["p"] => Some(CaseAction::ShowPlan),
        ["r"] => Some(CaseAction::Refine),
        ["o"] => Some(CaseAction::StartOver),
        ["x"] => Some(CaseAction::Cancel),
        ["c"] => Some(CaseAction::Continue),
        _ => None,
    };
    if simple.is_some() {
        return simple.map(Named::Is);
    }
    let (verb, question, option) = match fields {
        [verb @ ("=" | "+" | "-" | "d" | "s" | "e"), rest @ ..] => {
            (*verb, rest.first(), rest.get(1))
        }
        _ => return None,
    };
    let found = (|| {
        let question = content.find_question(question?)?;
        let option = || content.find_option(question, option?);
        Some(match verb {
            "=" => CaseAction::Choose(question, option()?),
            "+" => CaseAction::Mark(question, option()?, true),
            "-" => CaseAction::Mark(question, option()?, false),
            "d" => CaseAction::Done(question),
            "s" => CaseAction::Skip(question),
            _ => CaseAction::Edit(question),
        })
    })();
    Some(found.into())
}

fn what(content: &Content, look: Look) -> String {
    match look {
        Look::Whys(page) => format!("w:{page}"),
        Look::WhyLine(line) => format!("i:{}", content.line(line).id),
        Look::WhyWithheld(treatment) => format!("t:{}", content.treatment(treatment).id),
        Look::Answers(page) => format!("a:{page}"),
        Look::Suppositions(page) => format!("h:{page}"),
        Look::Instead(question) => format!("q:{}", content.question(question).id),
        Look::Suppose(supposition) => answer(content, supposition),
        Look::Plans(page) => format!("v:{page}"),
        Look::Plan(number) => format!("V:{number}"),
    }
}

fn parse_look(content: &Content, fields: &[&str]) -> Option<Named<Look>> {
    Some(match fields {
        ["w", page] => Named::Is(Look::Whys(page.parse().ok()?)),
        ["a", page] => Named::Is(Look::Answers(page.parse().ok()?)),
        ["h", page] => Named::Is(Look::Suppositions(page.parse().ok()?)),
        ["v", page] => Named::Is(Look::Plans(page.parse().ok()?)),
        ["V", number] => Named::Is(Look::Plan(number.parse().ok()?)),
        ["i", line] => content.find_line(line).map(Look::WhyLine).into(),
        ["t", treatment] => {
            let mut places = content.treatment_places();
            places
                .find(|place| content.treatment(*place).id == *treatment)
                .map(Look::WhyWithheld)
                .into()
        }
        ["q", question] => content.find_question(question).map(Look::Instead).into(),
        fields => parse_answer(content, fields)?.map(Look::Suppose),
    })
}

fn answer(content: &Content, supposition: Override) -> String {
    let question = |place| content.question(place).id.as_str();
    let option = |place, option| content.option(place, option).id.as_str();
    match supposition {
        Override::Choose(q, o) => format!("=:{}:{}", question(q), option(q, o)),
        Override::Mark(q, o, true) => format!("+:{}:{}", question(q), option(q, o)),
        Override::Mark(q, o, false) => format!("-:{}:{}", question(q), option(q, o)),
        Override::Number(q, number) => format!("n:{}:{number}", question(q)),
    }
}

fn parse_answer(content: &Content, fields: &[&str]) -> Option<Named<Override>> {
    let (verb, question, what) = match fields {
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
    Some(found.into())
}

fn word(action: &UserAction) -> String {
    match action {
        UserAction::Accept => "accept".to_owned(),
        UserAction::Role(role) => format!("role:{role}"),
        UserAction::ChooseRole => "roles".to_owned(),
        UserAction::ChooseAccess => "access".to_owned(),
        UserAction::Access(option, true) => format!("have:{option}"),
        UserAction::Access(option, false) => format!("lack:{option}"),
        UserAction::AccessDone => "had".to_owned(),
        UserAction::NewCase => "new".to_owned(),
        UserAction::Cases => "cases".to_owned(),
        UserAction::Privacy => "privacy".to_owned(),
        UserAction::Forget => "forget".to_owned(),
        UserAction::DoNotForget => "keep".to_owned(),
    }
}

fn parse_word(fields: &[&str]) -> Option<UserAction> {
    Some(match fields {
        ["accept"] => UserAction::Accept,
        ["role", role] => UserAction::Role((*role).to_owned()),
        ["roles"] => UserAction::ChooseRole,
        ["access"] => UserAction::ChooseAccess,
        ["have", option] => UserAction::Access((*option).to_owned(), true),
        ["lack", option] => UserAction::Access((*option).to_owned(), false),
        ["had"] => UserAction::AccessDone,
        ["new"] => UserAction::NewCase,
        ["cases"] => UserAction::Cases,
        ["privacy"] => UserAction::Privacy,
        ["forget"] => UserAction::Forget,
        ["keep"] => UserAction::DoNotForget,
        _ => return None,
    })
}

fn from_base36(text: &str) -> Option<i64> {
    i64::from_str_radix(text, 36).ok()
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a failing test may panic"
)]
mod tests {
    use super::*;
    use care_engine::content::Kind;

    /// The longest numbers that Telegram and the database can give.
    const CASE: CaseId = CaseId::new(i64::MAX);
    const USER: UserId = UserId::new(i64::MAX);

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

    fn looks(content: &Content) -> Vec<Look> {
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
        looks.extend(suppositions(content).into_iter().map(Look::Suppose));
        looks
    }

    fn judged(content: &Content) -> Vec<Judged> {
        let asked = content.language.asked.iter();
        let asked = asked.map(|asked| Judged::Asked(content.find_asked(&asked.id).unwrap()));
        let reasons = [
            "answered",
            "no_reviewed_answer",
            "out_of_scope",
            "identifier",
        ];
        asked.chain(reasons.map(Judged::Reason)).collect()
    }

    #[test]
    fn every_button_of_the_content_fits_and_is_read_back_as_it_was_meant() {
        let content = care_content::content().unwrap();
        let looks = looks(&content).into_iter().flat_map(|look| {
            [Placement::InPlace, Placement::NewMessage].map(|placement| CallbackData::Look {
                case: CASE,
                look,
                placement,
            })
        });
        let applied = suppositions(&content)
            .into_iter()
            .map(|supposition| CallbackData::Apply {
                case: CASE,
                supposition,
            });
        let deleted = [Deletion::Ask, Deletion::Sure].map(|deletion| CallbackData::Delete {
            case: CASE,
            deletion,
        });
        let rated = judged(&content)
            .into_iter()
            .map(|judged| CallbackData::Feedback {
                case: Some(CASE),
                judged,
                helpful: false,
            });
        let others = [
            CallbackData::CaseList {
                user: USER,
                page: 999,
            },
            CallbackData::CreateTopic { case: CASE },
        ];
        let all = looks
            .chain(applied)
            .chain(deleted)
            .chain(rated)
            .chain(others);
        for meant in all {
            let data = meant.encode(&content);
            assert!(data.len() <= LONGEST_DATA, "{} bytes: {data}", data.len());
            assert_eq!(CallbackData::parse(&content, &data), Ok(meant), "{data}");
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
            let gone = Err(ParseError::Gone {
                button: GoneButton::Look,
                case: Some(CaseId::new(1)),
            });
            assert_eq!(CallbackData::parse(&content, data), gone, "{data}");
        }
        let gone = Err(ParseError::Gone {
            button: GoneButton::Feedback,
            case: None,
        });
        assert_eq!(CallbackData::parse(&content, "f:0:y:gone"), gone);
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
            "o:1:e:gone",
        ] {
            let read = CallbackData::parse(&content, data);
            assert_eq!(read, Err(ParseError::NotOurs), "{data}");
        }
    }

    #[test]
    fn a_button_of_a_later_version_is_told_from_nonsense() {
        let content = care_content::content().unwrap();
        for data in ["2:c:1:1:b", "17:anything"] {
            let read = CallbackData::parse(&content, data);
            assert_eq!(read, Err(ParseError::OtherVersion), "{data}");
        }
    }
}
