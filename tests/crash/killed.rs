//! Killed at any moment: nothing lost, nothing twice.

use crate::balancer::Manner;
use crate::bots::Bots;
use crate::databases::new_postgres;
use crate::run::{run, telegram};
use crate::settings::Settings;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_with_a_file_and_polling() {
    let settings = Settings::from_environment();
    let telegram = telegram(false).await;
    let bots = Bots::polling(&telegram, None);
    let outcome = run(bots, telegram, &settings).await;
    outcome.is_flawless("SQLite, polling");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_with_a_server_and_polling() {
    let Some(server) = new_postgres().await else {
        return;
    };
    let settings = Settings::from_environment();
    let telegram = telegram(false).await;
    let bots = Bots::polling(&telegram, Some(server));
    let outcome = run(bots, telegram, &settings).await;
    outcome.is_flawless("PostgreSQL, polling");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_with_three_replicas_of_which_one_dies() {
    let Some(server) = new_postgres().await else {
        return;
    };
    let settings = Settings::from_environment();
    let telegram = telegram(false).await;
    let bots = Bots::replicas(&telegram, server, 3, Manner::Honest, settings.seed).await;
    let outcome = run(bots, telegram, &settings).await;
    outcome.is_flawless("PostgreSQL, three replicas by webhook");
}
