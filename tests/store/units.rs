//! Units of work.

use care_store::{
    Changes, KeptCase, Missing, NewCall, Person, Seat, Settled, Store, Tries, Wanted,
};

use crate::both::on_both;

const NOW: i64 = 1_800_000_000;

fn seat(chat: i64, person: i64) -> Seat {
    Seat {
        chat,
        thread: 0,
        person,
    }
}

fn call(chat: i64, text: &str) -> NewCall {
    NewCall {
        chat,
        method: "sendMessage",
        params: format!(r#"{{"chat_id":{chat},"text":"{text}"}}"#),
        card_of: None,
        instead: None,
    }
}

/// Makes a case and keeps it.
async fn new_case(store: &Store, seat: Seat, state: &str, now: i64) -> KeptCase {
    let mut unit = store.begin().await.unwrap();
    unit.fetch(&[Wanted::Number], NOW).await.unwrap();
    let mut changes = Changes::default();
    let mut case = unit.room().new_case(&mut changes, seat, now).unwrap();
    case.state = state.to_owned();
    changes.save_case(&case);
    unit.take(changes, now).await.unwrap();
    unit.commit(now).await.unwrap();
    case
}

async fn read(store: &Store, id: i64) -> Option<KeptCase> {
    let mut unit = store.begin().await.unwrap();
    unit.fetch(&[Wanted::Case(id)], NOW).await.unwrap();
    let case = unit.room().case(&Changes::default(), id).unwrap();
    unit.finish().await.unwrap();
    case
}

#[tokio::test]
async fn an_update_is_handled_once_whoever_is_given_it() {
    on_both(async |one, other| {
        let mut unit = one.begin().await.unwrap();
        let fresh = unit.claim_updates(&[7, 8, 7], NOW).await.unwrap();
        assert_eq!(fresh.len(), 2, "twice in a batch is once");
        unit.commit(NOW).await.unwrap();
        let mut unit = other.begin().await.unwrap();
        let fresh = unit.claim_updates(&[8, 9], NOW).await.unwrap();
        assert_eq!(fresh, [9].into());
        drop(unit);
        let mut unit = one.begin().await.unwrap();
        let fresh = unit.claim_updates(&[9], NOW).await.unwrap();
        assert_eq!(fresh, [9].into(), "what is not committed has not happened");
    })
    .await;
}

#[tokio::test]
async fn old_updates_are_forgotten_after_telegram_has() {
    on_both(async |store, _| {
        let mut unit = store.begin().await.unwrap();
        unit.claim_updates(&[1], NOW).await.unwrap();
        unit.claim_updates(&[2], NOW + 90_000).await.unwrap();
        unit.forget_old_updates(NOW + 2 * 86_400 + 1).await.unwrap();
        let fresh = unit.claim_updates(&[1, 2], NOW + 200_000).await.unwrap();
        assert_eq!(fresh, [1].into());
    })
    .await;
}

#[tokio::test]
async fn a_case_comes_back_as_it_was_kept() {
    on_both(async |one, other| {
        let mut case = new_case(&one, seat(-5, 6), r#"{"answers":{"a":"b"}}"#, NOW).await;
        case.content_version = "v1".into();
        case.pathway = Some("active".into());
        case.asking = false;
        case.asked = vec!["one".into(), "two".into()];
        let card = case.next_card();
        let mut unit = one.begin().await.unwrap();
        let mut changes = Changes::default();
        changes.save_case(&case);
        unit.take(changes, NOW).await.unwrap();
        unit.commit(NOW).await.unwrap();
        assert_eq!(read(&other, case.id).await.as_ref(), Some(&case));

        let mut unit = other.begin().await.unwrap();
        unit.settle(&[Settled {
            id: 0,
            chat: -5,
            is_new: false,
            card: Some((card, 77)),
            learnt: None,
        }])
        .await
        .unwrap();
        unit.finish().await.unwrap();
        assert_eq!(read(&one, case.id).await.unwrap().card, Some(77));
        assert_eq!(read(&one, 4711).await, None);
    })
    .await;
}

#[tokio::test]
async fn a_card_noted_late_does_not_bring_an_older_one_back() {
    on_both(async |store, _| {
        let mut case = new_case(&store, seat(5, 5), "{}", NOW).await;
        let first = case.next_card();
        case.next_card();
        let mut unit = store.begin().await.unwrap();
        let mut changes = Changes::default();
        changes.save_case(&case);
        unit.take(changes, NOW).await.unwrap();
        unit.settle(&[]).await.unwrap();
        unit.commit(NOW).await.unwrap();
        let mut unit = store.begin().await.unwrap();
        let late = Settled {
            id: 0,
            chat: 5,
            is_new: false,
            card: Some((first, 70)),
            learnt: None,
        };
        unit.settle(&[late]).await.unwrap();
        unit.finish().await.unwrap();
        assert_eq!(read(&store, case.id).await.unwrap().card, None);
    })
    .await;
}

#[tokio::test]
async fn numbers_of_cases_are_never_given_twice() {
    on_both(async |one, other| {
        let mut numbers = Vec::new();
        for round in 0..5 {
            for store in [&one, &other] {
                numbers.push(new_case(store, seat(round, 1), "{}", NOW).await.id);
            }
        }
        numbers.sort_unstable();
        let all = numbers.len();
        numbers.dedup();
        assert_eq!(numbers.len(), all);
    })
    .await;
}

#[tokio::test]
async fn the_case_touched_last_comes_first_when_the_clock_is_set_back() {
    on_both(async |store, _| {
        const DAY: i64 = 86_400;
        let here = seat(5, 5);
        let first = new_case(&store, here, "{}", NOW).await;
        let second = new_case(&store, here, "{}", NOW - DAY).await;
        assert_eq!(latest(&store, here).await, second.id);
        for (case, now) in [(&first, NOW - DAY + 1), (&second, NOW + DAY), (&first, NOW)] {
            let mut unit = store.begin().await.unwrap();
            let mut changes = Changes::default();
            changes.save_case(case);
            unit.take(changes, now).await.unwrap();
            unit.commit(now).await.unwrap();
            assert_eq!(latest(&store, here).await, case.id);
        }
    })
    .await;
}

async fn latest(store: &Store, seat: Seat) -> i64 {
    let mut unit = store.begin().await.unwrap();
    let wanted = Wanted::CasesOf {
        chat: seat.chat,
        person: seat.person,
    };
    unit.fetch(&[wanted], NOW).await.unwrap();
    let latest = unit.room().latest(&Changes::default(), seat).unwrap();
    unit.finish().await.unwrap();
    latest.unwrap().id
}

#[tokio::test]
async fn the_case_touched_last_comes_first_also_within_a_batch() {
    on_both(async |store, _| {
        let here = seat(5, 6);
        let old = new_case(&store, here, "{}", NOW - 10).await;
        let new = new_case(&store, here, "{}", NOW).await;
        new_case(&store, seat(5, 7), "{}", NOW).await;
        let mut unit = store.begin().await.unwrap();
        let mut changes = Changes::default();
        assert_eq!(
            unit.room().cases_of(&changes, here),
            Err(Missing(Wanted::CasesOf { chat: 5, person: 6 }))
        );
        unit.fetch(&[Wanted::CasesOf { chat: 5, person: 6 }], NOW)
            .await
            .unwrap();
        let ids = |unit: &care_store::Unit, changes: &Changes| -> Vec<i64> {
            let cases = unit.room().cases_of(changes, here).unwrap();
            cases.iter().map(|case| case.id).collect()
        };
        assert_eq!(ids(&unit, &changes), [new.id, old.id]);
        changes.save_case(&old);
        assert_eq!(ids(&unit, &changes), [old.id, new.id], "within an update");
        unit.take(changes, NOW).await.unwrap();
        let none = Changes::default();
        assert_eq!(ids(&unit, &none), [old.id, new.id], "within a batch");
        unit.commit(NOW + 1).await.unwrap();
        let mut unit = store.begin().await.unwrap();
        unit.fetch(&[Wanted::CasesOf { chat: 5, person: 6 }], NOW)
            .await
            .unwrap();
        assert_eq!(ids(&unit, &none), [old.id, new.id], "for good");
    })
    .await;
}

#[tokio::test]
async fn settings_are_kept_and_somebody_new_has_none() {
    on_both(async |one, other| {
        let person = Person {
            user: 9,
            accepted: true,
            role: Some("trainee".into()),
            access: Some(vec!["ultrasound".into()]),
        };
        let mut unit = one.begin().await.unwrap();
        let mut changes = Changes::default();
        changes.save_person(person.clone());
        unit.take(changes, NOW).await.unwrap();
        unit.commit(NOW).await.unwrap();
        let mut unit = other.begin().await.unwrap();
        unit.fetch(&[Wanted::Person(9), Wanted::Person(10)], NOW)
            .await
            .unwrap();
        let none = Changes::default();
        assert_eq!(unit.room().person(&none, 9), Ok(person));
        assert_eq!(unit.room().person(&none, 10), Ok(Person::new(10)));
    })
    .await;
}

#[tokio::test]
async fn what_is_owed_is_handed_back_in_order_and_is_there_after_a_restart() {
    on_both(async |store, _| {
        let mut unit = store.begin().await.unwrap();
        for text in ["a", "b"] {
            let mut changes = Changes::default();
            changes.owe([call(1, text), call(2, text)]);
            unit.take(changes, NOW).await.unwrap();
        }
        let owed = unit.commit(NOW).await.unwrap();
        let texts = |calls: &[care_store::Owed]| -> Vec<String> {
            calls.iter().map(|call| call.params.clone()).collect()
        };
        let expected: Vec<_> = [(1, "a"), (2, "a"), (1, "b"), (2, "b")]
            .into_iter()
            .map(|(chat, text)| call(chat, text).params)
            .collect();
        assert_eq!(texts(&owed), expected);
        assert!(owed.is_sorted_by_key(|call| call.id));

        let mut unit = store.begin().await.unwrap();
        let tries = Tries {
            made: &[owed[1].id],
            not_made: &[],
        };
        unit.note_tries(tries).await.unwrap();
        unit.settle(&[Settled {
            id: owed[0].id,
            chat: 1,
            is_new: false,
            card: None,
            learnt: None,
        }])
        .await
        .unwrap();
        unit.finish().await.unwrap();
        let mut unit = store.begin().await.unwrap();
        let left = unit.all_owed().await.unwrap();
        assert_eq!(texts(&left), expected[1..]);
        let tried: Vec<_> = left.iter().map(|call| call.tried).collect();
        assert_eq!(tried, [true, false, false]);
    })
    .await;
}

#[tokio::test]
async fn a_group_that_moves_takes_its_cases_and_what_it_is_owed_along() {
    on_both(async |store, _| {
        let case = new_case(&store, seat(-1, 6), "{}", NOW).await;
        let mut unit = store.begin().await.unwrap();
        let mut before = Changes::default();
        before.owe([call(-1, "a")]);
        unit.take(before, NOW).await.unwrap();
        let mut moved = Changes::default();
        moved.move_chat(-1, -100);
        unit.take(moved, NOW).await.unwrap();
        let owed = unit.commit(NOW).await.unwrap();
        assert_eq!(owed[0].chat, -100);
        assert_eq!(read(&store, case.id).await.unwrap().seat.chat, -100);
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_written_is_told_from_a_database_in_trouble() {
    on_both(async |store, _| {
        let mut case = new_case(&store, seat(1, 1), "{}", NOW).await;
        case.content_version = "\0".into();
        let mut unit = store.begin().await.unwrap();
        let mut changes = Changes::default();
        changes.save_case(&case);
        unit.take(changes, NOW).await.unwrap();
        // SQLite takes the character; a server that does not must say that the data are at fault.
        if let Err(error) = unit.commit(NOW).await {
            assert!(error.is_of_data(), "{error}");
        }
    })
    .await;
}
