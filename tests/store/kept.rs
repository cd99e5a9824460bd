//! Plans, judgements, deleted cases, and what Telegram told of groups.

use care_store::{
    Changes, GivenPlan, Judgement, KeptCase, KeptPlan, Learnt, Member, Missing, Seat, Settled,
    Store, Tries, Wanted,
};

use sqlx::{Connection, SqliteConnection};

use crate::both::on_both;

const NOW: i64 = 1_800_000_000;

const HERE: Seat = Seat {
    chat: -5,
    thread: 3,
    person: 6,
};

fn plan(case: i64, number: u32) -> KeptPlan {
    KeptPlan {
        case,
        given: GivenPlan {
            number,
            given_at: NOW,
            role: Some("trainee".into()),
            pathway: "active".into(),
            content_version: "v1".into(),
            answers: r#"{"site":"both"}"#.into(),
        },
        messages: vec!["<b>one</b>".into(), "two".into()],
    }
}

/// Makes a case with so many plans, in one unit.
async fn with_plans(store: &Store, plans: u32) -> KeptCase {
    let mut unit = store.begin().await.unwrap();
    unit.fetch(&[Wanted::Number], NOW).await.unwrap();
    let mut changes = Changes::default();
    let case = unit.room().new_case(&mut changes, HERE, NOW).unwrap();
    changes.save_case(&case);
    for number in 1..=plans {
        changes.keep_plan(plan(case.id, number));
    }
    unit.take(changes, NOW).await.unwrap();
    unit.commit(NOW).await.unwrap();
    case
}

