//! Tests that run on both databases, and the words they are written in.

use std::sync::{Arc, Mutex};

use care_ids::{CaseId, ChatId, ConversationId, EntryId, TopicId};

use care_store::{
    Call, CaseMessage, DeliveryOutcome, Job, NewEntry, OutboxEntry, PlanSummary, ReadSet, Session,
    Store, StoreError, StoredCase, StoredPlan, Tries, WriteSet,
};

use crate::databases::{new_postgres, run_on};

pub(crate) const NOW: i64 = 1_800_000_000;
pub(crate) const DAY: i64 = 24 * 60 * 60;

/// Runs a test on both databases. It gets two handles: on a server they are two replicas.
pub(crate) async fn on_both(test: impl AsyncFn(Store, Store)) {
    on_both_by_hand(async |one, other, _| test(one, other).await).await;
}

/// The same, with a way to change what is kept behind the store's back.
pub(crate) async fn on_both_by_hand(test: impl AsyncFn(Store, Store, ByHand)) {
    let (folder, store) = file().await;
    let by_hand = ByHand::File(folder.path().join("bot.db"));
    test(store.clone(), store, by_hand).await;
    if let Some(url) = new_postgres().await {
        let one = Store::open(&url).await.unwrap();
        let other = Store::open(&url).await.unwrap();
        test(one, other, ByHand::Server(url)).await;
    }
}

/// Somebody who changes the database by hand.
pub(crate) enum ByHand {
    File(std::path::PathBuf),
    Server(String),
}

impl ByHand {
    pub(crate) async fn runs(&self, statements: &str) {
        match self {
            Self::File(file) => {
                let file = rusqlite::Connection::open(file).unwrap();
                file.execute_batch(statements).unwrap();
            }
            Self::Server(url) => run_on(url, statements).await,
        }
    }
}

/// A new file in a folder of its own, which is deleted with it.
pub(crate) async fn file() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&url(folder.path())).await.unwrap();
    (folder, store)
}

pub(crate) fn url(folder: &std::path::Path) -> String {
    format!("sqlite:{}", folder.join("bot.db").display())
}

/// Handles one update: what was read for it goes to the test.
pub(crate) async fn handle_at(
    store: &Store,
    update: i64,
    reads: ReadSet,
    now: i64,
    handler: impl Fn(&mut Session) + Send + Sync + 'static,
) -> Result<care_store::Processed, StoreError> {
    let job = Job {
        update,
        chat: None,
        reads,
    };
    let handler = move |_: usize, mut session: Session| {
        handler(&mut session);
        session.into_writes()
    };
    let handler = Arc::new(handler);
    store.process(vec![job], handler, now).await
}

/// Handles an update that has a number of its own.
pub(crate) async fn handle(
    store: &Store,
    reads: ReadSet,
    handler: impl Fn(&mut Session) + Send + Sync + 'static,
) -> Vec<OutboxEntry> {
    static NEXT: std::sync::atomic::AtomicI64 = std::sync::atomic::AtomicI64::new(1_000_000);
    let update = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let done = handle_at(store, update, reads, NOW, handler).await.unwrap();
    assert!(done.repeated.is_empty());
    done.entries
}

/// Something that is read for a request.
pub(crate) async fn look<T: Send + 'static>(
    store: &Store,
    reads: ReadSet,
    look: impl Fn(&Session) -> T + Send + Sync + 'static,
) -> T {
    let seen = Arc::new(Mutex::new(None));
    let see = Arc::clone(&seen);
    handle(store, reads, move |session| {
        *see.lock().unwrap() = Some(look(session));
    })
    .await;
    let mut seen = seen.lock().unwrap();
    seen.take().unwrap()
}

pub(crate) async fn case(store: &Store, id: CaseId) -> Option<StoredCase> {
    let reads = ReadSet {
        case: Some(id),
        ..ReadSet::default()
    };
    look(store, reads, move |session| session.case(id)).await
}

/// The numbers of a person's cases in a chat, the one touched last first.
pub(crate) async fn listed(store: &Store, here: ConversationId) -> Vec<CaseId> {
    let reads = ReadSet {
        conversation: Some(here),
        ..ReadSet::default()
    };
    look(store, reads, move |session| {
        let cases = session.cases_of(here);
        cases.iter().map(|case| case.id).collect()
    })
    .await
}

/// Makes a case, changes it and keeps it.
pub(crate) async fn new_case_at(
    store: &Store,
    update: i64,
    here: ConversationId,
    now: i64,
    change: impl Fn(&mut StoredCase) + Send + Sync + 'static,
) -> StoredCase {
    let made = Arc::new(Mutex::new(None));
    let make = Arc::clone(&made);
    let reads = ReadSet {
        new_case: Some(here),
        ..ReadSet::default()
    };
    handle_at(store, update, reads, now, move |session| {
        let mut case = session.new_case(here, "topic", now).unwrap();
        case.state = "{}".to_owned();
        change(&mut case);
        session.save_case(&case);
        *make.lock().unwrap() = Some(case);
    })
    .await
    .unwrap();
    let mut made = made.lock().unwrap();
    made.take().unwrap()
}

pub(crate) async fn new_case(store: &Store, here: ConversationId) -> StoredCase {
    static NEXT: std::sync::atomic::AtomicI64 = std::sync::atomic::AtomicI64::new(1);
    let update = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    new_case_at(store, update, here, NOW, |_| {}).await
}

pub(crate) fn here(chat: i64, user: i64) -> ConversationId {
    ConversationId {
        chat: chat.into(),
        topic: TopicId::NONE,
        user: user.into(),
    }
}

/// A plan with two messages.
pub(crate) fn plan(case: CaseId, number: u32) -> StoredPlan {
    StoredPlan {
        case,
        summary: PlanSummary {
            number,
            given_at: NOW,
            role: Some("trainee".into()),
            pathway: "active".into(),
            content_version: "v1".into(),
            answers: r#"{"site":"both"}"#.into(),
            refused: false,
            messages: Vec::new(),
            visit: 1,
            lines: vec!["line".into()],
        },
        messages: vec!["<b>one</b>".into(), "two".into()],
    }
}

/// A message to a chat.
pub(crate) fn message(chat: i64, text: &str) -> NewEntry {
    NewEntry::of(
        chat.into(),
        Call::message_to(here(chat, chat), text.to_owned()),
    )
}

/// Puts calls into the outbox.
pub(crate) async fn put(store: &Store, calls: Vec<NewEntry>) -> Vec<OutboxEntry> {
    handle(store, ReadSet::default(), move |session| {
        session.writes().calls.clone_from(&calls);
    })
    .await
}

/// An outcome of no entry, which has told something.
pub(crate) fn told(chat: i64, effect: care_store::ResponseEffect) -> DeliveryOutcome {
    DeliveryOutcome {
        effects: vec![effect],
        ..DeliveryOutcome::of(EntryId::new(0), ChatId::new(chat))
    }
}

pub(crate) async fn acknowledge(store: &Store, outcomes: Vec<DeliveryOutcome>) -> Vec<OutboxEntry> {
    let acknowledged = store.acknowledge(Tries::default(), outcomes, NOW).await;
    acknowledged.unwrap().entries
}

pub(crate) fn about(case: CaseId, role: care_store::MessageRole) -> Option<CaseMessage> {
    Some(CaseMessage { case, role })
}

/// A handler that changes nothing.
pub(crate) fn nothing(_: usize, session: Session) -> WriteSet {
    session.into_writes()
}
