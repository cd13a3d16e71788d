//! The loop that runs every call, whole or streamed: ask, read, conclude, ask again.
//!
//! What it has come to is in [`Phase`], and nowhere else: nothing is held across a wait, so that
//! a caller may stop waiting at any time and go on later.

use std::collections::VecDeque;
use std::time::Duration;

use super::answer::Answer;
use super::exchange::exchange;
use super::gathered::Gathered;
use super::incoming::{Incoming, Shown};
use super::retry::{Stage, wait};
use super::{Attempt, Reply, Request};
use crate::error::{Error, ErrorKind};
use crate::extract::{Extract, Undo};
use crate::lenient::{Mend, Mends};
use crate::message::Message;
use crate::provider::{
    ApiErrorKind, Assembly, Mode, Prepared, RequestError, ladder, reask, reask_calls,
};
use crate::transport;
use crate::violation::Violation;

/// How many answers that broke the schema are told in a request that asks again: the last ones. Each
/// costs the tokens of an answer, and the older ones say nothing that the newer do not.
const TOLD: usize = 4;

/// A call under way.
pub(super) struct Call<T: Extract> {
    request: Request<T>,
    pub(super) mode: Mode,
    /// The modes to step down to where the provider refuses this one, the best one last.
    rungs: Vec<Mode>,
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
    /// The values of the calls, where several are asked for.
    gathered: Option<Gathered<T>>,
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
    /// So did several calls.
    Gathered(Vec<T>),
    /// There will be none.
    Failed(ErrorKind),
}

/// What one step of the loop did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moved {
    /// The model has thought more.
    Thought,
    /// The view has changed.
    View,
    /// The last attempt was invalid, and is to be followed by another one.
    Reask,
    /// The call has just failed.
    Failure,
    /// It was over before.
    Nothing,
}

impl Moved {
    /// Whether there is more to come.
    pub(super) fn is_under_way(self) -> bool {
        matches!(self, Self::Thought | Self::View | Self::Reask)
    }
}

impl<T: Extract> Call<T> {
    pub(super) fn new(request: Request<T>, streamed: bool, several: bool) -> Self {
        let client = &request.client.inner;
        let (mode, rungs) = match request.mode.or(client.mode).unwrap_or(Mode::Auto) {
            // Tools that are called side by side are not held to their schemas.
            mode if several && (mode == Mode::Auto || mode.is_tools()) => {
                (Mode::ParallelTools, Vec::new())
            }
            Mode::Auto => {
                let model = request.model.as_deref().unwrap_or(&client.model);
                let ladder = client.provider.ladder(model, &T::FORM, streamed);
                let able = ladder.filter(|mode| !client.has_refused(model, *mode));
                let mut rungs: Vec<Mode> = able.collect();
                rungs.reverse();
                let best = client.provider.modes_of(model).first().copied();
                (rungs.pop().or(best).unwrap_or(Mode::Tools), rungs)
            }
            mode => (mode, Vec::new()),
        };
        let phase = if several && mode != Mode::ParallelTools {
            Phase::Failed(ErrorKind::Request(RequestError::Mode {
                provider: client.provider.name,
                mode,
                modes: &[Mode::ParallelTools],
            }))
        } else {
            Phase::Ready
        };
        Self {
            mode,
            rungs,
            streamed,
            attempts: Vec::new(),
            phase,
            retries: 0,
            reasks: 0,
            said: request.messages.len(),
            told: VecDeque::new(),
            gathered: several.then(Gathered::default),
            request,
        }
    }

