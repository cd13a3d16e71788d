//! A whole answer, to the same deltas as a stream.

use super::block::Kind;
use super::finish;
use super::stream::{Head, explanation};
use super::usage::Counts;
use crate::message::Holds;
use crate::provider::cursor::{Cursor, Malformed};
use crate::provider::errors;
use crate::provider::outlet::{Kind as Saying, Outlet, Sink, Stop};
use crate::provider::protocol_error::whole;
use crate::provider::raw::Raw;
use crate::provider::{Delta, ProtocolError, ProtocolErrorKind};

/// Reads the body of a successful answer, and hands its steps to `sink`; the last one is
/// [`Delta::Done`].
pub(super) fn read(body: &[u8], sink: &mut Sink<'_>) -> Result<(), ProtocolError> {
    let text = crate::sse::text(body);
    let text = whole(&text)?;
    let message = Message::read(text).map_err(|malformed| Stop::from(malformed).on(text))?;
    let Some(message) = message else {
        return Err(Stop::Malformed.on(text));
    };
    if message.is_error {
        sink(Delta::Error(errors::in_band(text)));
        sink(Delta::Done);
        return Ok(());
    }
    let Some(content) = message.content else {
        return Err(ProtocolError::new(ProtocolErrorKind::NoChoices, text));
    };
    blocks(content, sink).map_err(|stop| stop.on(text))?;
    if let Some(explanation) = message.explanation.and_then(Raw::word) {
        sink(Delta::Explanation(&explanation));
    }
    if let Some(stop_reason) = message.stop_reason.and_then(Raw::word) {
        sink(Delta::Finish(finish::reason(&stop_reason)));
    }
    if let Some(usage) = message.counts.usage() {
        sink(Delta::Usage(usage));
    }
    sink(Delta::Done);
    Ok(())
}

/// The members of the answer that matter.
#[derive(Default)]
struct Message<'a> {
    content: Option<Raw<'a>>,
    stop_reason: Option<Raw<'a>>,
    explanation: Option<Raw<'a>>,
    counts: Counts,
    is_error: bool,
}

impl<'a> Message<'a> {
    fn read(text: &'a str) -> Result<Option<Self>, Malformed> {
        let mut message = Self::default();
        let mut cursor = Cursor::new(text);
        let is_object = cursor.object(|cursor, key| {
            let value = cursor.value()?;
            match key {
                "type" => message.is_error |= value.json() == "\"error\"",
                "error" => message.is_error |= !value.is_null(),
                "content" if !value.is_null() => message.content = Some(value),
                "stop_reason" => message.stop_reason = Some(value),
                "stop_details" => message.explanation = explanation(value)?,
                "usage" => message.counts.merge(value)?,
                _ => {}
            }
            Ok(())
        })?;
        cursor.end()?;
        Ok(is_object.then_some(message))
    }
}

/// Hands out what the blocks say, and the blocks themselves.
fn blocks(content: Raw<'_>, sink: &mut Sink<'_>) -> Result<(), Stop> {
    let mut calls = 0;
    let mut outlet = Outlet::unlimited();
    let mut result = Ok(());
    content.cursor().array(|cursor| {
        let block = cursor.value()?;
        if result.is_ok() {
            result = one(block, &mut calls, &mut outlet, sink);
        }
        Ok(())
    })?;
    result
}

fn one(
    block: Raw<'_>,
    calls: &mut usize,
    outlet: &mut Outlet,
    sink: &mut Sink<'_>,
) -> Result<(), Stop> {
    let head = Head::read(block)?;
    let holds = match head.kind(*calls) {
        Kind::Text => {
            let said = match head.text {
                Some(text) => outlet.say(Saying::Text, text, sink)?,
                None => false,
            };
            // Empty text cannot go back: the API refuses it.
            if !said {
                return Ok(());
            }
            Holds::Text
        }
        Kind::Thinking => {
            if let Some(thinking) = head.thinking {
                outlet.say(Saying::Reasoning, thinking, sink)?;
            }
            Holds::Other
        }
        Kind::Call(call) => {
            *calls += 1;
            sink(Delta::ToolCall {
                call,
                id: &head.id.and_then(Raw::word).unwrap_or_default(),
                name: &head.name.and_then(Raw::word).unwrap_or_default(),
                arguments: head.input.map_or("{}", Raw::json),
            });
            Holds::Call(call)
        }
        Kind::Other => Holds::Other,
    };
    outlet.block(block.json(), holds, sink)
}
