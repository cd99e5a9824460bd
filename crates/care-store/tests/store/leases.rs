//! Which replica delivers to a chat.

use care_ids::{ChatId, EntryId};
use care_store::{Call, NewEntry, OutboxEntry, PressAnswer, Store, Tries};

use crate::both::{NOW, message, on_both, put};
use crate::databases::{new_postgres, run_on};

async fn send(store: &Store, chat: i64) -> Vec<OutboxEntry> {
    put(store, vec![message(chat, "text")]).await
}

#[tokio::test]
async fn one_replica_makes_the_calls_of_a_chat() {
    on_both(async |one, other| {
        if !one.is_shared() {
            return;
        }
        let first = send(&one, 1).await;
        assert_eq!(first.len(), 1, "who commits takes the lease");
        let mut listener = one.listen().await.unwrap();
        assert!(send(&other, 1).await.is_empty(), "the lease is taken");
        listener.heard().await.unwrap();
        let known: Vec<EntryId> = first.iter().map(|entry| entry.id).collect();
        let claimed = one.claim(&known, &[1.into()], NOW).await.unwrap();
        assert_eq!(claimed.entries.len(), 1, "the holder claims it");
        assert!(claimed.lost.is_empty());
        let nothing = other.claim(&[], &[], NOW).await.unwrap();
        assert!(nothing.entries.is_empty(), "{nothing:?}");
        assert_eq!(send(&other, 2).await.len(), 1);
        let toast = Call::AnswerCallbackQuery(PressAnswer {
            callback_query_id: "4".into(),
            text: None,
        });
        let answered = put(&other, vec![NewEntry::of(1.into(), toast)]).await;
        assert_eq!(answered.len(), 1, "answers to presses wait for nobody");
    })
    .await;
}

#[tokio::test]
async fn what_a_replica_leaves_is_claimed_by_another_in_order() {
    on_both(async |one, other| {
        let first = send(&one, 1).await[0].id;
        send(&one, 1).await;
        one.release_leases().await.unwrap();
        let claimed = other.claim(&[], &[], NOW).await.unwrap().entries;
        assert_eq!(claimed.len(), 2);
        assert!(claimed[0].id == first && claimed[1].id > first);
        if one.is_shared() {
            let lost = one.claim(&[], &[1.into()], NOW).await.unwrap().lost;
            assert_eq!(
                lost,
                [1.into()],
                "and the first hears that it has lost the lease"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_call_that_must_not_come_twice_is_tried_by_one_replica_and_once() {
    on_both(async |one, other| {
        let id = send(&one, 1).await[0].id;
        let begin = async |store: &Store| {
            let tries = Tries {
                begun: vec![(id, 0)],
                undone: Vec::new(),
            };
            let acknowledged = store.acknowledge(tries, Vec::new(), NOW).await.unwrap();
            acknowledged.granted.contains(&id)
        };
        if !one.is_shared() {
            assert!(begin(&one).await, "a file has one process");
            return;
        }
        let surely_not = Tries {
            begun: Vec::new(),
            undone: vec![id],
        };
        assert!(!begin(&other).await, "the lease is another's");
        assert!(begin(&one).await);
        assert!(!begin(&one).await, "one may have arrived");
        one.acknowledge(surely_not.clone(), Vec::new(), NOW)
            .await
            .unwrap();
        assert!(begin(&one).await, "surely none has arrived");
        one.acknowledge(surely_not, Vec::new(), NOW).await.unwrap();
        // The lease runs out, and another replica has it when the first one comes to its try.
        one.release_leases().await.unwrap();
        assert_eq!(other.claim(&[], &[], NOW).await.unwrap().entries.len(), 1);
        assert!(!begin(&one).await);
        assert!(begin(&other).await);
    })
    .await;
}

#[tokio::test]
async fn what_a_dead_replica_left_is_made_before_what_comes_after_it() {
    on_both(async |one, other| {
        if !one.is_shared() {
            return;
        }
        let left = send(&one, 1).await;
        one.release_leases().await.unwrap();
        let mut listener = other.listen().await.unwrap();
        assert!(send(&other, 1).await.is_empty());
        listener.heard().await.unwrap();
        let claimed = other.claim(&[], &[], NOW).await.unwrap().entries;
        assert_eq!(claimed.len(), 2);
        assert_eq!(claimed[0].id, left[0].id);
        assert_eq!(send(&other, 2).await.len(), 1);
    })
    .await;
}

/// As if nobody had shown a sign of life for as long as a lease lasts.
const LET_LEASES_RUN_OUT: &str =
    "update chat_leases set until = clock_timestamp() - interval '1 second'";

#[tokio::test]
async fn a_replica_that_stops_keeps_the_chats_that_it_still_sends_to_and_no_other() {
    let Some(url) = new_postgres().await else {
        return;
    };
    let stopping = Store::open(&url).await.unwrap();
    let other = Store::open(&url).await.unwrap();
    let (sending, done): (ChatId, ChatId) = (1.into(), 2.into());
    send(&stopping, sending.get()).await;
    send(&stopping, done.get()).await;
    run_on(&url, LET_LEASES_RUN_OUT).await;
    stopping.renew_leases(&[sending]).await.unwrap();
    let claimed = other.claim(&[], &[], NOW).await.unwrap().entries;
    let chats: Vec<ChatId> = claimed.iter().map(|entry| entry.entry.chat).collect();
    assert_eq!(chats, [done], "what is still sent there comes once");
    // What another one has taken over is not taken back.
    stopping.renew_leases(&[sending, done]).await.unwrap();
    let lost = stopping.claim(&[], &[sending, done], NOW).await.unwrap();
    assert_eq!(lost.lost, [done]);
    // Nothing keeps others waiting once it has ended.
    stopping.release_leases().await.unwrap();
    let known: Vec<EntryId> = claimed.iter().map(|entry| entry.id).collect();
    let claimed = other.claim(&known, &[done], NOW).await.unwrap().entries;
    assert_eq!(claimed.len(), 1);
    assert_eq!(claimed[0].entry.chat, sending);
}
