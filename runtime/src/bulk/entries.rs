//! A journal's file to its entries, for those who want to know what a job has come to, and not to go on with it.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use super::entry::Entry;
use super::journal::JournalError;
use super::lines::Lines;

/// What a journal holds, in the order in which it was written: [`Journal::entries`](super::Journal::entries).
///
/// The file is read as far as it is needed, and not locked: a job that has it open goes on, and what it writes meanwhile
/// may be seen or not. An input that was asked about again, since its entry did not fit any more, has one entry for
/// each time; both were paid for.
///
/// What a job has spent:
///
/// ```
/// use formwork::bulk::{Input, Journal};
/// use formwork::{Client, Usage, provider::offline::Offline};
///
/// # let path = std::env::temp_dir().join(format!("formwork-doc-entries-{}", std::process::id()));
/// # let client = Client::offline(Offline::new());
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let bulk = client.bulk::<u8>().journal(Journal::open(&path).unwrap());
/// let mut running = bulk.run([Input::user("a", "How many?"), Input::user("b", "And now?")]);
/// while running.next().await.is_some() {}
/// # });
///
/// let mut spent = Usage::default();
/// for entry in Journal::entries(&path)? {
///     let entry = entry?;
///     assert!(entry.provider() == "offline" && entry.failure().is_none());
///     spent += entry.usage();
/// }
/// assert!(spent.output_tokens > 0);
/// # std::fs::remove_file(path).unwrap();
/// # Ok::<(), formwork::bulk::JournalError>(())
/// ```
///
/// # Errors
/// [`JournalError::Damaged`] for a line that is damaged and not the last, [`JournalError::Foreign`] for one that a later version
/// has written, [`JournalError::Io`]. Nothing comes behind an error. A last line that is torn is no error:
/// [`Entries::was_torn`].
#[derive(Debug)]
pub struct Entries {
    lines: Lines<BufReader<File>>,
    is_over: bool,
    path: PathBuf,
}

impl Entries {
    pub(super) fn open(path: &Path) -> Result<Self, JournalError> {
        Ok(Self {
            lines: Lines::open(BufReader::new(File::open(path)?), path)?,
            is_over: false,
            path: path.to_owned(),
        })
    }

    /// Whether the last line is torn, and was left out: who wrote it was killed, or is not done with it. It is known once
    /// there are no more entries.
    #[must_use]
    pub fn was_torn(&self) -> bool {
        self.lines.was_torn()
    }
}

impl Iterator for Entries {
    type Item = Result<Entry, JournalError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        let next = match self.lines.next() {
            Ok(Some((json, _))) => {
                let entry = Entry::from_json(&json);
                Some(entry.ok_or_else(|| JournalError::Foreign(self.path.clone())))
            }
            Ok(None) => None,
            Err(error) => Some(Err(error)),
        };
        self.is_over = !matches!(next, Some(Ok(_)));
        next
    }
}
