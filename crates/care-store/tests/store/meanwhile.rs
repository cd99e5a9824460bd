//! What two replicas do at the same time.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use care_ids::UserId;
use care_store::{AskedIn, CodeHash, Invitation, Job, ReadSet, Session, Store, Subject};
use tokio_postgres::NoTls;

use crate::both::{
    DAY, NOW, case, handle, handle_at, here, listed, look, new_case, new_case_at, plan,
};
use crate::databases::new_postgres;

/// Two replicas, and the address of their server.
async fn two_replicas() -> Option<(Store, Store, String)> {
    let url = new_postgres().await?;
    let one = Store::open(&url).await.unwrap();
    let other = Store::open(&url).await.unwrap();
    Some((one, other, url))
}

/// Lets another replica do something while a request of this one is handled.
fn meanwhile<T>(work: impl Future<Output = T>) -> T {
    tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(work))
}

/// Somebody else at work on the database, and nobody can say that they are done but themselves.
struct Transaction(tokio_postgres::Client);

impl Transaction {
    async fn begin(url: &str, statements: &str) -> Self {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
        tokio::spawn(connection);
        let begin = format!("begin; {statements}");
        client.batch_execute(&begin).await.unwrap();
        Self(client)
    }

    /// Commits once somebody waits for it.
    async fn commit_when_waited_for(&self) {
        let waiting = async {
            let waiting = "select 1 from pg_stat_activity \
                           where datname = current_database() and wait_event_type = 'Lock'";
            while self.0.query(waiting, &[]).await.unwrap().is_empty() {
                // What is seen of the others is looked up once a transaction.
                let look_again = "select pg_stat_clear_snapshot()";
                self.0.query(look_again, &[]).await.unwrap();
            }
        };
        tokio::time::timeout(Duration::from_secs(20), waiting)
            .await
            .expect("nobody has waited");
        self.0.batch_execute("commit").await.unwrap();
    }
}

async fn erase(store: &Store, user: i64) {
    handle(store, ReadSet::default(), move |session| {
        session.writes().erased = Some(user.into());
    })
    .await;
}

