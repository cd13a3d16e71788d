//! When a request that got no answer is repeated, and after how long.
//!
//! The usual policy is the one the official clients share: connection errors, 408, 409, 429 and 5xx are
//! worth a repeat, `x-should-retry` overrides, and `retry-after` says when.

use std::fmt;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use crate::error::ErrorKind;

/// The first wait, where the provider names none.
const FIRST: Duration = Duration::from_millis(500);
/// No wait of our own choice is longer.
const LONGEST: Duration = Duration::from_secs(8);
/// A provider that asks for more than this is not waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// How far a request had come when it failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// No answer of status 2xx had begun.
    Request,
    /// An answer of status 2xx has ended, and there was nothing in it. One that broke off is not
    /// such a case: nobody knows what of it was on the way.
    Answer,
}

/// How requests that get no answer are repeated.
///
/// ```
/// use std::time::Duration;
///
/// use formwork::{ErrorKind, Retry, RetryBudget};
///
/// let retry = Retry::new()
///     .max(5)
///     .backoff(Duration::from_millis(200), Duration::from_secs(5))
///     .patience(Duration::from_secs(20))
///     .when(|error| match error {
///         ErrorKind::Cut => Some(true), // costs twice what it should
///         _ => None,                    // as ever
///     })
///     .budget(RetryBudget::new(10, 20));
/// # let _ = retry;
/// ```
#[derive(Clone)]
pub struct Retry {
    pub(super) max: u32,
    first: Duration,
    longest: Duration,
    patience: Duration,
    when: Option<Arc<When>>,
    budget: Option<RetryBudget>,
}

type When = dyn Fn(&ErrorKind) -> Option<bool> + Send + Sync;

impl Default for Retry {
    fn default() -> Self {
        Self::new()
    }
}

impl Retry {
    /// Two repeats, after half a second and then longer, up to eight; a provider that asks for more than a
    /// minute is not waited for.
    #[must_use]
    pub fn new() -> Self {
        Self {
            max: 2,
            first: FIRST,
            longest: LONGEST,
            patience: PATIENCE,
            when: None,
            budget: None,
        }
    }

    /// None at all.
    #[must_use]
    pub fn never() -> Self {
        Self::new().max(0)
    }

    /// How often a request is repeated at most.
    #[must_use]
    pub fn max(mut self, repeats: u32) -> Self {
        self.max = repeats;
        self
    }

    /// The first wait, and the longest; each is twice the one before, up to a quarter shorter by chance.
    #[must_use]
    pub fn backoff(mut self, first: Duration, longest: Duration) -> Self {
        (self.first, self.longest) = (first, longest);
        self
    }

    /// The longest wait that a provider may ask for (`retry-after`). Where it asks for more, the call
    /// fails at once.
    #[must_use]
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Says what is worth a repeat; `None` leaves it to the usual policy.
    ///
    /// An answer that broke off can have been paid for: whoever repeats it may pay twice.
    #[must_use]
    pub fn when(
        mut self,
        when: impl Fn(&ErrorKind) -> Option<bool> + Send + Sync + 'static,
    ) -> Self {
        self.when = Some(Arc::new(when));
        self
    }

    /// Shares a budget between all calls that have this policy.
    #[must_use]
    pub fn budget(mut self, budget: RetryBudget) -> Self {
        self.budget = Some(budget);
        self
    }

    /// Whether the caller wants a repeat that the usual policy would not make.
    pub(super) fn insists(&self, error: &ErrorKind) -> bool {
        self.when.as_ref().and_then(|when| when(error)) == Some(true)
    }

    /// A request is sent for the first time.
    pub(super) fn begin(&self) {
        if let Some(budget) = &self.budget {
            budget.earn();
        }
    }

    /// How long to wait before repeat number `retry` (from 0); `None` where there is none.
    pub(super) fn wait(&self, error: &ErrorKind, stage: Stage, retry: u32) -> Option<Duration> {
        if retry >= self.max {
            return None;
        }
        let told = self.when.as_ref().and_then(|when| when(error));
        if told == Some(false) || (told.is_none() && !is_worth_it(error, stage)) {
            return None;
        }
        let asked = match error {
            ErrorKind::Api(error) => error.retry_after,
            _ => None,
        };
        let wait = match asked {
            Some(asked) if asked > self.patience => return None,
            Some(asked) => asked,
            None => {
                let wait = self.first.saturating_mul(1 << retry.min(16));
                jittered(wait.min(self.longest))
            }
        };
        let may = self.budget.as_ref().is_none_or(RetryBudget::spend);
        may.then_some(wait)
    }
}

impl fmt::Debug for Retry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Retry")
            .field("max", &self.max)
            .field("first", &self.first)
            .field("longest", &self.longest)
            .field("patience", &self.patience)
            .finish_non_exhaustive()
    }
}

