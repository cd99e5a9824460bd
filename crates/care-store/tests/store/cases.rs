//! Cases, their plans, messages and cards.

use care_ids::{CaseId, ConversationId, TopicId};
use care_store::{
    AuditEntry, Call, CaseCount, Feedback, MessageRef, MessageRole, ReadSet, ResponseEffect,
    ShownKind, Store,
};

use crate::both::{
    DAY, NOW, about, acknowledge, case, file, handle, handle_at, here, listed, look, new_case,
    new_case_at, on_both, plan, told,
};

#[tokio::test]
async fn a_case_comes_back_as_it_was_kept() {
    on_both(async |one, other| {
        let kept = new_case_at(&one, 1, here(-5, 6), NOW, |case| {
            case.state = r#"{"answers":{"a":"b"}}"#.into();
            case.content_version = "v1".into();
            case.pathway = Some("active".into());
            case.asking = false;
            case.closed = true;
            case.asked = vec!["one".into(), "two".into()];
            case.told = r#"{"red_flags":["rf_dvt"]}"#.into();
            case.subject = Some(care_store::Subject {
                synonym_sets: vec!["nsaid".into()],
                at: 5,
            });
            case.next_card();
        })
        .await;
        assert_eq!(kept.content_topic, "topic");
        assert_eq!(case(&other, kept.id).await.as_ref(), Some(&kept));
        assert_eq!(case(&one, 4711.into()).await, None);
    })
    .await;
}

#[tokio::test]
async fn with_a_case_come_its_persons_settings_and_what_is_known_of_its_plans() {
    on_both(async |store, _| {
        let kept = new_case(&store, here(-5, 6)).await;
        let id = kept.id;
        handle(&store, ReadSet::default(), move |session| {
            let mut person = session.person(6.into());
            person.role = Some("surgeon".into());
            session.save_person(person);
            session.save_plan(plan(id, 1));
            session.save_plan(plan(id, 2));
        })
        .await;
        // Somebody else presses on it.
        let planned = ReadSet {
            person: Some(7.into()),
            case: Some(id),
            plan: Some((id, 2)),
            ..ReadSet::default()
        };
        let (role, numbers, second) = look(&store, planned, move |session| {
            let plans = session.plans_of(id);
            let numbers: Vec<u32> = plans.iter().map(|plan| plan.number).collect();
            (session.person(6.into()).role, numbers, session.plan(id, 2))
        })
        .await;
        assert_eq!(role.as_deref(), Some("surgeon"));
        assert_eq!(numbers, [1, 2]);
        assert_eq!(second, Some(plan(id, 2)));
    })
    .await;
}

#[tokio::test]
async fn among_many_cases_the_plans_of_each_are_known_and_none_is_dropped() {
    on_both(async |store, _| {
        // Each is being asked: one of them again, after its plan.
        let mut cases = Vec::new();
        for _ in 0..5 {
            cases.push(new_case(&store, here(5, 5)).await.id);
        }
        let id = cases[0];
        let keep = move |session: &mut care_store::Session| session.save_plan(plan(id, 1));
        handle(&store, ReadSet::default(), keep).await;
        let reads = ReadSet {
            conversation: Some(here(5, 5)),
            ..ReadSet::default()
        };
        let known = look(&store, reads, move |session| session.plans_of(id).len());
        assert_eq!(known.await, 1);
        // What is sent as a new plan is never given up for one that is kept under its number.
        let again = handle_at(&store, 2_000_000, ReadSet::default(), NOW, keep).await;
        assert!(again.unwrap_err().is_of_data());
    })
    .await;
}

/// Notes a card as sent, and hands back the calls that follow.
async fn card_sent(store: &Store, chat: i64, case: CaseId, number: i64, message: i32) -> Vec<Call> {
    let about = about(case, MessageRole::Card(number)).unwrap();
    let sent = ResponseEffect::Sent {
        chat: chat.into(),
        message: message.into(),
        about,
    };
    let entries = acknowledge(store, vec![told(chat, sent)]).await;
    entries.into_iter().map(|entry| entry.entry.call).collect()
}

