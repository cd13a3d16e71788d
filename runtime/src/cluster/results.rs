//! What came of the inputs of a shared job, typed.

use std::collections::VecDeque;

use super::error::ClusterError;
use super::store::Store;
use crate::bulk::{Done, Entry};
use crate::call::{Known, Request};
use crate::error::Error;

/// What came of the inputs of a shared job, in the order in which it came. It is read page by page, so that
/// what comes meanwhile is read as well.
///
/// ```no_run
/// use std::time::Duration;
///
/// # use formwork::cluster::{Cluster, ClusterError};
/// # async fn f<T: formwork::Extract>(cluster: Cluster, request: formwork::Request<T>) -> Result<(), ClusterError> {
/// let mut results = cluster.results(&request);
/// loop {
///     match results.next().await? {
///         Some(done) => println!("{}: {}", done.id, done.result.is_ok()),
///         None if cluster.progress().await?.is_over() => break,
///         None => tokio::time::sleep(Duration::from_secs(1)).await,
///     }
/// }
/// # Ok(()) }
/// ```
pub struct Results<T> {
    store: Store,
    request: Request<T>,
    page: VecDeque<Entry>,
    from: isize,
}

impl<T: Known> Results<T> {
    pub(super) fn new(store: Store, request: Request<T>) -> Self {
        Self {
            store,
            request,
            page: VecDeque::new(),
            from: 0,
        }
    }

    /// The next one; `None` where there is none as yet. An answer that is judged not to fit any more, because its
    /// type or a rule has changed, fails with [`ErrorKind::Invalid`](crate::ErrorKind::Invalid).
    ///
    /// # Errors
    /// What becomes of Redis. It may be tried again.
    pub async fn next(&mut self) -> Result<Option<Done<T>>, ClusterError> {
        if self.page.is_empty() {
            self.page = self.store.page(self.from).await?.into();
            let length = isize::try_from(self.page.len()).unwrap_or(isize::MAX);
            self.from = self.from.saturating_add(length);
        }
        let Some(entry) = self.page.pop_front() else {
            return Ok(None);
        };
        let result = entry.revive(&self.request);
        let result = result.unwrap_or_else(|| {
            let kind = crate::ErrorKind::Invalid;
            Err(Error::new(kind, Vec::new()))
        });
        Ok(Some(Done {
            id: entry.id,
            result,
            resumed: true,
            unwritten: None,
        }))
    }
}
