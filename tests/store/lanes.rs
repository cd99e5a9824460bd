//! The lanes of replicas.

use care_store::{Changes, NewCall, Owed, Store, Tries};

use crate::both::on_both;

const NOW: i64 = 1_800_000_000;

async fn owe(store: &Store, chat: i64, method: &'static str) -> Vec<Owed> {
    owe_or(store, chat, method, None).await
}

/// The same for a call that has something in its stead, because it must not come twice.
async fn owe_or(
    store: &Store,
    chat: i64,
    method: &'static str,
    instead: Option<String>,
) -> Vec<Owed> {
    let mut unit = store.begin().await.unwrap();
    let call = NewCall {
        chat,
        method,
        params: format!(r#"{{"chat_id":{chat}}}"#),
        card_of: None,
        instead,
    };
    let mut changes = Changes::default();
    changes.owe([call]);
    unit.take(changes, NOW).await.unwrap();
    unit.commit(NOW).await.unwrap()
}

#[tokio::test]
async fn one_replica_makes_the_calls_of_a_chat() {
    on_both(async |one, other| {
        if !one.is_shared() {
            return;
        }
        let first = owe(&one, 1, "sendMessage").await;
        assert_eq!(first.len(), 1, "who owes takes the lane");
        let mut ear = one.elsewhere().await.unwrap();
        assert!(
            owe(&other, 1, "sendMessage").await.is_empty(),
            "the lane is taken"
        );
        ear.heard().await.unwrap();
        let known: Vec<i64> = first.iter().map(|call| call.id).collect();
        let picked = one.pick_up(&known, &[1], NOW).await.unwrap();
        assert_eq!(
            picked.calls.len(),
            1,
            "the holder picks up what the other owes"
        );
        assert!(picked.lost.is_empty());
        let nothing = other.pick_up(&[], &[], NOW).await.unwrap();
        assert!(nothing.calls.is_empty(), "{nothing:?}");
        assert_eq!(owe(&other, 2, "sendMessage").await.len(), 1);
        let answered = owe(&other, 1, "answerCallbackQuery").await;
        assert_eq!(answered.len(), 1, "answers to presses wait for nobody");
    })
    .await;
}

#[tokio::test]
async fn what_a_replica_leaves_is_picked_up_by_another_in_order() {
    on_both(async |one, other| {
        owe(&one, 1, "sendMessage").await;
        owe(&one, 1, "editMessageText").await;
        one.release_lanes().await.unwrap();
        let picked = other.pick_up(&[], &[], NOW).await.unwrap();
        let methods: Vec<&str> = picked
            .calls
            .iter()
            .map(|call| call.method.as_str())
            .collect();
        assert_eq!(methods, ["sendMessage", "editMessageText"]);
        if one.is_shared() {
            let lost = one.pick_up(&[], &[1], NOW).await.unwrap();
            assert_eq!(
                lost.lost,
                [1],
                "and the first hears that it has lost the lane"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_call_that_must_not_come_twice_is_tried_by_one_replica_and_once() {
    on_both(async |one, other| {
        let instead = Some("{}".to_owned());
        let id = owe_or(&one, 1, "sendMessage", instead).await[0].id;
        let tries = async |store: &Store| {
            let made = Tries {
                made: &[id],
                not_made: &[],
            };
            store.settle(made, &[]).await.unwrap().contains(&id)
        };
        if !one.is_shared() {
            assert!(tries(&one).await, "a file has one process");
            return;
        }
        assert!(!tries(&other).await, "the lane is another's");
        assert!(tries(&one).await);
        assert!(!tries(&one).await, "one may have arrived");
        let surely_not = Tries {
            made: &[],
            not_made: &[id],
        };
        one.settle(surely_not, &[]).await.unwrap();
        assert!(tries(&one).await, "surely none has arrived");
        one.settle(surely_not, &[]).await.unwrap();
        // The lane runs out, and another replica has it when the first one comes to its try.
        one.release_lanes().await.unwrap();
        let picked = other.pick_up(&[], &[], NOW).await.unwrap();
        assert_eq!(picked.calls.len(), 1);
        assert!(!tries(&one).await);
        assert!(tries(&other).await);
    })
    .await;
}

#[tokio::test]
async fn what_a_dead_replica_left_is_made_before_what_is_owed_after_it() {
    on_both(async |one, other| {
        if !one.is_shared() {
            return;
        }
        let left = owe(&one, 1, "editMessageText").await;
        one.release_lanes().await.unwrap();
        let mut ear = other.elsewhere().await.unwrap();
        assert!(owe(&other, 1, "editMessageText").await.is_empty());
        ear.heard().await.unwrap();
        let picked = other.pick_up(&[], &[], NOW).await.unwrap();
        assert_eq!(picked.calls.len(), 2);
        assert_eq!(picked.calls[0].id, left[0].id);
        assert_eq!(owe(&other, 2, "editMessageText").await.len(), 1);
    })
    .await;
}
