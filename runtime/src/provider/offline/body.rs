//! The bytes of a whole body in, a body that arrives in odd chunks out.

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use super::dice::Dice;
use crate::transport::{Body, BoxFuture, TransportError, TransportErrorKind};

/// Waits for a duration.
pub(super) type Sleeper = Arc<dyn Fn(Duration) -> BoxFuture<'static, ()> + Send + Sync>;

/// How long to wait before each chunk, and how.
#[derive(Clone)]
pub(super) struct Pace {
    /// How long.
    pub(super) pause: Duration,
    /// How.
    pub(super) sleeper: Sleeper,
}

impl fmt::Debug for Pace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.pause.fmt(f)
    }
}

/// A body cut into chunks.
pub(super) struct Chunks {
    rest: VecDeque<Bytes>,
    /// Whether the connection breaks after the last of them.
    breaks: bool,
    pace: Option<Pace>,
}

impl Chunks {
    /// Cuts a body anywhere: between events, in their middle, in the middle of a character. Where
    /// it `breaks`, the connection does so half-way.
    pub(super) fn cut(
        mut whole: Vec<u8>,
        breaks: bool,
        pace: Option<Pace>,
        dice: &mut Dice,
    ) -> Self {
        if breaks {
            whole.truncate(whole.len() / 2);
        }
        let mut uncut = Bytes::from(whole);
        let mut rest = VecDeque::new();
        while !uncut.is_empty() {
            let size = if dice.chance(1, 8) {
                dice.between(1, 9)
            } else {
                dice.between(40, 500)
            };
            rest.push_back(uncut.split_to(size.min(uncut.len())));
        }
        Self { rest, breaks, pace }
    }
}

impl Body for Chunks {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        Box::pin(async move {
            // The wait comes first: a caller that gives up waiting loses no chunk.
            if !self.rest.is_empty()
                && let Some(pace) = &self.pace
            {
                (pace.sleeper)(pace.pause).await;
            }
            match self.rest.pop_front() {
                None if self.breaks => Err(TransportError {
                    kind: TransportErrorKind::Interrupted,
                    message: "the offline provider broke the connection, as it was told to".into(),
                }),
                chunk => Ok(chunk),
            }
        })
    }
}