#[tokio::test]
async fn the_message_of_a_card_is_noted_unless_there_is_a_later_card() {
    on_both(async |one, other| {
        let kept = new_case_at(&one, 1, here(5, 5), NOW, |case| {
            case.next_card();
            case.next_card();
        })
        .await;
        let late = card_sent(&other, 5, kept.id, 1, 70).await;
        assert_eq!(case(&one, kept.id).await.unwrap().card, None);
        // Whoever sent the later card did not know this message, so its buttons are taken off now.
        let buttons = Call::EditMessageReplyMarkup(MessageRef {
            chat_id: 5.into(),
            message_id: 70.into(),
        });
        assert_eq!(late, [buttons]);
        let last = card_sent(&other, 5, kept.id, 2, 71).await;
        assert_eq!(case(&one, kept.id).await.unwrap().card, Some(71.into()));
        assert!(last.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_message_finds_its_case_by_its_number_whatever_it_says() {
    on_both(async |store, _| {
        let kept = new_case(&store, here(5, 5)).await;
        let of_message = async |chat: i64, message: i32| {
            let reads = ReadSet {
                message: Some((chat.into(), message.into())),
                ..ReadSet::default()
            };
            look(&store, reads, |session| {
                session.case_of_message().map(|case| case.id)
            })
            .await
        };
        for (message, role) in [
            (70, MessageRole::Other),
            (71, MessageRole::Plan(1)),
            (72, MessageRole::Card(9)),
        ] {
            let about = about(kept.id, role).unwrap();
            let sent = ResponseEffect::Sent {
                chat: 5.into(),
                message: message.into(),
                about,
            };
            acknowledge(&store, vec![told(5, sent)]).await;
            assert_eq!(of_message(5, message).await, Some(kept.id));
        }
        assert_eq!(of_message(6, 70).await, None, "in another chat");
        let id = kept.id;
        handle(&store, ReadSet::default(), move |session| {
            session.delete_case(id);
        })
        .await;
        assert_eq!(of_message(5, 70).await, None, "it goes with its case");
        // What is sent only now belongs to nothing any more.
        card_sent(&store, 5, id, 1, 73).await;
        assert_eq!(of_message(5, 73).await, None);
    })
    .await;
}

#[tokio::test]
async fn the_messages_of_each_plan_are_known() {
    on_both(async |store, _| {
        let id = new_case(&store, here(5, 5)).await.id;
        handle(&store, ReadSet::default(), move |session| {
            session.save_plan(plan(id, 1));
            session.save_plan(plan(id, 2));
        })
        .await;
        for (message, role) in [
            (70, MessageRole::Card(1)),
            (71, MessageRole::Plan(1)),
            (72, MessageRole::Plan(1)),
            (73, MessageRole::Plan(2)),
        ] {
            let sent = ResponseEffect::Sent {
                chat: 5.into(),
                message: message.into(),
                about: about(id, role).unwrap(),
            };
            acknowledge(&store, vec![told(5, sent)]).await;
        }
        let named = ReadSet {
            case: Some(id),
            ..ReadSet::default()
        };
        let known = look(&store, named, move |session| {
            let plans = session.plans_of(id).into_iter();
            plans.map(|plan| plan.messages).collect::<Vec<_>>()
        })
        .await;
        assert_eq!(known, [vec![71.into(), 72.into()], vec![73.into()]]);
    })
    .await;
}

#[tokio::test]
async fn numbers_of_cases_are_never_given_twice() {
    on_both(async |one, other| {
        let mut numbers = Vec::new();
        for round in 0..5 {
            for store in [&one, &other] {
                let id = new_case(store, here(round + 1, 1)).await.id;
                numbers.push(id);
                handle(store, ReadSet::default(), move |session| {
                    session.delete_case(id);
                })
                .await;
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
async fn how_many_cases_a_person_has_is_known_before_a_new_one() {
    on_both(async |store, _| {
        for (update, closed) in [(1, true), (2, false), (3, false)] {
            new_case_at(&store, update, here(5, 6), NOW, move |case| {
                case.closed = closed;
            })
            .await;
        }
        new_case(&store, here(5, 7)).await;
        let reads = ReadSet {
            new_case: Some(here(5, 6)),
            ..ReadSet::default()
        };
        let count = look(&store, reads, |session| session.case_count()).await;
        let known = CaseCount {
            open: 2,
            kept: 3,
            next_number: 5,
        };
        assert_eq!(count, known);
    })
    .await;
}

#[tokio::test]
async fn cases_are_numbered_within_their_chat_and_no_number_is_used_again() {
    on_both(async |store, _| {
        let begun = async |chat, user| new_case(&store, here(chat, user)).await.number;
        assert_eq!(begun(-5, 6).await, 1);
        assert_eq!(begun(-5, 7).await, 2);
        assert_eq!(begun(6, 6).await, 1);
        let first = listed(&store, here(-5, 6)).await[0];
        handle(&store, ReadSet::default(), move |session| {
            session.delete_case(first);
        })
        .await;
        assert_eq!(begun(-5, 6).await, 3);
        let second = listed(&store, here(-5, 7)).await[0];
        assert_eq!(case(&store, second).await.unwrap().number, 2);
        // Nor that of the last one, whether its person deletes it or everything of theirs.
        let last = listed(&store, here(-5, 6)).await[0];
        handle(&store, ReadSet::default(), move |session| {
            session.delete_case(last);
        })
        .await;
        assert_eq!(begun(-5, 6).await, 4);
        handle(&store, ReadSet::default(), |session| {
            session.writes().erased = Some(6.into());
        })
        .await;
        assert_eq!(begun(-5, 7).await, 5, "the group goes on counting");
        assert_eq!(begun(6, 6).await, 1, "of the person nothing is left");
    })
    .await;
}

#[tokio::test]
async fn the_case_touched_last_comes_first_when_the_clock_is_set_back() {
    on_both(async |store, _| {
        let here = here(5, 5);
        let first = new_case_at(&store, 1, here, NOW, |_| {}).await;
        let second = new_case_at(&store, 2, here, NOW - DAY, |_| {}).await;
        assert_eq!(listed(&store, here).await, [second.id, first.id]);
        let touch = async |update, case: &care_store::StoredCase, now| {
            let case = case.clone();
            let touch = move |session: &mut care_store::Session| session.save_case(&case);
            let reads = ReadSet::default();
            let done = crate::both::handle_at(&store, update, reads, now, touch).await;
            done.unwrap();
        };
        for (update, touched, now) in [
            (3, &first, NOW - DAY + 1),
            (4, &second, NOW + DAY),
            (5, &first, NOW),
        ] {
            touch(update, touched, now).await;
            assert_eq!(listed(&store, here).await[0], touched.id);
        }
    })
    .await;
}

#[tokio::test]
async fn a_case_that_is_touched_within_an_update_comes_first_in_it() {
    on_both(async |store, _| {
        let here = here(5, 6);
        let old = new_case(&store, here).await;
        let new = new_case(&store, here).await;
        let reads = ReadSet {
            conversation: Some(here),
            ..ReadSet::default()
        };
        handle(&store, reads, move |session| {
            assert_eq!(session.latest(here).unwrap().id, new.id);
            session.save_case(&old);
            assert_eq!(session.latest(here).unwrap().id, old.id);
            session.delete_case(old.id);
            assert_eq!(session.latest(here).unwrap().id, new.id);
            assert_eq!(session.case(old.id), None);
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_refused_plan_goes_back_to_its_case_until_it_is_given_again() {
    on_both(async |store, _| {
        let id = new_case(&store, here(5, 5)).await.id;
        let refused = async || {
            let planned = ReadSet {
                case: Some(id),
                ..ReadSet::default()
            };
            look(&store, planned, move |session| {
                session.plans_of(id).last().unwrap().refused
            })
            .await
        };
        handle(&store, ReadSet::default(), move |session| {
            session.save_plan(plan(id, 1));
        })
        .await;
        assert!(!refused().await);
        let effect = ResponseEffect::PlanRefused { case: id, plan: 1 };
        acknowledge(&store, vec![told(5, effect)]).await;
        assert!(refused().await);
        handle(&store, ReadSet::default(), move |session| {
            session.give_plan_again(id, 1);
        })
        .await;
        assert!(!refused().await);
    })
    .await;
}

#[tokio::test]
async fn the_audit_log_is_read_from_its_end() {
    on_both(async |store, _| {
        for number in 0..25 {
            handle(&store, ReadSet::default(), move |session| {
                session.show(AuditEntry {
                    user: 6.into(),
                    chat: 6.into(),
                    case: None,
                    kind: ShownKind::Why,
                    content_version: format!("v{number}"),
                    ids: vec!["a".into(), "b".into()],
                    pathway: None,
                });
            })
            .await;
        }
        let reads = ReadSet {
            audit_log: Some(6.into()),
            ..ReadSet::default()
        };
        let log = look(&store, reads, |session| session.audit_log().to_vec()).await;
        assert_eq!(log.len(), 20);
        assert_eq!(log[0].content_version, "v24");
        assert_eq!((log[0].kind, log[0].count), (Some(ShownKind::Why), 2));
    })
    .await;
}

#[tokio::test]
async fn of_several_words_on_an_answer_the_last_one_is_kept() {
    let (folder, store) = file().await;
    for helpful in [true, false] {
        handle(&store, ReadSet::default(), move |session| {
            for helpful in [!helpful, helpful] {
                session.writes().feedback.push(Feedback {
                    user: 6.into(),
                    code: "nsaid".into(),
                    content_version: "v1".into(),
                    helpful,
                });
            }
        })
        .await;
    }
    let other = rusqlite::Connection::open(folder.path().join("bot.db")).unwrap();
    let kept: Vec<i64> = other
        .prepare("select helpful from feedback")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(kept, [0]);
}

#[tokio::test]
async fn a_topic_belongs_to_its_case_until_it_is_gone() {
    on_both(async |one, other| {
        let id = new_case(&one, here(-5, 6)).await.id;
        let there = ConversationId {
            chat: (-5).into(),
            topic: 77.into(),
            user: 9.into(),
        };
        let of_topic = async |store: &Store| {
            let reads = ReadSet {
                topic: Some(there),
                ..ReadSet::default()
            };
            look(store, reads, |session| {
                let case = session.case_of_topic()?;
                Some((case.id, case.conversation.topic.get(), case.own_topic))
            })
            .await
        };
        let opened = ResponseEffect::TopicOpened {
            case: id,
            topic: 77.into(),
        };
        let lost = ResponseEffect::TopicLost {
            chat: (-5).into(),
            topic: 77.into(),
        };
        for (effect, expected) in [(opened, Some((id, 77, true))), (lost, None)] {
            acknowledge(&one, vec![told(-5, effect)]).await;
            assert_eq!(of_topic(&other).await, expected);
        }
        let outside = case(&one, id).await.unwrap().conversation.topic;
        assert_eq!(outside, TopicId::NONE, "it goes on outside");
    })
    .await;
}

#[tokio::test]
async fn a_number_that_nobody_has_used_goes_to_the_next_case() {
    on_both(async |store, _| {
        let first = new_case(&store, here(5, 6)).await.id;
        for _ in 0..3 {
            let reads = ReadSet {
                new_case: Some(here(5, 6)),
                ..ReadSet::default()
            };
            handle(&store, reads, |_| {}).await;
        }
        let second = new_case(&store, here(5, 6)).await.id;
        assert_eq!(second.get(), first.get() + 1);
    })
    .await;
}
