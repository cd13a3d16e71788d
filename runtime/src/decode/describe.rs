//! The words for what was wanted, and which values a position can start with.

use super::cursor::Cursor;
use super::frame::{Current, EntryAt, State};
use crate::json::{Event, Wanted};
use crate::rules::words::either;
use crate::rules::{NOTHING_FITS, Types};
use crate::table::{Additional, Kind, Node};

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

/// Unions and names for positions stand in each other at most so deep.
const DEEPEST: usize = 32;

/// What may stand at a position.
fn kinds(node: &Node, left: usize) -> Wanted {
    let Some(left) = left.checked_sub(1) else {
        return Wanted::ANYTHING;
    };
    let kind = match node.kind {
        Kind::Any => Wanted::ANYTHING,
        Kind::Never => Wanted::NOTHING,
        Kind::Some(types) | Kind::Foreign(types) => of_types(types),
        Kind::Null => Wanted::NULL,
        Kind::Boolean => Wanted::BOOLEAN,
        Kind::Integer | Kind::Number => Wanted::NUMBER,
        Kind::String => Wanted::TEXT,
        Kind::Enum(_) => Wanted::NAME,
        Kind::Object(_) | Kind::Map(_) => Wanted::OBJECT,
        Kind::Array(_) => Wanted::ARRAY,
        Kind::Union(union) => union.branches.iter().fold(Wanted::NOTHING, |all, branch| {
            all.with(kinds(branch.node, left))
        }),
        Kind::Same(node) => kinds(node, left),
        Kind::Later(later) => kinds(later.get(), left),
    };
    if node.nullable {
        kind.with(Wanted::NULL)
    } else {
        kind
    }
}

fn of_types(types: Types) -> Wanted {
    let all = [
        (Types::NULL, Wanted::NULL),
        (Types::BOOLEAN, Wanted::BOOLEAN),
        (Types::NUMBER, Wanted::NUMBER),
        (Types::INTEGER, Wanted::NUMBER),
        (Types::DIGITS, Wanted::NUMBER),
        (Types::STRING, Wanted::TEXT),
        (Types::OBJECT, Wanted::OBJECT),
        (Types::ARRAY, Wanted::ARRAY),
    ];
    let there = all.into_iter().filter(|(one, _)| types.has(*one));
    there.fold(Wanted::NOTHING, |all, (_, one)| all.with(one))
}

/// What an answer to this table may be.
pub(crate) fn root_kinds(node: &Node) -> Wanted {
    kinds(node, DEEPEST)
}

impl Cursor {
    /// What the next value may be.
    pub(super) fn wanted(&self) -> Wanted {
        let node = match self
            .stack
            .last()
            .map(|frame| (&frame.state, frame.slot.node))
        {
            _ if self.past > 0 => None,
            None => Some(self.base.node),
            Some((State::Object(object), _)) => match (object.current, object.table.additional) {
                (Current::Listed(index), _) => {
                    object.table.properties.get(index).map(|one| one.node)
                }
                (Current::Extra, Additional::Keep(node)) => Some(node),
                _ => None,
            },
            Some((State::Array { items, .. } | State::Map { items, .. }, _)) => Some(*items),
            Some((State::Entry { items, at, .. }, _)) => (*at == EntryAt::Value).then_some(*items),
            Some((State::Only { .. } | State::Wrapper { .. }, node)) => Some(node),
            Some(_) => None,
        };
        node.map_or(Wanted::ANYTHING, |node| kinds(node, DEEPEST))
    }
}
