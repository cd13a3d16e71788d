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
use super::retry::Stage;
use super::side_by_side::Answered;
use super::target::Target;
use super::timeouts::{Clocks, Over};
use super::{Attempt, Head, Request, Retry};
use crate::checks::{Context, Later};
use crate::client::{Client, Inner};
use crate::error::{Error, ErrorKind};
use crate::extract::Undo;
use crate::hook::{Event, EventKind, Hooks, next_call};
use crate::lenient::{Mend, Mends};
use crate::provider::{Mode, Prepared, RequestError, ladder};
use crate::transport::{self, TransportError, TransportErrorKind};

/// A call under way.
pub(super) struct Call<G: Target> {
    pub(super) target: G,
    pub(super) request: Request<G::Value>,
    /// Who is asked.
    pub(super) client: Client,
    /// Who is asked where that one fails.
    others: VecDeque<Client>,
    pub(super) wanted: Wanted,
    pub(super) mode: Mode,
    /// The modes to step down to where the provider refuses this one, the best one last.
    rungs: Vec<Mode>,
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
    hooks: Hooks,
    /// The call's beginning has been shown, its end has not.
    is_open: bool,
}

/// What a call is to give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// A value.
    One,
    /// The values of several tool calls.
    Calls,
    /// The same, or words.
    Choice,
    /// The items of a list, which the caller takes one by one.
    Items,
}

impl Wanted {
    /// Whether tools are called side by side.
    pub(super) fn is_several(self) -> bool {
        matches!(self, Self::Calls | Self::Choice)
    }
}

/// How far a call has come.
// One call is one of these, so their sizes do not matter.
#[allow(clippy::large_enum_variant)]
pub(super) enum Phase<G: Target> {
    /// The next thing to do is to send a request.
    Ready,
    /// The next thing to do is to wait so long, and then to send a request.
    Waiting(Duration),
    /// An answer comes in.
    Reading(Box<Incoming<G>>),
    /// An answer has come that fits its schema; the caller's own rules are to be asked.
    Checking(Box<Incoming<G>>, Judged<G::Value>),
    /// A valid answer came.
    Valued(G::Value, Vec<Mend>),
    /// So did several calls.
    Gathered(Vec<G::Value>),
    /// The model called nothing, and said this.
    Said(String),
    /// So did a list, whose items are for the caller to take.
    Listed(Box<G::Decoder>),
    /// There will be none.
    Failed(ErrorKind),
}

/// What an answer came to.
pub(super) enum Judged<T> {
    /// A value, what was mended in it, and what is to be asked about it.
    One(T, Vec<Mend>, Vec<Later>),
    /// Calls, each a value with what is to be asked about it, or what is wrong with it.
    Calls(Vec<Answered<T>>),
}

impl<T> Judged<T> {
    /// Whether nothing is to be asked about it.
    pub(super) fn is_settled(&self) -> bool {
        match self {
            Self::One(_, _, later) => later.is_empty(),
            Self::Calls(calls) => calls.iter().flatten().all(|(_, later)| later.is_empty()),
        }
    }

    /// Its values, and what is to be asked about each.
    pub(super) fn values(&self) -> Vec<(&T, &[Later])> {
        match self {
            Self::One(value, _, later) => vec![(value, later)],
            Self::Calls(calls) => {
                let fitting = calls.iter().filter_map(|call| call.as_ref().ok());
                fitting
                    .map(|(value, later)| (value, later.as_slice()))
                    .collect()
            }
        }
    }
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

    /// Everything that follows from who is asked.
    fn settle_on_client(&mut self) {
        self.hooks = self.client.hooks.clone();
        self.hooks.extend(&self.request.asked.hooks);
        self.choose_mode();
        self.phase = if self.wanted.is_several() && self.mode != Mode::ParallelTools {
            Phase::Failed(ErrorKind::Request(RequestError::Mode {
                provider: self.client.inner.provider.name,
                mode: self.mode,
                modes: &[Mode::ParallelTools],
            }))
        } else {
            Phase::Ready
        };
    }

    /// How the structure is asked for, and in which ways else it might be.
    fn choose_mode(&mut self) {
        let client = &self.client.inner;
        let asked = self.request.asked.mode.or(client.mode);
        let model = self.model();
        let (mode, rungs) = match asked.unwrap_or(Mode::Auto) {
            // Of all modes, this one asks for nothing.
            _ if self.target.form().is_nothing() => (Mode::Text, Vec::new()),
            // Tools that are called side by side are not held to their schemas.
            mode if self.wanted.is_several() && (mode == Mode::Auto || mode.is_tools()) => {
                (Mode::ParallelTools, Vec::new())
            }
            Mode::Auto => {
                let ladder = client
                    .provider
                    .ladder(model, self.target.form(), self.streamed);
                let able = ladder.filter(|mode| !client.has_refused(model, *mode));
                let mut rungs: Vec<Mode> = able.collect();
                rungs.reverse();
                let best = client.provider.modes_of(model).first().copied();
                (rungs.pop().or(best).unwrap_or(Mode::Tools), rungs)
            }
            mode => (mode, Vec::new()),
        };
        (self.mode, self.rungs) = (mode, rungs);
    }

