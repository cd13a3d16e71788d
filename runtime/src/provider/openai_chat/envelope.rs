//! One object of the wire, whole or a chunk, to the few members that matter.
//!
//! A chunk holds its part under `delta`, a whole answer under `message`; everything else is the same.
//! Strings stay as they stand in the text until they are asked for.

use super::usage;
use crate::Usage;
use crate::provider::cursor::{Cursor, Malformed};
use crate::provider::raw::Raw;

/// What one object says.
#[derive(Debug, Default)]
pub(super) struct Envelope<'a> {
    /// The first choice.
    pub(super) choice: Option<Choice<'a>>,
    pub(super) usage: Option<Usage>,
    /// The value that tells of an error: the object under `error`, or the whole.
    pub(super) error: Option<Raw<'a>>,
}

/// What a choice says. Members that are null are not here.
#[derive(Debug, Default)]
pub(super) struct Choice<'a> {
    /// A string, or a list of parts.
    pub(super) content: Option<Raw<'a>>,
    pub(super) reasoning: Option<Raw<'a>>,
    pub(super) refusal: Option<Raw<'a>>,
    pub(super) tool_calls: Option<Raw<'a>>,
    pub(super) finish_reason: Option<Raw<'a>>,
}

/// How the events of one stream begin: everything up to the value of `choices`.
///
/// It is the same in event after event, and more than half of the bytes. Where nothing in it matters,
/// an event that begins in the same way is read from there on.
#[derive(Clone, Debug, Default)]
pub(super) struct Head(String);

impl Head {
    /// Longer beginnings are not remembered.
    const MOST: usize = 4096;

    /// Where to go on in a text that begins in the known way.
    fn known(&self, text: &str) -> Option<usize> {
        (!self.0.is_empty() && text.starts_with(&self.0)).then_some(self.0.len())
    }

    fn learn(&mut self, head: Option<&str>) {
        self.0.clear();
        self.0.push_str(
            head.filter(|head| head.len() <= Self::MOST)
                .unwrap_or_default(),
        );
    }
}

/// Reads an object whose choices hold their content under `part`. `None` where it is not an object.
pub(super) fn read<'a>(
    text: &'a str,
    part: &str,
    head: &mut Head,
) -> Result<Option<Envelope<'a>>, Malformed> {
    let known = head.known(text);
    let mut found = Envelope::default();
    let mut corner = None;
    let mut has_choices = false;
    // Whether the object itself is about an error, rather than some part of it.
    let mut is_error = false;
    let mut member = |cursor: &mut Cursor<'a>, key: &str| {
        match key {
            "choices" => {
                if !has_choices && known != Some(cursor.at()) {
                    let is_idle = found.usage.is_none() && corner.is_none() && !is_error;
                    head.learn(text.get(..cursor.at()).filter(|_| is_idle));
                }
                has_choices = true;
                choices(cursor, part, &mut found)?;
            }
            "usage" => found.usage = usage::read(cursor.value()?)?.or(found.usage),
            "x_groq" => corner = Some(cursor.value()?),
            "error" => {
                keep_error(&mut found.error, cursor.value()?);
                is_error |= found.error.is_some();
            }
            "message" | "detail" => is_error |= !cursor.value()?.is_null(),
            _ => cursor.skip()?,
        }
        Ok(())
    };
    let mut cursor = Cursor::new(text);
    let is_object = match known {
        Some(at) => {
            cursor = Cursor::within(text, at);
            member(&mut cursor, "choices")?;
            cursor.rest(member)?;
            true
        }
        None => cursor.object(member)?,
    };
    cursor.end()?;
    if let Some(corner) = corner {
        groq(corner, &mut found)?;
    }
    // Some servers send an error without a frame around it, and what stands beside `error` may belong
    // to it, as the code does where `error` is a string.
    if !has_choices && is_error {
        found.error = Some(Cursor::new(text).value()?);
    }
    Ok(is_object.then_some(found))
}

/// Reads the first choice. Others only come where they were asked for.
fn choices<'a>(
    cursor: &mut Cursor<'a>,
    part: &str,
    found: &mut Envelope<'a>,
) -> Result<(), Malformed> {
    let mut position = 0;
    cursor.array(|cursor| {
        let mut index = None;
        let mut choice = Choice::default();
        let mut error = None;
        let is_object = cursor.object(|cursor, key| {
            match key {
                "index" => index = cursor.value()?.count(),
                "finish_reason" => keep(&mut choice.finish_reason, cursor.value()?),
                "error" => keep_error(&mut error, cursor.value()?),
                key if key == part => message(cursor, &mut choice)?,
                _ => cursor.skip()?,
            }
            Ok(())
        })?;
        if is_object && index.unwrap_or(position) == 0 {
            found.choice = Some(choice);
            found.error = found.error.or(error);
        }
        position += 1;
        Ok(())
    })?;
    Ok(())
}

fn message<'a>(cursor: &mut Cursor<'a>, choice: &mut Choice<'a>) -> Result<(), Malformed> {
    cursor.object(|cursor, key| {
        let slot = match key {
            "content" => &mut choice.content,
            // Two names for one thing; a proxy that sends both sends the same text twice.
            "reasoning" | "reasoning_content" => {
                let value = cursor.value()?;
                if choice.reasoning.is_none() && value.json() != "\"\"" {
                    keep(&mut choice.reasoning, value);
                }
                return Ok(());
            }
            "refusal" => &mut choice.refusal,
            "tool_calls" => &mut choice.tool_calls,
            _ => return cursor.skip(),
        };
        keep(slot, cursor.value()?);
        Ok(())
    })?;
    Ok(())
}

/// Groq's own corner: the usage of a stream, and an error as a mere word.
fn groq<'a>(corner: Raw<'a>, found: &mut Envelope<'a>) -> Result<(), Malformed> {
    let mut error = None;
    corner.cursor().object(|cursor, key| {
        match key {
            "usage" => found.usage = found.usage.or(usage::read(cursor.value()?)?),
            "error" => keep_error(&mut error, cursor.value()?),
            _ => cursor.skip()?,
        }
        Ok(())
    })?;
    if error.is_some() && found.error.is_none() {
        found.error = Some(corner);
    }
    Ok(())
}

/// Keeps a value unless it is null.
fn keep<'a>(slot: &mut Option<Raw<'a>>, value: Raw<'a>) {
    if !value.is_null() {
        *slot = Some(value);
    }
}

/// Keeps an error unless it says that there is none.
fn keep_error<'a>(slot: &mut Option<Raw<'a>>, value: Raw<'a>) {
    if !matches!(value.json(), "false" | "\"\"" | "{}") {
        keep(slot, value);
    }
}
