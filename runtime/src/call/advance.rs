//! The loop that runs every call, whole or streamed: ask, read, conclude, ask again.
//!
//! What it has come to is in [`Phase`], and nowhere else: nothing is held across a wait, so that
//! a caller may stop waiting at any time and go on later.

use std::collections::VecDeque;
use std::time::Duration;

use super::answer::Answer;
use super::exchange::exchange;
use super::incoming::Incoming;
use super::retry::{Stage, wait};
use super::{Attempt, Request};
use crate::error::ErrorKind;
use crate::extract::{Extract, Undo};
use crate::lenient::{Mend, Mends};
use crate::provider::{Mode, Prepared};
use crate::transport;
use crate::violation::Violation;

/// How many answers that broke the schema are told in a request that asks again: the last ones. Each
/// costs the tokens of an answer, and the older ones say nothing that the newer do not.
const TOLD: usize = 4;

/// A call under way.
pub(super) struct Call<T: Extract> {
    request: Request<T>,
    pub(super) mode: Mode,
    streamed: bool,
    pub(super) attempts: Vec<Attempt>,
    pub(super) phase: Phase<T>,
    /// How often the request in hand has been repeated.
    retries: u32,
    /// How often the model has been asked again.
    reasks: u32,
    /// Where the caller's messages end. Behind them, the attempts are told.
    said: usize,
    /// How many messages tell of each attempt.
    told: VecDeque<usize>,
}

/// How far a call has come.
// One call is one of these, so their sizes do not matter.
#[allow(clippy::large_enum_variant)]
pub(super) enum Phase<T: Extract> {
    /// The next thing to do is to send a request.
    Ready,
    /// The next thing to do is to wait so long, and then to send a request.
    Waiting(Duration),
    /// An answer comes in.
    Reading(Incoming<T>),
    /// A valid answer came.
    Valued(T, Vec<Mend>),
    /// There will be none.
    Failed(ErrorKind),
}

/// What one step of the loop did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moved {
    /// The view has changed.
    View,
    /// The last attempt was invalid, and is to be followed by another one.
    Reask,
    /// The call has just failed.
    Failure,
    /// It was over before.
    Nothing,
}

impl<T: Extract> Call<T> {
    pub(super) fn new(request: Request<T>, streamed: bool) -> Self {
        let client = &request.client.inner;
        let mode = request
            .mode
            .or(client.mode)
            .unwrap_or_else(|| client.provider.mode_for(&T::FORM));
        Self {
            mode,
            streamed,
            attempts: Vec::new(),
            phase: Phase::Ready,
            retries: 0,
            reasks: 0,
            said: request.messages.len(),
            told: VecDeque::new(),
            request,
        }
    }

    /// Runs the call until there is something to show.
    pub(super) async fn advance(&mut self) -> Moved {
        loop {
            let step = match &mut self.phase {
                Phase::Ready => self.ask().await.map(|()| None),
                Phase::Waiting(wait) => {
                    let wait = *wait;
                    self.request.client.inner.transport.sleep(wait).await;
                    self.phase = Phase::Ready;
                    continue;
                }
                Phase::Reading(incoming) => match incoming.read().await {
                    Ok(true) => return Moved::View,
                    read => self.conclude(read.err()),
                },
                Phase::Valued(..) | Phase::Failed(_) => return Moved::Nothing,
            };
            match step {
                Ok(Some(moved)) => return moved,
                Ok(None) => {}
                Err(failure) => {
                    self.phase = Phase::Failed(failure);
                    return Moved::Failure;
                }
            }
        }
    }

    /// Sends the request, and waits for the head of its answer.
    async fn ask(&mut self) -> Result<(), ErrorKind> {
        let (request, undo) = self.word()?;
        let client = self.request.client.inner.clone();
        match exchange(&client, request).await {
            Ok(response) => {
                let answer = Answer::new(T::FORM.name, self.mode, undo, self.mends())
                    .stop_early(self.streamed && self.request.stop_early);
                let wire = client.provider.wire;
                let incoming = Incoming::new(wire, response, self.streamed, answer);
                self.phase = Phase::Reading(incoming);
                Ok(())
            }
            Err(mut failure) => {
                client.redact_failure(&mut failure);
                self.retry(failure, Stage::Request)
            }
        }
    }

