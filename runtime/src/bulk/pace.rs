//! How fast a provider takes requests, learnt from the headers of its answers, and waiting for one's turn.

use std::future::poll_fn;
#[cfg(feature = "cluster")]
use std::sync::Arc;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};
use std::time::{Duration, Instant, SystemTime};

use crate::provider::rate_limits::{Left, rate_limits};
use crate::provider::retry_after;
#[cfg(feature = "cluster")]
use crate::transport::BoxFuture;
use crate::transport::Transport;

/// The wait after a refusal that names none, the first time; it doubles with each refusal in a row.
const FIRST: Duration = Duration::from_secs(1);
/// No wait of our own choice is longer.
const LONGEST: Duration = Duration::from_secs(60);
/// When a limit is tried again of which nobody says when it is full.
const UNTOLD: Duration = Duration::from_secs(10);
/// Times that lie no farther apart are the same one, told by two answers.
const SAME: Duration = Duration::from_millis(100);
/// So many bytes of a request are a token, about; too few rather than too many, since the answer is not known.
const TOKEN: u64 = 4;

/// What many processes know together of a provider's limits.
#[cfg(feature = "cluster")]
pub(crate) trait Shared: Send + Sync {
    /// How long nobody may send anything, as somebody has found out.
    fn closed(&self) -> BoxFuture<'_, Option<Duration>>;

    /// Tells the others that nobody may send anything for so long.
    fn close(&self, wait: Duration) -> BoxFuture<'_, ()>;
}

/// The pace of one provider's requests.
#[derive(Default)]
pub(crate) struct Pace {
    state: Mutex<State>,
    #[cfg(feature = "cluster")]
    shared: Option<Arc<dyn Shared>>,
}

#[derive(Default)]
struct State {
    windows: Vec<Window>,
    /// The provider has refused: nothing is sent until then.
    closed: Option<Instant>,
    /// How often it has refused in a row.
    refusals: u32,
    /// Requests on their way, and their tokens.
    under_way: u64,
    tokens: u64,
    waiting: Vec<Waker>,
    /// Counts what has been learnt, so that those who wait look again.
    learnt: u64,
}

/// What an answer was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Heard {
    Answer,
    /// The provider takes nothing for now, or for so long.
    Refusal(Option<Duration>),
}

/// What is left of a limit, until it is full again.
struct Window {
    what: String,
    counts_tokens: bool,
    remaining: u64,
    full: Instant,
}

impl State {
    /// How long a request has to wait for its turn, if at all.
    fn wait(&mut self, tokens: u64, now: Instant) -> Option<Duration> {
        self.pass(now);
        let windows = self.windows.iter().filter(|window| {
            let (used, wanted) = if window.counts_tokens {
                (self.tokens, tokens)
            } else {
                (self.under_way, 1)
            };
            window.remaining < used.saturating_add(wanted)
        });
        let ends = windows.map(|window| window.full).chain(self.closed);
        ends.max().map(|end| end.saturating_duration_since(now))
    }

    /// Forgets what is over by then.
    fn pass(&mut self, then: Instant) {
        self.windows.retain(|window| window.full > then);
        self.closed = self.closed.filter(|closed| *closed > then);
    }

    /// Notes what is left of a limit, and when it is full again. Answers overtake each other: of two that mean
    /// the same time, the one that leaves less is the later one.
    fn tell(&mut self, left: Left, full: Instant) {
        let known = self
            .windows
            .iter_mut()
            .find(|window| window.what == left.what);
        match known {
            Some(window) if full <= window.full + SAME => {
                window.remaining = window.remaining.min(left.remaining);
            }
            Some(window) => {
                window.remaining = left.remaining;
                window.full = full;
            }
            None => self.windows.push(Window {
                what: left.what,
                counts_tokens: left.counts_tokens,
                remaining: left.remaining,
                full,
            }),
        }
    }

    /// Lets those who wait look again.
    fn wake(&mut self) {
        self.learnt = self.learnt.wrapping_add(1);
        self.waiting.drain(..).for_each(Waker::wake);
    }
}

/// A request's turn, which lasts until its answer has begun, or is given up.
pub(crate) struct Turn<'p> {
    pace: &'p Pace,
    tokens: u64,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut state = self.pace.state();
        state.under_way = state.under_way.saturating_sub(1);
        state.tokens = state.tokens.saturating_sub(self.tokens);
        state.wake();
    }
}

