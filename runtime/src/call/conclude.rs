//! An answer that has ended, to what follows: a value, another attempt, or a failure.

use super::advance::{Call, Moved, Phase};
use super::incoming::Incoming;
use super::retry::Stage;
use super::{Attempt, Reply};
use crate::error::{Error, ErrorKind};
use crate::extract::{Extract, Undo};
use crate::message::Message;
use crate::provider::{ApiErrorKind, Assembly, reask, reask_calls};
use crate::usage::Usage;
use crate::violation::Violation;

/// How many answers that broke the schema are told in a request that asks again: the last ones. Each
/// costs the tokens of an answer, and the older ones say nothing that the newer do not.
const TOLD: usize = 4;

impl<T: Extract> Call<T> {
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
                if self.may_reask(incoming.answer.assembly.usage) {
                    let answer = &incoming.answer;
                    self.tell(&answer.assembly, &violations, answer.undo);
                    self.record(&incoming, violations, None);
                    return Ok(Some(Moved::Reask));
                }
                self.record(&incoming, violations, None);
                Err(self.exhausted())
            }
        }
    }

    /// Whether the model may be asked once more, after an answer that cost so much.
    fn may_reask(&self, cost: Option<Usage>) -> bool {
        let spent = Attempt::usage(&self.attempts) + cost.unwrap_or_default();
        let budget = self.request.token_budget;
        let is_spent = budget.is_some_and(|budget| spent.total_tokens >= budget);
        self.reasks < self.request.max_reasks && !is_spent
    }

    /// Why there is no further attempt.
    fn exhausted(&self) -> ErrorKind {
        if self.reasks < self.request.max_reasks {
            ErrorKind::TokenBudget
        } else {
            ErrorKind::Invalid
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
        if !self.may_reask(incoming.answer.assembly.usage) {
            self.record(incoming, violations, None);
            return Err(self.exhausted());
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
    pub(super) fn judged_there(&mut self, failure: &ErrorKind, undo: Undo) -> Option<Moved> {
        let ErrorKind::Api(error) = failure else {
            return None;
        };
        let is_judged = error.kind == ApiErrorKind::FailedGeneration;
        let written = error.failed_generation.as_ref().filter(|_| is_judged)?;
        if !self.may_reask(None) {
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
