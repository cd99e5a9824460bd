//! Bare teloxide: dialogues in memory.

use achilles_bot_baselines::{State, run};
use teloxide::dispatching::dialogue::InMemStorage;

#[tokio::main]
async fn main() {
    run(InMemStorage::<State>::new()).await;
}
