//! When a request that got no answer is repeated, and after how long.
//!
//! The policy is the one the official clients share: connection errors, 408, 409, 429 and 5xx are
//! worth a repeat, `x-should-retry` overrides, and `retry-after` says when.

use std::hash::{BuildHasher as _, RandomState};
use std::time::Duration;

use crate::error::ErrorKind;
use crate::transport::TransportErrorKind;

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

/// How long to wait before repeat number `retry` (from 0); `None` where repeating is no use.
pub(super) fn wait(error: &ErrorKind, stage: Stage, retry: u32) -> Option<Duration> {
    let asked = match error {
        ErrorKind::Api(error) if error.retryable() => error.retry_after,
        ErrorKind::Protocol(error) if error.retryable() => None,
        ErrorKind::Transport(error) if stage == Stage::Request => match error.kind {
            TransportErrorKind::Connect
            | TransportErrorKind::Timeout
            | TransportErrorKind::Interrupted => None,
            TransportErrorKind::Request => return None,
        },
        _ => return None,
    };
    match asked {
        Some(asked) => (asked <= PATIENCE).then_some(asked),
        None => Some(jittered(
            FIRST.saturating_mul(1 << retry.min(5)).min(LONGEST),
        )),
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
    use crate::transport::TransportError;

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
            (TransportErrorKind::Request, false),
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
}
