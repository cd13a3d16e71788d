//! One chunk of a stream, or the whole answer, which is the same object.

use super::usage;
use crate::Usage;
use crate::provider::cursor::{Cursor, Malformed};
use crate::provider::raw::Raw;

/// What a chunk says. Members that are null are not here.
#[derive(Debug, Default)]
pub(super) struct Chunk<'a> {
    /// The parts of the first candidate.
    pub(super) parts: Option<Raw<'a>>,
    pub(super) finish: Option<Raw<'a>>,
    /// Why the prompt was not let through.
    pub(super) block_reason: Option<Raw<'a>>,
    pub(super) error: Option<Raw<'a>>,
    pub(super) usage: Option<Usage>,
    /// Whether it is an answer at all.
    pub(super) is_answer: bool,
}

impl<'a> Chunk<'a> {
    /// Reads one. `None` where it is not an object.
    pub(super) fn read(cursor: &mut Cursor<'a>) -> Result<Option<Self>, Malformed> {
        let mut found = Self::default();
        let is_object = cursor.object(|cursor, key| {
            match key {
                "candidates" => {
                    found.is_answer = true;
                    candidates(cursor, &mut found)?;
                }
                "usageMetadata" => {
                    found.is_answer = true;
                    found.usage = usage::read(cursor.value()?)?;
                }
                "promptFeedback" => {
                    found.is_answer = true;
                    cursor.object(|cursor, key| {
                        let value = cursor.value()?;
                        if key == "blockReason" && value.is_string() {
                            found.block_reason = Some(value);
                        }
                        Ok(())
                    })?;
                }
                "error" => found.error = Some(cursor.value()?).filter(|value| !value.is_null()),
                _ => cursor.skip()?,
            }
            Ok(())
        })?;
        Ok(is_object.then_some(found))
    }
}

/// Reads the first candidate. Others only come where they were asked for.
fn candidates<'a>(cursor: &mut Cursor<'a>, found: &mut Chunk<'a>) -> Result<(), Malformed> {
    let mut position = 0;
    cursor.array(|cursor| {
        let (mut index, mut parts, mut finish) = (None, None, None);
        cursor.object(|cursor, key| {
            match key {
                "index" => index = cursor.value()?.count(),
                "finishReason" => finish = Some(cursor.value()?),
                "content" => {
                    cursor.object(|cursor, key| {
                        let value = cursor.value()?;
                        if key == "parts" {
                            parts = Some(value);
                        }
                        Ok(())
                    })?;
                }
                _ => cursor.skip()?,
            }
            Ok(())
        })?;
        if index.unwrap_or(position) == 0 {
            (found.parts, found.finish) = (parts, finish);
        }
        position += 1;
        Ok(())
    })?;
    Ok(())
}

/// What a part says. Members that are null are not here.
#[derive(Debug, Default)]
pub(super) struct Part<'a> {
    pub(super) text: Option<Raw<'a>>,
    pub(super) is_thought: bool,
    pub(super) signature: Option<Raw<'a>>,
    pub(super) call: Option<Call<'a>>,
    /// Whether it says anything else.
    pub(super) has_more: bool,
}

/// What a `functionCall` says.
#[derive(Debug, Default)]
pub(super) struct Call<'a> {
    pub(super) id: Option<Raw<'a>>,
    pub(super) name: Option<Raw<'a>>,
    pub(super) args: Option<Raw<'a>>,
    /// Pieces of arguments, where they come as the model writes them (Vertex).
    pub(super) pieces: Option<Raw<'a>>,
    pub(super) will_continue: bool,
}

impl<'a> Part<'a> {
    /// Reads one; what is no object says nothing.
    pub(super) fn read(part: Raw<'a>) -> Result<Self, Malformed> {
        let mut found = Self::default();
        part.cursor().object(|cursor, key| {
            let value = cursor.value()?;
            if value.is_null() {
                return Ok(());
            }
            match key {
                "text" => found.text = Some(value),
                "thought" => found.is_thought = value.json() == "true",
                "thoughtSignature" => found.signature = Some(value),
                "functionCall" => found.call = Some(Call::read(value)?),
                _ => found.has_more = true,
            }
            Ok(())
        })?;
        Ok(found)
    }
}

impl<'a> Call<'a> {
    fn read(call: Raw<'a>) -> Result<Self, Malformed> {
        let mut found = Self::default();
        call.cursor().object(|cursor, key| {
            let value = cursor.value()?;
            if value.is_null() {
                return Ok(());
            }
            match key {
                "id" => found.id = Some(value),
                "name" => found.name = Some(value),
                "args" => found.args = Some(value),
                "partialArgs" => found.pieces = Some(value),
                "willContinue" => found.will_continue = value.json() == "true",
                _ => {}
            }
            Ok(())
        })?;
        Ok(found)
    }
}
