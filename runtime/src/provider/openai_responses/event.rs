//! One event of a stream, to the few members that matter.

use super::items::Mark;
use crate::provider::cursor::{Cursor, Malformed};
use crate::provider::raw::Raw;

/// What an event says. Members that are null are not here.
#[derive(Debug, Default)]
pub(super) struct Event<'a> {
    /// The event's type; empty where it has none.
    pub(super) kind: &'a str,
    /// Which item it is about.
    pub(super) mark: Mark<'a>,
    /// The place within the item: of a part of a message or of a summary.
    pub(super) part: Option<u64>,
    /// More of a string.
    pub(super) delta: Option<Raw<'a>>,
    /// The whole of a string.
    pub(super) whole: Option<Raw<'a>>,
    pub(super) item: Option<Raw<'a>>,
    pub(super) response: Option<Raw<'a>>,
    pub(super) error: Option<Raw<'a>>,
}

impl<'a> Event<'a> {
    /// Reads one. `None` where it is not an object.
    pub(super) fn read(text: &'a str) -> Result<Option<Self>, Malformed> {
        let mut found = Self::default();
        let mut cursor = Cursor::new(text);
        let is_object = cursor.object(|cursor, key| {
            let value = cursor.value()?;
            if value.is_null() {
                return Ok(());
            }
            match key {
                "type" => found.kind = value.json().trim_matches('"'),
                "output_index" => found.mark.index = value.count(),
                "item_id" => found.mark.id = value.json(),
                "content_index" | "summary_index" => found.part = value.count(),
                "delta" => found.delta = Some(value),
                "text" | "refusal" | "arguments" => found.whole = Some(value),
                "item" => found.item = Some(value),
                "response" => found.response = Some(value),
                "error" => found.error = Some(value),
                _ => {}
            }
            Ok(())
        })?;
        cursor.end()?;
        Ok(is_object.then_some(found))
    }
}
