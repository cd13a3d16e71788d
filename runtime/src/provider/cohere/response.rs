//! A whole answer, to the same deltas as a stream.

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
    if answer.is_error {
        sink(Delta::Error(errors::in_band(text)));
        sink(Delta::Done);
        return Ok(());
    }
    if !answer.has_message {
        return Err(ProtocolError::new(ProtocolErrorKind::NoChoices, text));
    }
    answer.say(sink).map_err(|stop| stop.on(text))?;
    if let Some(word) = answer.finish_reason.and_then(Raw::word) {
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
    has_message: bool,
    content: Option<Raw<'a>>,
    plan: Option<Raw<'a>>,
    calls: Option<Raw<'a>>,
    finish_reason: Option<Raw<'a>>,
    usage: Option<Usage>,
    is_error: bool,
}

impl<'a> Answer<'a> {
    fn read(text: &'a str) -> Result<Option<Self>, Malformed> {
        let mut answer = Self::default();
        let mut cursor = Cursor::new(text);
        let is_object = cursor.object(|cursor, key| {
            let value = cursor.value()?;
            match key {
                // The message of an error is a text.
                "message" if value.is_string() => answer.is_error = true,
                "message" => {
                    answer.has_message = value.cursor().object(|cursor, key| {
                        let value = cursor.value()?;
                        match key {
                            "content" => answer.content = Some(value),
                            "tool_plan" => answer.plan = Some(value),
                            "tool_calls" => answer.calls = Some(value),
                            _ => {}
                        }
                        Ok(())
                    })?;
                }
                "error" => answer.is_error |= !value.is_null(),
                "finish_reason" => answer.finish_reason = Some(value),
                "usage" => answer.usage = usage::read(value)?,
                _ => {}
            }
            Ok(())
        })?;
        cursor.end()?;
        Ok(is_object.then_some(answer))
    }

    fn say(&self, sink: &mut Sink<'_>) -> Result<(), Stop> {
        let mut outlet = Outlet::unlimited();
        if let Some(content) = self.content {
            if content.is_string() {
                outlet.say(Saying::Text, content, sink)?;
            } else {
                each(content, |item| self::item(item, &mut outlet, sink))?;
            }
        }
        if let Some(plan) = self.plan.filter(|plan| plan.is_string())
            && plan.json() != "\"\""
        {
            outlet.block(plan.json(), Holds::Other, sink)?;
        }
        if let Some(calls) = self.calls {
            let mut number = 0;
            each(calls, |call| {
                number += 1;
                self::call(number - 1, call, &mut outlet, sink)
            })?;
        }
        Ok(())
    }
}

fn item(item: Raw<'_>, outlet: &mut Outlet, sink: &mut Sink<'_>) -> Result<(), Stop> {
    let (mut text, mut thinking) = (None, None);
    item.cursor().object(|cursor, key| {
        match key {
            "text" => text = Some(cursor.value()?),
            "thinking" => thinking = Some(cursor.value()?),
            _ => cursor.skip()?,
        }
        Ok(())
    })?;
    if let Some(text) = text {
        outlet.say(Saying::Text, text, sink)?;
    }
    if let Some(thinking) = thinking
        && outlet.say(Saying::Reasoning, thinking, sink)?
    {
        outlet.block(item.json(), Holds::Other, sink)?;
    }
    Ok(())
}

fn call(
    number: usize,
    call: Raw<'_>,
    outlet: &mut Outlet,
    sink: &mut Sink<'_>,
) -> Result<(), Stop> {
    let (mut id, mut name, mut arguments) = (None, None, None);
    call.cursor().object(|cursor, key| {
        match key {
            "id" => id = cursor.value()?.word(),
            "function" => {
                cursor.object(|cursor, key| {
                    match key {
                        "name" => name = cursor.value()?.word(),
                        "arguments" => arguments = Some(cursor.value()?),
                        _ => cursor.skip()?,
                    }
                    Ok(())
                })?;
            }
            _ => cursor.skip()?,
        }
        Ok(())
    })?;
    let told = (&*id.unwrap_or_default(), &*name.unwrap_or_default());
    let is_bare = arguments.is_none_or(|given| given.is_null() || given.json() == "\"\"");
    let arguments = arguments.filter(|_| !is_bare).unwrap_or(Raw::new("{}"));
    outlet.call(number, told, Some(arguments), sink)?;
    Ok(())
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
