//! Every button of the content goes round.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a failing test may panic"
)]

use super::*;
use care_engine::content::{Content, QuestionKind};

/// The longest numbers that Telegram and the database can give.
const CASE: CaseId = CaseId::new(i64::MAX);
const USER: UserId = UserId::new(i64::MAX);

fn suppositions(content: &Content) -> Vec<Override> {
    let places = content.question_places();
    let of_one = |place| {
        let options = content.option_places(place);
        match content.question(place).kind {
            QuestionKind::Number => vec![Override::Number(place, content.question(place).max)],
            QuestionKind::One => options
                .map(|option| Override::Choose(place, option))
                .collect(),
            QuestionKind::Several => {
                let all: OptionSet = content.option_places(place).collect();
                let marks = [true, false];
                options
                    .flat_map(|option| marks.map(|on| Override::Mark(place, option, on)))
                    .chain([Override::Several(place, all)])
                    .collect()
            }
        }
    };
    places.flat_map(of_one).collect()
}

fn looks(content: &Content) -> Vec<Look> {
    let mut looks = vec![
        Look::Why,
        Look::Answers(99),
        Look::WhatIfs(99),
        Look::Picture,
        Look::Plans(99),
        Look::Plan(u32::MAX),
        Look::Changes(u32::MAX, 99),
    ];
    looks.extend([Look::WhyNot, Look::Evidence, Look::Letter]);
    looks.extend((0..content.notes.styles.len()).map(Look::Note));
    looks.extend((0..content.panels.len()).map(Look::Panel));
    looks.extend(content.line_places().map(Look::WhyLine));
    looks.extend(content.line_places().map(Look::LetterTo));
    looks.extend(content.treatment_places().map(Look::WhyWithheld));
    looks.extend(content.question_places().map(Look::WhatIfChoices));
    looks.extend(suppositions(content).into_iter().map(Look::WhatIf));
    for place in content.question_places() {
        let all: OptionSet = content.option_places(place).collect();
        let sets = [OptionSet::default(), all].into_iter();
        let sets = sets.chain(content.option_places(place).map(OptionSet::only));
        looks.extend(sets.map(|set| Look::WhatIfMarks(place, set)));
    }
    let changes = suppositions(content).into_iter();
    looks.extend(changes.map(|change| Look::WhatIfChanges(change, 9)));
    looks
}

fn subject(content: &Content) -> Vec<FeedbackSubject> {
    let asked = content.language.intents.iter();
    let asked = asked.map(|asked| FeedbackSubject::Intent(content.find_intent(&asked.id).unwrap()));
    let reasons = [
        "answered",
        "no_reviewed_answer",
        "out_of_scope",
        "identifier",
    ];
    asked.chain(reasons.map(FeedbackSubject::Reason)).collect()
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
        .map(|change| CallbackData::Apply { case: CASE, change });
    let deleted = [Deletion::Ask, Deletion::Sure].map(|deletion| CallbackData::Delete {
        case: CASE,
        deletion,
    });
    let rated = subject(&content)
        .into_iter()
        .map(|subject| CallbackData::Feedback {
            case: Some(CASE),
            subject,
            helpful: false,
        });
    let others = [
        CallbackData::CaseList {
            user: USER,
            page: 999,
        },
        CallbackData::Join {
            waiting: CASE,
            case: CASE,
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
        "l:1:Q:gone:1-1",
        "l:1:*:red_flags:1-1",
        "l:1:Q:red_flags:1",
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
        "l:1:w:x",
        "l:1:w:-1",
        "l:1:w:1:2",
        "l:é:w:1",
        "k:1:i:x",
        "k:1:=:site",
        "z:1:yes",
        "j:1",
        "j:1:?",
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
