//! An answer that has ended, to what follows: a value, another attempt, or a failure.

use super::advance::Call;
#[cfg(feature = "cache")]
use super::gathered::Gathered;
use super::incoming::Incoming;
use super::phase::{Judged, Moved, Phase, Wanted};
use super::retry::Stage;
use super::target::{Reads as _, Target};
use super::{Attempt, Next};
use crate::error::ErrorKind;
use crate::extract::Undo;
use crate::hook::EventKind;
use crate::message::Message;
use crate::provider::{ApiErrorKind, Assembly, reask, reask_calls};
use crate::transport::Bytes;
use crate::violation::Violation;

/// How many answers that broke the schema are told in a request that asks again: the last ones. Each
/// costs the tokens of an answer, and the older ones say nothing that the newer do not.
const TOLD: usize = 4;

impl<G: Target> Call<G> {
    /// The answer has ended, well or not: a value, a reask, a retry or a failure.
    pub(super) fn conclude(
        &mut self,
        broken: Option<ErrorKind>,
    ) -> Result<Option<Moved>, ErrorKind> {
        let Phase::Reading(mut incoming) = std::mem::replace(&mut self.phase, Phase::Ready) else {
            return Ok(None);
        };
        let is_void = incoming.answer.is_void();
        if let Some(mut failure) = broken.or_else(|| incoming.answer.failure()) {
            self.client.inner.redact_failure(&mut failure);
            if let Some(moved) = self.judged_there(&failure, incoming.answer.undo) {
                return Ok(Some(moved));
            }
            let is_insisted_on = self.retry_policy().insists(&failure);
            self.record(incoming, Vec::new(), Some(&failure));
            if matches!(failure, ErrorKind::Truncated) && self.gets_room() {
                return Ok(Some(Moved::Reask));
            }
            if !is_void && !is_insisted_on {
                return Err(failure);
            }
            return self.retry(failure, Stage::Answer).map(|()| None);
        }
        if self.wanted == Wanted::Items {
            return self.list(incoming);
        }
        if self.wanted.is_several() {
            let said = incoming.answer.assembly.text.trim();
            let calls_nothing = incoming.answer.assembly.tool_calls.is_empty();
            if self.wanted == Wanted::Choice && calls_nothing && !said.is_empty() {
                self.phase = Phase::Said(said.to_owned());
                self.accept(incoming);
                return Ok(Some(Moved::Nothing));
            }
            let calls = incoming.answer.judge_calls();
            return self.judged(incoming, Judged::Calls(calls));
        }
        match incoming.answer.judge() {
            Ok((value, mends, later)) => self.judged(incoming, Judged::One(value, mends, later)),
            Err(violations) => self.refuse(incoming, violations),
        }
    }

    /// What an answer came to goes to the caller's own rules, where there are some.
    fn judged(
        &mut self,
        incoming: Box<Incoming<G>>,
        judged: Judged<G::Value>,
    ) -> Result<Option<Moved>, ErrorKind> {
        if self.request.checks.is_empty() && judged.is_settled() {
            return self.settle(incoming, judged, Vec::new());
        }
        self.phase = Phase::Checking(incoming, judged);
        Ok(None)
    }

    /// What follows from an answer, and from what the caller's own rules found in each of its values.
    pub(super) fn settle(
        &mut self,
        incoming: Box<Incoming<G>>,
        judged: Judged<G::Value>,
        found: Vec<Vec<Violation>>,
    ) -> Result<Option<Moved>, ErrorKind> {
        let mut found = found.into_iter();
        match judged {
            Judged::One(value, mends, _) => {
                if let Some(violations) = found.next().filter(|found| !found.is_empty()) {
                    return self.refuse(incoming, violations);
                }
                self.phase = Phase::Valued(value, mends);
                self.accept(incoming);
                Ok(Some(Moved::Nothing))
            }
            Judged::Calls(calls) => {
                let calls = calls.into_iter().map(|call| {
                    let (value, _) = call?;
                    match found.next().filter(|found| !found.is_empty()) {
                        Some(violations) => Err(violations),
                        None => Ok(value),
                    }
                });
                self.settle_calls(incoming, calls.collect())
            }
        }
    }