impl Pace {
    /// A pace that others learn of, and that learns of theirs.
    #[cfg(feature = "cluster")]
    pub(crate) fn shared(shared: Arc<dyn Shared>) -> Self {
        Self {
            state: Mutex::default(),
            shared: Some(shared),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a request's turn.
    pub(crate) async fn turn(&self, transport: &dyn Transport, bytes: usize) -> Turn<'_> {
        let tokens = u64::try_from(bytes).unwrap_or(u64::MAX) / TOKEN;
        loop {
            #[cfg(feature = "cluster")]
            if let Some(shared) = &self.shared
                && let Some(wait) = shared.closed().await
            {
                transport.sleep(wait).await;
                continue;
            }
            let (wait, until, learnt) = {
                let mut state = self.state();
                let now = Instant::now();
                let Some(wait) = state.wait(tokens, now) else {
                    state.under_way += 1;
                    state.tokens = state.tokens.saturating_add(tokens);
                    return Turn { pace: self, tokens };
                };
                (wait, now.checked_add(wait).unwrap_or(now), state.learnt)
            };
            let mut sleep = transport.sleep(wait);
            let is_over = poll_fn(|context| {
                {
                    let mut state = self.state();
                    if state.learnt != learnt {
                        return Poll::Ready(false);
                    }
                    let waker = context.waker();
                    if !state.waiting.iter().any(|known| known.will_wake(waker)) {
                        state.waiting.push(waker.clone());
                    }
                }
                sleep.as_mut().poll(context).map(|()| true)
            });
            if is_over.await {
                // A transport without a clock has not really waited, and the time is over all the same.
                self.state().pass(until);
            }
        }
    }

    /// How long nothing is sent now, for whoever watches.
    pub(crate) fn closed(&self) -> Option<Duration> {
        self.state().wait(1, Instant::now())
    }

    /// Learns from the head of an answer. Gives for how long nobody is to send anything.
    pub(crate) fn learn(&self, status: u16, headers: &[(String, String)]) -> Option<Duration> {
        let now = SystemTime::now();
        let lefts = rate_limits(headers, now);
        let heard = match status {
            429 | 503 | 529 => Heard::Refusal(retry_after(headers, now)),
            _ => Heard::Answer,
        };
        self.note(lefts, heard, Instant::now())
    }

    /// Tells the others for how long nobody is to send anything.
    #[cfg(feature = "cluster")]
    pub(crate) async fn tell(&self, closed: Option<Duration>) {
        if let (Some(shared), Some(closed)) = (&self.shared, closed) {
            shared.close(closed).await;
        }
    }

    /// There are no others.
    #[cfg(not(feature = "cluster"))]
    #[expect(
        clippy::unused_self,
        reason = "with the feature `cluster`, there are others"
    )]
    pub(crate) fn tell(&self, _closed: Option<Duration>) -> std::future::Ready<()> {
        std::future::ready(())
    }

    /// Notes what an answer told. Gives for how long nobody is to send anything.
    fn note(&self, lefts: Vec<Left>, heard: Heard, now: Instant) -> Option<Duration> {
        let mut state = self.state();
        let mut longest = Duration::ZERO;
        for left in lefts {
            let resets = left.resets.unwrap_or(UNTOLD);
            if left.remaining == 0 {
                longest = longest.max(resets);
            }
            if let Some(full) = now.checked_add(resets) {
                state.tell(left, full);
            }
        }
        match heard {
            Heard::Refusal(asked) => {
                let own = FIRST
                    .saturating_mul(1 << state.refusals.min(6))
                    .min(LONGEST);
                state.refusals = state.refusals.saturating_add(1);
                let wait = asked.unwrap_or(own);
                state.closed = state.closed.max(now.checked_add(wait));
                longest = longest.max(wait);
            }
            Heard::Answer => state.refusals = 0,
        }
        state.wake();
        (!longest.is_zero()).then_some(longest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(what: &str, remaining: u64, resets: u64) -> Left {
        Left {
            what: what.to_owned(),
            counts_tokens: what.contains("tok"),
            remaining,
            resets: Some(Duration::from_secs(resets)),
        }
    }

    #[test]
    fn what_is_left_bounds_what_is_under_way() {
        let pace = Pace::default();
        let now = Instant::now();
        let wait = |tokens| pace.state().wait(tokens, now).map(|wait| wait.as_secs());
        assert_eq!(wait(1_000_000), None, "nothing is known");
        pace.note(
            vec![left("requests", 2, 30), left("tokens", 100, 10)],
            Heard::Answer,
            now,
        );
        assert_eq!(wait(100), None);
        assert_eq!(wait(101), Some(10), "too many tokens");
        pace.state().under_way = 2;
        pace.state().tokens = 90;
        assert_eq!(wait(5), Some(30), "too many requests");
        pace.note(vec![left("requests", 9, 30)], Heard::Answer, now);
        assert_eq!(wait(5), Some(30), "an answer that was overtaken");
        pace.note(vec![left("requests", 9, 31)], Heard::Answer, now);
        assert_eq!(wait(5), None, "there are more again");
        assert_eq!(wait(11), Some(10));
        let later = now + Duration::from_secs(10);
        assert_eq!(
            pace.state().wait(11, later),
            None,
            "the limit is full again"
        );
    }

    #[test]
    fn refusals_close_for_everybody() {
        let pace = Pace::default();
        let now = Instant::now();
        let closed = |refused| {
            pace.note(Vec::new(), Heard::Refusal(refused), now);
            pace.state().wait(1, now).map(|wait| wait.as_secs())
        };
        assert_eq!(closed(None), Some(1));
        assert_eq!(closed(None), Some(2));
        assert_eq!(closed(None), Some(4));
        assert_eq!(closed(Some(Duration::from_secs(9))), Some(9));
        assert_eq!(
            closed(Some(Duration::ZERO)),
            Some(9),
            "a shorter one takes nothing back"
        );
        pace.note(Vec::new(), Heard::Answer, now);
        pace.state().pass(now + Duration::from_secs(9));
        assert_eq!(pace.state().wait(1, now), None);
        assert_eq!(closed(None), Some(1), "an answer in between");
    }
}
