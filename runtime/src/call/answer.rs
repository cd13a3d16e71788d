//! One answer as it comes in: the steps of the wire, sorted into what is decoded and what is kept.
//!
//! It knows nothing of bytes, events and connections.

use super::target::{Reads, Target, Typed};
use crate::checks::Later;
use crate::decode::{Answered, Decoder, SideBySide};
use crate::error::ErrorKind;
use crate::extract::{Extract, Undo};
use crate::lenient::{Mend, Mends};
use crate::message::{Holds, ToolCall};
use crate::partial::Partial;
use crate::provider::{
    ApiError, ApiErrorKind, Assembly, Delta, FinishReason, Mode, ProtocolError, ProtocolErrorKind,
};
use crate::violation::Violation;

/// A value, what was mended in it, and what is still to be asked about it.
pub(super) type Fitting<T> = (T, Vec<Mend>, Vec<Later>);

/// An answer on its way.
pub(super) struct Answer<G: Target> {
    pub(super) assembly: Assembly,
    target: G,
    decoder: G::Decoder,
    mode: Mode,
    pub(super) undo: Undo,
    mends: Mends,
    /// The tool call that the decoder reads.
    call: Option<usize>,
    ended: bool,
    /// Nothing is read behind the first violation.
    stop_early: bool,
    /// That has happened: what was wrong.
    stopped: Option<Vec<Violation>>,
    /// The calls side by side, where several are wanted.
    calls: Option<SideBySide<G::Decoder>>,
    /// Which of them moved last.
    pub(super) moved_call: usize,
    /// How often the answer was found to be another one than was read until then.
    pub(super) restarts: u32,
}

impl<G: Target> Answer<G> {
    /// An answer of which nothing has come. In tool modes it is expected in a call of `tool`.
    pub(super) fn new(target: G, mode: Mode, undo: Undo, mends: Mends) -> Self {
        Self {
            assembly: Assembly::default(),
            decoder: target.decoder(undo, mends),
            target,
            mode,
            undo,
            mends,
            call: None,
            ended: false,
            stop_early: false,
            stopped: None,
            calls: None,
            moved_call: 0,
            restarts: 0,
        }
    }

    /// Reads calls side by side.
    pub(super) fn several(mut self, is_several: bool) -> Self {
        self.calls = is_several.then(SideBySide::default);
        self
    }

    /// The decoder of the answer that is coming in.
    pub(super) fn decoder(&mut self) -> &mut G::Decoder {
        &mut self.decoder
    }

    /// The same, to look at.
    pub(super) fn reader(&self) -> &G::Decoder {
        &self.decoder
    }

    /// A decoder that has read nothing.
    fn fresh(&self) -> G::Decoder {
        self.target.decoder(self.undo, self.mends)
    }

    /// Reads nothing behind the first violation.
    pub(super) fn stop_early(mut self, stop_early: bool) -> Self {
        self.stop_early = stop_early;
        self
    }

    /// Takes a step. Answers whether the view may have changed.
    pub(super) fn take(&mut self, delta: Delta<'_>) -> bool {
        let moved = match &delta {
            Delta::Text(text) if !self.mode.is_tools() => {
                self.decoder.push(text.as_bytes());
                true
            }
            Delta::ToolCall {
                call, arguments, ..
            } if self.calls.is_some() => {
                if let Some(calls) = &mut self.calls {
                    let (undo, mends) = (self.undo, self.mends);
                    let fresh = || self.target.decoder(undo, mends);
                    if let Some(decoder) = calls.of(*call, fresh) {
                        decoder.push(arguments.as_bytes());
                    }
                }
                self.moved_call = *call;
                !arguments.is_empty()
            }
            Delta::ToolCall {
                call,
                name,
                arguments,
                ..
            } if self.mode.is_tools() => self.take_call(*call, name, arguments),
            Delta::Error(_) | Delta::Done => {
                self.ended = true;
                false
            }
            Delta::Restart => {
                self.decoder = self.fresh();
                self.calls = self.calls.as_ref().map(|_| SideBySide::default());
                self.call = None;
                self.restarts += 1;
                true
            }
            _ => false,
        };
        self.assembly.add(delta);
        if self.stop_early && moved && self.decoder.has_violations() {
            self.stop();
        }
        moved
    }

    /// Reads no further. The model is shown its answer as far as it was read, with the brackets closed:
    /// servers that take arguments apart would refuse others.
    fn stop(&mut self) {
        let fresh = self.fresh();
        let decoder = std::mem::replace(&mut self.decoder, fresh);
        let (violations, rest) = decoder.abandon();
        let said = match self.call {
            Some(call) => self
                .assembly
                .tool_calls
                .get_mut(call)
                .map(|call| &mut call.arguments),
            None => Some(&mut self.assembly.text),
        };
        if let Some(said) = said {
            said.push_str(&rest);
        }
        if let Some(call) = self.call.filter(|_| !rest.is_empty()) {
            self.assembly.forget_block(Holds::Call(call));
        }
        self.stopped = Some(violations);
        self.ended = true;
    }

    /// The first call is read as it comes, until one turns up that bears the right name.
    fn take_call(&mut self, call: usize, name: &str, arguments: &str) -> bool {
        let mut moved = false;
        if self.call != Some(call) {
            let is_named = |call: usize| {
                let known = self.assembly.tool_calls.get(call);
                known.is_some_and(|known| known.name == self.target.form().name)
            };
            match self.call {
                Some(read) if name != self.target.form().name || is_named(read) => return false,
                Some(_) => {
                    self.decoder = self.fresh();
                    self.restarts += 1;
                    moved = true;
                }
                None => {}
            }
            self.call = Some(call);
        }
        if !arguments.is_empty() {
            self.decoder.push(arguments.as_bytes());
            moved = true;
        }
        moved
    }

