//! Answers in a file (redb), which outlives the program, however that ends.
//!
//! An entry stands behind the time at which it is too old, and the number under which it came. A second table says in
//! which order entries came, so that the oldest can go where there are too many.

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use redb::{
    Database, Durability, ReadableTable as _, ReadableTableMetadata as _, Table, TableDefinition,
};
use tokio::runtime::Handle;

use super::{Cache, CacheError, Key};
use crate::transport::BoxFuture;

const ENTRIES: TableDefinition<'_, &[u8; 32], &[u8]> = TableDefinition::new("formwork-entries-1");
const ORDER: TableDefinition<'_, u64, &[u8; 32]> = TableDefinition::new("formwork-order-1");
/// How many entries are kept, where nobody says.
const CAPACITY: u64 = 100_000;

/// A store in a file. Where it is full, the oldest entry goes. Clones share it; another process that opens the same
/// file is refused.
///
/// What was kept is there again when the program is started again, also after it was killed. Where the whole machine
/// goes down, the last entries may be missing. Reading and writing happens beside the asynchronous runtime.
///
/// ```
/// use formwork::Client;
/// use formwork::cache::{Caching, DiskCache};
///
/// # let path = std::env::temp_dir().join(format!("formwork-doc-disk-{}", std::process::id()));
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// for run in 0..2 {
///     let caching = Caching::new(DiskCache::open(&path).unwrap()).namespace("how-many");
///     let client = Client::builder("offline").cache(caching).build()?;
///     let reply = client.request::<u8>().user("How many?").send().await?;
///     assert_eq!(reply.from_cache(), run > 0);
/// }
/// # Ok::<(), formwork::Error>(()) }).unwrap();
/// # std::fs::remove_file(path).unwrap();
/// ```
#[derive(Clone)]
pub struct DiskCache {
    inner: Arc<Inner>,
}

struct Inner {
    file: Database,
    capacity: u64,
}

impl DiskCache {
    /// Opens a file, or makes it. It waits for the disk, and after a crash for the file to be looked through.
    ///
    /// # Errors
    /// A file that cannot be opened, is something else, or is open already.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, CacheError> {
        Self::with_capacity(path, CAPACITY)
    }

    /// The same, with so many entries at most; without it, 100,000.
    ///
    /// # Errors
    /// As [`DiskCache::open`].
    pub fn with_capacity(path: impl AsRef<Path>, entries: u64) -> Result<Self, CacheError> {
        let file = Database::create(path).map_err(wrong)?;
        let made = file.begin_write().map_err(wrong)?;
        // What reads finds tables.
        made.open_table(ENTRIES).map_err(wrong)?;
        made.open_table(ORDER).map_err(wrong)?;
        made.commit().map_err(wrong)?;
        let inner = Inner {
            file,
            capacity: entries.max(1),
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// Does some work where it may wait for the disk.
    fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Inner) -> Result<T, CacheError> + Send + 'static,
    ) -> BoxFuture<'static, Result<T, CacheError>> {
        let inner = Arc::clone(&self.inner);
        Box::pin(async move {
            match Handle::try_current() {
                Ok(runtime) => {
                    let done = runtime.spawn_blocking(move || work(&inner)).await;
                    done.map_err(wrong)?
                }
                Err(_) => work(&inner),
            }
        })
    }
}

impl Cache for DiskCache {
    fn get<'a>(&'a self, key: &'a Key) -> BoxFuture<'a, Result<Option<Vec<u8>>, CacheError>> {
        let key = *key.as_bytes();
        self.run(move |inner| inner.get(&key))
    }

    fn set<'a>(
        &'a self,
        key: &'a Key,
        entry: Vec<u8>,
        time_to_live: Option<Duration>,
    ) -> BoxFuture<'a, Result<(), CacheError>> {
        let key = *key.as_bytes();
        self.run(move |inner| inner.set(&key, &entry, time_to_live))
    }
}

impl Inner {
    fn get(&self, key: &[u8; 32]) -> Result<Option<Vec<u8>>, CacheError> {
        let read = self.file.begin_read().map_err(wrong)?;
        let entries = read.open_table(ENTRIES).map_err(wrong)?;
        let kept = entries.get(key).map_err(wrong)?;
        let kept = kept.as_ref().and_then(|kept| Kept::read(kept.value()));
        let fresh = kept.filter(|kept| kept.until > now());
        Ok(fresh.map(|kept| kept.entry.to_vec()))
    }

    fn set(
        &self,
        key: &[u8; 32],
        entry: &[u8],
        time_to_live: Option<Duration>,
    ) -> Result<(), CacheError> {
        let mut write = self.file.begin_write().map_err(wrong)?;
        // What the system has is safe from the end of the process, and nobody waits for the disk.
        write.set_durability(Durability::Eventual);
        {
            let mut entries = write.open_table(ENTRIES).map_err(wrong)?;
            let mut order = write.open_table(ORDER).map_err(wrong)?;
            let last = order
                .last()
                .map_err(wrong)?
                .map(|(number, _)| number.value());
            let kept = Kept {
                until: time_to_live.map_or(u64::MAX, |live| now().saturating_add(millis(live))),
                number: last.map_or(0, |last| last.saturating_add(1)),
                entry,
            };
            let before = entries
                .insert(key, kept.write().as_slice())
                .map_err(wrong)?;
            let before = before.and_then(|before| Some(Kept::read(before.value())?.number));
            if let Some(before) = before {
                order.remove(before).map_err(wrong)?;
            }
            order.insert(kept.number, key).map_err(wrong)?;
            self.make_room(&mut entries, &mut order)?;
        }
        write.commit().map_err(wrong)
    }

    /// Lets the oldest entries go where there are too many.
    fn make_room(
        &self,
        entries: &mut Table<'_, &[u8; 32], &[u8]>,
        order: &mut Table<'_, u64, &[u8; 32]>,
    ) -> Result<(), CacheError> {
        while entries.len().map_err(wrong)? > self.capacity {
            let oldest = order.pop_first().map_err(wrong)?;
            let Some((_, key)) = oldest else {
                return Ok(());
            };
            entries.remove(key.value()).map_err(wrong)?;
        }
        Ok(())
    }
}

/// An entry as it stands in the file.
struct Kept<'e> {
    /// When it is too old, in milliseconds since 1970.
    until: u64,
    number: u64,
    entry: &'e [u8],
}

impl<'e> Kept<'e> {
    fn read(bytes: &'e [u8]) -> Option<Self> {
        let (until, rest) = bytes.split_first_chunk()?;
        let (number, entry) = rest.split_first_chunk()?;
        Some(Self {
            until: u64::from_le_bytes(*until),
            number: u64::from_le_bytes(*number),
            entry,
        })
    }

    fn write(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(16 + self.entry.len());
        bytes.extend_from_slice(&self.until.to_le_bytes());
        bytes.extend_from_slice(&self.number.to_le_bytes());
        bytes.extend_from_slice(self.entry);
        bytes
    }
}

fn now() -> u64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    since.map_or(0, millis)
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

fn wrong(error: impl fmt::Display) -> CacheError {
    CacheError::new(error.to_string())
}

impl fmt::Debug for DiskCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DiskCache")
            .field("capacity", &self.inner.capacity)
            .finish_non_exhaustive()
    }
}
