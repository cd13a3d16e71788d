//! How long a process has worked: the time that it had a processor, so that a limit means the same on a busy
//! machine as on an idle one.

use std::time::{Duration, Instant};

/// A process that has no processor either may wait so many times longer.
const PATIENCE: u32 = 20;

/// Watches one piece of work of a process.
pub(crate) struct Watch {
    process: u32,
    limit: Duration,
    begun: Instant,
    worked: Duration,
}

impl Watch {
    /// From now on.
    pub(crate) fn new(process: u32, limit: Duration) -> Self {
        Self {
            process,
            limit,
            begun: Instant::now(),
            worked: worked(process).unwrap_or_default(),
        }
    }

    /// Whether the limit is passed. Where the system does not tell how long a process has worked, by the
    /// clock.
    pub(crate) fn is_over(&self) -> bool {
        let by_the_clock = self.begun.elapsed();
        if by_the_clock < self.limit {
            return false;
        }
        match worked(self.process) {
            Some(worked) => {
                worked.saturating_sub(self.worked) >= self.limit
                    || by_the_clock >= self.limit * PATIENCE
            }
            None => true,
        }
    }
}

/// What Linux says that a process and its threads have worked.
fn worked(process: u32) -> Option<Duration> {
    /// Linux counts in hundredths of a second, whatever its own clock.
    const TICK: Duration = Duration::from_millis(10);
    let text = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name, in brackets, may hold anything.
    let (_, fields) = text.rsplit_once(')')?;
    let mut fields = fields.split_ascii_whitespace().skip(11);
    let user: u32 = fields.next()?.parse().ok()?;
    let system: u32 = fields.next()?.parse().ok()?;
    Some(TICK * user.saturating_add(system))
}
