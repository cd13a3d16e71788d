//! The queue of a shared job: what goes in, and how far it is.

use std::fmt;
use std::time::Duration;

use apalis::prelude::{TaskBuilder, TaskSink as _};
use apalis_redis::{Config, RedisStorage};
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{AsyncCommands as _, Client, Script};

use super::error::ClusterError;
use super::results::Results;
use super::store::Store;
use super::worker::Worker;
use crate::call::{Known, Many, Request};

/// The name of an input, and what it says.
pub(super) type Task = (String, String);

/// For so long an answer of Redis is waited for.
const PATIENCE: Duration = Duration::from_secs(20);
/// So many inputs go into the queue at a time.
const TOGETHER: usize = 500;
/// For so long an input's name is taken. The queue wants a limit, and none of these jobs should reach it.
const TAKEN: Duration = Duration::from_secs(365 * 24 * 3600);

/// The queue puts new tasks beside those that are to come later, and moves all of them over in one step, which
/// fails where they are many. Moved by this, they never are.
const MOVE: &str = r"
local moved = 0
while true do
    local due = redis.call('zrangebyscore', KEYS[1], 0, ARGV[1], 'LIMIT', 0, 1000)
    if #due == 0 then return moved end
    redis.call('rpush', KEYS[2], unpack(due))
    redis.call('zrem', KEYS[1], unpack(due))
    moved = moved + #due
end
";

/// A bulk job shared by many processes, by its name. Cheap to clone.
///
/// ```no_run
/// use formwork::cluster::Cluster;
///
/// # async fn f<T: formwork::Extract + Sync>(client: formwork::Client) -> Result<(), Box<dyn std::error::Error>> {
/// let cluster = Cluster::connect("redis://127.0.0.1/", "people").await?;
/// cluster.push([("ada", "Ada wrote the first program."), ("alan", "Alan asked a machine.")]).await?;
///
/// // Here, and in as many other processes as there are:
/// let request = client.request::<T>().system("Who is it?");
/// cluster.worker(request.clone()).concurrency(16).run_to_end().await?;
///
/// let mut results = cluster.results(&request);
/// while let Some(done) = results.next().await? {
///     println!("{}: {}", done.id, done.result.is_ok());
/// }
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Cluster {
    connection: ConnectionManager,
    name: String,
    heartbeat: Duration,
}

/// How far a shared job is.
///
/// ```no_run
/// # async fn f(cluster: formwork::cluster::Cluster) -> Result<(), formwork::cluster::ClusterError> {
/// let progress = cluster.progress().await?;
/// println!("{} of {}, {} failed", progress.finished, progress.total, progress.failed);
/// if progress.is_over() && progress.failed > 0 {
///     cluster.push_failed().await?;
/// }
/// # Ok(()) }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClusterProgress {
    /// All inputs that were put into the queue.
    pub total: usize,
    /// Those that were answered: with a value, or with what is none.
    pub answered: usize,
    /// Those that failed without an answer, for good.
    pub failed: usize,
    /// Those that the queue has done with.
    pub finished: usize,
}

impl ClusterProgress {
    /// Whether nothing is left to do.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.finished >= self.total
    }
}