    /// An answer is accepted.
    fn accept(&mut self, incoming: Box<Incoming<G>>) {
        #[cfg(feature = "cache")]
        self.note(&incoming.answer.assembly);
        self.record(incoming, Vec::new(), None);
        if let Some(attempt) = self.attempts.last() {
            self.show(EventKind::Answer(attempt));
        }
    }

    /// An answer breaks the schema: the model is asked again, or the call fails.
    fn refuse(
        &mut self,
        incoming: Box<Incoming<G>>,
        violations: Vec<Violation>,
    ) -> Result<Option<Moved>, ErrorKind> {
        #[cfg(feature = "cache")]
        if self.disowns() {
            return Ok(None);
        }
        // Those of the attempt have the key taken out; the model is told what it wrote.
        let told = violations.clone();
        let (assembly, undo) = self.record(incoming, violations, None);
        let next = self.next_attempt()?;
        self.tell(&assembly, &told, undo);
        self.apply(next);
        Ok(Some(Moved::Reask))
    }

    /// How the next attempt differs from the last one, which is not accepted.
    fn next_attempt(&mut self) -> Result<Next, ErrorKind> {
        let next = self.escalated();
        let is_last = !self.may_reask() || next.is_end;
        if let Some(attempt) = self.attempts.last() {
            self.show(EventKind::Invalid { attempt, is_last });
        }
        if !is_last {
            return Ok(next);
        }
        if self.reasks < self.most_reasks() && !next.is_end {
            return Err(ErrorKind::TokenBudget);
        }
        Err(ErrorKind::Invalid)
    }

    /// What the caller says about the next attempt.
    fn escalated(&self) -> Next {
        let escalate = self.request.asked.escalate.as_ref();
        let next = escalate.zip(self.attempts.last());
        next.map_or_else(Next::same, |(escalate, attempt)| (escalate.0)(attempt))
    }

    /// Whether an answer that was cut is asked for again with more room, which the caller says.
    fn gets_room(&mut self) -> bool {
        let next = self.escalated();
        let may = next.gives_room() && self.may_reask();
        if may {
            self.reasks += 1;
            self.retries = 0;
            self.apply(next);
        }
        may
    }

    fn most_reasks(&self) -> u32 {
        let usual = if self.wanted == Wanted::Items { 0 } else { 2 };
        self.request.asked.max_reasks.unwrap_or(usual)
    }

    /// Whether the model may be asked once more.
    fn may_reask(&self) -> bool {
        let is_spent = self.request.asked.token_budget.is_some_and(|budget| {
            // What nobody counted may have been anything.
            let is_known = |attempt: &Attempt| attempt.usage.is_some() || attempt.from_cache;
            let spent = Attempt::usage(&self.attempts).total_tokens;
            spent >= budget || !self.attempts.iter().all(is_known)
        });
        self.reasks < self.most_reasks() && !is_spent
    }

    /// A list has come to its end. What is wrong with its items is told to who takes them.
    fn list(&mut self, mut incoming: Box<Incoming<G>>) -> Result<Option<Moved>, ErrorKind> {
        match incoming.answer.take_decoder() {
            Ok(mut decoder) => {
                decoder.end();
                self.phase = Phase::Listed(Box::new(decoder));
                self.accept(incoming);
                Ok(Some(Moved::Nothing))
            }
            Err(violations) => {
                self.record(incoming, violations, None);
                Err(ErrorKind::Invalid)
            }
        }
    }

    /// The same for an answer of several calls.
    fn settle_calls(
        &mut self,
        incoming: Box<Incoming<G>>,
        calls: Vec<Result<G::Value, Vec<Violation>>>,
    ) -> Result<Option<Moved>, ErrorKind> {
        let wrong = self.gathered.add(calls);
        let violations = flattened(&wrong);
        #[cfg(feature = "cache")]
        if !violations.is_empty() && self.disowns() {
            self.gathered = Gathered::default();
            return Ok(None);
        }
        if self.gathered.is_whole() {
            // What took several answers cannot be given back as one.
            #[cfg(feature = "cache")]
            if violations.is_empty() && self.attempts.is_empty() {
                self.note(&incoming.answer.assembly);
            }
            self.phase = Phase::Gathered(self.gathered.take());
            let is_clean = violations.is_empty();
            self.record(incoming, violations, None);
            if let Some(attempt) = self.attempts.last().filter(|_| is_clean) {
                self.show(EventKind::Answer(attempt));
            }
            return Ok(Some(Moved::Nothing));
        }
        let (assembly, undo) = self.record(incoming, violations, None);
        let next = self.next_attempt()?;
        let wire = self.client.inner.wire;
        let tools = match self.target.tools() {
            [] => std::slice::from_ref(self.target.form()),
            tools => tools,
        };
        let turns = reask_calls(wire, &assembly, &wrong, tools, undo);
        self.append(turns);
        self.apply(next);
        Ok(Some(Moved::Reask))
    }

