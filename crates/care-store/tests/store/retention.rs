//! What is old goes, and a wrong clock deletes nothing.

use care_store::{Expired, Person, ReadSet, Store};

use crate::both::{DAY, NOW, file, handle_at, here, listed, new_case_at, on_both, url};

async fn keep(store: &Store, user: i64, updates: impl Iterator<Item = i64>, now: i64) {
    for update in updates {
        new_case_at(store, update, here(user, user), now, |_| {}).await;
    }
    let reads = ReadSet::default();
    let person = move |session: &mut care_store::Session| {
        session.save_person(Person {
            accepted: true,
            ..Person::new(user.into())
        });
    };
    handle_at(store, 100_000 + user + now, reads, now, person)
        .await
        .unwrap();
}

#[tokio::test]
async fn what_is_old_goes_and_nothing_else() {
    on_both(async |store, _| {
        keep(&store, 1, 0..40, NOW - DAY).await;
        keep(&store, 2, 100..140, NOW).await;
        keep(&store, 3, 200..201, NOW - DAY).await;
        keep(&store, 3, 201..202, NOW).await;
        let expired = store.delete_expired(NOW, NOW).await.unwrap();
        let expected = Expired {
            cases: 41,
            entries: 0,
            people: 1,
            more: false,
        };
        assert_eq!(expired, expected);
        for (user, left) in [(1, 0), (2, 40), (3, 1)] {
            assert_eq!(listed(&store, here(user, user)).await.len(), left);
        }
        let again = store.delete_expired(NOW, NOW).await.unwrap();
        assert_eq!(again, Expired::default());
        // Of the first one not even how many cases there were; the third one's go on being counted.
        for (update, user, number) in [(300, 1, 1), (301, 3, 3)] {
            let new = new_case_at(&store, update, here(user, user), NOW, |_| {}).await;
            assert_eq!(new.number, number);
        }
    })
    .await;
}

#[tokio::test]
async fn of_many_cases_only_a_share_goes_at_one_look() {
    let (_folder, store) = file().await;
    keep(&store, 1, 0..130, NOW - DAY).await;
    let expired = store.delete_expired(NOW, NOW).await.unwrap();
    assert_eq!((expired.cases, expired.more), (100, true));
    let expired = store.delete_expired(NOW, NOW).await.unwrap();
    assert_eq!((expired.cases, expired.more), (30, false));
}

#[tokio::test]
async fn a_clock_that_is_far_ahead_deletes_nothing() {
    let (folder, store) = file().await;
    keep(&store, 1, 0..3, NOW).await;
    store.close().await;
    let store = Store::open(&url(folder.path())).await.unwrap();
    let ahead = NOW + 400 * DAY;
    let before = ahead - 365 * DAY;
    let expired = store.delete_expired(before, ahead).await.unwrap();
    assert_eq!(expired, Expired::default());
    // Not even when somebody has used the bot by that clock.
    keep(&store, 2, 10..11, ahead).await;
    let expired = store.delete_expired(before, ahead).await.unwrap();
    assert_eq!(expired, Expired::default());
    assert_eq!(listed(&store, here(1, 1)).await.len(), 3);
}

#[tokio::test]
async fn a_case_that_was_touched_under_a_clock_far_behind_is_as_new_as_the_newest() {
    let (folder, store) = file().await;
    keep(&store, 1, 0..1, NOW).await;
    store.close().await;
    let store = Store::open(&url(folder.path())).await.unwrap();
    keep(&store, 2, 10..11, NOW - 400 * DAY).await;
    store.close().await;
    let store = Store::open(&url(folder.path())).await.unwrap();
    let expired = store.delete_expired(NOW - 365 * DAY, NOW).await.unwrap();
    assert_eq!(expired.cases, 0);
    assert_eq!(listed(&store, here(2, 2)).await.len(), 1);
}