    /// Which model is asked. A request's own word for it is one of the provider that it was made for.
    pub(super) fn model(&self) -> &str {
        let asked = self.request.asked.model.as_deref();
        let is_meant = self.client.inner.provider.name == self.request.client.inner.provider.name;
        asked
            .filter(|_| is_meant)
            .unwrap_or(&self.client.inner.model)
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

    /// Takes the next client, where there is one and the failure is not of a sort that it would share.
    /// The conversation starts over: another provider could not read the turns of this one.
    fn falls_back(&mut self, failure: &ErrorKind) -> bool {
        let is_the_clients = matches!(
            failure,
            ErrorKind::Transport(_)
                | ErrorKind::Api(_)
                | ErrorKind::Protocol(_)
                | ErrorKind::Request(_)
                | ErrorKind::Cut
        );
        let next = is_the_clients.then(|| self.others.pop_front()).flatten();
        let Some(next) = next else {
            return false;
        };
        self.show(EventKind::Fallback { error: failure });
        self.client = next;
        self.request.asked.messages.truncate(self.said);
        self.told.clear();
        self.gathered = Gathered::default();
        // What one client is asked is not what another one answers.
        #[cfg(feature = "cache")]
        std::mem::take(&mut self.cached);
        self.retries = 0;
        self.settle_on_client();
        true
    }

    /// Sends the request, and waits for the head of its answer.
    async fn ask(&mut self) -> Result<Option<Moved>, ErrorKind> {
        if !std::mem::replace(&mut self.is_open, true) {
            self.show(EventKind::Begin {
                max_tokens: self.request.asked.max_tokens,
                temperature: self.request.asked.temperature,
            });
        }
        let (request, undo) = self.word()?;
        // Nobody would read the answer, and it would cost what an answer costs.
        if self.clocks.left().is_some_and(|left| left.is_zero()) {
            return Err(ErrorKind::Deadline);
        }
        #[cfg(feature = "cache")]
        if self.recall(&request, undo).await {
            return Ok(None);
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

    /// What rules may know of the call.
    pub(super) fn context(&self) -> Context {
        let mut context = self.request.asked.context.clone();
        context
            .judge
            .get_or_insert_with(|| self.request.client.clone());
        context
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
        self.client.inner.refuse(self.model(), self.mode);
        self.mode = next;
        self.show(EventKind::StepDown { to: next });
        self.phase = Phase::Ready;
        true
    }

    /// What may be mended: everything in text that nobody held to the schema, nothing in what is.
    pub(super) fn mends(&self) -> Mends {
        let usual = if self.mode.is_told() {
            Mends::All
        } else {
            Mends::None
        };
        self.request.asked.mends.unwrap_or(usual)
    }

    /// Words the request.
    pub(super) fn word(&self) -> Result<(transport::Request, Undo), ErrorKind> {
        #[cfg(feature = "templates")]
        self.request.is_rendered()?;
        let client: &Inner = &self.client.inner;
        let asked = &self.request.asked;
        let prepared = Prepared {
            provider: client.provider,
            model: self.model(),
            messages: &asked.messages,
            form: self.target.form(),
            tools: self.target.tools(),
            mode: self.mode,
            stream: self.streamed,
            max_tokens: asked.max_tokens,
            temperature: asked.temperature,
            extra: &asked.extra,
            notation: asked.notation,
        };
        let request = transport::Request {
            url: client.wire.url(&prepared, &client.base_url),
            headers: client.headers(self.streamed),
            body: client.wire.body(&prepared)?.into(),
        };
        // The tools of a union are its branches as their author wrote them.
        let undo = if self.wanted.is_several() && !self.target.tools().is_empty() {
            Undo::default()
        } else {
            client.provider.wording(self.target.form(), self.mode)?.undo
        };
        Ok((request, undo))
    }

    /// Changes what the next attempt is to differ in.
    pub(super) fn apply(&mut self, next: super::Next) {
        let asked = &mut self.request.asked;
        asked.max_tokens = next.max_tokens.or(asked.max_tokens);
        asked.temperature = next.temperature.or(asked.temperature);
        asked.mode = next.mode.or(asked.mode);
        let is_another = next.mode.is_some() || next.model.is_some();
        asked.model = next.model.or(asked.model.take());
        if is_another {
            self.choose_mode();
        }
        if let Some(wait) = next.wait {
            self.phase = Phase::Waiting(wait);
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

impl<G: Target> Phase<G> {
    /// Whether the call has ended well.
    pub(super) fn is_good(&self) -> bool {
        matches!(
            self,
            Self::Valued(..) | Self::Gathered(_) | Self::Said(_) | Self::Listed(_)
        )
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
