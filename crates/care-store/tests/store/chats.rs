//! Chats: who was let in, who administers one, and groups that become supergroups.

use care_ids::TopicId;
use care_store::{
    Call, CodeHash, Edit, Invitation, Member, Message, MessageRef, NewEntry, ReadSet,
    ResponseEffect, Store,
};

use crate::both::{
    NOW, acknowledge, case, handle, here, look, new_case, on_both, on_both_by_hand, put, told,
};

async fn is_admitted(store: &Store, chat: i64) -> bool {
    let reads = ReadSet {
        admissions: vec![chat.into()],
        ..ReadSet::default()
    };
    look(store, reads, move |session| {
        session.is_admitted(chat.into())
    })
    .await
}

#[tokio::test]
async fn an_invitation_lets_one_in_and_is_used_up() {
    on_both(async |one, other| {
        let reads = ReadSet {
            new_code: true,
            ..ReadSet::default()
        };
        let code = look(&one, reads, |_| ()).await;
        let () = code;
        let hash = CodeHash::of("a code");
        let invitation = Invitation {
            code: hash.clone(),
            expires_at: NOW + 60,
            made_by: 1.into(),
        };
        let made = invitation.clone();
        handle(&one, ReadSet::default(), move |session| {
            session.writes().invited.push(made.clone());
        })
        .await;
        let found = async |store: &Store, code: CodeHash| {
            let reads = ReadSet {
                invitation: Some(code),
                ..ReadSet::default()
            };
            look(store, reads, |session| session.invitations().to_vec()).await
        };
        assert_eq!(found(&other, hash.clone()).await, [invitation]);
        assert!(found(&other, CodeHash::of("another")).await.is_empty());
        assert!(!is_admitted(&other, -7).await);
        let used = hash.clone();
        handle(&other, ReadSet::default(), move |session| {
            session.writes().redeemed.push(used.clone());
            session.writes().admitted.push(((-7).into(), 1.into()));
        })
        .await;
        assert!(found(&one, hash).await.is_empty());
        assert!(is_admitted(&one, -7).await);
    })
    .await;
}

#[tokio::test]
async fn who_was_let_in_by_whom_is_listed_and_can_be_withdrawn() {
    on_both(async |store, _| {
        handle(&store, ReadSet::default(), |session| {
            session.writes().admitted = vec![(6.into(), 1.into()), ((-7).into(), 2.into())];
        })
        .await;
        let all = ReadSet {
            all_admissions: true,
            ..ReadSet::default()
        };
        let listed = async || {
            let all = all.clone();
            let mut listed = look(&store, all, |session| {
                let all = session.admissions();
                all.map(|one| (one.chat.get(), one.invited_by.map(care_ids::UserId::get)))
                    .collect::<Vec<_>>()
            })
            .await;
            listed.sort_unstable();
            listed
        };
        assert_eq!(listed().await, [(-7, Some(2)), (6, Some(1))]);
        handle(&store, ReadSet::default(), |session| {
            session.writes().dismissed.push(6.into());
        })
        .await;
        assert_eq!(listed().await, [(-7, Some(2))]);
        assert!(!is_admitted(&store, 6).await);
    })
    .await;
}

#[tokio::test]
async fn codes_differ_and_are_long() {
    on_both(async |store, _| {
        let seen = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
        for _ in 0..2 {
            let see = std::sync::Arc::clone(&seen);
            let reads = ReadSet {
                new_code: true,
                ..ReadSet::default()
            };
            handle(&store, reads, move |session| {
                see.lock().unwrap().push(session.new_code().unwrap());
                assert_eq!(session.new_code(), None, "each is used once");
            })
            .await;
        }
        let seen = seen.lock().unwrap();
        assert!(seen[0] != seen[1] && seen[0].len() == 32);
    })
    .await;
}

#[tokio::test]
async fn what_telegram_told_of_somebody_is_kept_and_the_last_word_counts() {
    on_both(async |one, other| {
        let known = async |store: &Store| {
            let reads = ReadSet {
                member: Some(((-5).into(), 6.into())),
                ..ReadSet::default()
            };
            look(store, reads, |session| session.member()).await
        };
        assert_eq!(known(&one).await, None);
        for admin in [true, false] {
            let member = Member {
                admin,
                seen_at: NOW,
            };
            let noted = one.note_member((-5).into(), 6.into(), member).await;
            noted.unwrap();
            assert_eq!(known(&other).await, Some(member));
        }
    })
    .await;
}

fn edit(chat: i64, message_id: i32) -> NewEntry {
    let message = Message {
        chat_id: chat.into(),
        topic: TopicId::NONE,
        reply_to: Some(3.into()),
        html: "card".into(),
        keyboard: Vec::new(),
    };
    let edit = Edit {
        message_id: message_id.into(),
        message,
    };
    NewEntry::of(chat.into(), Call::EditMessageText(edit))
}

fn strip(chat: i64, message_id: i32) -> NewEntry {
    let of = MessageRef {
        chat_id: chat.into(),
        message_id: message_id.into(),
    };
    NewEntry::of(chat.into(), Call::EditMessageReplyMarkup(of))
}

