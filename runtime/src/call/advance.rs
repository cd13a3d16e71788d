//! The loop that runs every call, whole or streamed: ask, read, conclude, ask again.
//!
//! What it has come to is in [`Phase`], and nowhere else: nothing is held across a wait, so that
//! a caller may stop waiting at any time and go on later.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use super::answer::Answer;
use super::checks::judge;
use super::exchange::exchange;
use super::gathered::Gathered;
use super::incoming::{Incoming, Shown};
use super::phase::{Moved, Phase, Wanted};
use super::retry::Stage;
use super::target::Target;
use super::timeouts::Clocks;
use super::{Attempt, Head, Request, Retry};
use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::hook::{Event, EventKind, Hooks, next_call};
use crate::provider::Mode;

/// A call under way.
pub(super) struct Call<G: Target> {
    pub(super) target: G,
    pub(super) request: Request<G::Value>,
    /// Who is asked.
    pub(super) client: Client,
    /// Who is asked where that one fails.
    pub(super) others: VecDeque<Client>,
    pub(super) wanted: Wanted,
    pub(super) mode: Mode,
    /// The modes to step down to where the provider refuses this one, the best one last.
    pub(super) rungs: Vec<Mode>,
    pub(super) streamed: bool,
    pub(super) attempts: Vec<Attempt>,
    pub(super) phase: Phase<G>,
    /// How often the request in hand has been repeated.
    pub(super) retries: u32,
    /// How often the model has been asked again.
    pub(super) reasks: u32,
    /// Where the caller's messages end. Behind them, the attempts are told.
    pub(super) said: usize,
    /// How many messages tell of each attempt.
    pub(super) told: VecDeque<usize>,
    pub(super) clocks: Clocks,
    /// What was kept of such a call before, and is to be kept of this one.
    #[cfg(feature = "cache")]
    pub(super) cached: super::cached::Cached,
    /// The values of the calls, where several are asked for.
    pub(super) gathered: Gathered<G::Value>,
    /// How many answers have begun.
    pub(super) begun: u32,
    /// Which call it is, for those who look on.
    number: u64,
    pub(super) hooks: Hooks,
    /// The call's beginning has been shown, its end has not.
    is_open: bool,
}

impl<G: Target> Call<G> {
    pub(super) fn new(
        #[cfg_attr(not(feature = "templates"), expect(unused_mut))] mut request: Request<G::Value>,
        target: G,
        streamed: bool,
        wanted: Wanted,
    ) -> Self {
        #[cfg(feature = "templates")]
        request.render();
        let (client, others) = request.client.route();
        let timeouts = request.asked.timeouts.unwrap_or(client.inner.timeouts);
        let mut call = Self {
            target,
            client,
            others,
            wanted,
            mode: Mode::Tools,
            rungs: Vec::new(),
            streamed,
            attempts: Vec::new(),
            phase: Phase::Ready,
            retries: 0,
            reasks: 0,
            said: request.asked.messages.len(),
            told: VecDeque::new(),
            clocks: Clocks::new(timeouts),
            #[cfg(feature = "cache")]
            cached: super::cached::Cached::default(),
            gathered: Gathered::default(),
            begun: 0,
            number: next_call(),
            hooks: Hooks::default(),
            is_open: false,
            request,
        };
        call.settle_on_client();
        call
    }

    /// Shows those who look on what happened.
    pub(super) fn show(&self, kind: EventKind<'_>) {
        if self.hooks.is_empty() {
            return;
        }
        let attempt = u32::try_from(self.attempts.len()).unwrap_or(u32::MAX);
        let is_over = matches!(
            kind,
            EventKind::Invalid { .. }
                | EventKind::Usage { .. }
                | EventKind::Answer(_)
                | EventKind::End { .. }
        );
        self.hooks.show(&Event {
            call: self.number,
            // An answer that is over has been counted.
            attempt: if is_over {
                attempt.max(1)
            } else {
                attempt.saturating_add(1)
            },
            provider: self.client.inner.provider.name,
            model: self.model(),
            base_url: &self.client.inner.shown_url(),
            mode: self.mode,
            streamed: self.streamed,
            kind,
        });
    }

    /// Shows that the call is over, once.
    fn show_end(&mut self, is_ok: bool) {
        if std::mem::take(&mut self.is_open) {
            self.show(EventKind::End { is_ok });
        }
    }

    /// Runs the call until there is something to show.
    pub(super) async fn advance(&mut self) -> Moved {
        let moved = self.run().await;
        #[cfg(feature = "cache")]
        self.keep().await;
        moved
    }

    async fn run(&mut self) -> Moved {
        loop {
            let step = match &mut self.phase {
                Phase::Ready => self.ask().await,
                Phase::Waiting(wait) => {
                    let transport = &self.client.inner.transport;
                    let waited = self.clocks.in_all(transport, transport.sleep(*wait)).await;
                    match waited {
                        Ok(()) => {
                            self.phase = Phase::Ready;
                            continue;
                        }
                        Err(over) => Err(over.into()),
                    }
                }
                Phase::Reading(incoming) => {
                    let transport = &self.client.inner.transport;
                    match self.clocks.more(transport, incoming.read()).await {
                        Ok(Ok(Shown::View)) => return Moved::View,
                        Ok(Ok(Shown::Thought)) => return Moved::Thought,
                        Ok(Ok(Shown::End)) => self.conclude(None),
                        Ok(Err(broken)) => self.conclude(Some(broken)),
                        Err(over) => self.conclude(Some(over.into())),
                    }
                }
                Phase::Checking(..) => self.check().await,
                Phase::Valued(..) | Phase::Gathered(_) | Phase::Said(_) | Phase::Listed(_) => {
                    self.show_end(true);
                    return Moved::Nothing;
                }
                Phase::Failed(_) => {
                    self.show_end(false);
                    return Moved::Nothing;
                }
            };
            match step {
                Ok(Some(Moved::Nothing)) => {
                    self.show_end(true);
                    return Moved::Nothing;
                }
                Ok(Some(moved)) => return moved,
                Ok(None) => {}
                Err(failure) => {
                    if self.falls_back(&failure) {
                        continue;
                    }
                    self.show(EventKind::Error(&failure));
                    self.phase = Phase::Failed(failure);
                    self.show_end(false);
                    return Moved::Failure;
                }
            }
        }
    }

