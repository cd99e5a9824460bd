//! A bot that confirms an update before it has stored it must be found out, every time. No such bot
//! is built for it: a fake Bot API that counts updates as confirmed when they are handed out, or a
//! balancer that answers for the bot when it has got them, comes to the same.

use std::time::Duration;

use crate::balancer::Manner;
use crate::bots::Bots;
use crate::databases::new_postgres;
use crate::person::Wrong;
use crate::run::{Outcome, run, telegram};
use crate::settings::{Patience, Settings};

/// So many kills are enough to find it. The first complaint ends the run, so mostly it takes a few: a
/// kill has to fall between an update's confirmation and its commit, a few thousandths of a second.
const ENOUGH_KILLS: usize = 400;
/// Enough people for updates to be on their way nearly always.
const CROWD: usize = 24;

fn settings(turn: u64) -> Settings {
    let settings = Settings::from_environment();
    Settings {
        kills: ENOUGH_KILLS,
        people: CROWD,
        patience: Patience::new(Duration::from_secs(15), 2),
        seed: settings.seed.wrapping_add(turn),
    }
}

/// Runs in which the fault may hide: in one a reply may only be late, because the machine is busy, and a late
/// reply ends a run without proving anything.
const RUNS: u64 = 5;

/// Whether somebody's update was never answered. A late reply says nothing.
fn is_found(outcome: &Outcome) -> bool {
    println!("confirmed too early: {}", outcome.figures());
    let mut complaints = outcome.complaints.iter();
    complaints
        .any(|complaint| complaint.wrong == Wrong::NoReply && complaint.words.ends_with("never"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn updates_that_are_confirmed_before_they_are_stored_are_missed_by_somebody() {
    for turn in 0..RUNS {
        let telegram = telegram(true).await;
        let bots = Bots::polling(&telegram, None);
        if is_found(&run(bots, telegram, &settings(turn)).await) {
            return;
        }
    }
    panic!("the planted fault was not found");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_webhook_that_is_answered_before_anything_is_stored_is_missed_by_somebody() {
    for turn in 0..RUNS {
        let Some(server) = new_postgres().await else {
            return;
        };
        let settings = settings(turn);
        let telegram = telegram(false).await;
        let bots = Bots::replicas(&telegram, server, 3, Manner::TooEarly, settings.seed).await;
        if is_found(&run(bots, telegram, &settings).await) {
            return;
        }
    }
    panic!("the planted fault was not found");
}