impl fmt::Debug for Cluster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cluster")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl Cluster {
    /// Connects to a Redis server. Jobs of different names do not know of each other.
    ///
    /// # Errors
    /// A name that is none; a server that cannot be reached.
    pub async fn connect(url: &str, name: impl Into<String>) -> Result<Self, ClusterError> {
        let name = name.into();
        let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        if name.is_empty() || name.len() > 64 || !name.chars().all(is_plain) {
            return Err(ClusterError::Name(name));
        }
        // A script may keep the server busy for longer than the half second that is usual.
        let config = ConnectionManagerConfig::new().set_response_timeout(Some(PATIENCE));
        let client = Client::open(url)?;
        let connection = client.get_connection_manager_with_config(config).await?;
        Ok(Self {
            connection,
            name,
            heartbeat: Duration::from_secs(2),
        })
    }

    /// How often a worker says that it lives; 2 seconds without it, and whole seconds. One that has not for three
    /// times as long is taken for dead, and what it had under way is given to others. All processes of a job
    /// should agree on it.
    #[must_use]
    pub fn heartbeat(mut self, heartbeat: Duration) -> Self {
        self.heartbeat = Duration::from_secs(heartbeat.as_secs().max(1));
        self
    }

    /// Puts inputs into the queue, each a name and what the user says. A name that was put there before, by
    /// whatever process, is left out.
    ///
    /// # Errors
    /// What becomes of Redis. What was put there until then stays there, and may be put there again.
    pub async fn push<I: Into<String>, S: Into<String>>(
        &self,
        inputs: impl IntoIterator<Item = (I, S)>,
    ) -> Result<(), ClusterError> {
        let tasks = inputs.into_iter().map(|(id, text)| {
            let id: String = id.into();
            (id.clone(), (id, text.into()))
        });
        self.enqueue(tasks).await
    }

    /// Puts what failed without an answer into the queue once more.
    ///
    /// # Errors
    /// As [`Cluster::push`].
    pub async fn push_failed(&self) -> Result<(), ClusterError> {
        let failed = self.store().take_failed().await?;
        // A name of its own for this round: that of the input is taken.
        let total = self.progress().await?.total;
        let tasks = failed.into_iter().map(|(id, text)| {
            let key = format!("{id}#{total}");
            (key, (id, text))
        });
        self.enqueue(tasks).await
    }

    /// Puts tasks into the queue, each by a key that is taken once.
    async fn enqueue(
        &self,
        tasks: impl IntoIterator<Item = (String, Task)>,
    ) -> Result<(), ClusterError> {
        let mut storage = self.storage();
        let mut tasks = tasks.into_iter().peekable();
        while tasks.peek().is_some() {
            let together = tasks.by_ref().take(TOGETHER);
            let together: Vec<_> = together
                .map(|(key, task)| TaskBuilder::new(task).idempotency_key(key).build())
                .collect();
            let mut together = futures_util::stream::iter(together);
            let pushed = storage.push_all(&mut together).await;
            pushed.map_err(|error| ClusterError::Queue(error.to_string()))?;
            self.move_due().await?;
        }
        Ok(())
    }

    /// Puts what is due where workers take it from.
    pub(super) async fn move_due(&self) -> Result<(), ClusterError> {
        let config = self.config();
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let now = now.unwrap_or_default().as_secs();
        let script = Script::new(MOVE);
        let mut call = script.key(config.scheduled_jobs_set());
        call.key(config.active_jobs_list()).arg(now);
        let _: u64 = call.invoke_async(&mut self.connection.clone()).await?;
        Ok(())
    }

    /// How far the job is.
    ///
    /// # Errors
    /// What becomes of Redis.
    pub async fn progress(&self) -> Result<ClusterProgress, ClusterError> {
        let config = self.config();
        let mut connection = self.connection.clone();
        let total: usize = connection.hlen(config.job_data_hash()).await?;
        let done: usize = connection.scard(config.done_jobs_set()).await?;
        let dead: usize = connection.scard(config.dead_jobs_set()).await?;
        let (answered, failed) = self.store().counts().await?;
        Ok(ClusterProgress {
            total,
            answered,
            failed,
            finished: done.saturating_add(dead),
        })
    }

    /// A worker for this job: every input is asked about with a request like this one.
    #[must_use = "a worker does nothing until it is run"]
    pub fn worker<T: Many>(&self, request: Request<T>) -> Worker<T> {
        Worker::new(self.clone(), request)
    }

    /// What has come of inputs until now, and while it is read, in the order in which it came. The request is the
    /// one that workers ask with: its rules judge the answers anew.
    #[must_use]
    pub fn results<T: Known>(&self, request: &Request<T>) -> Results<T> {
        Results::new(self.store(), request.clone())
    }

    pub(super) fn store(&self) -> Store {
        Store::new(self.connection.clone(), &self.name)
    }

    /// Where the queue keeps its things. Its tasks are not fetched before there is room for them: a worker with
    /// fetched tasks and no room says no more that it lives.
    pub(super) fn config(&self) -> Config {
        Config::default()
            .queue(format!("formwork:{}:queue", self.name))
            .batch_size(1)
            .heartbeat_interval(self.heartbeat)
            .missed_heartbeats(3)
            .lock_tasks(false)
            .emit_events(false)
            // Without one, the names would be forgotten at once.
            .idempotency_ttl(Some(TAKEN))
    }

    pub(super) fn storage(&self) -> RedisStorage<Task> {
        RedisStorage::new(self.connection.clone()).with_config(self.config())
    }

    pub(super) fn beat(&self) -> Duration {
        self.heartbeat
    }
}
