//! What stands from one unit of work to the next is what the file holds.

use care_store::{
    Batch, Changes, KeptCase, NewCall, Owed, Person, Seat, Settled, Shown, ShownKind, Store,
    StoreError, Tries, Unit, Wanted,
};
use tempfile::TempDir;

const NOW: i64 = 1_800_000_000;
const SEAT: Seat = Seat {
    chat: 5,
    thread: 0,
    person: 5,
};
const CASE: i64 = 77;

async fn open(folder: &TempDir) -> Store {
    let file = format!("sqlite:{}", folder.path().join("bot.db").display());
    Store::open(&file).await.unwrap()
}

/// Begins a batch of one update about the case. Which of the updates are new is what the store says.
async fn begin(store: &Store, update: i64) -> (Unit, bool) {
    let batch = Batch {
        updates: &[update],
        chats: &[SEAT.chat],
        wanted: &[
            Wanted::Person(SEAT.person),
            Wanted::Case(CASE),
            Wanted::Visitor(SEAT.person),
        ],
    };
    let (unit, fresh) = store.begin_batch(&batch, NOW).await.unwrap();
    (unit, fresh.contains(&update))
}

/// A tap: the case as it is, with another state and two calls that are owed.
async fn tap(store: &Store, update: i64, state: &str) -> Result<Vec<Owed>, StoreError> {
    tap_that_shows(store, update, state, None).await
}

/// The same with something for the trail, which is not of every tap.
async fn tap_that_shows(
    store: &Store,
    update: i64,
    state: &str,
    shown: Option<Shown>,
) -> Result<Vec<Owed>, StoreError> {
    let (mut unit, fresh) = begin(store, update).await;
    let mut changes = Changes::default();
    shown.into_iter().for_each(|shown| changes.shown(shown));
    if fresh {
        let kept = unit.room().case(&changes, CASE).unwrap();
        let mut case = kept.unwrap_or_else(|| KeptCase::new(CASE, SEAT, NOW));
        state.clone_into(&mut case.state);
        changes.save_case(&case);
        changes.owe(
            ["answerCallbackQuery", "editMessageText"].map(|method| NewCall {
                chat: SEAT.chat,
                method,
                params: format!("{{\"said\":\"{state}\"}}"),
                card_of: None,
                instead: None,
            }),
        );
    }
    unit.take(changes, NOW).await?;
    unit.commit(NOW).await
}

async fn state(store: &Store) -> Option<KeptCase> {
    let mut unit = store.begin().await.unwrap();
    unit.fetch(&[Wanted::Case(CASE)], NOW).await.unwrap();
    let case = unit.room().case(&Changes::default(), CASE).unwrap();
    unit.finish().await.unwrap();
    case
}

async fn owed(store: &Store) -> Vec<(i64, String)> {
    let picked = store.pick_up(&[], &[], NOW).await.unwrap();
    picked
        .calls
        .into_iter()
        .map(|call| (call.id, call.method + &call.params))
        .collect()
}

#[tokio::test]
async fn taps_that_read_nothing_are_in_the_file_with_what_is_owed() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder).await;
    let mut expected = Vec::new();
    for (update, word) in [(1, "one"), (2, "two"), (3, "three")] {
        let calls = tap(&store, update, word).await.unwrap();
        expected.extend(
            calls
                .into_iter()
                .map(|call| (call.id, call.method + &call.params)),
        );
    }
    let other = open(&folder).await;
    assert_eq!(state(&other).await.unwrap().state, "three");
    assert_eq!(
        owed(&other).await,
        expected,
        "by the numbers they were handed back with"
    );
}

#[tokio::test]
async fn an_update_that_comes_again_is_found_out_at_the_commit_and_has_no_effect() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder).await;
    tap(&store, 1, "one").await.unwrap();
    tap(&store, 2, "two").await.unwrap();
    let again = tap(&store, 1, "again").await;
    assert!(matches!(again, Err(StoreError::Overtaken)), "{again:?}");
    // Begun anew it is told at once.
    let (unit, fresh) = begin(&store, 1).await;
    assert!(!fresh);
    drop(unit);
    assert_eq!(state(&store).await.unwrap().state, "two");
    assert_eq!(owed(&store).await.len(), 4);
}

#[tokio::test]
async fn what_somebody_else_wrote_to_the_file_is_not_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder).await;
    tap(&store, 1, "one").await.unwrap();
    let other = open(&folder).await;
    tap(&other, 2, "theirs").await.unwrap();
    let overtaken = tap(&store, 3, "three").await;
    assert!(
        matches!(overtaken, Err(StoreError::Overtaken)),
        "{overtaken:?}"
    );
    assert_eq!(state(&other).await.unwrap().state, "theirs");
    tap(&store, 3, "three").await.unwrap();
    assert_eq!(state(&other).await.unwrap().state, "three");
}

