//! How much a test computed, whatever else the machine does.

use std::time::{Duration, Instant};

/// The work of this thread since it was made.
pub(crate) struct Work {
    before: Option<Duration>,
    began: Instant,
}

impl Work {
    pub(crate) fn begin() -> Self {
        Self {
            before: computed(),
            began: Instant::now(),
        }
    }

    /// What this thread has computed; where the system does not say, the time that has passed.
    pub(crate) fn spent(&self) -> Duration {
        match (computed(), self.before) {
            (Some(now), Some(before)) => now.saturating_sub(before),
            _ => self.began.elapsed(),
        }
    }
}

/// The processor time of this thread: the first number that Linux writes into this file, in nanoseconds.
fn computed() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds = text.split_ascii_whitespace().next()?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds))
}
