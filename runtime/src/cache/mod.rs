//! Answers that have been paid for, kept for requests that are the same.
//!
//! A [`Cache`] keeps bytes under a [`Key`] and knows nothing of either. `key` makes the key of what a request would
//! send; `entry` writes and reads what is kept; `flights` has equal questions wait for one
//! another; [`Caching`] says where, for whom and how long. The stores are
//! features of their own. When the call asks and keeps is decided in `call`.

mod entry;
mod flights;
mod key;

#[cfg(feature = "cache-redb")]
mod disk;
#[cfg(feature = "cache-moka")]
mod memory;
#[cfg(feature = "cache-redis")]
mod redis;

use std::fmt;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::Arc;
use std::time::Duration;

#[cfg(feature = "cache-redb")]
pub use self::disk::DiskCache;
pub(crate) use self::entry::Entry;
pub(crate) use self::flights::{Flights, Lead};
pub(crate) use self::key::Asked;
pub use self::key::Key;
#[cfg(feature = "cache-moka")]
pub use self::memory::MemoryCache;
#[cfg(feature = "cache-redis")]
pub use self::redis::RedisCache;
use crate::transport::BoxFuture;

/// Keeps entries under keys, for a while. To be implemented for stores of one's own; it is shared between calls.
///
/// No error of a store fails a call: what cannot be read is asked for, and what cannot be kept is not kept.
///
/// ```
/// use std::collections::HashMap;
/// use std::future::ready;
/// use std::sync::Mutex;
/// use std::time::Duration;
///
/// use formwork::cache::{Cache, CacheError, Key};
/// use formwork::transport::BoxFuture;
///
/// /// Everything, for as long as the program runs.
/// #[derive(Default)]
/// struct Map(Mutex<HashMap<Key, Vec<u8>>>);
///
/// impl Cache for Map {
///     fn get<'a>(&'a self, key: &'a Key) -> BoxFuture<'a, Result<Option<Vec<u8>>, CacheError>> {
///         Box::pin(ready(Ok(self.0.lock().unwrap().get(key).cloned())))
///     }
///     fn set<'a>(
///         &'a self,
///         key: &'a Key,
///         entry: Vec<u8>,
///         _time_to_live: Option<Duration>,
///     ) -> BoxFuture<'a, Result<(), CacheError>> {
///         self.0.lock().unwrap().insert(*key, entry);
///         Box::pin(ready(Ok(())))
///     }
/// }
///
/// # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
/// let (store, key) = (Map::default(), Key::new([7; 32]));
/// runtime.block_on(store.set(&key, b"entry".to_vec(), None))?;
/// assert_eq!(runtime.block_on(store.get(&key))?.as_deref(), Some(&b"entry"[..]));
/// # Ok::<(), CacheError>(())
/// ```
pub trait Cache: Send + Sync {
    /// The entry of this key, if there is one that is not too old.
    fn get<'a>(&'a self, key: &'a Key) -> BoxFuture<'a, Result<Option<Vec<u8>>, CacheError>>;

    /// Keeps an entry, in the place of what was there, for so long; `None` is as long as the store likes.
    fn set<'a>(
        &'a self,
        key: &'a Key,
        entry: Vec<u8>,
        time_to_live: Option<Duration>,
    ) -> BoxFuture<'a, Result<(), CacheError>>;
}

impl<C: Cache + ?Sized> Cache for Arc<C> {
    fn get<'a>(&'a self, key: &'a Key) -> BoxFuture<'a, Result<Option<Vec<u8>>, CacheError>> {
        (**self).get(key)
    }

    fn set<'a>(
        &'a self,
        key: &'a Key,
        entry: Vec<u8>,
        time_to_live: Option<Duration>,
    ) -> BoxFuture<'a, Result<(), CacheError>> {
        (**self).set(key, entry, time_to_live)
    }
}

/// Why a store could not read or keep an entry.
///
/// ```
/// use formwork::cache::CacheError;
///
/// let error = std::fs::read("/nowhere").map_err(|error| CacheError::new(error.to_string()));
/// assert!(error.unwrap_err().to_string().contains("No such file"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CacheError(String);

impl CacheError {
    /// An error, in the store's own words. They may come to a log, so that no password belongs into them.
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl fmt::Display for CacheError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(message) = self;
        write!(f, "the cache: {message}")
    }
}

impl std::error::Error for CacheError {}

/// Where the answers of a client, or of one request, are kept, for whom, and how long.
///
#[cfg_attr(
    feature = "cache-moka",
    doc = r#"
```
use std::time::Duration;
use formwork::Client;
use formwork::cache::{Caching, MemoryCache};

let hour = Duration::from_secs(3600);
let client = Client::builder("offline")
    .cache(Caching::new(MemoryCache::new(64 << 20)).time_to_live(hour))
    .build()?;
# Ok::<(), formwork::Error>(())
```
"#
)]
#[derive(Clone)]
pub struct Caching {
    store: Arc<dyn Cache>,
    namespace: Option<String>,
    time_to_live: Option<Duration>,
    flights: Flights,
}

impl Caching {
    /// Keeps answers in this store. Each client has a namespace of its own, so that no two share by accident.
    #[must_use]
    pub fn new(store: impl Cache + 'static) -> Self {
        Self {
            store: Arc::new(store),
            namespace: None,
            time_to_live: None,
            flights: Flights::default(),
        }
    }

    /// Shares answers with everybody who names the same namespace: other clients, other processes, and this program
    /// when it is started again.
    ///
    /// Keys of APIs are no part of it: whoever shares a namespace reads the others' answers.
    #[must_use]
    pub fn namespace(mut self, namespace: impl Into<String>) -> Self {
        self.namespace = Some(namespace.into());
        self
    }

    /// How long an answer is kept; without it, as long as the store likes.
    #[must_use]
    pub fn time_to_live(mut self, time_to_live: Duration) -> Self {
        self.time_to_live = Some(time_to_live);
        self
    }

    /// The namespace that was named, or else that of the client.
    pub(crate) fn namespace_or<'n>(&'n self, own: &'n str) -> &'n str {
        self.namespace.as_deref().unwrap_or(own)
    }

    /// Waits until nobody else who keeps answers here asks the same.
    pub(crate) async fn lead(&self, key: Key) -> Lead {
        self.flights.lead(key).await
    }

    /// The answer that is kept under a key. Bytes that nobody understands are none.
    pub(crate) async fn find(&self, key: &Key) -> Result<Option<Entry>, CacheError> {
        let bytes = self.store.get(key).await?;
        Ok(bytes.and_then(|bytes| Entry::read(&bytes)))
    }

    /// Keeps an answer.
    pub(crate) async fn keep(&self, key: &Key, entry: &Entry) -> Result<(), CacheError> {
        self.store.set(key, entry.write(), self.time_to_live).await
    }
}

impl fmt::Debug for Caching {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Caching")
            .field("namespace", &self.namespace)
            .field("time_to_live", &self.time_to_live)
            .finish_non_exhaustive()
    }
}

/// A namespace that nobody else has.
pub(crate) fn own_namespace() -> String {
    // Each `RandomState` has keys of its own; two of them make 128 bits, which do not meet by accident.
    let half = || RandomState::new().hash_one(std::process::id());
    format!("client-{:016x}{:016x}", half(), half())
}
