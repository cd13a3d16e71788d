//! Answers in memory, the ones that were used last (moka).

use std::future::ready;
use std::time::{Duration, Instant};

use moka::Expiry;
use moka::policy::EvictionPolicy;
use moka::sync::Cache as Moka;

use super::{Cache, CacheError, Key};
use crate::transport::BoxFuture;

/// What an entry takes up beside its bytes, about.
const OVERHEAD: usize = 128;

/// A store in memory of a certain size. Where it is full, what was not used for longest goes. Clones share it.
///
/// ```
/// use formwork::Client;
/// use formwork::cache::{Caching, MemoryCache};
///
/// let client = Client::builder("offline").cache(Caching::new(MemoryCache::new(64 << 20))).build()?;
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let first = client.request::<u8>().user("How many?").send().await?;
/// let again = client.request::<u8>().user("How many?").send().await?;
/// assert_eq!((first.from_cache(), again.from_cache()), (false, true));
/// assert_eq!(again.usage().total_tokens, 0);
/// # Ok::<(), formwork::Error>(()) }).unwrap();
/// # Ok::<(), formwork::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct MemoryCache {
    entries: Moka<[u8; 32], Kept>,
}

#[derive(Clone, Debug)]
struct Kept {
    entry: std::sync::Arc<[u8]>,
    time_to_live: Option<Duration>,
}

/// Each entry has a time of its own.
struct Own;

impl Expiry<[u8; 32], Kept> for Own {
    fn expire_after_create(&self, _: &[u8; 32], kept: &Kept, _: Instant) -> Option<Duration> {
        kept.time_to_live
    }

    fn expire_after_update(
        &self,
        _: &[u8; 32],
        kept: &Kept,
        _: Instant,
        _: Option<Duration>,
    ) -> Option<Duration> {
        kept.time_to_live
    }
}

impl MemoryCache {
    /// A store that takes up so many bytes at most. An entry that is larger than the whole store is not kept.
    #[must_use]
    pub fn new(bytes: u64) -> Self {
        let weight = |_: &[u8; 32], kept: &Kept| {
            u32::try_from(kept.entry.len().saturating_add(OVERHEAD)).unwrap_or(u32::MAX)
        };
        let entries = Moka::builder()
            .max_capacity(bytes)
            .weigher(weight)
            .eviction_policy(EvictionPolicy::lru())
            .expire_after(Own)
            .build();
        Self { entries }
    }
}

impl Cache for MemoryCache {
    fn get<'a>(&'a self, key: &'a Key) -> BoxFuture<'a, Result<Option<Vec<u8>>, CacheError>> {
        let kept = self.entries.get(key.as_bytes());
        Box::pin(ready(Ok(kept.map(|kept| kept.entry.to_vec()))))
    }

    fn set<'a>(
        &'a self,
        key: &'a Key,
        entry: Vec<u8>,
        time_to_live: Option<Duration>,
    ) -> BoxFuture<'a, Result<(), CacheError>> {
        let entry = entry.into();
        let kept = Kept {
            entry,
            time_to_live,
        };
        self.entries.insert(*key.as_bytes(), kept);
        // Otherwise room is made some time later, and what was used meanwhile is not known.
        self.entries.run_pending_tasks();
        Box::pin(ready(Ok(())))
    }
}
