//! Answers that were kept: looked for before the first request is sent, and kept after a valid answer.
//!
//! An answer that is found takes the way of one that comes in, so that it is decoded and judged by the same rules. One
//! that does not fit any more is none. No store can fail a call, or hold it up for long.

use std::time::Duration;

use super::advance::Call;
use super::answer::Answer;
use super::incoming::Incoming;
use super::phase::{Phase, Wanted};
use super::redact::{SHORTEST_IN_ANSWERS, redact};
use super::target::{Reads as _, Target};
use super::{Attempt, Request};
use crate::cache::{Asked, CacheError, Caching, Entry, Key, Lead};
use crate::extract::Undo;
use crate::hook::EventKind;
use crate::provider::{Assembly, Delta, FinishReason};
use crate::transport;
use crate::usage::Usage;

/// No store is waited for longer.
const PATIENCE: Duration = Duration::from_secs(2);

/// What a call has to do with a cache.
#[derive(Debug, Default)]
pub(super) struct Cached {
    /// Under which key an answer was looked for.
    key: Option<Key>,
    /// Whether the answer in hand was found there.
    found: bool,
    /// What it cost when it was given.
    saved: Option<Usage>,
    /// What is to be kept.
    to_keep: Option<Entry>,
    /// Held while this call is the one that asks, and its equals wait.
    lead: Option<Lead>,
}

impl Cached {
    /// Says of an attempt where it is from.
    pub(super) fn mark(&self, attempt: &mut Attempt) {
        attempt.from_cache = self.found;
        attempt.saved = self.saved.filter(|_| self.found);
    }
}

/// Where the answer to a request is kept.
#[derive(Clone, Debug, Default)]
pub(super) enum Keeping {
    /// Where its client says.
    #[default]
    AsClient,
    In(Caching),
    Nowhere,
}

impl<T> Request<T> {
    /// Keeps the answer as told, whatever the client does: a request that is the same is given it again, without
    /// asking.
    ///
    /// An answer that is found is decoded and judged as if it had just come. See [`Caching`].
    pub fn cache(mut self, caching: Caching) -> Self {
        self.asked.keeping = Keeping::In(caching);
        self
    }

    /// Asks the model, even if there is an answer, and does not keep what it says.
    pub fn no_cache(mut self) -> Self {
        self.asked.keeping = Keeping::Nowhere;
        self
    }
}

impl<G: Target> Call<G> {
    fn caching(&self) -> Option<Caching> {
        match &self.request.asked.keeping {
            Keeping::AsClient => self.client.inner.cache.clone(),
            Keeping::In(caching) => Some(caching.clone()),
            Keeping::Nowhere => None,
        }
    }

    /// Looks for the answer to the request that is to be sent first. Says whether there is one that fits, which is
    /// then read.
    pub(super) async fn recall(&mut self, request: &transport::Request, undo: Undo) -> bool {
        let Some(caching) = self.caching().filter(|_| self.attempts.is_empty()) else {
            return false;
        };
        let key = self.key(&caching, request);
        if self.cached.key.replace(key) == Some(key) {
            return false;
        }
        self.take_lead(&caching, key).await;
        let entry = self.aside(caching.find(&key)).await.flatten();
        let Some(entry) = entry.filter(|entry| entry.mode == self.mode) else {
            return false;
        };
        let mut answer = self.found(&entry, undo);
        let says = self.wanted == Wanted::Choice && entry.calls.is_empty();
        let fits = if says {
            !entry.text.trim().is_empty()
        } else if self.wanted.is_several() {
            let calls = answer.judge_calls();
            !calls.is_empty() && calls.iter().all(Result::is_ok)
        } else {
            answer.failure().is_none() && answer.judge().is_ok()
        };
        if fits {
            let incoming = Incoming::found(self.client.inner.wire, self.found(&entry, undo));
            self.phase = Phase::Reading(Box::new(incoming));
            self.cached.found = true;
            self.cached.saved = entry.usage;
            self.cached.lead = None;
        }
        fits
    }

