//! Answers in a Redis server, shared by machines.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, Cmd, FromRedisValue, RedisError};

use super::{Cache, CacheError, Key};
use crate::transport::BoxFuture;

/// How long a server may take to be there, and to answer. A store is to save time.
const PATIENCE: Duration = Duration::from_secs(2);
/// What the names of all entries begin with.
const PREFIX: &str = "formwork:cache:";

/// A store in a Redis server. How much it keeps is the server's setting (`maxmemory-policy`). Clones share a connection,
/// which is made when it is first needed, and made again where it is lost. It wants tokio.
///
/// ```
/// use formwork::Client;
/// use formwork::cache::{Caching, RedisCache};
///
/// // Connected to when the first answer is looked for.
/// let store = RedisCache::new("redis://127.0.0.1:6379/0")?;
/// let client = Client::builder("offline").cache(Caching::new(store).namespace("invoices")).build()?;
/// assert!(RedisCache::new("127.0.0.1").is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct RedisCache {
    client: Client,
    connection: Arc<Mutex<Option<MultiplexedConnection>>>,
}

impl RedisCache {
    /// The server at an address such as `redis://:password@localhost:6379/0`. Nothing is connected yet.
    ///
    /// # Errors
    /// An address that cannot be understood.
    pub fn new(url: &str) -> Result<Self, CacheError> {
        // What the error quotes of the address may be the password.
        let client = Client::open(url);
        let client = client.map_err(|_| CacheError::new("this is no address of a Redis server"))?;
        Ok(Self {
            client,
            connection: Arc::default(),
        })
    }

    /// Sends a command. A connection that turns out to be lost is made again, once.
    async fn send<T: FromRedisValue>(&self, command: &Cmd) -> Result<T, CacheError> {
        let known = self.known();
        let is_known = known.is_some();
        let mut connection = match known {
            Some(connection) => connection,
            None => self.connect().await?,
        };
        match command.query_async(&mut connection).await {
            Err(error) if is_known && error.is_unrecoverable_error() => {
                let mut connection = self.connect().await?;
                let sent = command.query_async(&mut connection).await;
                sent.map_err(|error| self.wrong(&error))
            }
            sent => sent.map_err(|error| self.wrong(&error)),
        }
    }

    fn known(&self) -> Option<MultiplexedConnection> {
        let connection = self.connection.lock();
        connection.unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn connect(&self) -> Result<MultiplexedConnection, CacheError> {
        let limits = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(PATIENCE))
            .set_response_timeout(Some(PATIENCE));
        let made = self
            .client
            .get_multiplexed_async_connection_with_config(&limits);
        let made = made.await.map_err(|error| self.wrong(&error))?;
        let mut connection = self
            .connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *connection = Some(made.clone());
        Ok(made)
    }

    /// What went wrong, in words. A connection that is lost is not asked again.
    fn wrong(&self, error: &RedisError) -> CacheError {
        if error.is_unrecoverable_error() {
            let connection = self.connection.lock();
            *connection.unwrap_or_else(PoisonError::into_inner) = None;
        }
        CacheError::new(error.to_string())
    }
}

fn name(key: &Key) -> String {
    format!("{PREFIX}{key}")
}

impl Cache for RedisCache {
    fn get<'a>(&'a self, key: &'a Key) -> BoxFuture<'a, Result<Option<Vec<u8>>, CacheError>> {
        Box::pin(async move { self.send(&Cmd::get(name(key))).await })
    }

    fn set<'a>(
        &'a self,
        key: &'a Key,
        entry: Vec<u8>,
        time_to_live: Option<Duration>,
    ) -> BoxFuture<'a, Result<(), CacheError>> {
        let millis = time_to_live.map(|live| u64::try_from(live.as_millis()).unwrap_or(u64::MAX));
        let command = match millis {
            // Redis refuses a time of nothing, and one that it cannot add to the present.
            Some(0) => Cmd::del(name(key)),
            Some(millis) => Cmd::pset_ex(name(key), entry, millis.min(1 << 52)),
            None => Cmd::set(name(key), entry),
        };
        Box::pin(async move { self.send(&command).await })
    }
}

impl fmt::Debug for RedisCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The address holds the password.
        f.debug_struct("RedisCache").finish_non_exhaustive()
    }
}
