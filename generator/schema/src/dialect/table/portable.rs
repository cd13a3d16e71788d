//! What every provider with a list takes.

use super::{Dialect, Limits, Optional, Patterns, Recursion, Types, Values};

/// The subset that all providers share. Who has no text of its own is sent this one.
pub static PORTABLE: Dialect = Dialect {
    name: "portable",
    source: "what the other rows have in common",
    ..FACTS
};

pub(super) const FACTS: Dialect = Dialect {
    keywords: Some(&[
        "type",
        "properties",
        "required",
        "additionalProperties",
        "items",
        "enum",
        "anyOf",
        "$ref",
        "description",
        "format",
    ]),
    formats: Some(&["date-time", "date", "time", "uuid"]),
    patterns: Patterns {
        lookaround: false,
        ..Patterns::FREE
    },
    values: Values::StringsAndNull,
    types: Types::OrNull,
    root_is_object: true,
    is_closed: true,
    maps_are_lists: true,
    is_typed: true,
    has_properties: true,
    optional: Optional::Null,
    recursion: Recursion::None,
    limits: Limits {
        properties: Some(64),
        depth: Some(5),
        enum_values: Some(500),
        unions: Some(16),
        branches: Some(5),
        text: Some(5000),
        ..Limits::NONE
    },
    ..Dialect::FREE
};
