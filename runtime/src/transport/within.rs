//! Waiting no longer than so long, by a transport's own clock.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use super::Transport;

/// What a future gives, or `None` where it takes longer. Nothing is waited for where no time is left: a body may always
/// have a piece more, so that no single wait would ever be too long.
pub(crate) async fn within<T>(
    transport: &dyn Transport,
    limit: Duration,
    future: impl Future<Output = T>,
) -> Option<T> {
    if limit.is_zero() {
        return None;
    }
    let mut future = pin!(future);
    let mut alarm = transport.alarm(limit);
    poll_fn(|context| {
        if let Poll::Ready(value) = future.as_mut().poll(context) {
            return Poll::Ready(Some(value));
        }
        alarm.as_mut().poll(context).map(|()| None)
    })
    .await
}
