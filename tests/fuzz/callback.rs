//! What stands behind buttons: written and read back, and anything that a changed client could send.

use achilles_bot::callback_data::{CallbackData, CaseAction, LONGEST_DATA, Placement, UserAction};
use care_engine::content::{IntentIx, OptionIx, QuestionIx};
use care_ids::{CaseId, UserId};
use proptest::prelude::*;

use super::mutation::{edited, edits, text};
use super::{CONTENT, one_in};

/// Anything: read, or not.
pub(crate) fn any_data(data: &str) -> Option<CallbackData> {
    CallbackData::parse(&CONTENT, data).ok()
}

/// What was written fits a button and is read back as it was meant.
pub(crate) fn round(meant: &CallbackData) {
    let data = meant.encode(&CONTENT);
    assert!(
        data.len() <= LONGEST_DATA,
        "{data} has {} bytes",
        data.len()
    );
    // The others go round in the unit tests of the codec, for every line and treatment.
    let read = CallbackData::parse(&CONTENT, &data);
    assert_eq!(read.as_ref(), Ok(meant), "{data}");
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

fn asked() -> impl Strategy<Value = IntentIx> {
    let ids = CONTENT.language.intents.iter();
    let places: Vec<IntentIx> = ids
        .filter_map(|asked| CONTENT.find_intent(&asked.id))
        .collect();
    proptest::sample::select(places)
}

fn action() -> impl Strategy<Value = CaseAction> {
    prop_oneof![
        option().prop_map(|(question, option)| CaseAction::Choose(question, option)),
        (option(), any::<bool>())
            .prop_map(|((question, option), on)| CaseAction::Mark(question, option, on)),
        question().prop_map(CaseAction::Done),
        question().prop_map(CaseAction::Skip),
        question().prop_map(CaseAction::Edit),
        proptest::sample::select(vec![
            CaseAction::Back,
            CaseAction::ShowPlan,
            CaseAction::Refine,
            CaseAction::Review,
            CaseAction::Kept,
            CaseAction::LeaveReview,
            CaseAction::StartOver,
            CaseAction::Cancel,
            CaseAction::Continue,
        ]),
    ]
}

fn person_action() -> impl Strategy<Value = UserAction> {
    let roles: Vec<String> = CONTENT.roles.iter().map(|role| role.id.clone()).collect();
    let options: Vec<String> = CONTENT
        .questions
        .iter()
        .flat_map(|question| &question.options)
        .map(|option| option.id.clone())
        .collect();
    prop_oneof![
        proptest::sample::select(roles).prop_map(UserAction::Role),
        (proptest::sample::select(options), any::<bool>())
            .prop_map(|(option, on)| UserAction::Access(option, on)),
        proptest::sample::select(vec![
            UserAction::Accept,
            UserAction::ChooseRole,
            UserAction::ChooseAccess,
            UserAction::AccessDone,
            UserAction::NewCase,
            UserAction::Cases,
            UserAction::Privacy,
            UserAction::EmergencyOver,
        ]),
    ]
}

/// The store numbers cases from 1, one after another; more than a trillion there will not be.
const MOST_CASES: i64 = 1_000_000_000_000;

fn case() -> impl Strategy<Value = CaseId> {
    prop_oneof![1..2_000_i64, 1..=MOST_CASES].prop_map(CaseId::new)
}

fn user() -> impl Strategy<Value = UserId> {
    // Telegram's people have numbers of at most 52 bits.
    (0..1_i64 << 52).prop_map(UserId::new)
}

fn callback_data() -> impl Strategy<Value = CallbackData> {
    let placement = proptest::sample::select(vec![Placement::InPlace, Placement::NewMessage]);
    prop_oneof![
        (case(), any::<u32>(), action()).prop_map(|(case, turn, action)| CallbackData::Card {
            case,
            turn,
            action
        }),
        (case(), action(), placement).prop_map(|(case, action, placement)| CallbackData::Case {
            case,
            action,
            placement
        }),
        (proptest::option::of(case()), asked())
            .prop_map(|(case, asked)| CallbackData::Ask { case, asked }),
        (user(), person_action()).prop_map(|(user, action)| CallbackData::User { user, action }),
    ]
}

proptest! {
    #![proptest_config(one_in(1))]

    #[test]
    fn what_is_written_is_read_back(data in callback_data()) {
        round(&data);
    }

    #[test]
    fn changed_data_is_read_or_not(data in callback_data(), edits in edits()) {
        any_data(&edited(&data.encode(&CONTENT), &edits));
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
    let case = CaseId::new(MOST_CASES);
    for question in CONTENT.question_places() {
        for option in CONTENT.option_places(question) {
            let action = CaseAction::Mark(question, option, false);
            round(&CallbackData::Card {
                case,
                turn: u32::MAX,
                action,
            });
            round(&CallbackData::Case {
                case,
                action,
                placement: Placement::NewMessage,
            });
        }
    }
}