#[tokio::test]
async fn what_has_to_be_read_meanwhile_begins_the_transaction_and_notices_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder).await;
    tap(&store, 1, "one").await.unwrap();
    let (mut unit, _) = begin(&store, 1).await;
    let again = unit.fetch(&[Wanted::Number], NOW).await;
    assert!(matches!(again, Err(StoreError::Overtaken)), "{again:?}");
    drop(unit);
    tap(&store, 2, "two").await.unwrap();
    let (mut unit, _) = begin(&store, 3).await;
    unit.fetch(&[Wanted::Number], NOW).await.unwrap();
    let mut changes = Changes::default();
    let case = unit.room().new_case(&mut changes, SEAT, NOW).unwrap();
    changes.save_case(&case);
    unit.take(changes, NOW).await.unwrap();
    unit.commit(NOW).await.unwrap();
    let (_, fresh) = begin(&open(&folder).await, 3).await;
    assert!(!fresh, "claimed with what was read late");
}

#[tokio::test]
async fn the_message_that_became_a_card_is_seen_by_the_next_tap() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder).await;
    tap(&store, 1, "one").await.unwrap();
    let mut case = state(&store).await.unwrap();
    let card = case.next_card();
    let (mut unit, _) = begin(&store, 2).await;
    let mut changes = Changes::default();
    changes.save_case(&case);
    unit.take(changes, NOW).await.unwrap();
    unit.commit(NOW).await.unwrap();
    let settled = Settled {
        id: 1,
        chat: SEAT.chat,
        is_new: true,
        card: Some((card, 4711)),
        learnt: None,
    };
    store.settle(Tries::default(), &[settled]).await.unwrap();
    tap(&store, 3, "three").await.unwrap();
    assert_eq!(state(&store).await.unwrap().card, Some(4711));
}

#[tokio::test]
async fn nothing_stands_of_somebody_who_was_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder).await;
    let (mut unit, _) = begin(&store, 1).await;
    let mut changes = Changes::default();
    changes.save_person(Person {
        accepted: true,
        ..Person::new(SEAT.person)
    });
    unit.take(changes, NOW).await.unwrap();
    unit.commit(NOW).await.unwrap();
    tap(&store, 2, "two").await.unwrap();
    let (mut unit, _) = begin(&store, 3).await;
    let mut changes = Changes::default();
    changes.forgotten = Some(SEAT.person);
    unit.take(changes, NOW).await.unwrap();
    unit.commit(NOW).await.unwrap();
    let (unit, _) = begin(&store, 4).await;
    let nothing = Changes::default();
    assert!(!unit.room().person(&nothing, SEAT.person).unwrap().accepted);
    assert_eq!(unit.room().case(&nothing, CASE).unwrap(), None);
}

#[tokio::test]
async fn calls_that_were_made_are_struck_out_with_the_next_tap_unless_it_fails() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder).await;
    let first = tap(&store, 1, "one").await.unwrap();
    let alone = first.iter().map(|call| store.note_made(call.id));
    assert_eq!(alone.collect::<Vec<_>>(), [true, false]);
    assert!(matches!(
        tap(&store, 1, "again").await,
        Err(StoreError::Overtaken)
    ));
    assert_eq!(owed(&store).await.len(), 2, "still owed");
    assert!(store.made_since().is_some(), "and still to be struck out");

    let second = tap(&store, 2, "two").await.unwrap();
    let left: Vec<_> = owed(&store).await.into_iter().map(|(id, _)| id).collect();
    let ids: Vec<_> = second.iter().map(|call| call.id).collect();
    assert_eq!(left, ids);
    assert!(store.made_since().is_none());

    // Where no tap comes by, a settlement takes them along.
    assert!(ids.iter().all(|id| store.note_made(*id) == (*id == ids[0])));
    store.settle(Tries::default(), &[]).await.unwrap();
    assert!(owed(&store).await.is_empty());
}

#[tokio::test]
async fn what_is_not_of_every_tap_leaves_the_last_number_standing() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder).await;
    tap(&store, 1, "one").await.unwrap();
    let shown = Shown {
        person: SEAT.person,
        chat: SEAT.chat,
        case: Some(CASE),
        kind: ShownKind::Plan,
        content_version: "1".into(),
        ids: vec!["line".into()],
        pathway: None,
    };
    tap_that_shows(&store, 2, "two", Some(shown)).await.unwrap();
    // Were its numbers those of the tap before, it would be handled twice, here and for every plan.
    tap(&store, 3, "three").await.unwrap();
    let ids: Vec<_> = owed(&store).await.into_iter().map(|(id, _)| id).collect();
    assert_eq!(ids.len(), 6);
}

#[tokio::test]
async fn the_number_of_a_call_is_never_given_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut last = 0;
    for update in 1..6 {
        let store = open(&folder).await;
        for again in 0..2 {
            let calls = tap(&store, 10 * update + again, "state").await.unwrap();
            let ids: Vec<_> = calls.iter().map(|call| call.id).collect();
            assert!(ids.iter().all(|id| *id > last), "{ids:?} after {last}");
            last = ids.into_iter().max().unwrap();
            for call in calls {
                let _ = store.note_made(call.id);
            }
        }
        // At the end nothing is owed, and there is nothing to tell the number by.
        store.settle(Tries::default(), &[]).await.unwrap();
        store.close().await;
    }
}
