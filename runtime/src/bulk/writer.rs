//! The thread that writes a journal. Lines that wait while it syncs are written together, and share the next
//! sync.

use std::fs::File;
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use fs4::FileExt;
use futures_channel::oneshot;

use super::journal::{JournalError, Sync};
use super::lines::Place;

/// No more lines than this share a sync.
const TOGETHER: usize = 256;

type Written = Result<Place, JournalError>;

struct Line {
    text: String,
    written: oneshot::Sender<Written>,
}

/// What the thread is told.
enum Told {
    Write(Line),
    /// To write what came before this, and to end.
    End,
}

/// The thread, which ends with this.
#[derive(Debug)]
pub(super) struct Writer {
    desk: Desk,
    thread: Option<JoinHandle<()>>,
    file: Arc<Mutex<File>>,
}

/// Where lines are handed in.
#[derive(Clone, Debug)]
pub(super) struct Desk(mpsc::Sender<Told>);

impl Writer {
    /// Starts the thread. `syncing` is the same file once more.
    pub(super) fn start(
        file: Arc<Mutex<File>>,
        syncing: File,
        end: u64,
        sync: Sync,
    ) -> Result<Self, io::Error> {
        let (lines, waiting) = mpsc::channel();
        let mut pen = Pen {
            file: file.clone(),
            syncing,
            end,
            sync,
            unsynced: None,
        };
        let thread = std::thread::Builder::new().name("formwork journal".to_owned());
        let thread = thread.spawn(move || pen.write(&waiting))?;
        Ok(Self {
            desk: Desk(lines),
            thread: Some(thread),
            file,
        })
    }

    /// Where lines are handed in.
    pub(super) fn desk(&self) -> Desk {
        self.desk.clone()
    }
}

impl Desk {
    /// Writes a line. What is waited for is that it is safe, as far as the journal is to be.
    pub(super) async fn write(&self, text: String) -> Written {
        let (written, wait) = oneshot::channel();
        // Where nobody takes it, `written` is dropped, and that is told below.
        let _ = self.0.send(Told::Write(Line { text, written }));
        let gone = || io::Error::other("the thread that writes it is gone");
        wait.await.unwrap_or_else(|_| Err(gone().into()))
    }
}

impl Writer {
    /// Ends the thread, once it has written what it was given.
    pub(super) fn end(&mut self) {
        let _ = self.desk.0.send(Told::End);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
        // Closing the file is not enough: a process that is being started holds it too, for a moment.
        let file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = FileExt::unlock(&*file);
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.end();
    }
}

struct Pen {
    file: Arc<Mutex<File>>,
    syncing: File,
    end: u64,
    sync: Sync,
    /// Since when there is something that is not synced.
    unsynced: Option<Instant>,
}

impl Pen {
    fn write(&mut self, waiting: &Receiver<Told>) {
        let mut is_over = false;
        while !is_over {
            let first = match (self.sync, self.unsynced) {
                (Sync::Within(limit), Some(since)) => {
                    let left = limit.saturating_sub(since.elapsed());
                    match waiting.recv_timeout(left.max(Duration::from_millis(1))) {
                        Err(RecvTimeoutError::Timeout) => {
                            self.settle();
                            continue;
                        }
                        received => received.ok(),
                    }
                }
                _ => waiting.recv().ok(),
            };
            let more = first.into_iter().chain(waiting.try_iter());
            let mut lines = Vec::new();
            for told in more.take(TOGETHER) {
                match told {
                    Told::Write(line) => lines.push(line),
                    Told::End => {
                        is_over = true;
                        break;
                    }
                }
            }
            // Everybody who could hand something in is gone.
            is_over |= lines.is_empty();
            let written = self.lines(&lines);
            for (line, written) in lines.into_iter().zip(written) {
                // Who no longer waits has given the job up.
                let _ = line.written.send(written);
            }
        }
        self.settle();
    }

    /// Syncs what is not; where that fails, the next line finds out.
    fn settle(&mut self) {
        if self.sync != Sync::Never && self.unsynced.take().is_some() {
            let _ = self.syncing.sync_data();
        }
    }

    /// Writes lines, each whole or not at all.
    fn lines(&mut self, lines: &[Line]) -> Vec<Written> {
        let mut written = Vec::with_capacity(lines.len());
        {
            let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
            for line in lines {
                let (offset, length) = (self.end, line.text.len());
                let sought = file.seek(SeekFrom::Start(offset));
                let wrote = sought.and_then(|_| file.write_all(line.text.as_bytes()));
                written.push(match wrote {
                    Ok(()) => {
                        self.end += u64::try_from(length).unwrap_or(0);
                        Ok(Place { offset, length })
                    }
                    Err(error) => {
                        // Half a line in the middle would be damage. The next one is written over it.
                        let _ = file.set_len(offset);
                        Err(error.into())
                    }
                });
            }
        }
        let due = match self.sync {
            Sync::Always => true,
            Sync::Never => false,
            Sync::Within(limit) => {
                let since = *self.unsynced.get_or_insert_with(Instant::now);
                since.elapsed() >= limit
            }
        };
        if due {
            self.unsynced = None;
            if let Err(error) = self.syncing.sync_data() {
                let error = JournalError::from(error);
                for written in &mut written {
                    *written = Err(error.clone());
                }
            }
        }
        written
    }
}