    /// What may be mended: everything in text that nobody held to the schema, nothing in what is.
    fn mends(&self) -> Mends {
        let usual = match self.mode {
            Mode::Json => Mends::All,
            Mode::Tools | Mode::StrictTools | Mode::JsonSchema => Mends::None,
        };
        self.request.mends.unwrap_or(usual)
    }

    /// Words the request.
    fn word(&self) -> Result<(transport::Request, Undo), ErrorKind> {
        let client = &self.request.client.inner;
        let prepared = Prepared {
            provider: client.provider,
            model: self.request.model.as_deref().unwrap_or(&client.model),
            messages: &self.request.messages,
            form: &T::FORM,
            mode: self.mode,
            stream: self.streamed,
            max_tokens: self.request.max_tokens,
            temperature: self.request.temperature,
            extra: &self.request.extra,
        };
        let wire = client.provider.wire;
        let request = transport::Request {
            url: wire.url(&client.base_url),
            headers: wire.headers(client.key(), self.streamed),
            body: wire.body(&prepared)?.into(),
        };
        let wording = client.provider.wording(&T::FORM, self.mode)?;
        Ok((request, wording.undo))
    }

    /// Sends the request again after a while, where that is of use.
    fn retry(&mut self, failure: ErrorKind, stage: Stage) -> Result<(), ErrorKind> {
        let wait = wait(&failure, stage, self.retries);
        let wait = wait.filter(|_| self.retries < self.request.max_retries);
        self.phase = Phase::Waiting(wait.ok_or(failure)?);
        self.retries += 1;
        Ok(())
    }

    /// The answer has ended, well or not: a value, a reask, a retry or a failure.
    fn conclude(&mut self, broken: Option<ErrorKind>) -> Result<Option<Moved>, ErrorKind> {
        let Phase::Reading(mut incoming) = std::mem::replace(&mut self.phase, Phase::Ready) else {
            return Ok(None);
        };
        let is_void = incoming.answer.is_void();
        if let Some(mut failure) = broken.or_else(|| incoming.answer.failure()) {
            self.request.client.inner.redact_failure(&mut failure);
            self.record(&incoming, Vec::new(), Some(&failure));
            if !is_void {
                return Err(failure);
            }
            return self.retry(failure, Stage::Answer).map(|()| None);
        }
        match incoming.answer.judge() {
            Ok((value, mends)) => {
                self.record(&incoming, Vec::new(), None);
                self.phase = Phase::Valued(value, mends);
                Ok(Some(Moved::Nothing))
            }
            Err(violations) => {
                if self.reasks < self.request.max_reasks {
                    self.tell(&incoming.answer, &violations);
                    self.record(&incoming, violations, None);
                    self.reasks += 1;
                    self.retries = 0;
                    return Ok(Some(Moved::Reask));
                }
                self.record(&incoming, violations, None);
                Err(ErrorKind::Invalid)
            }
        }
    }

    /// Adds to the conversation what was wrong with an answer, and forgets the oldest such turn where
    /// there are many.
    fn tell(&mut self, answer: &Answer<T>, violations: &[Violation]) {
        let wire = self.request.client.inner.provider.wire;
        let undo = answer.undo;
        let turns = wire.reask(&answer.assembly, violations, &T::FORM, self.mode, undo);
        if self.told.len() >= TOLD
            && let Some(oldest) = self.told.pop_front()
        {
            let end = self.request.messages.len().min(self.said + oldest);
            self.request.messages.drain(self.said.min(end)..end);
        }
        self.told.push_back(turns.len());
        self.request.messages.extend(turns);
    }

    fn record(
        &mut self,
        incoming: &Incoming<T>,
        violations: Vec<Violation>,
        failure: Option<&ErrorKind>,
    ) {
        let assembly = &incoming.answer.assembly;
        let mut attempt = Attempt {
            number: u32::try_from(self.attempts.len())
                .unwrap_or(u32::MAX)
                .saturating_add(1),
            mode: self.mode,
            answer: incoming.text(),
            reasoning: assembly.reasoning.clone(),
            violations,
            failure: failure.map(ToString::to_string),
            finish: assembly.finish.clone(),
            usage: assembly.usage,
        };
        self.request.client.inner.redact_attempt(&mut attempt);
        self.attempts.push(attempt);
    }
}