    /// Sends the request, and waits for the head of its answer.
    async fn ask(&mut self) -> Result<Option<Moved>, ErrorKind> {
        if !std::mem::replace(&mut self.is_open, true) {
            self.clocks.begin();
            let chosen = &self.request.asked.chosen;
            self.show(EventKind::Begin {
                max_tokens: chosen.max_tokens,
                temperature: chosen.temperature,
            });
        }
        let (request, undo) = self.word()?;
        #[cfg(feature = "cache")]
        if self.recall(&request, undo).await {
            return Ok(None);
        }
        // Nobody would read the answer, and it would cost what an answer costs.
        if self.clocks.left().is_some_and(|left| left.is_zero()) {
            return Err(ErrorKind::Deadline);
        }
        if !self.hooks.is_empty() {
            let shown = self.client.inner.redact_request(request.clone());
            self.show(EventKind::Request(&shown));
        }
        if self.retries == 0 {
            self.retry_policy().begin();
        }
        let client = self.client.inner.clone();
        self.clocks.begin_attempt();
        match exchange(&client, &self.clocks, request).await {
            Ok(mut response) => {
                let answer = Answer::new(self.target.clone(), self.mode, undo, self.mends())
                    .stop_early(self.streamed && self.request.asked.stop_early)
                    .several(self.wanted.is_several());
                let mut headers = std::mem::take(&mut response.headers);
                client.redact_headers(&mut headers);
                let head = Arc::new(Head {
                    status: response.status,
                    headers,
                });
                self.show(EventKind::Response(&head));
                self.begun = self.begun.saturating_add(1);
                let incoming =
                    Incoming::new(client.wire, head, response.body, self.streamed, answer)
                        .keep(self.request.asked.keep_body);
                self.phase = Phase::Reading(Box::new(incoming));
                Ok(None)
            }
            Err(mut failure) => {
                if self.steps_down(&failure) {
                    return Ok(None);
                }
                client.redact_failure(&mut failure);
                if let Some(moved) = self.judged_there(&failure, undo) {
                    return Ok(Some(moved));
                }
                self.retry(failure, Stage::Request).map(|()| None)
            }
        }
    }

    /// Asks the caller's own rules about an answer that fits its schema.
    async fn check(&mut self) -> Result<Option<Moved>, ErrorKind> {
        let Phase::Checking(_, judged) = &self.phase else {
            return Ok(None);
        };
        let checks = &self.request.checks;
        let context = self.context();
        let all = async {
            let mut found = Vec::new();
            for (value, later) in judged.values() {
                found.push(judge(checks, later, &context, value).await?);
            }
            Ok::<_, Error>(found)
        };
        let transport = &self.client.inner.transport;
        let found = match self.clocks.in_all(transport, all).await {
            Ok(Ok(found)) => Ok(found),
            Ok(Err(error)) => Err(error.into_kind()),
            Err(over) => Err(over.into()),
        };
        let Phase::Checking(incoming, judged) = std::mem::replace(&mut self.phase, Phase::Ready)
        else {
            return Ok(None);
        };
        match found {
            Ok(found) => self.settle(incoming, judged, found),
            Err(failure) => {
                self.record(incoming, Vec::new(), Some(&failure));
                Err(failure)
            }
        }
    }

    /// How requests without an answer are repeated.
    pub(super) fn retry_policy(&self) -> &Retry {
        let own = self.request.asked.retry.as_ref();
        own.unwrap_or(&self.client.inner.retry)
    }

    /// Sends the request again after a while, where that is of use.
    pub(super) fn retry(&mut self, failure: ErrorKind, stage: Stage) -> Result<(), ErrorKind> {
        let most = self.request.asked.max_retries;
        let is_left = most.is_none_or(|most| self.retries < most);
        let policy = self.retry_policy();
        let wait = match most {
            Some(most) => policy.clone().max(most).wait(&failure, stage, self.retries),
            None => policy.wait(&failure, stage, self.retries),
        };
        let wait = wait.filter(|_| is_left);
        // What would come too late is not waited for.
        let in_time = |wait: &Duration| self.clocks.left().is_none_or(|left| *wait < left);
        let Some(wait) = wait.filter(in_time) else {
            return Err(failure);
        };
        self.show(EventKind::Retry {
            error: &failure,
            wait,
        });
        self.phase = Phase::Waiting(wait);
        self.retries += 1;
        Ok(())
    }
}

/// A call that nobody waits for any more is over, for those who look on.
impl<G: Target> Drop for Call<G> {
    fn drop(&mut self) {
        self.show_end(self.phase.is_good());
    }
}
