//! The events of a stream, to deltas.
//!
//! Each event says by its `type` what its `delta` holds. Calls and contents are counted apart; a call
//! without arguments has no event for them. Events that are not known are read past.

use super::{finish, usage};
use crate::Usage;
use crate::message::Holds;
use crate::provider::cursor::{Cursor, Malformed};
use crate::provider::errors;
use crate::provider::outlet::{Kind as Saying, Outlet, Sink, Stop};
use crate::provider::raw::Raw;
use crate::provider::wire::Reader;
use crate::provider::{Delta, ProtocolError};
use crate::sse::Event;

/// More calls than this are not an answer.
const MOST_CALLS: usize = 128;

/// The most bytes of thoughts and plans that are kept until they are complete: 64 MiB.
const MOST_KEPT: usize = 64 * 1024 * 1024;

/// Reads one answer, event by event.
#[derive(Debug)]
pub(super) struct ChatStream {
    /// The index of each call, and whether it has arguments.
    calls: Vec<(u64, bool)>,
    /// The inside of the string that is the thought which is being said.
    thought: String,
    /// The inside of the string that is the plan, as far as it has not been handed out.
    plan: String,
    /// Whether the answer has begun, so that another beginning is one over.
    begun: bool,
    /// How many bytes of thoughts and plans may still come.
    left: usize,
    outlet: Outlet,
}

impl Default for ChatStream {
    fn default() -> Self {
        Self {
            calls: Vec::new(),
            thought: String::new(),
            plan: String::new(),
            begun: false,
            left: MOST_KEPT,
            outlet: Outlet::new(),
        }
    }
}

/// What an event says. Nothing is read out of its values yet.
#[derive(Default)]
struct Said<'a> {
    kind: Option<Raw<'a>>,
    index: Option<u64>,
    /// The message of an error, which has no type.
    message: Option<Raw<'a>>,
    text: Option<Raw<'a>>,
    thinking: Option<Raw<'a>>,
    plan: Option<Raw<'a>>,
    id: Option<Raw<'a>>,
    name: Option<Raw<'a>>,
    arguments: Option<Raw<'a>>,
    finish_reason: Option<Raw<'a>>,
    error: Option<Raw<'a>>,
    usage: Option<Usage>,
}

impl Reader for ChatStream {
    fn event(
        &mut self,
        event: Event<'_>,
        sink: &mut dyn FnMut(Delta<'_>),
    ) -> Result<(), ProtocolError> {
        match event.data.trim() {
            "" => Ok(()),
            "[DONE]" => self.complete(sink).map_err(|stop| stop.on(event.data)),
            data if event.name == "error" => {
                sink(Delta::Error(errors::in_band(data)));
                Ok(())
            }
            data => self.object(data, sink).map_err(|stop| stop.on(data)),
        }
    }
}

impl ChatStream {
    fn object(&mut self, data: &str, sink: &mut Sink<'_>) -> Result<(), Stop> {
        let said = read(data)?.ok_or(Stop::Malformed)?;
        match said.kind.map_or("", Raw::json) {
            "\"message-start\"" => {
                if std::mem::replace(&mut self.begun, true) {
                    sink(Delta::Restart);
                }
                self.calls.clear();
                self.thought.clear();
                self.plan.clear();
            }
            "\"content-start\"" | "\"content-delta\"" => {
                self.begun = true;
                if let Some(thinking) = said.thinking {
                    self.think(thinking, sink)?;
                }
                if let Some(text) = said.text {
                    self.outlet.say(Saying::Text, text, sink)?;
                }
            }
            "\"content-end\"" => self.end_thought(sink)?,
            "\"tool-plan-delta\"" => {
                self.begun = true;
                if let Some(plan) = said.plan.filter(|plan| plan.is_string()) {
                    self.keep(plan.json().len())?;
                    self.plan.push_str(inside(plan));
                }
            }
            "\"tool-call-start\"" => self.begin_call(&said, sink)?,
            "\"tool-call-delta\"" => self.arguments(said.index, said.arguments, sink)?,
            "\"tool-call-end\"" => self.end_call(said.index, sink)?,
            "\"message-end\"" => self.finish(&said, sink)?,
            // An error without a frame around it.
            "" if said.message.is_some() => sink(Delta::Error(errors::in_band(data))),
            _ => {}
        }
        Ok(())
    }

    fn think(&mut self, thinking: Raw<'_>, sink: &mut Sink<'_>) -> Result<(), Stop> {
        if self.outlet.say(Saying::Reasoning, thinking, sink)? {
            self.keep(thinking.json().len())?;
            self.thought.push_str(inside(thinking));
        }
        Ok(())
    }

    /// A thought is complete, if there is one.
    fn end_thought(&mut self, sink: &mut Sink<'_>) -> Result<(), Stop> {
        if self.thought.is_empty() {
            return Ok(());
        }
        let json = format!(
            "{{\"type\":\"thinking\",\"thinking\":\"{}\"}}",
            self.thought
        );
        self.thought.clear();
        self.outlet.block(&json, Holds::Other, sink)
    }

    /// The plan is complete, as far as it goes.
    fn end_plan(&mut self, sink: &mut Sink<'_>) -> Result<(), Stop> {
        if self.plan.is_empty() {
            return Ok(());
        }
        let json = format!("\"{}\"", self.plan);
        self.plan.clear();
        self.outlet.block(&json, Holds::Other, sink)
    }

