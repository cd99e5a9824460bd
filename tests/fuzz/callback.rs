//! What stands behind buttons: written and read back, and anything that a changed client could send.

use achilles_bot::telegram::{Decoded, LONGEST_DATA, Owner, decode, encode};
use achilles_bot::view::{Action, PersonAction, Press};
use care_engine::content::{AskedIx, OptionIx, QuestionIx};
use proptest::prelude::*;

use super::mutation::{edited, edits, text};
use super::{CONTENT, one_in};

/// Anything: read, or not.
pub fn any_data(data: &str) -> Option<Decoded> {
    decode(&CONTENT, data)
}

/// What was written fits a button and is read back as it was meant.
pub fn round(press: &Press, owner: Owner) {
    let data = encode(&CONTENT, press, owner);
    assert!(
        data.len() <= LONGEST_DATA,
        "{data} has {} bytes",
        data.len()
    );
    let meant = match (press, owner.case) {
        (Press::Case(action), Some((case, turn))) => Decoded::Case {
            case,
            turn,
            action: Some(*action),
        },
        (Press::Case(_), None) => Decoded::Person {
            person: owner.person,
            action: PersonAction::Cases,
        },
        (Press::OtherCase(case, action), _) => Decoded::OtherCase {
            case: *case,
            action: *action,
            here: false,
        },
        (Press::Here(case, action), _) => Decoded::OtherCase {
            case: *case,
            action: *action,
            here: true,
        },
        (Press::Asked(case, asked), _) => Decoded::Asked {
            case: *case,
            asked: Some(*asked),
        },
        (Press::Person(action), _) => Decoded::Person {
            person: owner.person,
            action: action.clone(),
        },
        // The others go round in the unit tests of the callback, for every line and treatment.
        _ => {
            assert!(decode(&CONTENT, &data).is_some(), "{data}");
            return;
        }
    };
    assert_eq!(decode(&CONTENT, &data), Some(meant), "{data}");
}

fn question() -> impl Strategy<Value = QuestionIx> {
    let places: Vec<QuestionIx> = CONTENT.question_places().collect();
    proptest::sample::select(places)
}

fn option() -> impl Strategy<Value = (QuestionIx, OptionIx)> {
    let places: Vec<(QuestionIx, OptionIx)> = CONTENT
        .question_places()
        .flat_map(|question| {
            CONTENT
                .option_places(question)
                .map(move |option| (question, option))
        })
        .collect();
    proptest::sample::select(places)
}

fn asked() -> impl Strategy<Value = AskedIx> {
    let ids = CONTENT.language.asked.iter();
    let places: Vec<AskedIx> = ids
        .filter_map(|asked| CONTENT.find_asked(&asked.id))
        .collect();
    proptest::sample::select(places)
}

fn action() -> impl Strategy<Value = Action> {
    prop_oneof![
        option().prop_map(|(question, option)| Action::Choose(question, option)),
        (option(), any::<bool>())
            .prop_map(|((question, option), on)| Action::Mark(question, option, on)),
        question().prop_map(Action::Done),
        question().prop_map(Action::Skip),
        question().prop_map(Action::Edit),
        proptest::sample::select(vec![
            Action::Back,
            Action::ShowPlan,
            Action::Refine,
            Action::StartOver,
            Action::Cancel,
            Action::Continue,
        ]),
    ]
}

fn person_action() -> impl Strategy<Value = PersonAction> {
    let roles: Vec<String> = CONTENT.roles.iter().map(|role| role.id.clone()).collect();
    let options: Vec<String> = CONTENT
        .questions
        .iter()
        .flat_map(|question| &question.options)
        .map(|option| option.id.clone())
        .collect();
    prop_oneof![
        proptest::sample::select(roles).prop_map(PersonAction::Role),
        (proptest::sample::select(options), any::<bool>())
            .prop_map(|(option, on)| PersonAction::Access(option, on)),
        proptest::sample::select(vec![
            PersonAction::Accept,
            PersonAction::ChooseRole,
            PersonAction::ChooseAccess,
            PersonAction::AccessDone,
            PersonAction::NewCase,
            PersonAction::Cases,
            PersonAction::Privacy,
        ]),
    ]
}

/// The store numbers cases from 1, one after another; more than a trillion there will not be.
const MOST_CASES: i64 = 1_000_000_000_000;

fn case_number() -> impl Strategy<Value = i64> {
    prop_oneof![1..2_000_i64, 1..=MOST_CASES]
}

fn press() -> impl Strategy<Value = Press> {
    prop_oneof![
        action().prop_map(Press::Case),
        (case_number(), action()).prop_map(|(case, action)| Press::OtherCase(case, action)),
        (proptest::option::of(case_number()), asked())
            .prop_map(|(case, asked)| Press::Asked(case, asked)),
        person_action().prop_map(Press::Person),
    ]
}

fn owner() -> impl Strategy<Value = Owner> {
    // Telegram's people have numbers of at most 52 bits.
    (
        0..1_i64 << 52,
        proptest::option::of((case_number(), any::<u32>())),
    )
        .prop_map(|(person, case)| Owner { person, case })
}

proptest! {
    #![proptest_config(one_in(1))]

    #[test]
    fn what_is_written_is_read_back(press in press(), owner in owner()) {
        round(&press, owner);
    }

    #[test]
    fn changed_data_is_read_or_not(press in press(), owner in owner(), edits in edits()) {
        any_data(&edited(&encode(&CONTENT, &press, owner), &edits));
    }

    #[test]
    fn any_data_is_read_or_not(data in text(), shaped in "[coap]:[-+0-9a-z]{0,14}(:[-+=a-z0-9_.]{0,20}){0,5}") {
        any_data(&data);
        any_data(&shaped);
    }
}

/// Found by these bodies: with a case number of eleven places the longest ids no longer fit.
#[test]
fn the_longest_button_of_the_content_fits() {
    let owner = Owner {
        person: (1 << 52) - 1,
        case: Some((MOST_CASES, u32::MAX)),
    };
    for question in CONTENT.question_places() {
        for option in CONTENT.option_places(question) {
            let action = Action::Mark(question, option, false);
            round(&Press::Case(action), owner);
            round(&Press::OtherCase(MOST_CASES, action), owner);
        }
    }
}
