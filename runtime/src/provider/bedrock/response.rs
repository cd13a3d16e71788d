//! A whole answer, to the same deltas as a stream.

use super::block::{inside, is_blank};
use super::{finish, usage};
use crate::Usage;
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
    let answer = Answer::read(text).map_err(|malformed| Stop::from(malformed).on(text))?;
    let Some(answer) = answer else {
        return Err(Stop::Malformed.on(text));
    };
    let Some(content) = answer.content else {
        if !answer.is_error {
            return Err(ProtocolError::new(ProtocolErrorKind::NoChoices, text));
        }
        sink(Delta::Error(errors::in_band(text)));
        sink(Delta::Done);
        return Ok(());
    };
    blocks(content, sink).map_err(|stop| stop.on(text))?;
    if let Some(word) = answer.stop_reason.and_then(Raw::word) {
        sink(Delta::Finish(finish::reason(&word)));
    }
    if let Some(usage) = answer.usage {
        sink(Delta::Usage(usage));
    }
    sink(Delta::Done);
    Ok(())
}

/// The members of the answer that matter.
#[derive(Default)]
struct Answer<'a> {
    content: Option<Raw<'a>>,
    stop_reason: Option<Raw<'a>>,
    usage: Option<Usage>,
    is_error: bool,
}

impl<'a> Answer<'a> {
    fn read(text: &'a str) -> Result<Option<Self>, Malformed> {
        let mut answer = Self::default();
        let mut cursor = Cursor::new(text);
        let is_object = cursor.object(|cursor, key| {
            match key {
                "output" => {
                    cursor.object(|cursor, key| {
                        if key != "message" {
                            return cursor.skip();
                        }
                        cursor.object(|cursor, key| {
                            let value = cursor.value()?;
                            if key == "content" && !value.is_null() {
                                answer.content = Some(value);
                            }
                            Ok(())
                        })?;
                        Ok(())
                    })?;
                }
                "stopReason" => answer.stop_reason = Some(cursor.value()?),
                "usage" => answer.usage = usage::read(cursor.value()?)?,
                "message" | "Message" | "__type" | "error" => {
                    answer.is_error |= !cursor.value()?.is_null();
                }
                _ => cursor.skip()?,
            }
            Ok(())
        })?;
        cursor.end()?;
        Ok(is_object.then_some(answer))
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

/// The one member of a block that says what it is.
#[derive(Default)]
struct Head<'a> {
    text: Option<Raw<'a>>,
    reasoning: Option<Raw<'a>>,
    call: Option<Raw<'a>>,
    cited: Option<Raw<'a>>,
}

fn one(
    block: Raw<'_>,
    calls: &mut usize,
    outlet: &mut Outlet,
    sink: &mut Sink<'_>,
) -> Result<(), Stop> {
    let mut head = Head::default();
    block.cursor().object(|cursor, key| {
        let slot = match key {
            "text" => &mut head.text,
            "reasoningContent" => &mut head.reasoning,
            "toolUse" => &mut head.call,
            "citationsContent" => &mut head.cited,
            _ => return cursor.skip(),
        };
        *slot = Some(cursor.value()?);
        Ok(())
    })?;
    let mut holds = Holds::Other;
    if let Some(text) = head.text {
        outlet.say(Saying::Text, text, sink)?;
        // Blank text cannot go back: the API refuses it.
        if is_blank(inside(text)) {
            return Ok(());
        }
        holds = Holds::Text;
    }
    if let Some(cited) = head.cited {
        member(cited, "content", |content| {
            each(content, |item| {
                member(item, "text", |text| {
                    outlet.say(Saying::Text, text, sink).map(drop)
                })
            })
        })?;
        holds = Holds::Text;
    }
    if let Some(reasoning) = head.reasoning {
        member(reasoning, "reasoningText", |shown| {
            member(shown, "text", |text| {
                outlet.say(Saying::Reasoning, text, sink).map(drop)
            })
        })?;
    }
    if let Some(call) = head.call {
        let (mut id, mut name, mut input) = (None, None, None);
        call.cursor().object(|cursor, key| {
            match key {
                "toolUseId" => id = cursor.value()?.word(),
                "name" => name = cursor.value()?.word(),
                "input" => input = Some(cursor.value()?).filter(|input| !input.is_null()),
                _ => cursor.skip()?,
            }
            Ok(())
        })?;
        sink(Delta::ToolCall {
            call: *calls,
            id: &id.unwrap_or_default(),
            name: &name.unwrap_or_default(),
            arguments: input.map_or("{}", Raw::json),
        });
        holds = Holds::Call(*calls);
        *calls += 1;
    }
    outlet.block(block.json(), holds, sink)
}

/// Looks at a member of an object.
fn member<'a>(
    object: Raw<'a>,
    name: &str,
    mut look: impl FnMut(Raw<'a>) -> Result<(), Stop>,
) -> Result<(), Stop> {
    let mut result = Ok(());
    object.cursor().object(|cursor, key| {
        let value = cursor.value()?;
        if key == name && result.is_ok() {
            result = look(value);
        }
        Ok(())
    })?;
    result
}

/// Looks at each item of a list.
fn each<'a>(list: Raw<'a>, mut look: impl FnMut(Raw<'a>) -> Result<(), Stop>) -> Result<(), Stop> {
    let mut result = Ok(());
    list.cursor().array(|cursor| {
        let item = cursor.value()?;
        if result.is_ok() {
            result = look(item);
        }
        Ok(())
    })?;
    result
}
