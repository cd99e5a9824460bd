//! Reads callback data; [`encode`](super::encode) says what they look like.

use care_engine::content::Content;
use care_engine::intake::Override;
use care_ids::{CaseId, UserId};
use care_language::qa::FeedbackSubject;

use super::{
    CallbackData, CaseAction, Deletion, LONGEST_DATA, Look, Placement, UserAction, Withdrawal,
    marks,
};

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
    match (kind, rest) {
        ("a" | "f", rest) => {
            let case = (number != 0).then_some(case);
            parse_about(content, kind, case, rest)
        }
        ("m", [page]) => {
            let page = page.parse().ok()?;
            Some(Ok(CallbackData::CaseList { user, page }))
        }
        ("p", rest) => {
            let action = parse_word(rest)?;
            Some(Ok(CallbackData::User { user, action }))
        }
        _ => parse_of_case(content, kind, case, rest),
    }
}

/// A question or a rating, about a case or about none.
fn parse_about(
    content: &Content,
    kind: &str,
    case: Option<CaseId>,
    fields: &[&str],
) -> Option<Result<CallbackData, ParseError>> {
    let gone = |button| ParseError::Gone { button, case };
    Some(match (kind, fields) {
        ("a", [id, ..]) => match content.find_intent(id) {
            Some(asked) => Ok(CallbackData::Ask { case, asked }),
            None => Err(gone(GoneButton::Ask)),
        },
        ("f", [how @ ("y" | "n"), code]) => match FeedbackSubject::from_code(content, code) {
            Some(subject) => Ok(CallbackData::Feedback {
                case,
                subject,
                helpful: *how == "y",
            }),
            None => Err(gone(GoneButton::Feedback)),
        },
        _ => return None,
    })
}

/// A button that belongs to a case.
fn parse_of_case(
    content: &Content,
    kind: &str,
    case: CaseId,
    fields: &[&str],
) -> Option<Result<CallbackData, ParseError>> {
    let gone = |button| ParseError::Gone {
        button,
        case: Some(case),
    };
    Some(match (kind, fields) {
        ("c", [turn, rest @ ..]) => {
            let turn = u32::try_from(from_base36(turn)?).ok()?;
            match parse_verb(content, rest)? {
                Named::Is(action) => Ok(CallbackData::Card { case, turn, action }),
                Named::Gone => Err(gone(GoneButton::Card)),
            }
        }
        ("o" | "e", rest) => match parse_verb(content, rest)? {
            Named::Is(action) => Ok(CallbackData::Case {
                case,
                action,
                placement: placement(kind == "e"),
            }),
            Named::Gone => return None,
        },
        ("l" | "L", rest) => match parse_look(content, rest)? {
            Named::Is(look) => Ok(CallbackData::Look {
                case,
                look,
                placement: placement(kind == "l"),
            }),
            Named::Gone => Err(gone(GoneButton::Look)),
        },
        ("k", rest) => match parse_answer(content, rest)? {
            Named::Is(change) => Ok(CallbackData::Apply { case, change }),
            Named::Gone => Err(gone(GoneButton::Apply)),
        },
        ("z", [how @ ("ask" | "sure")]) => {
            let deletion = match *how {
                "ask" => Deletion::Ask,
                _ => Deletion::Sure,
            };
            Ok(CallbackData::Delete { case, deletion })
        }
        ("j", [into]) => Ok(CallbackData::Join {
            waiting: case,
            case: CaseId::new(from_base36(into)?),
        }),
        ("t", []) => Ok(CallbackData::CreateTopic { case }),
        _ => return None,
    })
}

