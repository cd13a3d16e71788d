//! Who looks on while a call runs: hooks, and what they see.
//!
//! A hook watches; it changes nothing, and what goes wrong in it stays in it.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::call::{Attempt, Head};
use crate::error::ErrorKind;
use crate::provider::Mode;
use crate::transport;
use crate::usage::Usage;

/// Something that watches calls. A function of an [`Event`] is one.
///
/// ```
/// use std::sync::{Arc, Mutex};
///
/// use formwork::provider::offline::Offline;
/// use formwork::{Client, EventKind};
///
/// let seen = Arc::new(Mutex::new(Vec::new()));
/// let log = seen.clone();
/// let client = Client::offline(Offline::default()).with_hook(move |event: &formwork::Event<'_>| {
///     if let EventKind::End { is_ok } = event.kind {
///         log.lock().unwrap().push((event.attempt, is_ok));
///     }
/// });
/// let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
/// runtime.block_on(client.extract::<u8>("any number")).unwrap();
/// assert_eq!(*seen.lock().unwrap(), [(1, true)]);
/// ```
///
/// Hooks run where the call runs, in the order in which they were added, those of the client first. One
/// that panics is left behind for that event; the call and the other hooks go on.
pub trait Hook: Send + Sync {
    /// Sees an event.
    fn on(&self, event: &Event<'_>);
}

impl<F: Fn(&Event<'_>) + Send + Sync> Hook for F {
    fn on(&self, event: &Event<'_>) {
        self(event);
    }
}

/// Something that happened in a call.
///
/// ```
/// use formwork::provider::offline::Offline;
/// use formwork::{Client, Event, EventKind};
///
/// let client = Client::offline(Offline::new()).with_hook(|event: &Event<'_>| {
///     let who = format!("{}/{}", event.provider, event.model);
///     println!("call {}, answer {}, {who}: {:?}", event.call, event.attempt, event.kind);
/// #   assert!(who == "offline/offline" && event.attempt <= 1);
/// });
/// # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
/// runtime.block_on(client.extract::<u8>("How many?")).unwrap();
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Event<'a> {
    /// Which call it is: a number that no other call of the process has.
    pub call: u64,
    /// Which answer is at stake, counted from 1.
    pub attempt: u32,
    /// Who is asked.
    pub provider: &'static str,
    /// Which model is asked.
    pub model: &'a str,
    /// Where requests go, without a key.
    pub base_url: &'a str,
    /// How the structure is asked for.
    pub mode: Mode,
    /// Whether the answer is streamed.
    pub streamed: bool,
    /// What happened.
    pub kind: EventKind<'a>,
}

/// What can happen in a call.
///
/// ```
/// use std::sync::atomic::{AtomicU32, Ordering};
///
/// use formwork::provider::offline::{Fault, Offline};
/// use formwork::{Client, Event, EventKind};
///
/// static REFUSED: AtomicU32 = AtomicU32::new(0);
///
/// let client = Client::offline(Offline::new().faults([Fault::InvalidFirst]));
/// let client = client.with_hook(|event: &Event<'_>| match event.kind {
///     EventKind::Invalid { attempt, .. } => {
///         REFUSED.fetch_add(1, Ordering::Relaxed);
///         println!("refused: {:?}", attempt.violations);
///     }
///     EventKind::Retry { error, wait } => println!("again in {wait:?}: {error}"),
///     _ => {}
/// });
/// # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
/// runtime.block_on(client.extract::<u8>("How many?")).unwrap();
/// assert_eq!(REFUSED.load(Ordering::Relaxed), 1);
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum EventKind<'a> {
    /// The call begins.
    Begin {
        /// The most tokens an answer may have, where the caller said.
        max_tokens: Option<u32>,
        /// The sampling temperature, where the caller said.
        temperature: Option<f64>,
    },
    /// A request is about to be sent. The key has been taken out of it.
    Request(&'a transport::Request),
    /// The head of a successful answer has come.
    Response(&'a Head),
    /// An answer has come, and was kept in a cache: nothing is sent.
    Cached,
    /// A cache could not be read or written. The call goes on without it.
    #[cfg(feature = "cache")]
    CacheError(&'a crate::cache::CacheError),
    /// The provider has said what an answer cost.
    Usage {
        /// That answer.
        this: Usage,
        /// All answers of the call until now.
        total: Usage,
    },
    /// An answer is not accepted.
    Invalid {
        /// The answer, and what is wrong with it.
        attempt: &'a Attempt,
        /// The model is not asked again.
        is_last: bool,
    },
    /// A request got no answer, and is sent again after a while.
    Retry {
        /// Why there was no answer.
        error: &'a ErrorKind,
        /// How long the wait is.
        wait: Duration,
    },
    /// The provider refused the mode; another one is tried.
    StepDown {
        /// The mode that is tried now.
        to: Mode,
    },
    /// A client has failed; the next one of several is asked.
    Fallback {
        /// Why it failed.
        error: &'a ErrorKind,
    },
    /// The call has failed.
    Error(&'a ErrorKind),
    /// The call has its value.
    Answer(&'a Attempt),
    /// The call is over. A stream that was dropped has no value either.
    End {
        /// Whether there is a value.
        is_ok: bool,
    },
}

/// Hooks, in order.
#[derive(Clone, Default)]
pub(crate) struct Hooks(Vec<Arc<dyn Hook>>);

impl Hooks {
    pub(crate) fn add(&mut self, hook: impl Hook + 'static) {
        self.0.push(Arc::new(hook));
    }

    pub(crate) fn extend(&mut self, others: &Self) {
        self.0.extend(others.0.iter().cloned());
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Shows an event to all of them.
    pub(crate) fn show(&self, event: &Event<'_>) {
        for hook in &self.0 {
            // It has told of itself already, as panics do.
            let _ = catch_unwind(AssertUnwindSafe(|| hook.on(event)));
        }
    }
}

impl fmt::Debug for Hooks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} hooks", self.0.len())
    }
}

/// The number of a call that begins now.
pub(crate) fn next_call() -> u64 {
    static CALLS: AtomicU64 = AtomicU64::new(1);
    CALLS.fetch_add(1, Ordering::Relaxed)
}
