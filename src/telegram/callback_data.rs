//! What stands behind a button: at most 64 bytes that make it safe to press late, twice, or by
//! somebody else.
//!
//! `c:CASE:TURN:VERB[:QUESTION[:OPTION]]` belongs to one card of one case: another turn is stale.
//! `o:CASE:VERB` opens a case from a list or a plan, `e:CASE:VERB` in the place of the message pressed
//! on. `a:CASE:ASKED` asks something about a case, or about none when CASE is 0. `p:PERSON:VERB[:WORD]`
//! belongs to a person. [`further`] has those beside the cards of the intake. Numbers are in base 36;
//! questions and options go by their ids, so that buttons outlive a change of content. The content check
//! keeps ids short enough.

pub mod further;

use crate::view::{Action, PersonAction, Press, base36};
use care_engine::content::{AskedIx, Content, QuestionIx};
use care_store::CaseId;

/// Most bytes of callback data (Bot API, InlineKeyboardButton).
pub const LONGEST_DATA: usize = 64;

/// Whose buttons are being written.
#[derive(Debug, Clone, Copy)]
pub struct Owner {
    /// The person.
    pub person: i64,
    /// The case of the card and its turn.
    pub case: Option<(CaseId, u32)>,
}

/// A button that was pressed, read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decoded {
    /// Of a card of a case.
    Case {
        /// The case.
        case: CaseId,
        /// The card's turn.
        turn: u32,
        /// What it does; nothing when its question is no longer in the content.
        action: Option<Action>,
    },
    /// Opens a case.
    OtherCase {
        /// The case.
        case: CaseId,
        /// What it does.
        action: Action,
        /// In the place of the message pressed on.
        here: bool,
    },
    /// Asks something.
    Asked {
        /// About which case.
        case: Option<CaseId>,
        /// What; nothing when it is no longer in the content.
        asked: Option<AskedIx>,
    },
    /// Of a person.
    Person {
        /// Whose.
        person: i64,
        /// What it does.
        action: PersonAction,
    },
}

/// Writes the data of a button.
pub fn encode(content: &Content, press: &Press, owner: Owner) -> String {
    match press {
        Press::Case(action) => match owner.case {
            Some((case, turn)) => {
                format!(
                    "c:{}:{}:{}",
                    base36(case),
                    base36(i64::from(turn)),
                    verb(content, action)
                )
            }
            None => format!("p:{}:cases", base36(owner.person)),
        },
        Press::OtherCase(case, action) => format!("o:{}:{}", base36(*case), verb(content, action)),
        Press::Here(case, action) => format!("e:{}:{}", base36(*case), verb(content, action)),
        Press::Asked(case, asked) => {
            let id = &content.asked(*asked).id;
            format!("a:{}:{id}", base36(case.unwrap_or(0)))
        }
        Press::Look(case, look) => further::look(content, *case, *look, false),
        Press::Open(case, look) => further::look(content, *case, *look, true),
        Press::Topic(case) => further::topic(*case),
        Press::Save(case, supposition) => further::save(content, *case, *supposition),
        Press::Delete(case, deletion) => further::delete(*case, *deletion),
        Press::CasesFrom(page) => further::cases_from(owner.person, *page),
        Press::Helpful(case, judged, helpful) => {
            further::helpful(content, *case, *judged, *helpful)
        }
        Press::Person(action) => {
            let word = match action {
                PersonAction::Accept => "accept".to_owned(),
                PersonAction::Role(role) => format!("role:{role}"),
                PersonAction::ChooseRole => "roles".to_owned(),
                PersonAction::ChooseAccess => "access".to_owned(),
                PersonAction::Access(option, true) => format!("have:{option}"),
                PersonAction::Access(option, false) => format!("lack:{option}"),
                PersonAction::AccessDone => "had".to_owned(),
                PersonAction::NewCase => "new".to_owned(),
                PersonAction::Cases => "cases".to_owned(),
                PersonAction::Privacy => "privacy".to_owned(),
                PersonAction::Forget => "forget".to_owned(),
                PersonAction::DoNotForget => "keep".to_owned(),
            };
            format!("p:{}:{word}", base36(owner.person))
        }
    }
}