fn placement(in_place: bool) -> Placement {
    if in_place {
        Placement::InPlace
    } else {
        Placement::NewMessage
    }
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

fn parse_verb(content: &Content, fields: &[&str]) -> Option<Named<CaseAction>> {
    let simple = match fields {
        ["b"] => Some(CaseAction::Back),
        ["p"] => Some(CaseAction::ShowPlan),
        ["r"] => Some(CaseAction::Refine),
        ["o"] => Some(CaseAction::StartOver),
        ["u"] => Some(CaseAction::Undo),
        ["n"] => Some(CaseAction::Review),
        ["k"] => Some(CaseAction::Kept),
        ["l"] => Some(CaseAction::LeaveReview),
        ["x"] => Some(CaseAction::Cancel),
        ["c"] => Some(CaseAction::Continue),
        ["m"] => Some(CaseAction::Menu),
        _ => None,
    };
    if simple.is_some() {
        return simple.map(Named::Is);
    }
    let (verb, question, option) = match fields {
        [verb @ ("=" | "+" | "-" | "d" | "s" | "e" | "v"), rest @ ..] => {
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
            "v" => CaseAction::Marks(question),
            _ => CaseAction::Edit(question),
        })
    })();
    Some(found.into())
}

fn parse_look(content: &Content, fields: &[&str]) -> Option<Named<Look>> {
    Some(match fields {
        ["p", panel] => {
            let mut panels = content.panels.iter();
            let found = panels.position(|known| known.id == *panel);
            found.map(Look::Panel).into()
        }
        ["n"] => Named::Is(Look::WhyNot),
        ["e"] => Named::Is(Look::Evidence),
        ["l"] => Named::Is(Look::Letter),
        ["L", line] => content.find_line(line).map(Look::LetterTo).into(),
        ["N", style] => {
            let mut styles = content.notes.styles.iter();
            let found = styles.position(|known| known.id == *style);
            found.map(Look::Note).into()
        }
        ["w"] => Named::Is(Look::Why),
        // A page of the list that an earlier version had.
        ["w", page] => page.parse::<usize>().ok().map(|_| Named::Is(Look::Why))?,
        ["a", page] => Named::Is(Look::Answers(page.parse().ok()?)),
        ["h", page] => Named::Is(Look::WhatIfs(page.parse().ok()?)),
        ["j"] => Named::Is(Look::Picture),
        ["v", page] => Named::Is(Look::Plans(page.parse().ok()?)),
        ["d", number, page] => Named::Is(Look::Changes(number.parse().ok()?, page.parse().ok()?)),
        ["D", page, answer @ ..] => {
            let page = page.parse().ok()?;
            parse_answer(content, answer)?.map(|change| Look::WhatIfChanges(change, page))
        }
        ["V", number] => Named::Is(Look::Plan(number.parse().ok()?)),
        ["i", line] => content.find_line(line).map(Look::WhyLine).into(),
        ["t", treatment] => {
            let mut places = content.treatment_places();
            places
                .find(|place| content.treatment(*place).id == *treatment)
                .map(Look::WhyWithheld)
                .into()
        }
        ["q", question] => content
            .find_question(question)
            .map(Look::WhatIfChoices)
            .into(),
        ["Q", question, set] => {
            let found = content.find_question(question);
            let found = found.and_then(|question| {
                let set = marks::read(content, question, set)?;
                Some(Look::WhatIfMarks(question, set))
            });
            found.into()
        }
        fields => parse_answer(content, fields)?.map(Look::WhatIf),
    })
}

fn parse_answer(content: &Content, fields: &[&str]) -> Option<Named<Override>> {
    let (verb, question, what) = match fields {
        [verb @ ("=" | "+" | "-" | "*" | "n"), question, what] => (*verb, *question, *what),
        _ => return None,
    };
    let found = content.find_question(question).and_then(|question| {
        if verb == "n" {
            let number = what.parse().ok()?;
            return Some(Override::Number(question, number));
        }
        if verb == "*" {
            let set = marks::read(content, question, what)?;
            return Some(Override::Several(question, set));
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
        ["terms"] => UserAction::Terms,
        ["out", chat] => {
            let chat = i64::from_str_radix(chat, 36).ok()?.into();
            UserAction::Withdraw(Withdrawal::Admission(chat))
        }
        ["void", code] => UserAction::Withdraw(Withdrawal::Invitation((*code).to_owned())),
        ["over"] => UserAction::EmergencyOver,
        ["forget"] => UserAction::Forget,
        ["keep"] => UserAction::DoNotForget,
        _ => return None,
    })
}

fn from_base36(text: &str) -> Option<i64> {
    i64::from_str_radix(text, 36).ok()
}