    /// Waits for a call that asks the same, as long as for the head of an answer. How fast a stream goes on, its caller
    /// decides, who may be the one that would wait for it: so streams neither wait nor are waited for.
    async fn take_lead(&mut self, caching: &Caching, key: Key) {
        if self.streamed {
            return;
        }
        let transport = &self.client.inner.transport;
        // Where it takes too long, the question is asked twice; a deadline is noticed when it is.
        let lead = self.clocks.head(transport, caching.lead(key)).await;
        self.cached.lead = lead.ok();
    }

    /// Waits for a store, but not for long. What goes wrong in it is shown, and no more.
    // A call may go from thread to thread, but be looked at by one only: so it is lent as a whole.
    async fn aside<V>(&mut self, work: impl Future<Output = Result<V, CacheError>>) -> Option<V> {
        let transport = &self.client.inner.transport;
        let done = self.clocks.aside(transport, PATIENCE, work).await;
        match done.unwrap_or_else(|| Err(CacheError::new("took too long"))) {
            Ok(value) => Some(value),
            Err(error) => {
                self.show(EventKind::CacheError(&error));
                None
            }
        }
    }

    fn key(&self, caching: &Caching, request: &transport::Request) -> Key {
        let client = &self.client.inner;
        let mut url = request.url.clone();
        redact(&mut url, client.key().unwrap_or_default());
        let asked = Asked {
            namespace: caching.namespace_or(&client.cache_namespace),
            provider: client.provider.name,
            wire: client.wire,
            url: &url,
            model: self.model(),
            mode: self.mode,
            wanted: match self.wanted {
                Wanted::One => "one",
                Wanted::Calls => "calls",
                Wanted::Choice => "choice",
                Wanted::Items => "items",
            },
            body: &request.body,
            form: self.target.form(),
            tools: self.target.tools(),
        };
        asked.key()
    }

    /// An answer that was kept, as if it had just come.
    fn found(&self, entry: &Entry, undo: Undo) -> Answer<G> {
        let mut answer = Answer::new(self.target.clone(), self.mode, undo, self.mends())
            .several(self.wanted.is_several());
        if !entry.text.is_empty() {
            answer.take(Delta::Text(&entry.text));
        }
        for (call, (name, arguments)) in entry.calls.iter().enumerate() {
            answer.take(Delta::ToolCall {
                call,
                id: "",
                name,
                arguments,
            });
        }
        let finish = if entry.calls.is_empty() {
            FinishReason::Stop
        } else {
            FinishReason::ToolCalls
        };
        answer.take(Delta::Finish(finish));
        answer.take(Delta::Done);
        answer
    }

    /// An answer that was found does not keep the caller's own rules: the model is asked, as if it had not been
    /// found.
    pub(super) fn disowns(&mut self) -> bool {
        std::mem::take(&mut self.cached.found)
    }

    /// Notes an answer that is accepted, to be kept, unless it was found. One that holds the client's key is not; nor is a list with items
    /// that are not accepted.
    pub(super) fn note(&mut self, assembly: &Assembly) {
        let is_broken = match &self.phase {
            Phase::Listed(decoder) => decoder.has_violations(),
            _ => false,
        };
        if self.cached.found {
            self.show(EventKind::Cached);
            return;
        }
        if self.cached.key.is_none() || is_broken {
            return;
        }
        let calls = assembly.tool_calls.iter();
        let entry = Entry {
            mode: self.mode,
            model: self.model().to_owned(),
            text: assembly.text.clone(),
            calls: calls
                .map(|call| (call.name.clone(), call.arguments.clone()))
                .collect(),
            usage: assembly.usage,
        };
        let key = self.client.inner.key().unwrap_or_default();
        let has_key = |text: &String| key.len() >= SHORTEST_IN_ANSWERS && text.contains(key);
        let is_secret = has_key(&entry.text) || entry.calls.iter().any(|call| has_key(&call.1));
        self.cached.to_keep = (!is_secret).then_some(entry);
    }

    /// Keeps what was noted.
    pub(super) async fn keep(&mut self) {
        // Taken first: a caller that stops waiting does not wait for it again.
        if let (Some(entry), Some(key)) = (self.cached.to_keep.take(), self.cached.key)
            && let Some(caching) = self.caching()
        {
            self.aside(caching.keep(&key, &entry)).await;
        }
        if self.phase.is_good() || matches!(self.phase, Phase::Failed(_)) {
            self.cached.lead = None;
        }
    }
}