fn verb(content: &Content, action: &Action) -> String {
    let id = |question: &QuestionIx| content.question(*question).id.as_str();
    let option = |question: &QuestionIx, option| content.option(*question, option).id.as_str();
    match action {
        Action::Choose(q, o) => format!("=:{}:{}", id(q), option(q, *o)),
        Action::Mark(q, o, true) => format!("+:{}:{}", id(q), option(q, *o)),
        Action::Mark(q, o, false) => format!("-:{}:{}", id(q), option(q, *o)),
        Action::Done(q) => format!("d:{}", id(q)),
        Action::Skip(q) => format!("s:{}", id(q)),
        Action::Edit(q) => format!("e:{}", id(q)),
        Action::Back => "b".into(),
        Action::ShowPlan => "p".into(),
        Action::Refine => "r".into(),
        Action::StartOver => "o".into(),
        Action::Cancel => "x".into(),
        Action::Continue => "c".into(),
    }
}

/// Reads the data of a pressed button; nothing when the bot never made such a button.
pub fn decode(content: &Content, data: &str) -> Option<Decoded> {
    if data.len() > LONGEST_DATA {
        return None;
    }
    let mut parts = data.split(':');
    let kind = parts.next()?;
    let number = from_base36(parts.next()?)?;
    match kind {
        "c" => {
            let turn = u32::try_from(from_base36(parts.next()?)?).ok()?;
            let action = action(content, &mut parts)?;
            Some(Decoded::Case {
                case: number,
                turn,
                action,
            })
        }
        "o" | "e" => {
            let action = action(content, &mut parts)??;
            Some(Decoded::OtherCase {
                case: number,
                action,
                here: kind == "e",
            })
        }
        "a" => {
            let id = parts.next()?;
            Some(Decoded::Asked {
                case: (number != 0).then_some(number),
                asked: content.find_asked(id),
            })
        }
        "p" => {
            let word = parts.next()?;
            let argument = parts.next().map(str::to_owned);
            let action = match (word, argument) {
                ("accept", None) => PersonAction::Accept,
                ("role", Some(role)) => PersonAction::Role(role),
                ("roles", None) => PersonAction::ChooseRole,
                ("access", None) => PersonAction::ChooseAccess,
                ("have", Some(option)) => PersonAction::Access(option, true),
                ("lack", Some(option)) => PersonAction::Access(option, false),
                ("had", None) => PersonAction::AccessDone,
                ("new", None) => PersonAction::NewCase,
                ("cases", None) => PersonAction::Cases,
                ("privacy", None) => PersonAction::Privacy,
                ("forget", None) => PersonAction::Forget,
                ("keep", None) => PersonAction::DoNotForget,
                _ => return None,
            };
            Some(Decoded::Person {
                person: number,
                action,
            })
        }
        _ => None,
    }
}

/// The outer `None`: not a verb. The inner one: a question or option that is no longer there.
#[expect(
    clippy::option_option,
    reason = "two different kinds of nothing, told apart by the caller"
)]
fn action<'d>(
    content: &Content,
    parts: &mut impl Iterator<Item = &'d str>,
) -> Option<Option<Action>> {
    let verb = parts.next()?;
    let question = parts.next();
    let option = parts.next();
    let simple = match verb {
        "b" => Some(Action::Back),
        "p" => Some(Action::ShowPlan),
        "r" => Some(Action::Refine),
        "o" => Some(Action::StartOver),
        "x" => Some(Action::Cancel),
        "c" => Some(Action::Continue),
        _ => None,
    };
    if simple.is_some() {
        return question.is_none().then_some(simple);
    }
    if !matches!(verb, "=" | "+" | "-" | "d" | "s" | "e") {
        return None;
    }
    let found = (|| {
        let question = content.find_question(question?)?;
        let option = || content.find_option(question, option?);
        Some(match verb {
            "=" => Action::Choose(question, option()?),
            "+" => Action::Mark(question, option()?, true),
            "-" => Action::Mark(question, option()?, false),
            "d" => Action::Done(question),
            "s" => Action::Skip(question),
            _ => Action::Edit(question),
        })
    })();
    Some(found)
}

fn from_base36(text: &str) -> Option<i64> {
    i64::from_str_radix(text, 36).ok()
}
