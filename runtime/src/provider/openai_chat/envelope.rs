//! One object of the wire, whole or a chunk, to the few members that matter.
//!
//! A chunk holds its part under `delta`, a whole answer under `message`; everything else is the same.
//! Strings stay as they stand in the text until they are asked for.

use super::fragment::Fragment;
use super::mould::{Mould, What};
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
    /// What a router wants back, as a list.
    pub(super) reasoning_details: Option<Raw<'a>>,
    pub(super) refusal: Option<Raw<'a>>,
    pub(super) tool_calls: Option<Raw<'a>>,
    /// The one call of the API's older form, as an object.
    pub(super) function_call: Option<Raw<'a>>,
    /// One fragment of a call, where it has been taken out of the list already.
    pub(super) fragment: Option<Fragment<'a>>,
    pub(super) finish_reason: Option<Raw<'a>>,
}

impl<'a> Choice<'a> {
    /// The string, where that is all that it says.
    pub(super) fn string(&self) -> Option<(What, Raw<'a>)> {
        let Self {
            content,
            reasoning,
            refusal: None,
            reasoning_details: None,
            function_call: None,
            tool_calls,
            finish_reason: None,
            ..
        } = self
        else {
            return None;
        };
        let (what, string) = match (*content, *reasoning, *tool_calls) {
            (Some(text), None, None) => (What::Content, text),
            (None, Some(text), None) => (What::Reasoning, text),
            (None, None, Some(list)) => {
                let (index, arguments) = Fragment::bare(list)?;
                (What::Arguments(index), arguments)
            }
            _ => return None,
        };
        string.is_string().then_some((what, string))
    }

    /// A choice that says nothing but this string.
    fn saying(what: What, string: Raw<'a>) -> Self {
        let mut choice = Self::default();
        match what {
            What::Content => choice.content = Some(string),
            What::Reasoning => choice.reasoning = Some(string),
            What::Arguments(index) => {
                choice.fragment = Some(Fragment {
                    index,
                    arguments: Some(string),
                    ..Fragment::default()
                });
            }
        }
        choice
    }
}

/// Reads an object whose choices hold their content under `part`. `None` where it is not an object.
pub(super) fn read<'a>(
    text: &'a str,
    part: &str,
    mould: &mut Mould,
) -> Result<Option<Envelope<'a>>, Malformed> {
    let mut found = Envelope::default();
    let mut corner = None;
    let mut has_choices = false;
    // Where the value of `choices` is, if nothing in front of it matters.
    let mut span = None;
    // Whether the object itself is about an error, rather than some part of it.
    let mut is_error = false;
    let known = mould.string(text);
    if let Some((what, string, _)) = known {
        found.choice = Some(Choice::saying(what, string));
        has_choices = true;
    }
    let mut member = |cursor: &mut Cursor<'a>, key: &str| {
        match key {
            "choices" => {
                let is_idle =
                    !has_choices && found.usage.is_none() && corner.is_none() && !is_error;
                has_choices = true;
                let begin = cursor.at();
                choices(cursor, part, &mut found)?;
                if is_idle {
                    span = Some((begin, cursor.at()));
                }
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
    let mut cursor;
    let is_object = if let Some((_, _, at)) = known {
        cursor = Cursor::within(text, at);
        cursor.rest(member)?;
        true
    } else if let Some(at) = mould.choices(text) {
        cursor = Cursor::within(text, at);
        member(&mut cursor, "choices")?;
        cursor.rest(member)?;
        true
    } else {
        cursor = Cursor::new(text);
        cursor.object(member)?
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
    if known.is_some() {
        mould.fits();
    } else if let Some(span) = span {
        let choice = found.choice.as_ref().filter(|_| found.error.is_none());
        mould.learn(text, span, choice);
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
            "reasoning_details" => &mut choice.reasoning_details,
            "tool_calls" => &mut choice.tool_calls,
            "function_call" => &mut choice.function_call,
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
