//! An item of an answer, whole.

use super::items::Piece;
use crate::provider::cursor::Malformed;
use crate::provider::raw::Raw;

/// What an item says. Members that are null are not here.
#[derive(Debug, Default)]
pub(super) struct Said<'a> {
    pub(super) kind: &'a str,
    id: Option<Raw<'a>>,
    pub(super) call_id: Option<Raw<'a>>,
    pub(super) name: Option<Raw<'a>>,
    pub(super) arguments: Option<Raw<'a>>,
    content: Option<Raw<'a>>,
    summary: Option<Raw<'a>>,
    /// Whether it is a message beside the answer (`phase`, newer models).
    pub(super) is_aside: bool,
}

impl<'a> Said<'a> {
    /// Reads one; what is no object says nothing.
    pub(super) fn read(item: Raw<'a>) -> Result<Self, Malformed> {
        let mut found = Self::default();
        item.cursor().object(|cursor, key| {
            let value = cursor.value()?;
            if value.is_null() {
                return Ok(());
            }
            match key {
                "type" => found.kind = value.json().trim_matches('"'),
                "id" => found.id = Some(value),
                "call_id" => found.call_id = Some(value),
                "name" => found.name = Some(value),
                "arguments" => found.arguments = Some(value),
                "content" => found.content = Some(value),
                "summary" => found.summary = Some(value),
                "phase" => found.is_aside = value.json() == "\"commentary\"",
                _ => {}
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// What it goes by: its id, or that of its call where it has none.
    pub(super) fn id(&self) -> &'a str {
        self.id.or(self.call_id).map_or("", Raw::json)
    }

    /// Whether it calls one of the caller's functions.
    pub(super) fn is_call(&self) -> bool {
        self.kind == "function_call"
    }

    /// The pieces it is made of, each with its part's number.
    pub(super) fn pieces(
        &self,
        mut each: impl FnMut(Piece, u64, Raw<'a>),
    ) -> Result<(), Malformed> {
        let text = match self.kind {
            "message" => Piece::Text,
            "reasoning" => Piece::Thought,
            _ => return Ok(()),
        };
        if let Some(summary) = self.summary {
            parts(summary, Piece::Summary, &mut each)?;
        }
        if let Some(content) = self.content {
            parts(content, text, &mut each)?;
        }
        Ok(())
    }
}

/// The strings in a list of parts. A mere string is the one part of its list.
fn parts<'a>(
    list: Raw<'a>,
    text: Piece,
    each: &mut impl FnMut(Piece, u64, Raw<'a>),
) -> Result<(), Malformed> {
    if list.is_string() {
        each(text, 0, list);
        return Ok(());
    }
    let mut number = 0;
    list.cursor().array(|cursor| {
        cursor.object(|cursor, key| {
            let value = cursor.value()?;
            match key {
                "text" if value.is_string() => each(text, number, value),
                "refusal" if value.is_string() => each(Piece::Refusal, number, value),
                _ => {}
            }
            Ok(())
        })?;
        number += 1;
        Ok(())
    })?;
    Ok(())
}
