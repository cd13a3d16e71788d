//! What has been answered, on disk: a line to each answer, which is only ever added to.
//!
//! `lines.rs` knows what a line is. One that a crash has torn is dropped when the file is opened; damage anywhere
//! else is an error, since something that was paid for would be lost unseen. The file is locked for as long as it is open,
//! so that no two processes share one.

use std::collections::HashMap;
use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use fs4::FileExt;

use super::entries::Entries;
use super::entry::Entry;
use super::lines::{self, Lines, Place};
use super::writer::Writer;
use crate::envelope::Envelope;

/// When what was written is on the disk itself, and not only in the system's memory. A process that dies, by
/// whatever signal, loses nothing in either case; a machine that does, loses what was not synced.
///
/// Fewer syncs, where losing the answers of two seconds is no great harm:
///
/// ```
/// use std::time::Duration;
///
/// use formwork::bulk::{Journal, Sync};
///
/// # let path = std::env::temp_dir().join(format!("formwork-doc-sync-{}", std::process::id()));
/// let journal = Journal::open_with(&path, Sync::Within(Duration::from_secs(2)))?;
/// assert!(journal.is_empty());
/// # drop(journal);
/// # std::fs::remove_file(path).unwrap();
/// # Ok::<(), formwork::bulk::JournalError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sync {
    /// Before an answer is handed out. Answers that come at the same time share one sync.
    #[default]
    Always,
    /// At most so long after.
    Within(Duration),
    /// When the system sees fit.
    Never,
}

/// A journal cannot be opened, or not be written any more.
///
/// ```
/// use formwork::bulk::{Journal, JournalError};
///
/// # let path = std::env::temp_dir().join(format!("formwork-doc-foreign-{}", std::process::id()));
/// std::fs::write(&path, "no journal\n").unwrap();
/// assert!(matches!(Journal::open(&path), Err(JournalError::Foreign(_))));
/// # std::fs::remove_file(path).unwrap();
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum JournalError {
    /// Another process, or another job of this one, has it open.
    Locked(PathBuf),
    /// The file is no journal, or one of a later version.
    Foreign(PathBuf),
    /// A line in the middle of the file is damaged: the disk has lost what was on it.
    Damaged {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
    },
    /// The system refuses.
    Io(Arc<io::Error>),
}

impl fmt::Display for JournalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Locked(path) => write!(f, "the journal `{}` is in use", path.display()),
            Self::Foreign(path) => write!(f, "`{}` is no journal of this version", path.display()),
            Self::Damaged { path, line } => {
                write!(
                    f,
                    "the journal `{}` is damaged at line {line}",
                    path.display()
                )
            }
            Self::Io(error) => write!(f, "the journal cannot be used: {error}"),
        }
    }
}

impl std::error::Error for JournalError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(error) => Some(&**error),
            _ => None,
        }
    }
}

impl From<io::Error> for JournalError {
    fn from(error: io::Error) -> Self {
        Self::Io(Arc::new(error))
    }
}

/// What has been answered, on disk. See [`Bulk::journal`](super::Bulk::journal).
///
/// ```
/// use formwork::bulk::{Input, Journal};
/// # use formwork::{Client, provider::offline::Offline};
/// # let client = Client::offline(Offline::new());
/// # let path = std::env::temp_dir().join(format!("formwork-doc-journal-{}", std::process::id()));
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
///
/// for resumed in [false, true] {
///     let bulk = client.bulk::<u8>().journal(Journal::open(&path).unwrap());
///     let mut running = bulk.run([Input::user("a", "How many?")]);
///     assert_eq!(running.next().await.unwrap().resumed, resumed); // asked once, and known from then on
/// }
/// # std::fs::remove_file(path).unwrap();
/// # Ok::<(), formwork::Error>(()) }).unwrap();
/// ```
#[derive(Debug)]
pub struct Journal {
    file: Arc<Mutex<File>>,
    writer: Writer,
    places: HashMap<String, Place>,
    is_torn: bool,
}

impl Journal {
    /// Opens a journal, or begins one, that is synced before each answer is handed out.
    ///
    /// # Errors
    /// See [`JournalError`].
    pub fn open(path: impl AsRef<Path>) -> Result<Self, JournalError> {
        Self::open_with(path, Sync::Always)
    }

    /// Opens a journal, or begins one.
    ///
    /// # Errors
    /// See [`JournalError`].
    pub fn open_with(path: impl AsRef<Path>, sync: Sync) -> Result<Self, JournalError> {
        let path = path.as_ref();
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let mut file = options.open(path)?;
        match FileExt::try_lock(&file) {
            Ok(()) => {}
            Err(fs4::TryLockError::WouldBlock) => {
                return Err(JournalError::Locked(path.to_owned()));
            }
            Err(fs4::TryLockError::Error(error)) => return Err(error.into()),
        }
        let mut read = Lines::open(BufReader::new(&mut file), path)?;
        let mut places = HashMap::new();
        while let Some((json, place)) = read.next()? {
            let id = Envelope::open(&json).and_then(|entry| entry.string("id"));
            places.extend(id.map(|id| (id, place)));
        }
        let (mut end, is_torn) = (read.end(), read.was_torn());
        file.set_len(end)?;
        file.seek(SeekFrom::Start(end))?;
        if end == 0 {
            let header = lines::header();
            io::Write::write_all(&mut file, header.as_bytes())?;
            end = u64::try_from(header.len()).unwrap_or(u64::MAX);
        }
        if sync != Sync::Never {
            file.sync_all()?;
            // Its name is on the disk once its folder is. Some systems do not let one sync folders.
            let folder = path.parent();
            let folder = folder.filter(|folder| !folder.as_os_str().is_empty());
            if let Ok(folder) = File::open(folder.unwrap_or(Path::new("."))) {
                let _ = folder.sync_all();
            }
        }
        let syncing = file.try_clone()?;
        let file = Arc::new(Mutex::new(file));
        Ok(Self {
            writer: Writer::start(file.clone(), syncing, end, sync)?,
            file,
            places,
            is_torn,
        })
    }

    /// Reads what a journal holds, without opening it for a job: also while a job has it open.
    ///
    /// # Errors
    /// [`JournalError::Foreign`] where the file is no journal, [`JournalError::Io`] where it cannot be read.
    pub fn entries(path: impl AsRef<Path>) -> Result<Entries, JournalError> {
        Entries::open(path.as_ref())
    }

    /// How many inputs it knows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether it knows none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Whether its last line was torn when it was opened, and dropped.
    #[must_use]
    pub fn was_torn(&self) -> bool {
        self.is_torn
    }

    /// What it knows of an input.
    pub(super) fn find(&self, id: &str) -> Result<Option<Entry>, JournalError> {
        let Some(place) = self.places.get(id) else {
            return Ok(None);
        };
        let mut line = vec![0; place.length];
        {
            let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
            file.seek(SeekFrom::Start(place.offset))?;
            file.read_exact(&mut line)?;
        }
        Ok(lines::checked(&line).and_then(Entry::from_json))
    }

    /// Where new lines go.
    pub(super) fn writer(&self) -> &Writer {
        &self.writer
    }

    /// Notes where an entry is that has been written.
    pub(super) fn note(&mut self, id: &str, place: Place) {
        self.places.insert(id.to_owned(), place);
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        self.writer.end();
        // A process that another thread is starting just now has the file as well, until it has begun.
        let file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = FileExt::unlock(&*file);
    }
}
