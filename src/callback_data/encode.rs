//! Writes callback data. This is the codec's version 1.
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
//! | `j:CASE:CASE` | what waits in the first case is the second's |
//! | `t:CASE` | opens a topic |
//! | `m:USER:PAGE` | turns the list of cases |
//! | `f:CASE:y:CODE`, `f:CASE:n:CODE` | rates an answer; CASE is 0 for no case |
//! | `p:USER:WORD[:ID]` | a button of a person |
//!
//! WHAT is `p:PANEL` a part of the plan, `n` what is not advised, `e` the evidence, `N:STYLE` the note for the chart,
//! `l` the letter of the referral, `w` the first lines to ask why, `i:LINE` and `t:TREATMENT` why, `a:PAGE` answers to change,
//! `h:PAGE` answers to try out, `q:QUESTION` what instead, `Q:QUESTION:MARKS` which marks instead, an ANSWER the plan that would follow, `v:PAGE`
//! the plans so far, `V:NUMBER` one of them, `d:NUMBER:PAGE` what is different in it, `D:PAGE:ANSWER` what would be.
//! ANSWER is `=:QUESTION:OPTION`, `+:…`, `-:…`, `*:QUESTION:MARKS` or `n:QUESTION:NUMBER`; [`marks`] says what MARKS
//! are.
//!
//! Data of version 1 begin with a letter. Data of any later version begin with its number, so that a program
//! that is put back to an older version knows a newer button and says so.

use care_engine::content::Content;
use care_engine::intake::Override;
use care_ids::{CaseId, base36};

use super::{CallbackData, CaseAction, Deletion, Look, Placement, UserAction, Withdrawal, marks};

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
                format!("a:{}:{}", of_case(case), content.intent(*asked).id)
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
            Self::Apply { case, change } => {
                format!("k:{}:{}", case.base36(), answer(content, *change))
            }
            Self::Delete { case, deletion } => {
                let how = match deletion {
                    Deletion::Ask => "ask",
                    Deletion::Sure => "sure",
                };
                format!("z:{}:{how}", case.base36())
            }
            Self::Join { waiting, case } => {
                format!("j:{}:{}", waiting.base36(), case.base36())
            }
            Self::CreateTopic { case } => format!("t:{}", case.base36()),
            Self::CaseList { user, page } => format!("m:{}:{page}", base36(user.get())),
            Self::Feedback {
                case,
                subject,
                helpful,
            } => {
                let how = if *helpful { "y" } else { "n" };
                format!("f:{}:{how}:{}", of_case(case), subject.code(content))
            }
            Self::User { user, action } => {
                format!("p:{}:{}", base36(user.get()), word(action))
            }
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
        CaseAction::Undo => "u".into(),
        CaseAction::Review => "n".into(),
        CaseAction::Kept => "k".into(),
        CaseAction::LeaveReview => "l".into(),
        CaseAction::Cancel => "x".into(),
        CaseAction::Continue => "c".into(),
        CaseAction::Menu => "m".into(),
        CaseAction::Marks(q) => format!("v:{}", id(q)),
    }
}

fn what(content: &Content, look: Look) -> String {
    match look {
        Look::Panel(place) => format!("p:{}", panel_id(content, place)),
        Look::WhyNot => "n".to_owned(),
        Look::Evidence => "e".to_owned(),
        Look::Note(style) => format!("N:{}", note_style_id(content, style)),
        Look::Letter => "l".to_owned(),
        Look::LetterTo(line) => format!("L:{}", content.line(line).id),
        Look::Why => "w".to_owned(),
        Look::WhyLine(line) => format!("i:{}", content.line(line).id),
        Look::WhyWithheld(treatment) => format!("t:{}", content.treatment(treatment).id),
        Look::Answers(page) => format!("a:{page}"),
        Look::WhatIfs(page) => format!("h:{page}"),
        Look::WhatIfChoices(question) => format!("q:{}", content.question(question).id),
        Look::WhatIfMarks(question, set) => {
            let id = &content.question(question).id;
            format!("Q:{id}:{}", marks::write(content, question, set))
        }
        Look::WhatIf(change) => answer(content, change),
        Look::Picture => "j".to_owned(),
        Look::Plans(page) => format!("v:{page}"),
        Look::Plan(number) => format!("V:{number}"),
        Look::Changes(number, page) => format!("d:{number}:{page}"),
        Look::WhatIfChanges(change, page) => format!("D:{page}:{}", answer(content, change)),
    }
}

fn answer(content: &Content, change: Override) -> String {
    let question = |place| content.question(place).id.as_str();
    let option = |place, option| content.option(place, option).id.as_str();
    match change {
        Override::Choose(q, o) => format!("=:{}:{}", question(q), option(q, o)),
        Override::Mark(q, o, true) => format!("+:{}:{}", question(q), option(q, o)),
        Override::Mark(q, o, false) => format!("-:{}:{}", question(q), option(q, o)),
        Override::Several(q, set) => {
            format!("*:{}:{}", question(q), marks::write(content, q, set))
        }
        Override::Number(q, number) => format!("n:{}:{number}", question(q)),
    }
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
        UserAction::Terms => "terms".to_owned(),
        UserAction::Withdraw(Withdrawal::Admission(chat)) => {
            format!("out:{}", base36(chat.get()))
        }
        UserAction::Withdraw(Withdrawal::Invitation(code)) => format!("void:{code}"),
        UserAction::EmergencyOver => "over".to_owned(),
        UserAction::Forget => "forget".to_owned(),
        UserAction::DoNotForget => "keep".to_owned(),
    }
}

fn note_style_id(content: &Content, place: usize) -> &str {
    let style = content.notes.styles.get(place);
    style.map_or("", |style| &style.id)
}

fn panel_id(content: &Content, place: usize) -> &str {
    content.panels.get(place).map_or("", |panel| &panel.id)
}
