//! How long a call may take, and waiting no longer than that.

use std::future::Future;
use std::time::{Duration, Instant};

use crate::error::ErrorKind;
use crate::transport::{Transport, TransportError, TransportErrorKind, within};

/// How long a call and its parts may take; `None` is for ever.
///
/// The connection itself has a limit of the transport's own (10 seconds).
///
/// ```
/// use std::time::Duration;
///
/// use formwork::transport::Replay;
/// use formwork::{Client, ErrorKind, Retry, Timeouts};
///
/// let mut timeouts = Timeouts::default();
/// timeouts.attempt = Some(Duration::from_secs(60));
/// timeouts.idle = Some(Duration::from_secs(20));
/// let server = Replay::new().answer(200, &[], ["{\"choices\":"]).hang_after(1);
/// let client = Client::builder("openai/gpt-5-mini").api_key("sk-test").transport(server);
/// let client = client.timeouts(timeouts).retry(Retry::never()).build()?;
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let error = client.extract::<u8>("How many?").await.unwrap_err();
/// assert!(matches!(error.kind(), ErrorKind::Transport(_)), "{error}");
/// # Ok::<(), formwork::Error>(()) }).unwrap();
/// # Ok::<(), formwork::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Timeouts {
    /// The whole call: every attempt, every wait between two, and what is under way when the time is
    /// over. It counts from when the call is first asked for something: a stream that is made and left alone
    /// loses nothing. What its caller does between two steps counts.
    pub total: Option<Duration>,
    /// One attempt, from the request to the end of its answer.
    pub attempt: Option<Duration>,
    /// From the request to the head of its answer. A model that thinks before a whole answer is
    /// silent for minutes.
    pub head: Option<Duration>,
    /// Between two pieces of an answer.
    pub idle: Option<Duration>,
}

impl Default for Timeouts {
    /// Ten minutes to the head of an answer, five between its pieces; no other limit.
    fn default() -> Self {
        Self {
            total: None,
            attempt: None,
            head: Some(Duration::from_secs(600)),
            idle: Some(Duration::from_secs(300)),
        }
    }
}

/// Between two pieces of an error's body. Its status has said what matters.
const PATIENCE: Duration = Duration::from_secs(10);

/// Which time is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Over {
    /// That of the call: nothing is tried any more.
    Total,
    /// That of the attempt, or of a part of it.
    Attempt(Duration),
}

/// The clocks of a call under way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clocks {
    limits: Timeouts,
    /// When the call was first asked for something.
    began: Option<Instant>,
    attempt: Instant,
}

impl Clocks {
    /// Those of a call that has not begun.
    pub(super) fn new(limits: Timeouts) -> Self {
        Self {
            limits,
            began: None,
            attempt: Instant::now(),
        }
    }

    /// The call begins now.
    pub(super) fn begin(&mut self) {
        self.began = Some(Instant::now());
    }

    /// An attempt begins now.
    pub(super) fn begin_attempt(&mut self) {
        self.attempt = Instant::now();
    }

    /// What is left of the call.
    pub(super) fn left(&self) -> Option<Duration> {
        let total = self.limits.total?;
        let gone = self.began.map_or(Duration::ZERO, |began| began.elapsed());
        Some(total.saturating_sub(gone))
    }

    /// Waits for the head of an answer.
    pub(super) async fn head<T>(
        &self,
        transport: &dyn Transport,
        future: impl Future<Output = T>,
    ) -> Result<T, Over> {
        self.within(transport, self.limits.head, future).await
    }

    /// Waits for more of an answer.
    pub(super) async fn more<T>(
        &self,
        transport: &dyn Transport,
        future: impl Future<Output = T>,
    ) -> Result<T, Over> {
        self.within(transport, self.limits.idle, future).await
    }

    /// Waits for more of what says only why there is no answer.
    pub(super) async fn rest<T>(
        &self,
        transport: &dyn Transport,
        future: impl Future<Output = T>,
    ) -> Result<T, Over> {
        let limit = self.limits.idle.map_or(PATIENCE, |idle| idle.min(PATIENCE));
        self.within(transport, Some(limit), future).await
    }

    /// Waits for something that is no part of an answer.
    pub(super) async fn in_all<T>(
        &self,
        transport: &dyn Transport,
        future: impl Future<Output = T>,
    ) -> Result<T, Over> {
        let limits = Timeouts {
            attempt: None,
            ..self.limits
        };
        let whole = Self { limits, ..*self };
        whole.within(transport, None, future).await
    }

    /// Waits for something that the call can do without, so long at most; `None` where it does not come.
    #[cfg(feature = "cache")]
    pub(super) async fn aside<T>(
        &self,
        transport: &dyn Transport,
        limit: Duration,
        future: impl Future<Output = T>,
    ) -> Option<T> {
        let limits = Timeouts {
            attempt: Some(limit),
            ..self.limits
        };
        let mut apart = Self { limits, ..*self };
        apart.begin_attempt();
        apart.within(transport, None, future).await.ok()
    }

    /// Waits for a future, but no longer than the shortest of the limits.
    async fn within<T>(
        &self,
        transport: &dyn Transport,
        own: Option<Duration>,
        future: impl Future<Output = T>,
    ) -> Result<T, Over> {
        let attempt = self.limits.attempt;
        let attempt = attempt.map(|limit| (limit.saturating_sub(self.attempt.elapsed()), limit));
        let own = own.map(|limit| (limit, limit));
        let shortest = attempt.into_iter().chain(own).min();
        let (after, over) = match (self.left(), shortest) {
            (Some(left), Some((after, _))) if left <= after => (left, Over::Total),
            (_, Some((after, limit))) => (after, Over::Attempt(limit)),
            (Some(left), None) => (left, Over::Total),
            (None, None) => return Ok(future.await),
        };
        within(transport, after, future).await.ok_or(over)
    }
}

impl From<Over> for ErrorKind {
    fn from(over: Over) -> Self {
        match over {
            Over::Total => Self::Deadline,
            Over::Attempt(limit) => {
                let message = format!("nothing came within {limit:?}");
                let kind = TransportErrorKind::Timeout;
                Self::Transport(TransportError::new(kind, message))
            }
        }
    }
}
