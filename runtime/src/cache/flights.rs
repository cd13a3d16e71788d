//! Equal questions that are asked at once, to one question: whoever comes second waits until the first is over, and
//! looks into the store then.
//!
//! What is under way is known by its key alone. Nothing is handed over here: an answer is in the store, or there is
//! none, and the next one asks.

use std::collections::HashMap;
use std::fmt;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

use super::Key;

/// The questions that are under way.
#[derive(Clone, Default)]
pub(crate) struct Flights(Arc<Mutex<Sky>>);

#[derive(Default)]
struct Sky {
    /// Who waits for each question, by number.
    under_way: HashMap<Key, HashMap<u64, Waker>>,
    waited: u64,
}

/// The one who asks a question. It is over when this is dropped.
pub(crate) struct Lead {
    flights: Flights,
    key: Key,
}

/// One who waits, by its number.
struct Waiting<'f> {
    flights: &'f Flights,
    key: Key,
    number: u64,
}

impl Flights {
    fn sky(&self) -> MutexGuard<'_, Sky> {
        // Nothing that panics is done while it is locked, so it is whole even when poisoned.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until nobody else asks a question, and asks it then. Whoever stops waiting is forgotten.
    pub(crate) async fn lead(&self, key: Key) -> Lead {
        let number = {
            let mut sky = self.sky();
            sky.waited = sky.waited.wrapping_add(1);
            sky.waited
        };
        let waiting = Waiting {
            flights: self,
            key,
            number,
        };
        poll_fn(|context| {
            let mut sky = waiting.flights.sky();
            if let Some(others) = sky.under_way.get_mut(&key) {
                others.insert(number, context.waker().clone());
                return Poll::Pending;
            }
            sky.under_way.insert(key, HashMap::new());
            Poll::Ready(())
        })
        .await;
        Lead {
            flights: self.clone(),
            key,
        }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        let mut sky = self.flights.sky();
        if let Some(others) = sky.under_way.get_mut(&self.key) {
            others.remove(&self.number);
        }
    }
}

impl Drop for Lead {
    fn drop(&mut self) {
        let others = self.flights.sky().under_way.remove(&self.key);
        // All of them, since the next one may have stopped waiting by the time it is woken.
        for waker in others.into_iter().flat_map(HashMap::into_values) {
            waker.wake();
        }
    }
}

impl fmt::Debug for Flights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.sky().under_way.len();
        f.debug_struct("Flights")
            .field("under_way", &count)
            .finish()
    }
}

impl fmt::Debug for Lead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lead").finish_non_exhaustive()
    }
}
