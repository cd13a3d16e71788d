//! The journal of a shared job, in Redis: what was answered, in its order, and what failed.

use std::time::Duration;

use redis::aio::ConnectionManager;
use redis::{AsyncCommands as _, Script};

use super::error::ClusterError;
use crate::bulk::Entry;

/// Writes an entry, and its name behind the others where it is new, in one step.
const WRITE: &str = r"
if redis.call('hset', KEYS[1], ARGV[1], ARGV[2]) == 1 then
    redis.call('rpush', KEYS[2], ARGV[1])
end
return redis.call('hdel', KEYS[3], ARGV[1])
";

/// Closes a job's requests for so long, where they are not closed for longer.
const CLOSE: &str = r"
if redis.call('pttl', KEYS[1]) < tonumber(ARGV[1]) then
    redis.call('set', KEYS[1], '1', 'PX', ARGV[1])
end
return 1
";

/// Some entries are read at a time.
const PAGE: isize = 200;

#[derive(Clone)]
pub(super) struct Store {
    connection: ConnectionManager,
    /// By name of the input: its entry.
    answered: String,
    /// The names, in the order in which they were answered.
    order: String,
    /// By name of the input: what it says, where it failed without an answer.
    failed: String,
    /// Is there while nobody may send anything.
    closed: String,
}

impl Store {
    pub(super) fn new(connection: ConnectionManager, name: &str) -> Self {
        let key = |what: &str| format!("formwork:{name}:{what}");
        Self {
            connection,
            answered: key("answered"),
            order: key("order"),
            failed: key("failed"),
            closed: key("closed"),
        }
    }

    /// What is known of an input.
    pub(super) async fn find(&self, id: &str) -> Result<Option<Entry>, ClusterError> {
        let text: Option<String> = self.connection.clone().hget(&self.answered, id).await?;
        Ok(text.as_deref().and_then(Entry::from_json))
    }

    /// Writes down what came of an input.
    pub(super) async fn write(&self, entry: &Entry) -> Result<(), ClusterError> {
        let script = Script::new(WRITE);
        let mut call = script.key(&self.answered);
        call.key(&self.order).key(&self.failed);
        call.arg(&entry.id).arg(entry.to_json());
        let _: u64 = call.invoke_async(&mut self.connection.clone()).await?;
        Ok(())
    }

    /// Writes down that an input failed without an answer, and what it says.
    pub(super) async fn fail(&self, id: &str, text: &str) -> Result<(), ClusterError> {
        let mut connection = self.connection.clone();
        let _: u64 = connection.hset(&self.failed, id, text).await?;
        Ok(())
    }

    /// The inputs that failed without an answer.
    pub(super) async fn take_failed(&self) -> Result<Vec<(String, String)>, ClusterError> {
        Ok(self.connection.clone().hgetall(&self.failed).await?)
    }

    /// How many inputs were answered, and how many failed.
    pub(super) async fn counts(&self) -> Result<(usize, usize), ClusterError> {
        let mut connection = self.connection.clone();
        let answered = connection.hlen(&self.answered).await?;
        Ok((answered, connection.hlen(&self.failed).await?))
    }

    /// Entries from a place in their order on.
    pub(super) async fn page(&self, from: isize) -> Result<Vec<Entry>, ClusterError> {
        let mut connection = self.connection.clone();
        let to = from.saturating_add(PAGE - 1);
        let ids: Vec<String> = connection.lrange(&self.order, from, to).await?;
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let texts: Vec<Option<String>> = connection.hmget(&self.answered, &ids).await?;
        let texts = texts.iter().flatten();
        Ok(texts.filter_map(|text| Entry::from_json(text)).collect())
    }

    /// How long nobody may send anything.
    pub(super) async fn closed(&self) -> Result<Option<Duration>, ClusterError> {
        // Negative numbers say that there is no such thing.
        let left: i64 = self.connection.clone().pttl(&self.closed).await?;
        let left = u64::try_from(left).ok().filter(|left| *left > 0);
        Ok(left.map(Duration::from_millis))
    }

    /// Lets nobody send anything for so long.
    pub(super) async fn close(&self, wait: Duration) -> Result<(), ClusterError> {
        let wait = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
        let script = Script::new(CLOSE);
        let mut call = script.key(&self.closed);
        call.arg(wait.clamp(1, 24 * 3600 * 1000));
        let _: u64 = call.invoke_async(&mut self.connection.clone()).await?;
        Ok(())
    }
}
