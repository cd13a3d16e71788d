//! The lines of a stream, to deltas.

use crate::Usage;
use crate::provider::cursor::{Cursor, Malformed};
use crate::provider::errors;
use crate::provider::outlet::{Kind, Outlet, Sink, Stop};
use crate::provider::raw::Raw;
use crate::provider::wire::Reader;
use crate::provider::{Delta, FinishReason, ProtocolError};
use crate::sse::Event;

/// More calls than this are not an answer.
const MOST_CALLS: usize = 128;

/// Reads one answer, line by line, or at once.
#[derive(Clone, Debug)]
pub(super) struct ChatStream {
    /// How many calls there have been. Each comes whole.
    calls: usize,
    outlet: Outlet,
}

/// What a line says. Members that are null are not here.
#[derive(Debug, Default)]
pub(super) struct Line<'a> {
    content: Option<Raw<'a>>,
    thinking: Option<Raw<'a>>,
    tool_calls: Option<Raw<'a>>,
    is_done: bool,
    reason: Option<Raw<'a>>,
    input: Option<u64>,
    output: Option<u64>,
    error: bool,
    /// Whether it is a line of an answer at all.
    pub(super) is_answer: bool,
}

/// A call, which comes whole.
#[derive(Debug, Default)]
struct Call<'a> {
    id: Option<Raw<'a>>,
    name: Option<Raw<'a>>,
    arguments: Option<Raw<'a>>,
}

impl Reader for ChatStream {
    fn event(
        &mut self,
        event: Event<'_>,
        sink: &mut dyn FnMut(Delta<'_>),
    ) -> Result<(), ProtocolError> {
        let mut cursor = Cursor::new(event.data);
        self.line(&mut cursor, event.data, sink)
            .and_then(|_| Ok(cursor.end()?))
            .map_err(|stop| stop.on(event.data))
    }
}

impl ChatStream {
    /// At the start of a stream.
    pub(super) fn new() -> Self {
        Self {
            calls: 0,
            outlet: Outlet::new(),
        }
    }

    /// For an answer that came as one body.
    pub(super) fn unlimited() -> Self {
        Self {
            calls: 0,
            outlet: Outlet::unlimited(),
        }
    }

    /// Reads the line of `text` that the cursor stands before, and hands its steps out. Answers whether it
    /// was one of an answer.
    pub(super) fn line(
        &mut self,
        cursor: &mut Cursor<'_>,
        text: &str,
        sink: &mut Sink<'_>,
    ) -> Result<bool, Stop> {
        let from = cursor.at();
        let line = Line::read(cursor)?.ok_or(Stop::Malformed)?;
        if let Some(thinking) = line.thinking {
            self.outlet.say(Kind::Reasoning, thinking, sink)?;
        }
        if let Some(content) = line.content {
            self.outlet.say(Kind::Text, content, sink)?;
        }
        if let Some(calls) = line.tool_calls {
            let mut result = Ok(());
            calls.cursor().array(|cursor| {
                let call = Call::read(cursor)?;
                if result.is_ok() {
                    result = self.call(&call, sink);
                }
                Ok(())
            })?;
            result?;
        }
        if line.error {
            let json = text.get(from..cursor.at()).unwrap_or_default();
            sink(Delta::Error(errors::in_band(json)));
        }
        if line.is_done {
            sink(Delta::Finish(self.finish(line.reason)));
            if let Some(usage) = line.usage() {
                sink(Delta::Usage(usage));
            }
            sink(Delta::Done);
        }
        Ok(line.is_answer || line.error)
    }

    fn call(&mut self, call: &Call<'_>, sink: &mut Sink<'_>) -> Result<(), Stop> {
        let number = self.calls;
        if number >= MOST_CALLS {
            return Err(Stop::TooLarge);
        }
        let word = |value: Option<Raw<'_>>| value.and_then(Raw::word).unwrap_or_default();
        let (id, name) = (word(call.id), word(call.name));
        if name.is_empty() && call.arguments.is_none() {
            return Ok(());
        }
        self.calls += 1;
        self.outlet
            .call(number, (&id, &name), call.arguments, sink)?;
        Ok(())
    }

    /// Calls end with `stop`, and older servers give no reason.
    fn finish(&self, reason: Option<Raw<'_>>) -> FinishReason {
        let word = reason.and_then(Raw::word).unwrap_or_default();
        match word.as_str() {
            "" | "stop" if self.calls > 0 => FinishReason::ToolCalls,
            "" => FinishReason::Stop,
            word => FinishReason::from_openai(word),
        }
    }
}

impl<'a> Line<'a> {
    /// Reads one. `None` where it is not an object.
    fn read(cursor: &mut Cursor<'a>) -> Result<Option<Self>, Malformed> {
        let mut found = Self::default();
        let is_object = cursor.object(|cursor, key| {
            if key == "message" {
                found.is_answer = true;
                return message(cursor, &mut found);
            }
            let value = cursor.value()?;
            match key {
                "model" => found.is_answer = true,
                "done" => found.is_done = value.json() == "true",
                "done_reason" => found.reason = Some(value),
                "prompt_eval_count" => found.input = value.count(),
                "eval_count" => found.output = value.count(),
                "error" => found.error = !value.is_null(),
                _ => {}
            }
            Ok(())
        })?;
        Ok(is_object.then_some(found))
    }

    /// The tokens that were counted. A prompt that was in memory already is not counted.
    fn usage(&self) -> Option<Usage> {
        self.input.or(self.output)?;
        let (input, output) = (self.input.unwrap_or(0), self.output.unwrap_or(0));
        Some(Usage {
            input_tokens: input,
            output_tokens: output,
            total_tokens: input.saturating_add(output),
            ..Usage::default()
        })
    }
}

fn message<'a>(cursor: &mut Cursor<'a>, found: &mut Line<'a>) -> Result<(), Malformed> {
    cursor.object(|cursor, key| {
        let value = cursor.value()?;
        match key {
            "content" => found.content = Some(value),
            "thinking" => found.thinking = Some(value),
            "tool_calls" => found.tool_calls = Some(value),
            _ => {}
        }
        Ok(())
    })?;
    Ok(())
}

impl<'a> Call<'a> {
    fn read(cursor: &mut Cursor<'a>) -> Result<Self, Malformed> {
        let mut found = Self::default();
        cursor.object(|cursor, key| {
            match key {
                "id" => found.id = Some(cursor.value()?),
                "function" => {
                    cursor.object(|cursor, key| {
                        let value = cursor.value()?;
                        match key {
                            "name" => found.name = Some(value),
                            "arguments" => found.arguments = Some(value),
                            _ => {}
                        }
                        Ok(())
                    })?;
                }
                _ => cursor.skip()?,
            }
            Ok(())
        })?;
        Ok(found)
    }
}