    /// Runs the call until there is something to show.
    pub(super) async fn advance(&mut self) -> Moved {
        loop {
            let step = match &mut self.phase {
                Phase::Ready => self.ask().await,
                Phase::Waiting(wait) => {
                    let wait = *wait;
                    self.request.client.inner.transport.sleep(wait).await;
                    self.phase = Phase::Ready;
                    continue;
                }
                Phase::Reading(incoming) => match incoming.read().await {
                    Ok(Shown::View) => return Moved::View,
                    Ok(Shown::Thought) => return Moved::Thought,
                    Ok(Shown::End) => self.conclude(None),
                    Err(broken) => self.conclude(Some(broken)),
                },
                Phase::Valued(..) | Phase::Gathered(_) | Phase::Failed(_) => {
                    return Moved::Nothing;
                }
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
    async fn ask(&mut self) -> Result<Option<Moved>, ErrorKind> {
        let (request, undo) = self.word()?;
        let client = self.request.client.inner.clone();
        match exchange(&client, request).await {
            Ok(response) => {
                let answer = Answer::new(T::FORM.name, self.mode, undo, self.mends())
                    .stop_early(self.streamed && self.request.stop_early);
                let incoming = Incoming::new(client.wire, response, self.streamed, answer);
                self.phase = Phase::Reading(incoming);
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

    /// Takes the next mode, where the provider says that it does not have this one, and remembers it
    /// for the model. Nobody has answered yet, so that it costs no retry.
    fn steps_down(&mut self, failure: &ErrorKind) -> bool {
        let ErrorKind::Api(error) = failure else {
            return false;
        };
        if !ladder::refuses(error, self.mode) {
            return false;
        }
        let Some(next) = self.rungs.pop() else {
            return false;
        };
        let client = &self.request.client.inner;
        let model = self.request.model.as_deref().unwrap_or(&client.model);
        client.refuse(model, self.mode);
        self.mode = next;
        self.phase = Phase::Ready;
        true
    }

    /// What may be mended: everything in text that nobody held to the schema, nothing in what is.
    fn mends(&self) -> Mends {
        let usual = match self.mode {
            Mode::Json | Mode::MdJson => Mends::All,
            _ => Mends::None,
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
            tools: T::TOOLS,
            mode: self.mode,
            stream: self.streamed,
            max_tokens: self.request.max_tokens,
            temperature: self.request.temperature,
            extra: &self.request.extra,
        };
        let request = transport::Request {
            url: client.wire.url(&prepared, &client.base_url),
            headers: client.headers(self.streamed),
            body: client.wire.body(&prepared)?.into(),
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
            if let Some(moved) = self.judged_there(&failure, incoming.answer.undo) {
                return Ok(Some(moved));
            }
            self.record(&incoming, Vec::new(), Some(&failure));
            if !is_void {
                return Err(failure);
            }
            return self.retry(failure, Stage::Answer).map(|()| None);
        }
        if self.gathered.is_some() {
            return self.conclude_calls(&incoming);
        }
        match incoming.answer.judge() {
            Ok((value, mends)) => {
                self.record(&incoming, Vec::new(), None);
                self.phase = Phase::Valued(value, mends);
                Ok(Some(Moved::Nothing))
            }
            Err(violations) => {
                if self.reasks < self.request.max_reasks {
                    let answer = &incoming.answer;
                    self.tell(&answer.assembly, &violations, answer.undo);
                    self.record(&incoming, violations, None);
                    return Ok(Some(Moved::Reask));
                }
                self.record(&incoming, violations, None);
                Err(ErrorKind::Invalid)
            }
        }
    }

    /// The same for an answer of several calls.
    fn conclude_calls(&mut self, incoming: &Incoming<T>) -> Result<Option<Moved>, ErrorKind> {
        let answer = &incoming.answer;
        let wrong = match &mut self.gathered {
            Some(gathered) => gathered.add(answer.judge_calls()),
            None => Vec::new(),
        };
        let violations = flattened(&wrong);
        if let Some(gathered) = self
            .gathered
            .as_mut()
            .filter(|gathered| gathered.is_whole())
        {
            self.phase = Phase::Gathered(gathered.take());
            self.record(incoming, violations, None);
            return Ok(Some(Moved::Nothing));
        }
        if self.reasks >= self.request.max_reasks {
            self.record(incoming, violations, None);
            return Err(ErrorKind::Invalid);
        }
        let wire = self.request.client.inner.wire;
        let tools = match T::TOOLS {
            [] => &[T::FORM],
            tools => tools,
        };
        let turns = reask_calls(wire, &answer.assembly, &wrong, tools, answer.undo);
        self.append(turns);
        self.record(incoming, violations, None);
        Ok(Some(Moved::Reask))
    }

    /// Runs a call for several values to its end.
    pub(super) async fn gather(mut self) -> Result<Reply<Vec<T>>, Error> {
        while self.advance().await.is_under_way() {}
        match self.phase {
            Phase::Gathered(value) => Ok(Reply {
                value,
                mends: Vec::new(),
                attempts: self.attempts,
            }),
            Phase::Failed(kind) => Err(Error::new(kind, self.attempts)),
            _ => Err(Error::configuration("the call ended without a value")),
        }
    }

    /// Adds to the conversation what was wrong with an answer.
    fn tell(&mut self, assembly: &Assembly, violations: &[Violation], undo: Undo) {
        let wire = self.request.client.inner.wire;
        self.append(reask(wire, assembly, violations, &T::FORM, self.mode, undo));
    }

    /// Adds turns that tell of an attempt, and forgets the oldest ones where there are many.
    fn append(&mut self, turns: Vec<Message>) {
        if self.told.len() >= TOLD
            && let Some(oldest) = self.told.pop_front()
        {
            let end = self.request.messages.len().min(self.said + oldest);
            self.request.messages.drain(self.said.min(end)..end);
        }
        self.told.push_back(turns.len());
        self.request.messages.extend(turns);
        self.reasks += 1;
        self.retries = 0;
    }

    /// Some providers check the answer themselves, and give it back with their error (Groq): the model
    /// is told, as it is told what breaks the schema here.
    fn judged_there(&mut self, failure: &ErrorKind, undo: Undo) -> Option<Moved> {
        let ErrorKind::Api(error) = failure else {
            return None;
        };
        let is_judged = error.kind == ApiErrorKind::FailedGeneration;
        let written = error.failed_generation.as_ref().filter(|_| is_judged)?;
        if self.reasks >= self.request.max_reasks {
            return None;
        }
        let assembly = Assembly {
            text: written.clone(),
            ..Assembly::default()
        };
        let violations = vec![Violation::new("", "json", error.message.as_str())];
        self.tell(&assembly, &violations, undo);
        self.push_attempt(&assembly, written.clone(), violations, Some(failure));
        Some(Moved::Reask)
    }

    fn record(
        &mut self,
        incoming: &Incoming<T>,
        violations: Vec<Violation>,
        failure: Option<&ErrorKind>,
    ) {
        let assembly = &incoming.answer.assembly;
        self.push_attempt(assembly, incoming.text(), violations, failure);
    }

    fn push_attempt(
        &mut self,
        assembly: &Assembly,
        answer: String,
        violations: Vec<Violation>,
        failure: Option<&ErrorKind>,
    ) {
        let mut attempt = Attempt {
            number: u32::try_from(self.attempts.len())
                .unwrap_or(u32::MAX)
                .saturating_add(1),
            mode: self.mode,
            answer,
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

/// What is wrong with the calls of an answer, each pointer behind the number of its call.
fn flattened(wrong: &[Option<Vec<Violation>>]) -> Vec<Violation> {
    let calls = wrong.iter().enumerate();
    let mut all = Vec::new();
    for (call, violation) in calls.flat_map(|(call, wrong)| {
        let wrong = wrong.iter().flatten();
        wrong.map(move |violation| (call, violation))
    }) {
        let mut violation = violation.clone();
        violation.pointer = format!("/{call}{}", violation.pointer);
        all.push(violation);
    }
    all
}
