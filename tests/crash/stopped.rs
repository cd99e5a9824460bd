//! Told to stop under load: nothing new is taken in, what is in the outbox is sent, and the end is an orderly
//! one.

use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::balancer::Manner;
use crate::bots::Bots;
use crate::databases::new_postgres;
use crate::run::{Crowd, telegram};
use crate::settings::Settings;
use fake_telegram::FakeTelegram;

/// How long it may take to end. The bot gives itself ten seconds; a busy machine takes its own.
const PATIENCE: Duration = Duration::from_secs(120);

async fn stops_in_order(mut bots: Bots, telegram: FakeTelegram) {
    let settings = Settings::from_environment();
    let mut crowd = Crowd::gather(&telegram, &settings);
    bots.start_all();
    for turn in 0..3 {
        let everybody = *crowd.progress.borrow() + 3 * settings.people as u64;
        let working = crowd.progress.wait_for(|count| *count > everybody);
        tokio::select! {
            some = working => drop(some.unwrap()),
            _ = crowd.complained.changed() => break,
        }
        // Each replica once: one that is just starting has nothing to put in order.
        let replica = turn % bots.count();
        bots.tell_to_stop(replica);
        let told = Instant::now();
        let status = loop {
            if let Some(status) = bots.ended(replica) {
                break status;
            }
            assert!(
                told.elapsed() < PATIENCE,
                "still there\n{}",
                bots.last_logged()
            );
            // A process that ends tells nobody but who asks.
            sleep(Duration::from_millis(20)).await;
        };
        assert_eq!(status.code(), Some(0), "{}", bots.last_logged());
        if bots.count() == 1 {
            let pending = bots.pending_calls().await;
            assert_eq!(pending, 0, "left behind\n{}", bots.last_logged());
        }
        bots.start(replica);
    }
    let (people, complaints) = crowd.goes_home().await;
    for complaint in &complaints {
        eprintln!("{}\n{}", complaint.words, complaint.transcript);
    }
    assert!(complaints.is_empty(), "{}", bots.last_logged());
    assert_eq!(people.len(), settings.people);
    bots.has_empty_outbox(PATIENCE).await.unwrap();
    let logs = bots.logs();
    assert_eq!(logs.matches("stopped").count(), 3, "{logs}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn told_to_stop_under_load_the_bot_sends_its_outbox_and_ends_in_order() {
    let telegram = telegram(false).await;
    stops_in_order(Bots::polling(&telegram, None), telegram).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_of_three_replicas_can_be_stopped_and_started_under_load() {
    let Some(server) = new_postgres().await else {
        return;
    };
    let telegram = telegram(false).await;
    let bots = Bots::replicas(&telegram, server, 3, Manner::Honest, 1).await;
    stops_in_order(bots, telegram).await;
}
