//! The words for what was wanted, and which values a position can start with.

use crate::json::Event;
use crate::rules::words::either;
use crate::rules::{NOTHING_FITS, Types};
use crate::table::{Kind, Node};

/// Whether a value that begins with this event can fit the position. `true` may still turn out wrong;
/// `false` is certain.
pub(super) fn accepts(node: &Node, event: Event<'_>) -> bool {
    if matches!(event, Event::Null) && node.nullable {
        return true;
    }
    match (node.kind, event) {
        (Kind::Same(node), event) => accepts(node, event),
        (Kind::Later(later), event) => accepts(later.get(), event),
        (Kind::Union(union), event) => union.branches.iter().any(|b| accepts(b.node, event)),
        (Kind::Enum(names), Event::String(text)) => names.contains(&text),
        (Kind::Any, _)
        | (Kind::Null, Event::Null)
        | (Kind::Boolean, Event::Boolean(_))
        | (Kind::Number, Event::Number(_))
        | (Kind::String, Event::String(_) | Event::BeginString)
        | (Kind::Enum(_), Event::BeginString)
        | (Kind::Object(_), Event::BeginObject)
        | (Kind::Array(_), Event::BeginArray)
        // A map may come as a list of entries.
        | (Kind::Map(_), Event::BeginObject | Event::BeginArray) => true,
        (Kind::Foreign(types), Event::BeginArray) if types.has(Types::OBJECT) => true,
        (Kind::Integer, Event::Number(text)) => Types::INTEGER.has_number(text),
        (Kind::Some(types) | Kind::Foreign(types), event) => is_of(types, event),
        _ => false,
    }
}

/// Whether a value that begins with this event is of one of these types.
pub(super) fn is_of(types: Types, event: Event<'_>) -> bool {
    match event {
        Event::Null => types.has(Types::NULL),
        Event::Boolean(_) => types.has(Types::BOOLEAN),
        Event::BeginObject => types.has(Types::OBJECT),
        Event::BeginArray => types.has(Types::ARRAY),
        Event::String(_) | Event::BeginString => types.has(Types::STRING),
        Event::Number(text) => types.has_number(text),
        _ => false,
    }
}

/// `must be an integer or null`
pub(super) fn wanted(kind: Kind, nullable: bool) -> String {
    let what = match kind {
        Kind::Any => "any value",
        Kind::Some(types) | Kind::Foreign(types) => {
            let null = nullable.then_some(Types::NULL);
            return types.with(null.unwrap_or(types)).wanted();
        }
        Kind::Never => return NOTHING_FITS.to_owned(),
        Kind::Null => "null",
        Kind::Boolean => "true or false",
        Kind::Integer => "an integer",
        Kind::Number => "a number",
        Kind::String => "a string",
        Kind::Enum(names) => {
            let names: Vec<String> = names
                .iter()
                .map(|name| crate::violation::shown_string(name))
                .collect();
            let or_null = if nullable { ", or null" } else { "" };
            return match names.as_slice() {
                [one] => format!("must be {one}{or_null}"),
                _ => format!("must be one of {}{or_null}", names.join(", ")),
            };
        }
        Kind::Object(_) | Kind::Map(_) => "an object",
        Kind::Array(_) => "an array",
        Kind::Same(node) => return wanted(node.kind, nullable || node.nullable),
        Kind::Later(later) => {
            let node = later.get();
            return wanted(node.kind, nullable || node.nullable);
        }
        Kind::Union(union) => {
            return format!("must be {}", either(union.branches.iter().map(|b| b.name)));
        }
    };
    format!("must be {what}{}", if nullable { " or null" } else { "" })
}
