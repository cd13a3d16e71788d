//! Waiting for a batch: how often it is asked after, and when that ends.

use std::future::Future;
use std::time::{Duration, Instant};

use super::server::Server;
use super::status::JobStatus;
use crate::error::ErrorKind;

/// How often a batch is asked after. Each wait is half as long again as the one before, up to the longest.
///
/// ```
/// use std::time::Duration;
///
/// use formwork::batch::Poll;
///
/// let hour = Duration::from_secs(3600);
/// let poll = Poll::every(Duration::from_secs(30)).deadline(8 * hour);
/// assert_eq!((poll.first, poll.longest), (Duration::from_secs(30), Duration::from_secs(30)));
/// assert_eq!(Poll::default().deadline, None); // until the provider's own time is over
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Poll {
    /// The first wait; 5 seconds by default.
    pub first: Duration,
    /// The longest one; a minute by default.
    pub longest: Duration,
    /// How long to wait in all; `None`, the default, is until the provider's own time is over, which is a day.
    pub deadline: Option<Duration>,
    /// How many times in a row asking may fail; 5 by default.
    pub failures: u32,
}

impl Default for Poll {
    fn default() -> Self {
        Self {
            first: Duration::from_secs(5),
            longest: Duration::from_secs(60),
            deadline: None,
            failures: 5,
        }
    }
}

impl Poll {
    /// Asks again after so long, each time.
    #[must_use]
    pub fn every(wait: Duration) -> Self {
        Self {
            first: wait,
            longest: wait,
            ..Self::default()
        }
    }

    /// Waits no longer than so long in all.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }
}

/// Asks until the batch is over.
pub(super) async fn until_over<F: Future<Output = Result<JobStatus, ErrorKind>>>(
    server: &Server<'_>,
    poll: Poll,
    ask: impl Fn() -> F,
    on_progress: &mut dyn FnMut(&JobStatus),
) -> Result<JobStatus, ErrorKind> {
    let began = Instant::now();
    let (mut wait, mut failures) = (poll.first, 0);
    loop {
        match ask().await {
            Ok(status) => {
                failures = 0;
                on_progress(&status);
                if status.state.is_over() {
                    return Ok(status);
                }
            }
            Err(error) if failures < poll.failures && may_pass(&error) => failures += 1,
            Err(error) => return Err(error),
        }
        let left = poll
            .deadline
            .map(|deadline| deadline.saturating_sub(began.elapsed()));
        if left.is_some_and(|left| left < wait) {
            return Err(ErrorKind::Deadline);
        }
        server.sleep(wait).await;
        wait = wait.saturating_mul(3).checked_div(2).unwrap_or(wait);
        wait = wait.min(poll.longest);
    }
}

/// Whether asking again may succeed.
fn may_pass(error: &ErrorKind) -> bool {
    match error {
        ErrorKind::Api(error) => error.retryable(),
        ErrorKind::Transport(error) => error.kind.may_pass(),
        ErrorKind::Protocol(_) => true,
        _ => false,
    }
}
