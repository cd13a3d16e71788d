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
use super::timeouts::{Clocks, Over};
use super::{Attempt, Request};
use crate::error::ErrorKind;
use crate::extract::{Extract, Undo};
use crate::lenient::{Mend, Mends};
use crate::provider::{Mode, Prepared, RequestError, ladder};
use crate::transport::{self, TransportError, TransportErrorKind};

/// A call under way.
pub(super) struct Call<T: Extract> {
    pub(super) request: Request<T>,
    pub(super) mode: Mode,
    /// The modes to step down to where the provider refuses this one, the best one last.
    rungs: Vec<Mode>,
    pub(super) streamed: bool,
    pub(super) attempts: Vec<Attempt>,
    pub(super) phase: Phase<T>,
    /// How often the request in hand has been repeated.
    pub(super) retries: u32,
    /// How often the model has been asked again.
    pub(super) reasks: u32,
    /// Where the caller's messages end. Behind them, the attempts are told.
    pub(super) said: usize,
    /// How many messages tell of each attempt.
    pub(super) told: VecDeque<usize>,
    clocks: Clocks,
    /// The values of the calls, where several are asked for.
    pub(super) gathered: Option<Gathered<T>>,
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
    pub(super) fn new(
        #[cfg_attr(not(feature = "templates"), expect(unused_mut))] mut request: Request<T>,
        streamed: bool,
        several: bool,
    ) -> Self {
        #[cfg(feature = "templates")]
        request.render();
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
            clocks: Clocks::new(request.timeouts.unwrap_or(client.timeouts)),
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
                Phase::Reading(incoming) => {
                    let transport = &self.request.client.inner.transport;
                    match self.clocks.more(transport, incoming.read()).await {
                        Ok(Ok(Shown::View)) => return Moved::View,
                        Ok(Ok(Shown::Thought)) => return Moved::Thought,
                        Ok(Ok(Shown::End)) => self.conclude(None),
                        Ok(Err(broken)) => self.conclude(Some(broken)),
                        Err(over) => self.conclude(Some(over.into())),
                    }
                }
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
        self.clocks.begin_attempt();
        let sent = self
            .clocks
            .head(&client.transport, exchange(&client, request));
        match sent.await.unwrap_or_else(|over| Err(over.into())) {
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
        let usual = if self.mode.is_told() {
            Mends::All
        } else {
            Mends::None
        };
        self.request.mends.unwrap_or(usual)
    }

    /// Words the request.
    pub(super) fn word(&self) -> Result<(transport::Request, Undo), ErrorKind> {
        #[cfg(feature = "templates")]
        self.request.is_rendered()?;
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
            notation: self.request.notation,
        };
        let request = transport::Request {
            url: client.wire.url(&prepared, &client.base_url),
            headers: client.headers(self.streamed),
            body: client.wire.body(&prepared)?.into(),
        };
        // The tools of a union are its branches as their author wrote them.
        let undo = if self.gathered.is_some() && !T::TOOLS.is_empty() {
            Undo::default()
        } else {
            client.provider.wording(&T::FORM, self.mode)?.undo
        };
        Ok((request, undo))
    }

    /// Sends the request again after a while, where that is of use.
    pub(super) fn retry(&mut self, failure: ErrorKind, stage: Stage) -> Result<(), ErrorKind> {
        let wait = wait(&failure, stage, self.retries);
        let wait = wait.filter(|_| self.retries < self.request.max_retries);
        // What would come too late is not waited for.
        let in_time = |wait: &Duration| self.clocks.left().is_none_or(|left| *wait < left);
        let wait = wait.filter(in_time);
        self.phase = Phase::Waiting(wait.ok_or(failure)?);
        self.retries += 1;
        Ok(())
    }
}

impl From<Over> for ErrorKind {
    fn from(over: Over) -> Self {
        match over {
            Over::Total => Self::Deadline,
            Over::Attempt(limit) => {
                let message = format!("nothing came within {limit:?}");
                let kind = TransportErrorKind::Timeout;
                Self::Transport(TransportError::new(kind, message))
            }
        }
    }
}