    /// Adds to the conversation what was wrong with an answer.
    fn tell(&mut self, assembly: &Assembly, violations: &[Violation], undo: Undo) {
        let wire = self.client.inner.wire;
        let form = self.target.form();
        let turns = reask(wire, assembly, violations, form, self.mode, undo);
        self.append(turns);
    }

    /// Adds turns that tell of an attempt, and forgets the oldest ones where there are many.
    fn append(&mut self, turns: Vec<Message>) {
        let messages = &mut self.request.asked.messages;
        if self.told.len() >= TOLD
            && let Some(oldest) = self.told.pop_front()
        {
            let end = messages.len().min(self.said + oldest);
            messages.drain(self.said.min(end)..end);
        }
        self.told.push_back(turns.len());
        messages.extend(turns);
        self.reasks += 1;
        self.retries = 0;
    }

    /// Some providers check the answer themselves, and give it back with their error (Groq): the model
    /// is told, as it is told what breaks the schema here.
    pub(super) fn judged_there(&mut self, failure: &ErrorKind, undo: Undo) -> Option<Moved> {
        let ErrorKind::Api(error) = failure else {
            return None;
        };
        let is_judged = error.kind == ApiErrorKind::FailedGeneration;
        let written = error.failed_generation.as_ref().filter(|_| is_judged)?;
        if !self.may_reask() {
            return None;
        }
        let assembly = Assembly {
            text: written.clone(),
            ..Assembly::default()
        };
        let violations = vec![Violation::new("", "json", error.message.as_str())];
        self.tell(&assembly, &violations, undo);
        let attempt = self.attempt(&assembly, written.clone(), violations, Some(failure));
        self.push(attempt);
        if let Some(attempt) = self.attempts.last() {
            self.show(EventKind::Invalid {
                attempt,
                is_last: false,
            });
        }
        Some(Moved::Reask)
    }

    /// Keeps what there is to know of an answer that is over. Gives what the model said, and how its shape
    /// is taken back.
    #[expect(clippy::boxed_local, reason = "moved on its own, it would be copied")]
    pub(super) fn record(
        &mut self,
        mut incoming: Box<Incoming<G>>,
        violations: Vec<Violation>,
        failure: Option<&ErrorKind>,
    ) -> (Assembly, Undo) {
        let text = incoming.text();
        let mut attempt = self.attempt(&incoming.answer.assembly, text, violations, failure);
        attempt.body = incoming.kept.take().map(Bytes::from);
        if attempt.body.is_some() {
            self.client.inner.redact_attempt(&mut attempt);
        }
        // One that was found has none.
        attempt.head = (!attempt.from_cache).then(|| incoming.head.clone());
        self.push(attempt);
        (incoming.answer.assembly, incoming.answer.undo)
    }

    fn push(&mut self, attempt: Attempt) {
        let usage = attempt.usage;
        self.attempts.push(attempt);
        if let Some(this) = usage {
            let total = Attempt::usage(&self.attempts);
            self.show(EventKind::Usage { this, total });
        }
    }

    fn attempt(
        &self,
        assembly: &Assembly,
        answer: String,
        violations: Vec<Violation>,
        failure: Option<&ErrorKind>,
    ) -> Attempt {
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
            from_cache: false,
            saved: None,
            provider: self.client.inner.provider.name,
            model: self.model().to_owned(),
            head: None,
            body: None,
        };
        #[cfg(feature = "cache")]
        self.cached.mark(&mut attempt);
        self.client.inner.redact_attempt(&mut attempt);
        attempt
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
