//! Batches of updates: each is handled once, with all its effects or none.

use std::sync::{Arc, Mutex};

use care_store::{AskedIn, Job, Person, ReadSet, Session, Start, Store, Subject};

use crate::both::{DAY, NOW, file, handle, handle_at, here, look, message, nothing, on_both};

fn job(update: i64) -> Job {
    Job {
        update,
        chat: Some(5.into()),
        reads: ReadSet::default(),
    }
}

async fn repeated(store: &Store, updates: &[i64], now: i64) -> Vec<usize> {
    let jobs = updates.iter().copied().map(job).collect();
    let done = store.process(jobs, Arc::new(nothing), now);
    done.await.unwrap().repeated
}

#[tokio::test]
async fn an_update_is_handled_once_whoever_is_given_it() {
    on_both(async |one, other| {
        assert_eq!(repeated(&one, &[7, 8, 7], NOW).await, [2]);
        assert_eq!(repeated(&other, &[8, 9], NOW).await, [0]);
    })
    .await;
}

#[tokio::test]
async fn old_updates_are_forgotten_after_telegram_has() {
    on_both(async |store, _| {
        repeated(&store, &[1], NOW).await;
        repeated(&store, &[2], NOW + DAY + 1).await;
        store.tidy(NOW + 2 * DAY + 1).await.unwrap();
        assert_eq!(repeated(&store, &[1, 2], NOW + 2 * DAY).await, [1]);
    })
    .await;
}

#[tokio::test]
async fn an_update_sees_what_those_before_it_in_the_batch_have_written() {
    on_both(async |store, _| {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let see = Arc::clone(&seen);
        let handler = move |place: usize, mut session: Session| {
            let mut person = session.person(9.into());
            see.lock().unwrap().push(person.role.clone());
            person.role = Some(format!("role {place}"));
            session.save_person(person);
            session.writes().calls = vec![message(9, &place.to_string())];
            session.into_writes()
        };
        let reads = ReadSet {
            person: Some(9.into()),
            ..ReadSet::default()
        };
        let jobs = (0..3).map(|update| Job {
            reads: reads.clone(),
            ..job(update)
        });
        let done = store.process(jobs.collect(), Arc::new(handler), NOW);
        let done = done.await.unwrap();
        assert!(done.entries.is_sorted_by_key(|entry| entry.id));
        assert_eq!(done.entries.len(), 3);
        let role = |place: i32| Some(format!("role {place}"));
        assert_eq!(*seen.lock().unwrap(), [None, role(0), role(1)]);
    })
    .await;
}

#[tokio::test]
async fn settings_are_kept_and_somebody_new_has_none() {
    on_both(async |one, other| {
        let person = Person {
            user: 9.into(),
            accepted: true,
            role: Some("trainee".into()),
            access: Some(vec!["ultrasound".into()]),
            asked_in: Some(AskedIn {
                chat: (-9).into(),
                topic: 4.into(),
                subject: Subject {
                    synonym_sets: vec!["nsaid".into()],
                    at: NOW,
                },
            }),
        };
        let kept = person.clone();
        handle(&one, ReadSet::default(), move |session| {
            session.save_person(kept.clone());
        })
        .await;
        for (user, expected) in [(9, person), (10, Person::new(10.into()))] {
            let reads = ReadSet {
                person: Some(user.into()),
                ..ReadSet::default()
            };
            let found = look(&other, reads, move |session| session.person(user.into())).await;
            assert_eq!(found, expected);
        }
    })
    .await;
}

#[tokio::test]
async fn the_first_reply_of_an_update_is_the_one_that_somebody_waits_for() {
    on_both(async |store, _| {
        let entries = handle(&store, ReadSet::default(), |session| {
            let toast = care_store::PressAnswer {
                callback_query_id: "4".into(),
                text: None,
            };
            session.writes().calls = vec![
                care_store::NewEntry::of(5.into(), care_store::Call::AnswerCallbackQuery(toast)),
                message(5, "a"),
                message(5, "b"),
            ];
        })
        .await;
        let first: Vec<bool> = entries.iter().map(|entry| entry.is_first_reply).collect();
        assert_eq!(first, [false, true, false]);
    })
    .await;
}

#[tokio::test]
async fn an_update_that_brings_the_program_down_three_times_is_set_aside() {
    on_both(async |store, _| {
        assert_eq!(store.note_start().await.unwrap(), Start::Clean);
        // It is killed before it has handled anything, and three times more, now with a note.
        for _ in 0..3 {
            assert_eq!(store.note_start().await.unwrap(), Start::Careful);
            assert!(store.note_attempt(7).await.unwrap());
        }
        assert_eq!(store.note_start().await.unwrap(), Start::Careful);
        assert!(!store.note_attempt(7).await.unwrap());
        assert!(store.note_attempt(8).await.unwrap(), "others go on");
        let word = store.set_aside(7, vec![message(5, "set aside")], NOW);
        assert_eq!(word.await.unwrap().len(), 1);
        let again = store.set_aside(7, vec![message(5, "set aside")], NOW);
        assert!(again.await.unwrap().is_empty(), "it is said once");
        assert_eq!(repeated(&store, &[7, 8], NOW).await, [0]);
        // What was handled is passed over, however often its batch is begun again.
        for _ in 0..5 {
            assert!(store.note_attempt(8).await.unwrap());
        }
        store.forget_starts().await.unwrap();
        assert_eq!(store.note_start().await.unwrap(), Start::Clean);
    })
    .await;
}

#[tokio::test]
async fn a_run_that_handled_something_leaves_a_clean_start() {
    on_both(async |store, _| {
        store.note_start().await.unwrap();
        repeated(&store, &[1], NOW).await;
        store.forget_starts().await.unwrap();
        assert_eq!(store.note_start().await.unwrap(), Start::Clean);
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_written_is_told_from_a_database_in_trouble_and_costs_one_update() {
    on_both(async |store, _| {
        let bad = |session: &mut Session| {
            let mut person = Person::new(5.into());
            person.role = Some("\0".into());
            session.save_person(person);
        };
        // SQLite takes the character; a server that does not must say that the data are at fault.
        if let Err(error) = handle_at(&store, 1, ReadSet::default(), NOW, bad).await {
            assert!(error.is_of_data(), "{error}");
            assert!(
                repeated(&store, &[1], NOW).await.is_empty(),
                "it has not happened"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_row_that_cannot_be_read_costs_only_the_updates_that_need_it() {
    let (folder, store) = file().await;
    let bad = crate::both::new_case(&store, here(42, 42)).await;
    let good = crate::both::new_case(&store, here(43, 43)).await;
    let other = rusqlite::Connection::open(folder.path().join("bot.db")).unwrap();
    other
        .execute("update cases set asked = 'no list' where user_id = 42", [])
        .unwrap();
    let named = |case| ReadSet {
        case: Some(case),
        ..ReadSet::default()
    };
    let error = handle_at(&store, 1, named(bad.id), NOW, |_| {}).await;
    assert!(error.unwrap_err().is_of_data());
    assert_eq!(crate::both::case(&store, good.id).await, Some(good));
    // A state that is no text any more can be listed; the engine says that it cannot read it.
    other
        .execute(
            "update cases set asked = '[]', state = cast(x'7bff7d' as text) where user_id = 42",
            [],
        )
        .unwrap();
    assert_eq!(crate::both::listed(&store, here(42, 42)).await, [bad.id]);
}
