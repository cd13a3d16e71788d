//! How much memory the program has, now and at most.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// The bytes of memory that the program holds; 0 where the system does not tell.
#[must_use]
pub fn resident() -> u64 {
    let text = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = text.split_whitespace().nth(1);
    pages
        .and_then(|pages| pages.parse::<u64>().ok())
        .unwrap_or(0)
        * 4096
}

/// Looks at the program's memory every few milliseconds.
#[derive(Debug)]
pub struct Watch {
    before: u64,
    most: Arc<AtomicU64>,
    is_over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Watch {
    /// Begins to look.
    #[must_use]
    pub fn start() -> Self {
        let before = resident();
        let most = Arc::new(AtomicU64::new(before));
        let is_over = Arc::new(AtomicBool::new(false));
        let (highest, flag) = (most.clone(), is_over.clone());
        let thread = std::thread::spawn(move || {
            while !flag.load(Ordering::SeqCst) {
                highest.fetch_max(resident(), Ordering::SeqCst);
                std::thread::sleep(Duration::from_millis(5));
            }
        });
        Self {
            before,
            most,
            is_over,
            thread: Some(thread),
        }
    }

    /// How many bytes more there were at most than at the beginning.
    #[must_use]
    pub fn grown(mut self) -> u64 {
        self.is_over.store(true, Ordering::SeqCst);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
        let most = self.most.load(Ordering::SeqCst).max(resident());
        most.saturating_sub(self.before)
    }
}
