//! The outbox: calls come back in order until they are acknowledged, and only then are gone.

use care_ids::{ChatId, EntryId, TopicId};
use care_store::{
    Call, CaseMessage, DeliveryOutcome, Document, Edit, ExportCursor, InlineAnswer, InlineButton,
    Message, MessageRef, MessageRole, NewEntry, NewTopic, Press, PressAnswer, Recipe, Store, Tries,
};

use crate::both::{NOW, acknowledge, here, message, on_both, put};

/// One call of each kind.
fn every_call() -> Vec<Call> {
    let message = Message {
        chat_id: 5.into(),
        topic: 3.into(),
        reply_to: Some(9.into()),
        html: "<b>a</b> \"quoted\" \n ü".into(),
        keyboard: vec![vec![
            InlineButton {
                label: "A".into(),
                press: Press::Callback("c:1".into()),
            },
            InlineButton {
                label: "B".into(),
                press: Press::Copy { text: "b".into() },
            },
        ]],
    };
    let of = MessageRef {
        chat_id: 5.into(),
        message_id: 7.into(),
    };
    vec![
        Call::SendMessage(message.clone()),
        Call::EditMessageText(Edit {
            message_id: 7.into(),
            message: message.clone(),
        }),
        Call::EditMessageReplyMarkup(of),
        Call::DeleteMessage(of),
        Call::SendDocument(Document {
            chat_id: 5.into(),
            topic: TopicId::NONE,
            reply_to: None,
            caption: "all".into(),
            recipe: Recipe::PersonalData {
                user: 5.into(),
                content_version: "v1".into(),
                next: ExportCursor {
                    parts: 1,
                    table: 2,
                    row: 300,
                },
            },
        }),
        Call::CreateForumTopic(NewTopic {
            chat_id: 5.into(),
            name: "Case 1".into(),
            first: message,
        }),
        Call::AnswerCallbackQuery(PressAnswer {
            callback_query_id: "4".into(),
            text: Some("Saved".into()),
        }),
        Call::AnswerInlineQuery(InlineAnswer {
            params: r#"{"inline_query_id":"4"}"#.into(),
        }),
    ]
}

#[tokio::test]
async fn every_call_comes_back_as_it_was_put_in_with_all_that_belongs_to_it() {
    on_both(async |one, _| {
        let entries = every_call().into_iter().map(|call| NewEntry {
            fallback: Some(Call::message_to(here(5, 5), "fallback".into())),
            if_refused: Some(call.clone()),
            about: Some(CaseMessage {
                case: 4.into(),
                role: MessageRole::Plan(2),
            }),
            ..NewEntry::of(5.into(), call)
        });
        let entries: Vec<NewEntry> = entries.collect();
        put(&one, entries.clone()).await;
        // What answers a press is claimed only once it was left behind.
        let later = one.claim(&[], &[], NOW + 10).await.unwrap().entries;
        let back: Vec<NewEntry> = later.into_iter().map(|entry| entry.entry).collect();
        assert_eq!(back, entries);
    })
    .await;
}

async fn waiting(store: &Store) -> Vec<(EntryId, u32)> {
    let claimed = store.claim(&[], &[], NOW).await.unwrap();
    let entries = claimed.entries.iter();
    entries.map(|entry| (entry.id, entry.tries)).collect()
}

#[tokio::test]
async fn entries_are_there_in_their_order_after_a_restart_until_they_are_acknowledged() {
    on_both(async |store, _| {
        let first = put(&store, vec![message(1, "a"), message(2, "a")]).await;
        put(&store, vec![message(1, "b")]).await;
        let ids: Vec<EntryId> = waiting(&store).await.iter().map(|(id, _)| *id).collect();
        assert!(ids.is_sorted() && ids.len() == 3);
        assert_eq!([first[0].id, first[1].id], ids[..2]);
        acknowledge(&store, vec![DeliveryOutcome::of(ids[0], ChatId::new(1))]).await;
        assert_eq!(waiting(&store).await, [(ids[1], 0), (ids[2], 0)]);
        let known = store.claim(&ids[1..2], &[], NOW).await.unwrap().entries;
        assert_eq!(known.len(), 1, "beside those that are known");
        // The number of an entry is never given again.
        acknowledge(
            &store,
            vec![
                DeliveryOutcome::of(ids[1], ChatId::new(2)),
                DeliveryOutcome::of(ids[2], ChatId::new(1)),
            ],
        )
        .await;
        assert!(put(&store, vec![message(1, "c")]).await[0].id > ids[2]);
    })
    .await;
}

#[tokio::test]
async fn a_try_that_may_have_arrived_is_known_after_a_restart() {
    on_both(async |store, _| {
        let id = put(&store, vec![message(1, "a")]).await[0].id;
        let begin = async |known| {
            let tries = Tries {
                begun: vec![(id, known)],
                undone: Vec::new(),
            };
            let acknowledged = store.acknowledge(tries, Vec::new(), NOW).await.unwrap();
            acknowledged.granted.contains(&id)
        };
        assert!(begin(0).await);
        assert_eq!(waiting(&store).await, [(id, 1)]);
        let undone = Tries {
            begun: Vec::new(),
            undone: vec![id],
        };
        store.acknowledge(undone, Vec::new(), NOW).await.unwrap();
        assert_eq!(waiting(&store).await, [(id, 0)], "surely not arrived");
        assert!(begin(0).await && begin(1).await);
        assert_eq!(waiting(&store).await, [(id, 2)]);
    })
    .await;
}

#[tokio::test]
async fn what_follows_from_an_outcome_is_put_in_with_it() {
    on_both(async |store, _| {
        let topic = put(&store, vec![message(1, "open a topic")]).await;
        let outcome = DeliveryOutcome {
            next: vec![message(1, "first in it"), message(1, "second")],
            ..DeliveryOutcome::of(topic[0].id, ChatId::new(1))
        };
        let next = acknowledge(&store, vec![outcome.clone()]).await;
        assert_eq!(next.len(), 2);
        // It was noted, and the database's answer was lost on its way.
        assert!(acknowledge(&store, vec![outcome]).await.is_empty());
        let ids: Vec<(EntryId, u32)> = next.iter().map(|entry| (entry.id, 0)).collect();
        assert_eq!(waiting(&store).await, ids);
    })
    .await;
}

#[tokio::test]
async fn how_far_a_file_was_sent_is_kept() {
    on_both(async |store, _| {
        let document = |next| {
            let recipe = Recipe::PersonalData {
                user: 5.into(),
                content_version: "v1".into(),
                next,
            };
            Call::SendDocument(Document {
                chat_id: 5.into(),
                topic: TopicId::NONE,
                reply_to: None,
                caption: String::new(),
                recipe,
            })
        };
        let first = document(ExportCursor::default());
        let id = put(&store, vec![NewEntry::of(5.into(), first)]).await[0].id;
        let further = document(ExportCursor {
            parts: 1,
            table: 2,
            row: 50,
        });
        store.save_progress(id, &further).await.unwrap();
        let entries = store.claim(&[], &[], NOW).await.unwrap().entries;
        assert_eq!(entries[0].entry.call, further);
    })
    .await;
}
