//! `reasoning_details`, in fragments, to the items that go back.
//!
//! Routers (`OpenRouter`) hand out what a model behind them wants back unchanged. In a stream each item
//! comes in fragments; they are put together by type and index. Source: `ReasoningDetailUnion` of
//! `OpenRouter`'s API specification 1.3.84.

use serde_json::{Map, Value};

use crate::provider::raw::Raw;

/// Members whose fragments follow one another; of the others the last one counts.
const GROWING: [&str; 3] = ["text", "summary", "data"];

/// No more items are kept than this: nobody thinks in so many pieces.
const MOST: usize = 4096;

/// The items so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Details {
    items: Vec<Map<String, Value>>,
}

impl Details {
    /// Takes the list of an event. What is no list of objects says nothing.
    pub(super) fn add(&mut self, list: Raw<'_>) {
        let Ok(list) = serde_json::from_str::<Vec<Map<String, Value>>>(list.json()) else {
            return;
        };
        for item in list {
            let has_room = self.items.len() < MOST;
            match self.items.last_mut() {
                Some(before) if continues(before, &item) => join(before, item),
                _ if has_room => self.items.push(item),
                _ => {}
            }
        }
    }

    /// Gives the items away, as JSON.
    pub(super) fn take(&mut self) -> impl Iterator<Item = String> {
        let items = std::mem::take(&mut self.items);
        items
            .into_iter()
            .map(|item| Value::Object(item).to_string())
    }
}

/// Whether an item is a further fragment of another one.
fn continues(last: &Map<String, Value>, item: &Map<String, Value>) -> bool {
    let same = |key: &str| last.get(key) == item.get(key);
    let is_other = |key: &str| match (last.get(key), item.get(key)) {
        (Some(Value::String(old)), Some(Value::String(new))) => old != new,
        _ => false,
    };
    same("type") && same("index") && item.contains_key("index") && !is_other("id")
}

fn join(last: &mut Map<String, Value>, item: Map<String, Value>) {
    for (key, value) in item {
        match (last.get_mut(&key), value) {
            (_, Value::Null) => {}
            (Some(Value::String(text)), Value::String(more)) if GROWING.contains(&key.as_str()) => {
                text.push_str(&more);
            }
            (_, value) => {
                last.insert(key, value);
            }
        }
    }
}
