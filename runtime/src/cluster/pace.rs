//! The limits that one process of a shared job has met, for all of them.

use std::time::Duration;

use super::store::Store;
use crate::bulk::Shared;
use crate::transport::BoxFuture;

pub(super) struct Together(pub(super) Store);

// Where Redis cannot be reached, each process keeps to what it knows itself.
impl Shared for Together {
    fn closed(&self) -> BoxFuture<'_, Option<Duration>> {
        Box::pin(async { self.0.closed().await.ok().flatten() })
    }

    fn close(&self, wait: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            let _ = self.0.close(wait).await;
        })
    }
}
