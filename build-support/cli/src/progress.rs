//! A line that says what is under way, for a person who waits at a terminal.
//!
//! It shows up when something takes long, is drawn over itself, and is gone before anything else is said. Nobody
//! else ever sees it: it is drawn where standard error is a terminal, and where findings are drawn for people.

use std::io::{self, IsTerminal as _};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::tell::{FAINT, Tell, painted, say};

/// What is done within this time is not worth a word.
const PATIENCE: Duration = Duration::from_millis(300);
/// How often the line is drawn.
const PACE: Duration = Duration::from_millis(100);

/// A line that is drawn until this is dropped.
pub(crate) struct Progress {
    words: Arc<Mutex<String>>,
    drawing: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// Begins to wait.
    pub(crate) fn begin(tell: Tell, words: &str) -> Self {
        let words = Arc::new(Mutex::new(words.to_owned()));
        if !tell.is_human() || !io::stderr().is_terminal() {
            return Self {
                words,
                drawing: None,
            };
        }
        let (end, ended) = mpsc::channel();
        let shown = words.clone();
        let began = Instant::now();
        let drawing = std::thread::spawn(move || {
            let mut wait = PATIENCE;
            let mut is_drawn = false;
            while ended.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                let words = shown.lock().unwrap_or_else(PoisonError::into_inner).clone();
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
            words,
            drawing: Some((end, drawing)),
        }
    }

    /// Says something else from now on.
    #[cfg_attr(not(feature = "client"), expect(dead_code))]
    pub(crate) fn now(&self, words: String) {
        *self.words.lock().unwrap_or_else(PoisonError::into_inner) = words;
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
