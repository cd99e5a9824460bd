//! Tests that run on both databases.

use care_store::Store;

use crate::databases::new_postgres;

/// Runs a test on both databases. It gets two handles: on a server they are two replicas.
pub async fn on_both(test: impl AsyncFn(Store, Store)) {
    let folder = tempfile::tempdir().unwrap();
    let file = format!("sqlite:{}", folder.path().join("bot.db").display());
    let store = Store::open(&file).await.unwrap();
    test(store.clone(), store).await;
    if let Some(url) = new_postgres().await {
        let one = Store::open(&url).await.unwrap();
        let other = Store::open(&url).await.unwrap();
        test(one, other).await;
    }
}
