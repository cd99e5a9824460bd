//! What a case is called, the list of cases, and the plans of one so far.

use std::collections::BTreeSet;

use achilles_bot::callback_data::{CallbackData, CaseAction, Deletion, Look, Placement};
use achilles_bot::view::{
    CaseStatus, CaseSummary, EarlierPlan, LONGEST_MESSAGE, case_list_card, course_card,
    delete_card, earlier_plan_messages, full_label,
};
use care_engine::case::{Answer, Case};
use care_engine::content::PathwayIx;
use care_engine::day::Day;
use care_ids::CaseId;

use super::{OF, USER, card_fits, fits, shows, talkative};
use crate::CONTENT;

fn known(id: i64, status: CaseStatus, case: Option<&Case>) -> CaseSummary<'_> {
    CaseSummary {
        id: CaseId::new(id),
        name: crate::named(id),
        case,
        pathway: CONTENT.find_pathway("active"),
        flag_told: false,
        status,
        age: 22 * 86_400,
    }
}

#[test]
fn a_case_is_called_by_its_site_its_way_and_its_age() {
    let place = CONTENT.find_question("site").unwrap();
    let mut case = Case::default();
    let site = CONTENT.find_option(place, "insertional").unwrap();
    case.set(place, Some(Answer::One(site)));
    let full = |age, pathway| {
        let known = CaseSummary {
            id: CaseId::new(272),
            name: crate::named(7),
            case: Some(&case),
            pathway,
            flag_told: false,
            status: CaseStatus::Planned,
            age,
        };
        full_label(&CONTENT, known)
    };
    let day = 86_400;
    let active = CONTENT.find_pathway("active");
    assert_eq!(
        full(22 * day, active),
        "Case 7: insertional, active, begun 3 weeks ago"
    );
    assert_eq!(
        full(day - 1, active),
        "Case 7: insertional, active, begun today"
    );
    assert_eq!(
        full(day, active),
        "Case 7: insertional, active, begun yesterday"
    );
    assert_eq!(
        full(3 * day, None),
        "Case 7: insertional, unfinished, begun 3 days ago"
    );
    assert_eq!(
        full(150 * day, active),
        "Case 7: insertional, active, begun 5 months ago"
    );
    assert_eq!(full(-5, active), "Case 7: insertional, active, begun today");
    for pathway in CONTENT.pathway_places() {
        assert!(full(0, Some(pathway)).contains(&CONTENT.pathway(pathway).label));
    }
}

#[test]
fn the_list_of_cases_offers_for_each_what_can_be_done_with_it() {
    let standings = [
        CaseStatus::Closed,
        CaseStatus::Planned,
        CaseStatus::Unfinished,
    ];
    let case = talkative();
    let cases: Vec<_> = (0..20)
        .map(|id| {
            known(
                id * 1_000,
                standings[usize::try_from(id).unwrap() % 3],
                Some(&case),
            )
        })
        .collect();
    let mut seen: Vec<CaseId> = Vec::new();
    for wanted in 0..4 {
        let card = case_list_card(&CONTENT, USER, &cases, wanted);
        fits(&card.html);
        for row in &card.keyboard {
            assert!(row.len() <= 3);
            let of_case = |case, action| CallbackData::Case {
                case,
                action,
                placement: Placement::NewMessage,
            };
            let first = row[0].data().and_then(CallbackData::case);
            if let Some(id) = first
                && row[0].data() == Some(&of_case(id, CaseAction::Continue))
            {
                seen.push(id);
                let closed = cases
                    .iter()
                    .any(|case| case.id == id && case.status == CaseStatus::Closed);
                let close = row
                    .iter()
                    .any(|button| button.data() == Some(&of_case(id, CaseAction::Cancel)));
                assert_eq!(close, !closed);
                let last = row.last().unwrap();
                let asked = CallbackData::Delete {
                    case: id,
                    deletion: Deletion::Ask,
                };
                assert_eq!(last.data(), Some(&asked), "deleting asks first");
            }
        }
    }
    assert_eq!(seen.len(), 20);
    // The open ones come first.
    let status = |id: &CaseId| cases.iter().find(|case| case.id == *id).unwrap().status;
    let first_closed = seen
        .iter()
        .position(|id| status(id) == CaseStatus::Closed)
        .unwrap();
    assert!(
        seen[first_closed..]
            .iter()
            .all(|id| status(id) == CaseStatus::Closed)
    );
    let none = case_list_card(&CONTENT, USER, &[], 0);
    assert!(none.html.contains("No cases"));
    let sure = delete_card(&CONTENT, USER, cases[1]);
    fits(&sure.html);
    assert_eq!(sure.keyboard[0].len(), 2);
}

#[test]
fn earlier_plans_are_listed_and_read_as_they_were_sent() {
    let plans: Vec<EarlierPlan> = (1..=19)
        .map(|number| EarlierPlan {
            number,
            day: Day::parse("2026-11-23").unwrap(),
            pathway: Some(PathwayIx::new(number as usize % 6)),
            content_version: if number == 19 {
                CONTENT.version.clone()
            } else {
                "0123456789ab".into()
            },
            replaced: number < 19,
            visit: number / 2 + 1,
            weeks: 0,
            case: Default::default(),
        })
        .collect();
    let mut read = BTreeSet::new();
    for wanted in 0..3 {
        let card = course_card(&CONTENT, OF, &plans, wanted);
        card_fits(&card);
        for button in card.keyboard.iter().flatten() {
            if let Some(Look::Plan(number)) = shows(button) {
                read.insert(number);
            }
        }
    }
    assert_eq!(read, (1..=19).collect());
    let sent = vec![
        "<b>Case 7</b> · Active".to_owned(),
        "<b>Case 7</b> more".to_owned(),
    ];
    let shown = earlier_plan_messages(&CONTENT, OF, &plans[0], &sent);
    assert_eq!(shown.len(), 2);
    assert!(shown[0].contains("no longer the one in use") && shown[0].ends_with(&sent[0]));
    assert_eq!(shown[1], sent[1]);
    assert!(shown[0].contains("A later plan has replaced this one."));
    let now = earlier_plan_messages(&CONTENT, OF, &plans[18], &sent);
    assert!(!now[0].contains("replaced"), "{}", now[0]);
    assert!(!now[0].contains("no longer the one in use"), "{}", now[0]);
    // One that was full already keeps its message.
    let full = vec!["x".repeat(LONGEST_MESSAGE)];
    let shown = earlier_plan_messages(&CONTENT, OF, &plans[0], &full);
    assert_eq!(shown.len(), 2);
    shown.iter().for_each(|message| fits(message));
}
