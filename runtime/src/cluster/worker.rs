//! A process's part of a shared job.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use apalis::prelude::{WorkerBuilder, WorkerBuilderExt as _, WorkerError};
use futures_util::FutureExt as _;

use super::error::ClusterError;
use super::pace::Together;
use super::queue::{Cluster, Task};
use super::store::Store;
use crate::bulk::{Asker, Entry, Input, Pace};
use crate::call::{Many, Request};
use crate::message::Message;
use crate::transport::BoxFuture;

/// How often a worker begins anew in a row where the queue fails.
const RESTARTS: u32 = 10;
/// How often what came of an input is tried to be written down: it was paid for.
const TRIES: u32 = 10;
/// Between two of those.
const PAUSE: Duration = Duration::from_millis(500);

type Word = dyn Fn(&str, &str) -> Vec<Message> + Send + Sync;

/// A process's part of a shared job.
///
/// ```no_run
/// use formwork::Message;
///
/// # use formwork::cluster::{Cluster, ClusterError};
/// # async fn f<T: formwork::Extract + Sync>(cluster: Cluster, request: formwork::Request<T>, stop: tokio::sync::oneshot::Receiver<()>)
/// # -> Result<(), ClusterError> {
/// let worker = cluster.worker(request).concurrency(16);
/// let worker = worker.word(|id, text| vec![Message::user(format!("Letter {id}:\n{text}"))]);
/// worker.run_until(async { _ = stop.await }).await?;
/// # Ok(()) }
/// ```
#[must_use = "a worker does nothing until it is run"]
pub struct Worker<T> {
    cluster: Cluster,
    request: Request<T>,
    concurrency: usize,
    word: Arc<Word>,
}

impl<T: Many> Worker<T> {
    pub(super) fn new(cluster: Cluster, request: Request<T>) -> Self {
        Self {
            cluster,
            request,
            concurrency: 8,
            word: Arc::new(|_, text| vec![Message::user(text)]),
        }
    }

    /// How many inputs this process asks about at a time, at most; 8 without it.
    pub fn concurrency(mut self, concurrency: usize) -> Self {
        self.concurrency = concurrency.max(1);
        self
    }

    /// Makes messages of an input's name and text; without it, the text is a turn of the user. All processes should
    /// make the same ones: what is asked tells whether it was answered before.
    pub fn word(
        mut self,
        word: impl Fn(&str, &str) -> Vec<Message> + Send + Sync + 'static,
    ) -> Self {
        self.word = Arc::new(word);
        self
    }

    /// Works until nothing is left in the queue, here or with others.
    ///
    /// # Errors
    /// A queue that goes on failing.
    #[must_use = "it is to be waited for"]
    pub fn run_to_end(self) -> BoxFuture<'static, Result<(), ClusterError>> {
        let cluster = self.cluster.clone();
        self.run_until(async move {
            // What Redis cannot tell now, it may tell later.
            while !cluster.progress().await.is_ok_and(|now| now.is_over()) {
                tokio::time::sleep(cluster.beat() / 4).await;
            }
        })
    }

    /// Works until told to stop. What is under way by then is finished.
    ///
    /// # Errors
    /// As [`Worker::run_to_end`].
    pub fn run_until(
        self,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> BoxFuture<'static, Result<(), ClusterError>> {
        Box::pin(self.work(stop))
    }

    async fn work(
        self,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), ClusterError> {
        let store = self.cluster.store();
        let together = Arc::new(Together(store.clone()));
        let hand = Arc::new(Hand {
            asker: Asker::new(self.request, move || Pace::shared(together.clone())),
            store,
            word: self.word,
        });
        let stop = stop.shared();
        let mut failures = 0;
        loop {
            let hand = hand.clone();
            let worker = WorkerBuilder::new(name())
                .backend(self.cluster.storage())
                .concurrency(self.concurrency)
                .build(move |task: Task| {
                    let hand = hand.clone();
                    async move { hand.take(task).await }
                });
            let stopped = stop.clone().map(Ok::<(), WorkerError>);
            match worker.run_until(stopped).await {
                Ok(()) => return Ok(()),
                Err(_) if stop.peek().is_some() => return Ok(()),
                Err(error) if failures >= RESTARTS => {
                    return Err(ClusterError::Queue(error.to_string()));
                }
                // Another name, so that nothing of the last one stands in its way.
                Err(_) => {
                    failures += 1;
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    }
}

/// A name that no other worker has.
fn name() -> String {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let now = now.unwrap_or_default().as_nanos();
    format!("{now:x}-{:x}-{number:x}", std::process::id())
}

/// What is done with an input.
struct Hand<T> {
    asker: Asker<T>,
    store: Store,
    word: Arc<Word>,
}

impl<T: Many> Hand<T> {
    /// Asks about an input, unless that has been answered. What it came to is written down when this is over; where
    /// it cannot be, the queue hears of a failure, and gives the input out again.
    async fn take(&self, (id, text): Task) -> Result<(), ClusterError> {
        let input = Input::new(id.as_str(), (self.word)(&id, &text));
        let Ok((request, asked)) = self.asker.worded(&input) else {
            return self.store.fail(&id, &text).await;
        };
        if let Some(entry) = self.store.find(&id).await?
            && entry.asked == asked
            && entry.revive(&request).is_some()
        {
            return Ok(());
        }
        let result = self.asker.ask(request).await;
        let entry = Entry::of(&id, asked, &result);
        let mut tries = 0;
        loop {
            let written = match &entry {
                Some(entry) => self.store.write(entry).await,
                None => self.store.fail(&id, &text).await,
            };
            match written {
                Err(_) if tries < TRIES => {
                    tries += 1;
                    tokio::time::sleep(PAUSE).await;
                }
                written => return written,
            }
        }
    }
}