/// A group with a case, whose messages are known, becomes a supergroup, in one of two ways.
async fn a_group_moves(store: &Store, from: i64, to: i64, by_refusal: bool) {
    let id = new_case(store, here(from, 6)).await.id;
    let sent = ResponseEffect::Sent {
        chat: from.into(),
        message: 70.into(),
        about: care_store::CaseMessage {
            case: id,
            role: care_store::MessageRole::Card(0),
        },
    };
    acknowledge(store, vec![told(from, sent)]).await;
    assert_eq!(case(store, id).await.unwrap().card, Some(70.into()));
    handle(store, ReadSet::default(), move |session| {
        session.writes().admitted.push((from.into(), 1.into()));
    })
    .await;
    put(store, vec![edit(from, 70), strip(from, 69)]).await;
    if by_refusal {
        acknowledge(
            store,
            vec![told(
                from,
                ResponseEffect::Moved {
                    from: from.into(),
                    to: to.into(),
                },
            )],
        )
        .await;
    } else {
        handle(store, ReadSet::default(), move |session| {
            session.writes().moved = Some((from.into(), to.into()));
        })
        .await;
    }
    let moved = case(store, id).await.unwrap();
    assert_eq!(moved.conversation.chat.get(), to);
    assert_eq!(moved.card, None, "number 70 is another message there");
    assert!(is_admitted(store, to).await && !is_admitted(store, from).await);
    let waiting = store.claim(&[], &[], NOW).await.unwrap().entries;
    let calls: Vec<&Call> = waiting.iter().map(|entry| &entry.entry.call).collect();
    assert_eq!(calls.len(), 1, "there is nothing to strip there: {calls:?}");
    let Call::SendMessage(message) = calls[0] else {
        panic!("a card that cannot be edited is sent: {calls:?}");
    };
    assert_eq!((message.chat_id.get(), message.reply_to), (to, None));
    // Who answers an old message, or presses on one, is understood.
    let reads = ReadSet {
        message: Some((from.into(), 70.into())),
        moves: Some(from.into()),
        ..ReadSet::default()
    };
    let found = look(store, reads, |session| {
        let case = session.case_of_message().map(|case| case.id);
        (case, session.moved_to())
    });
    assert_eq!(found.await, (Some(id), Some(to.into())));
    let reads = ReadSet {
        moves: Some(to.into()),
        ..ReadSet::default()
    };
    let before = look(store, reads, |session| session.moved_from().to_vec());
    assert_eq!(before.await, [from.into()]);
    // Who begins another case by an old message has it numbered after those that came along.
    let reads = ReadSet {
        new_case: Some(here(from, 6)),
        ..ReadSet::default()
    };
    let next = look(store, reads, |session| session.case_count().next_number);
    assert_eq!(next.await, 2);
    assert_eq!(new_case(store, here(to, 6)).await.number, 2);
}

#[tokio::test]
async fn cases_of_a_group_that_moves_are_numbered_after_those_that_are_there() {
    on_both(async |store, _| {
        let (from, to) = (-1, -100);
        // In each chat the last of its cases was deleted.
        for (chat, cases) in [(from, 3), (to, 2)] {
            let mut last = None;
            for _ in 0..cases {
                last = Some(new_case(&store, here(chat, 6)).await.id);
            }
            handle(&store, ReadSet::default(), move |session| {
                session.delete_case(last.unwrap());
            })
            .await;
        }
        // Telegram tells it in both chats.
        for _ in 0..2 {
            handle(&store, ReadSet::default(), move |session| {
                session.writes().moved = Some((from.into(), to.into()));
            })
            .await;
        }
        let mut numbers = Vec::new();
        for id in crate::both::listed(&store, here(to, 6)).await {
            numbers.push(case(&store, id).await.unwrap().number);
        }
        numbers.sort_unstable();
        assert_eq!(numbers, [1, 3, 4], "those that came along begin after 2");
        assert_eq!(new_case(&store, here(to, 6)).await.number, 6);
    })
    .await;
}

#[tokio::test]
async fn a_group_that_becomes_a_supergroup_keeps_its_cases_and_confuses_no_messages() {
    on_both(async |store, _| a_group_moves(&store, -1, -100, false).await).await;
}

#[tokio::test]
async fn so_it_does_when_the_move_is_told_by_a_refusal_alone() {
    on_both(async |store, _| a_group_moves(&store, -2, -200, true).await).await;
}

#[tokio::test]
async fn a_call_that_cannot_be_read_does_not_keep_the_others_of_a_group_from_moving() {
    on_both_by_hand(async |store, _, by_hand| {
        let known = put(&store, vec![edit(-1, 70), edit(-1, 71)]).await;
        let unknown = format!("update outbox set method = 'x' where id = {}", known[0].id);
        by_hand.runs(&unknown).await;
        let moved = ResponseEffect::Moved {
            from: (-1).into(),
            to: (-100).into(),
        };
        acknowledge(&store, vec![told(-1, moved)]).await;
        let waiting = store.claim(&[], &[], NOW).await.unwrap().entries;
        let chats: Vec<i64> = waiting.iter().map(|one| one.entry.chat.get()).collect();
        assert_eq!(chats, [-100]);
        // A later program may read it; if none does, it is struck out, and calls are handed over at once again.
        store.tidy(NOW + 2 * 60 * 60).await.unwrap();
        assert_eq!(put(&store, vec![edit(-1, 72)]).await.len(), 1);
    })
    .await;
}