#[tokio::test]
async fn plans_are_read_as_they_were_given_also_within_a_batch() {
    on_both(async |one, other| {
        let case = with_plans(&one, 2).await;
        let mut unit = other.begin().await.unwrap();
        let mut changes = Changes::default();
        let wanted = Wanted::PlansOf(case.id);
        assert_eq!(
            unit.room().plans_of(&changes, case.id),
            Err(Missing(wanted))
        );
        unit.fetch(&[wanted], NOW).await.unwrap();
        changes.keep_plan(plan(case.id, 3));
        let numbers = |unit: &care_store::Unit, changes: &Changes| -> Vec<u32> {
            let plans = unit.room().plans_of(changes, case.id).unwrap();
            plans.iter().map(|plan| plan.number).collect()
        };
        assert_eq!(numbers(&unit, &changes), [1, 2, 3], "within an update");
        unit.take(changes, NOW).await.unwrap();
        assert_eq!(
            numbers(&unit, &Changes::default()),
            [1, 2, 3],
            "within a batch"
        );
        let third = unit.room().plan(case.id, 3).unwrap();
        assert_eq!(third, Some(plan(case.id, 3)), "not written yet");
        unit.commit(NOW).await.unwrap();

        let mut unit = one.begin().await.unwrap();
        let wanted = [3, 4].map(|number| Wanted::Plan {
            case: case.id,
            number,
        });
        unit.fetch(&wanted, NOW).await.unwrap();
        assert_eq!(
            unit.room().plan(case.id, 3).unwrap(),
            Some(plan(case.id, 3))
        );
        assert_eq!(unit.room().plan(case.id, 4).unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn a_deleted_case_takes_its_plans_along_and_leaves_those_of_others() {
    on_both(async |one, other| {
        let (case, kept) = (with_plans(&one, 2).await, with_plans(&one, 1).await);
        let mut unit = one.begin().await.unwrap();
        let of = Wanted::CasesOf {
            chat: HERE.chat,
            person: HERE.person,
        };
        unit.fetch(&[Wanted::Case(case.id), of], NOW).await.unwrap();
        let mut changes = Changes::default();
        changes.keep_plan(plan(case.id, 3));
        changes.delete_case(case.id);
        assert_eq!(unit.room().case(&changes, case.id).unwrap(), None);
        let ids = |unit: &care_store::Unit, changes: &Changes| -> Vec<i64> {
            let cases = unit.room().cases_of(changes, HERE).unwrap();
            cases.iter().map(|case| case.id).collect()
        };
        assert_eq!(ids(&unit, &changes), [kept.id], "within an update");
        unit.take(changes, NOW).await.unwrap();
        assert_eq!(ids(&unit, &Changes::default()), [kept.id], "within a batch");
        unit.commit(NOW).await.unwrap();

        let mut unit = other.begin().await.unwrap();
        let plans = [Wanted::PlansOf(case.id), Wanted::PlansOf(kept.id)];
        unit.fetch(&plans, NOW).await.unwrap();
        unit.fetch(&[Wanted::Case(case.id)], NOW).await.unwrap();
        let none = Changes::default();
        assert_eq!(unit.room().case(&none, case.id).unwrap(), None);
        assert!(unit.room().plans_of(&none, case.id).unwrap().is_empty());
        assert_eq!(unit.room().plans_of(&none, kept.id).unwrap().len(), 1);
    })
    .await;
}

async fn judge(store: &Store, code: &str, answers: &[bool]) {
    let mut unit = store.begin().await.unwrap();
    for helpful in answers {
        let mut changes = Changes::default();
        changes.judge(Judgement {
            person: 6,
            code: code.into(),
            content_version: "v1".into(),
            helpful: *helpful,
        });
        unit.take(changes, NOW).await.unwrap();
    }
    unit.commit(NOW).await.unwrap();
}

#[tokio::test]
async fn an_answer_may_be_judged_as_often_as_somebody_likes() {
    // A statement may write a row only once; PostgreSQL refuses it otherwise.
    on_both(async |store, _| judge(&store, "nsaid", &[true, false, true]).await).await;
}

#[tokio::test]
async fn of_several_judgements_of_an_answer_the_last_one_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("bot.db").display());
    let store = Store::open(&url).await.unwrap();
    judge(&store, "nsaid", &[true, false]).await;
    judge(&store, "eswt", &[false]).await;
    judge(&store, "eswt", &[false, true]).await;
    store.close().await;
    let mut connection = SqliteConnection::connect(&url).await.unwrap();
    let kept: Vec<(String, i64)> =
        sqlx::query_as("select code, helpful from judgements order by code")
            .fetch_all(&mut connection)
            .await
            .unwrap();
    assert_eq!(kept, [("eswt".to_owned(), 1), ("nsaid".to_owned(), 0)]);
}

fn told(learnt: Learnt) -> Settled {
    Settled {
        id: 0,
        chat: HERE.chat,
        is_new: false,
        card: None,
        learnt: Some(learnt),
    }
}

#[tokio::test]
async fn what_telegram_told_of_somebody_is_kept_and_the_last_word_counts() {
    on_both(async |one, other| {
        let wanted = Wanted::Member {
            chat: HERE.chat,
            person: 6,
        };
        let known = async |store: &Store| {
            let mut unit = store.begin().await.unwrap();
            unit.fetch(&[wanted], NOW).await.unwrap();
            unit.room().member(HERE.chat, 6).unwrap()
        };
        assert_eq!(known(&one).await, None);
        for admin in [true, false] {
            let member = Member {
                admin,
                seen_at: NOW,
            };
            let learnt = Learnt::Member {
                chat: HERE.chat,
                person: 6,
                member,
            };
            one.settle(Tries::default(), &[told(learnt)]).await.unwrap();
            assert_eq!(known(&other).await, Some(member));
        }
    })
    .await;
}

#[tokio::test]
async fn a_topic_belongs_to_its_case_until_it_is_gone() {
    on_both(async |one, other| {
        let case = with_plans(&one, 0).await;
        let (chat, thread) = (HERE.chat, 77);
        let of_topic = async |store: &Store| {
            let mut unit = store.begin().await.unwrap();
            let wanted = Wanted::CaseOfTopic { chat, thread };
            unit.fetch(&[wanted], NOW).await.unwrap();
            let found = unit.room().case_of_topic(&Changes::default(), chat, thread);
            found
                .unwrap()
                .map(|case| (case.id, case.seat.thread, case.own_topic))
        };
        for (learnt, expected) in [
            (
                Learnt::Topic {
                    case: case.id,
                    thread,
                },
                Some((case.id, thread, true)),
            ),
            (Learnt::NoTopic { chat, thread }, None),
        ] {
            one.settle(Tries::default(), &[told(learnt)]).await.unwrap();
            assert_eq!(of_topic(&other).await, expected);
        }
        let mut unit = one.begin().await.unwrap();
        unit.fetch(&[Wanted::Case(case.id)], NOW).await.unwrap();
        let case = unit.room().case(&Changes::default(), case.id).unwrap();
        assert_eq!(case.unwrap().seat.thread, 0, "it goes on outside");
    })
    .await;
}

#[tokio::test]
async fn judgements_and_what_was_told_of_groups_go_by_their_own_age() {
    on_both(async |store, _| {
        let (chat, person) = (-9, 6);
        judge(&store, "nsaid", &[true]).await;
        let member = Member {
            admin: true,
            seen_at: NOW,
        };
        let told = Settled {
            id: 0,
            chat,
            is_new: false,
            card: None,
            learnt: Some(Learnt::Member {
                chat,
                person,
                member,
            }),
        };
        store.settle(Tries::default(), &[told]).await.unwrap();
        let left = async || {
            let mut unit = store.begin().await.unwrap();
            let wanted = [Wanted::Everything(person), Wanted::Member { chat, person }];
            unit.fetch(&wanted, NOW).await.unwrap();
            let judged = unit.room().everything(person).unwrap()["judgements"]
                .as_array()
                .unwrap()
                .len();
            (judged, unit.room().member(chat, person).unwrap())
        };
        store.purge(NOW).await.unwrap();
        assert_eq!(left().await, (1, Some(member)));
        let purged = store.purge(NOW + 1).await.unwrap();
        assert_eq!(purged.entries, 2);
        assert_eq!(left().await, (0, None));
    })
    .await;
}