fn named(case: care_ids::CaseId) -> ReadSet {
    ReadSet {
        case: Some(case),
        ..ReadSet::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_that_its_person_deletes_while_a_press_is_handled_does_not_come_back() {
    let Some((one, other, _)) = two_replicas().await else {
        return;
    };
    let id = new_case(&one, here(-5, 6)).await.id;
    let pressed = move |session: &mut Session| {
        meanwhile(erase(&other, 6));
        session.save_case(&session.case(id).unwrap());
    };
    let pressed = handle_at(&one, 1, named(id), NOW, pressed).await;
    // The update is handled once more, by itself, and finds no case.
    assert!(pressed.unwrap_err().is_of_data());
    assert_eq!(case(&one, id).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_that_moves_while_a_press_is_handled_keeps_its_case() {
    let Some((one, other, _)) = two_replicas().await else {
        return;
    };
    let id = new_case(&one, here(-5, 6)).await.id;
    let pressed = move |session: &mut Session| {
        meanwhile(handle(&other, ReadSet::default(), |session| {
            session.writes().moved = Some(((-5).into(), (-500).into()));
        }));
        session.save_case(&session.case(id).unwrap());
    };
    let pressed = handle_at(&one, 1, named(id), NOW, pressed).await;
    assert!(pressed.unwrap_err().is_of_data());
    assert_eq!(listed(&one, here(-500, 6)).await, [id]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_that_two_people_use_at_once_lets_one_of_them_in() {
    let Some((one, other, _)) = two_replicas().await else {
        return;
    };
    handle(&one, ReadSet::default(), |session| {
        session.writes().invited.push(Invitation {
            code: CodeHash::of("a code"),
            expires_at: NOW + 60,
            made_by: 1.into(),
        });
    })
    .await;
    let comes_in = |session: &mut Session, user: i64| {
        session.writes().redeemed.push(CodeHash::of("a code"));
        session.writes().admitted.push((user.into(), 1.into()));
    };
    let late = handle_at(&one, 1, ReadSet::default(), NOW, move |session| {
        meanwhile(handle(&other, ReadSet::default(), move |session| {
            comes_in(session, 7);
        }));
        comes_in(session, 6);
    })
    .await;
    assert!(late.unwrap_err().is_of_data());
    let admissions = ReadSet {
        admissions: vec![6.into(), 7.into()],
        ..ReadSet::default()
    };
    let admitted = look(&one, admissions, |session| {
        [6, 7].map(|user| session.is_admitted(user.into()))
    });
    assert_eq!(admitted.await, [false, true]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_is_chosen_while_a_question_is_answered_in_a_group_stays() {
    let Some((one, other, _)) = two_replicas().await else {
        return;
    };
    let user = UserId::new(6);
    let person = move || ReadSet {
        person: Some(user),
        ..ReadSet::default()
    };
    let asked = AskedIn {
        chat: (-5).into(),
        topic: 0.into(),
        subject: Subject {
            synonym_sets: vec!["nsaid".into()],
            at: NOW,
        },
    };
    let keep = asked.clone();
    handle(&one, person(), move |session| {
        meanwhile(handle(&other, person(), move |session| {
            let mut person = session.person(user);
            person.role = Some("surgeon".into());
            session.save_person(person);
        }));
        let mut person = session.person(user);
        person.asked_in = Some(keep.clone());
        session.save_person(person);
    })
    .await;
    let kept = look(&one, person(), move |session| session.person(user)).await;
    assert_eq!(kept.role.as_deref(), Some("surgeon"));
    assert_eq!(kept.asked_in, Some(asked));
}

#[tokio::test]
async fn an_old_case_that_is_touched_while_old_ones_go_stays() {
    let Some((one, _, url)) = two_replicas().await else {
        return;
    };
    let id = new_case_at(&one, 1, here(5, 6), NOW - 400 * DAY, |_| {})
        .await
        .id;
    new_case_at(&one, 2, here(5, 6), NOW, |_| {}).await;
    let press = Transaction::begin(&url, &format!("update cases set updated_at = {NOW}")).await;
    let expired = one.delete_expired(NOW - 300 * DAY, NOW);
    let (expired, ()) = tokio::join!(expired, press.commit_when_waited_for());
    assert_eq!(expired.unwrap().cases, 0);
    assert!(case(&one, id).await.is_some());
}

#[tokio::test]
async fn a_plan_that_is_being_given_while_its_person_deletes_everything_goes_too() {
    let Some((one, _, url)) = two_replicas().await else {
        return;
    };
    let id = new_case(&one, here(-5, 6)).await.id;
    let giving = format!(
        "update cases set asking = false where id = {id}; \
         insert into plans values ({id}, 1, 0, null, 'active', 'v1', '{{}}', '[]', false)"
    );
    let giving = Transaction::begin(&url, &giving).await;
    tokio::join!(erase(&one, 6), giving.commit_when_waited_for());
    // A case of that number would have it.
    let kept = handle_at(&one, 1, named(id), NOW, move |session| {
        session.save_plan(plan(id, 1));
    });
    kept.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replica_that_stands_still_does_not_stop_the_others() {
    let Some((one, other, _)) = two_replicas().await else {
        return;
    };
    let handles = |store: Store, update: i64, handler: care_store::Handler| {
        let job = Job {
            update,
            chat: Some((-5).into()),
            reads: ReadSet::default(),
        };
        async move { store.process(vec![job], handler, NOW).await }
    };
    // It holds the chat, and goes on only when the other one has been served.
    let stands_still = move |_: usize, session: Session| {
        let served = handles(other.clone(), 2, Arc::new(crate::both::nothing));
        assert!(meanwhile(served).is_ok());
        session.into_writes()
    };
    let late = handles(one, 1, Arc::new(stands_still)).await;
    assert!(!late.unwrap_err().is_of_data(), "it is done once more");
}