    /// Whether nothing can follow that matters: the end mark, or an error of the provider.
    pub(super) fn has_ended(&self) -> bool {
        self.ended
    }

    /// Whether the model has finished. What may still come is its cost.
    pub(super) fn has_finished(&self) -> bool {
        self.assembly.done
    }

    /// Whether nothing of the model has come, not even that it has nothing to say.
    pub(super) fn is_void(&self) -> bool {
        let Assembly {
            text,
            reasoning,
            refusal,
            tool_calls,
            finish,
            ..
        } = &self.assembly;
        let is_silent = [text, reasoning, refusal]
            .iter()
            .all(|text| text.is_empty());
        is_silent && tool_calls.is_empty() && matches!(finish, None | Some(FinishReason::Error))
    }

    /// Why the answer is not one to be judged, where that is so.
    pub(super) fn failure(&mut self) -> Option<ErrorKind> {
        if self.stopped.is_some() {
            return None;
        }
        if let Some(error) = self.assembly.error.take() {
            return Some(error.into());
        }
        if !self.assembly.refusal.is_empty() {
            return Some(ErrorKind::Refused(self.assembly.refusal.clone()));
        }
        match self.assembly.finish {
            Some(FinishReason::Refusal) if !self.assembly.explanation.is_empty() => {
                Some(ErrorKind::Refused(self.assembly.explanation.clone()))
            }
            Some(FinishReason::Refusal) => Some(ErrorKind::Refused(self.said().to_owned())),
            Some(FinishReason::Length) => Some(ErrorKind::Truncated),
            Some(FinishReason::ContentFilter) => Some(ErrorKind::ContentFilter),
            Some(FinishReason::Error) => Some(unexplained().into()),
            // It goes back to the model.
            Some(FinishReason::Malformed) => None,
            _ if !self.has_finished() => Some(ErrorKind::Cut),
            _ if self.is_void() => Some(ProtocolError::new(ProtocolErrorKind::Empty, "").into()),
            _ => None,
        }
    }

    /// The answer as the model wrote it: the arguments of the call that answers, or the text.
    pub(super) fn said(&self) -> &str {
        self.answer_call()
            .and_then(|call| self.assembly.tool_calls.get(call))
            .map_or(&self.assembly.text, |call| &call.arguments)
    }

    fn answer_call(&self) -> Option<usize> {
        self.mode
            .is_tools()
            .then(|| self.assembly.answer_call(self.target.form().name))
            .flatten()
    }

    /// Whether the call that answers could be read after all: Gemini also says so of calls that it did not
    /// expect.
    fn has_whole_call(&self) -> bool {
        let call = self.answer_call();
        let call = call.and_then(|call| self.assembly.tool_calls.get(call));
        call.is_some_and(ToolCall::has_object)
    }

    /// The decoder of an answer that has ended. It has read the answer already, except where text came in
    /// place of a call, and where a call got its name too late.
    pub(super) fn take_decoder(&mut self) -> Result<G::Decoder, Vec<Violation>> {
        if let Some(violations) = self.stopped.take() {
            return Err(violations);
        }
        if self.assembly.finish == Some(FinishReason::Malformed) && !self.has_whole_call() {
            let message = "is not a call that could be read";
            return Err(vec![Violation::new("", "json", message)]);
        }
        let call = self.answer_call();
        // A call without arguments is a call with none.
        let is_bare = call.is_some() && self.said().trim().is_empty();
        let is_read = !self.mode.is_tools() || (call.is_some() && call == self.call);
        let fresh = self.fresh();
        let mut decoder = std::mem::replace(&mut self.decoder, fresh);
        if is_bare || !is_read {
            self.restarts += u32::from(!is_read);
            decoder = self.fresh();
            let text = if is_bare { "{}" } else { self.said() };
            decoder.push(text.as_bytes());
        }
        Ok(decoder)
    }

    /// Judges the answer.
    pub(super) fn judge(&mut self) -> Result<Fitting<G::Value>, Vec<Violation>> {
        let mut decoder = self.take_decoder()?;
        decoder.end();
        let mends = decoder.mends().to_vec();
        let (value, later) = decoder.finish_later()?;
        Ok((value, mends, later))
    }

    /// Judges each call of the answer by itself.
    pub(super) fn judge_calls(&mut self) -> Vec<Answered<G::Value>> {
        let mut calls = self.calls.take().unwrap_or_default();
        for (number, call) in self.assembly.tool_calls.iter().enumerate() {
            // A call without arguments is a call with none.
            if call.arguments.trim().is_empty()
                && let Some(decoder) = calls.of(number, || self.fresh())
            {
                decoder.push(b"{}");
            }
        }
        calls.finish(Reads::finish_later)
    }
}

impl<T: Extract> Answer<Typed<T>> {
    /// What has arrived so far.
    pub(super) fn view(&self) -> &Partial<T::Partial> {
        self.decoder.view()
    }

    /// What has arrived of the call that moved last.
    pub(super) fn call_view(&self) -> Option<&Partial<T::Partial>> {
        let decoder = self.calls.as_ref()?.get(self.moved_call);
        decoder.map(Decoder::view)
    }
}

/// The error of a provider that gave up without a word.
fn unexplained() -> ApiError {
    ApiError {
        status: 200,
        kind: ApiErrorKind::Server,
        code: None,
        message: "the answer ends with an error, and does not say which".to_owned(),
        param: None,
        failed_generation: None,
        request_id: None,
        retry_after: None,
        should_retry: None,
    }
}
