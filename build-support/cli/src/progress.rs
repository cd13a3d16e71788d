//! A line that says what is under way, for a person who waits at a terminal.
//!
//! It shows up when something takes long, is drawn over itself, and is gone before anything else is said. Nobody
//! else ever sees it: it is drawn where standard error is a terminal, and where findings are drawn for people.

use std::io::{self, IsTerminal as _};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::tell::{FAINT, Tell, painted, say};

/// What is done within this time is not worth a word.
const PATIENCE: Duration = Duration::from_millis(300);
/// How often the line is drawn.
const PACE: Duration = Duration::from_millis(100);

/// A line that is drawn until this is dropped.
pub(crate) struct Progress {
    drawing: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// Begins to wait.
    pub(crate) fn begin(tell: Tell, words: &str) -> Self {
        if !tell.is_human() || !io::stderr().is_terminal() {
            return Self { drawing: None };
        }
        let (end, ended) = mpsc::channel();
        let words = words.to_owned();
        let began = Instant::now();
        let drawing = std::thread::spawn(move || {
            let mut wait = PATIENCE;
            let mut is_drawn = false;
            while ended.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                let line = line(&words, began.elapsed());
                say(&format!("\r\x1b[K{}", painted(FAINT, &line)));
                is_drawn = true;
                wait = PACE;
            }
            if is_drawn {
                say("\r\x1b[K");
            }
        });
        Self {
            drawing: Some((end, drawing)),
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((end, drawing)) = self.drawing.take() {
            drop(end);
            let _ = drawing.join();
        }
    }
}

/// What is under way, and for how long.
fn line(words: &str, elapsed: Duration) -> String {
    format!(
        "{words} ... {}.{} s",
        elapsed.as_secs(),
        elapsed.subsec_millis() / 100
    )
}