    fn begin_call(&mut self, said: &Said<'_>, sink: &mut Sink<'_>) -> Result<(), Stop> {
        self.begun = true;
        self.end_thought(sink)?;
        self.end_plan(sink)?;
        if self.calls.len() >= MOST_CALLS {
            return Err(Stop::TooLarge);
        }
        let call = self.calls.len();
        let id = said.id.and_then(Raw::word).unwrap_or_default();
        let name = said.name.and_then(Raw::word).unwrap_or_default();
        sink(Delta::ToolCall {
            call,
            id: &id,
            name: &name,
            arguments: "",
        });
        self.calls.push((said.index.unwrap_or(call as u64), false));
        self.arguments(said.index, said.arguments, sink)
    }

    /// More arguments of a call, in a string or as an object.
    fn arguments(
        &mut self,
        index: Option<u64>,
        arguments: Option<Raw<'_>>,
        sink: &mut Sink<'_>,
    ) -> Result<(), Stop> {
        if let Some(call) = self.find(index) {
            let any = self.outlet.call(call, ("", ""), arguments, sink)?;
            if let Some(known) = self.calls.get_mut(call) {
                known.1 |= any;
            }
        }
        Ok(())
    }

    /// A call is complete: one without arguments has the empty ones.
    fn end_call(&mut self, index: Option<u64>, sink: &mut Sink<'_>) -> Result<(), Stop> {
        let Some(call) = self.find(index) else {
            return Ok(());
        };
        if self.calls.get(call).is_some_and(|known| known.1) {
            return Ok(());
        }
        self.arguments(index, Some(Raw::new("{}")), sink)
    }

    /// The call of an index, or the last one.
    fn find(&self, index: Option<u64>) -> Option<usize> {
        let last = self.calls.len().checked_sub(1)?;
        let same = |index| self.calls.iter().rposition(|known| known.0 == index);
        Some(index.and_then(same).unwrap_or(last))
    }

    fn keep(&mut self, bytes: usize) -> Result<(), Stop> {
        self.left = self.left.checked_sub(bytes).ok_or(Stop::TooLarge)?;
        Ok(())
    }

    /// Hands out what nobody has closed.
    fn close(&mut self, sink: &mut Sink<'_>) -> Result<(), Stop> {
        self.end_thought(sink)?;
        self.end_plan(sink)?;
        let open: Vec<u64> = self
            .calls
            .iter()
            .filter(|call| !call.1)
            .map(|call| call.0)
            .collect();
        open.into_iter()
            .try_for_each(|index| self.end_call(Some(index), sink))
    }

    fn finish(&mut self, said: &Said<'_>, sink: &mut Sink<'_>) -> Result<(), Stop> {
        self.close(sink)?;
        if let Some(error) = said.error.filter(|error| !error.is_null()) {
            sink(Delta::Error(errors::in_band(error.json())));
        }
        if let Some(word) = said.finish_reason.and_then(Raw::word) {
            sink(Delta::Finish(finish::reason(&word)));
        }
        if let Some(usage) = said.usage {
            sink(Delta::Usage(usage));
        }
        Ok(())
    }

    fn complete(&mut self, sink: &mut Sink<'_>) -> Result<(), Stop> {
        self.close(sink)?;
        sink(Delta::Done);
        Ok(())
    }
}

/// A string without its quotes.
fn inside(string: Raw<'_>) -> &str {
    let json = string.json();
    json.get(1..json.len().saturating_sub(1))
        .unwrap_or_default()
}

/// Reads an event. `None` where it is not an object.
fn read(data: &str) -> Result<Option<Said<'_>>, Malformed> {
    let mut said = Said::default();
    let mut cursor = Cursor::new(data);
    let is_object = cursor.object(|cursor, key| {
        match key {
            "type" => said.kind = Some(cursor.value()?),
            "index" => said.index = cursor.value()?.count(),
            "message" => said.message = Some(cursor.value()?).filter(|text| text.is_string()),
            "delta" => {
                cursor.object(|cursor, key| {
                    match key {
                        "message" => message(cursor, &mut said)?,
                        "finish_reason" => said.finish_reason = Some(cursor.value()?),
                        "error" => said.error = Some(cursor.value()?),
                        "usage" => said.usage = usage::read(cursor.value()?)?,
                        _ => cursor.skip()?,
                    }
                    Ok(())
                })?;
            }
            _ => cursor.skip()?,
        }
        Ok(())
    })?;
    cursor.end()?;
    Ok(is_object.then_some(said))
}

fn message<'a>(cursor: &mut Cursor<'a>, said: &mut Said<'a>) -> Result<(), Malformed> {
    cursor.object(|cursor, key| {
        match key {
            "content" => {
                cursor.object(|cursor, key| {
                    match key {
                        "text" => said.text = Some(cursor.value()?),
                        "thinking" => said.thinking = Some(cursor.value()?),
                        _ => cursor.skip()?,
                    }
                    Ok(())
                })?;
            }
            "tool_plan" => said.plan = Some(cursor.value()?),
            "tool_calls" => {
                cursor.object(|cursor, key| {
                    match key {
                        "id" => said.id = Some(cursor.value()?),
                        "function" => {
                            cursor.object(|cursor, key| {
                                match key {
                                    "name" => said.name = Some(cursor.value()?),
                                    "arguments" => said.arguments = Some(cursor.value()?),
                                    _ => cursor.skip()?,
                                }
                                Ok(())
                            })?;
                        }
                        _ => cursor.skip()?,
                    }
                    Ok(())
                })?;
            }
            _ => cursor.skip()?,
        }
        Ok(())
    })?;
    Ok(())
}