/// How many repeats many calls may make together: a share of their requests, and a few beyond. When a provider is
/// down, each call's repeats alone would multiply what everybody asks of it.
///
/// ```
/// use formwork::transport::{Replay, TransportErrorKind};
/// use formwork::{Client, Retry, RetryBudget};
///
/// let server = (0..10).fold(Replay::new(), |server, _| server.fail(TransportErrorKind::Connect));
/// let retry = Retry::new().max(5).budget(RetryBudget::new(0, 2));
/// let client = Client::builder("openai/gpt-5-mini").api_key("sk-test").transport(server.clone()).retry(retry);
/// let client = client.build()?;
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// assert!(client.extract::<u8>("How many?").await.is_err());
/// assert_eq!(server.requests().len(), 3); // two repeats, which is all that there were
/// assert!(client.extract::<u8>("How many?").await.is_err());
/// assert_eq!(server.requests().len(), 4);
/// # Ok::<(), formwork::Error>(()) }).unwrap();
/// # Ok::<(), formwork::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct RetryBudget {
    percent: u32,
    /// The most that can be saved, in hundredths of a repeat.
    most: u32,
    left: Arc<AtomicU32>,
}

impl RetryBudget {
    /// So many repeats for each hundred requests, and so many at once without any before.
    #[must_use]
    pub fn new(percent: u32, reserve: u32) -> Self {
        let most = reserve.saturating_mul(100).max(100);
        Self {
            percent,
            most,
            left: Arc::new(AtomicU32::new(reserve.saturating_mul(100))),
        }
    }

    fn earn(&self) {
        let add = |left: u32| Some(left.saturating_add(self.percent).min(self.most));
        let _ = self
            .left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, add);
    }

    fn spend(&self) -> bool {
        let take = |left: u32| left.checked_sub(100);
        let taken = self
            .left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, take);
        taken.is_ok()
    }
}

/// Whether an error is one that may be gone the next time, and nothing was paid for.
fn is_worth_it(error: &ErrorKind, stage: Stage) -> bool {
    match error {
        ErrorKind::Api(error) => error.retryable(),
        ErrorKind::Protocol(error) => error.retryable(),
        ErrorKind::Transport(error) => stage == Stage::Request && error.kind.may_pass(),
        _ => false,
    }
}

/// Up to a quarter less, so that clients that failed together do not come back together.
fn jittered(wait: Duration) -> Duration {
    // Each `RandomState` has keys of its own: randomness enough to spread callers.
    let random = RandomState::new().hash_one(0_u8) % 1024;
    wait.saturating_sub(wait / 4096 * u32::try_from(random).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::{TransportError, TransportErrorKind};

    fn wait(error: &ErrorKind, stage: Stage, retry: u32) -> Option<Duration> {
        Retry::new().max(100).wait(error, stage, retry)
    }

    fn transport(kind: TransportErrorKind) -> ErrorKind {
        ErrorKind::Transport(TransportError::new(kind, "x"))
    }

    #[test]
    fn waits_grow_up_to_a_limit() {
        let connect = transport(TransportErrorKind::Connect);
        let waits: Vec<Duration> = (0..8)
            .filter_map(|retry| wait(&connect, Stage::Request, retry))
            .collect();
        assert_eq!(waits.len(), 8);
        for (retry, wait) in waits.iter().enumerate() {
            let full = FIRST.saturating_mul(1 << retry.min(5)).min(LONGEST);
            assert!(*wait <= full && *wait >= full / 4 * 3, "{retry}: {wait:?}");
        }
    }

    #[test]
    fn a_connection_is_worth_a_repeat_only_before_the_answer() {
        for (kind, repeated) in [
            (TransportErrorKind::Connect, true),
            (TransportErrorKind::Timeout, true),
            (TransportErrorKind::Interrupted, true),
            (TransportErrorKind::Certificate, false),
            (TransportErrorKind::Request, false),
            (TransportErrorKind::Malformed, false),
        ] {
            let error = transport(kind);
            assert_eq!(
                wait(&error, Stage::Request, 0).is_some(),
                repeated,
                "{kind:?}"
            );
            assert_eq!(wait(&error, Stage::Answer, 0), None, "{kind:?}");
        }
        for stage in [Stage::Request, Stage::Answer] {
            for error in [ErrorKind::Truncated, ErrorKind::Cut, ErrorKind::Invalid] {
                assert_eq!(wait(&error, stage, 0), None);
            }
        }
    }

    #[test]
    fn a_budget_is_shared_and_refilled_by_requests() {
        let connect = transport(TransportErrorKind::Connect);
        let retry = Retry::new().max(9).budget(RetryBudget::new(50, 1));
        let clone = retry.clone();
        assert!(retry.wait(&connect, Stage::Request, 0).is_some());
        assert_eq!(clone.wait(&connect, Stage::Request, 0), None);
        clone.begin();
        assert_eq!(retry.wait(&connect, Stage::Request, 0), None);
        clone.begin();
        assert!(retry.wait(&connect, Stage::Request, 0).is_some());
    }

    #[test]
    fn the_callers_word_comes_first() {
        let retry = Retry::new().when(|error| match error {
            ErrorKind::Cut => Some(true),
            ErrorKind::Transport(_) => Some(false),
            _ => None,
        });
        assert!(retry.wait(&ErrorKind::Cut, Stage::Answer, 0).is_some());
        assert_eq!(retry.wait(&ErrorKind::Cut, Stage::Answer, 2), None);
        let connect = transport(TransportErrorKind::Connect);
        assert_eq!(retry.wait(&connect, Stage::Request, 0), None);
    }
}
