//! Anthropic, and Bedrock, which takes what it takes.

use super::{Anchors, Dialect, Limits, Optional, Order, Patterns, Recursion, Values};

/// Anthropic's structured outputs and strict tools.
pub static ANTHROPIC: Dialect = Dialect {
    name: "anthropic",
    also: &["vertexai-anthropic"],
    source: "Anthropic's documentation of structured outputs, and the transformation in its Python SDK 2.11",
    ..STRICT
};

/// Structured outputs and strict tools of Bedrock's Converse.
pub static BEDROCK: Dialect = Dialect {
    name: "bedrock",
    source: "AWS's guide to structured output: Anthropic's subset, for all models that have it",
    ..STRICT
};

const STRICT: Dialect = Dialect {
    // `allOf` is accepted, though not with references; merged, it is both.
    keywords: Some(&[
        "type",
        "properties",
        "required",
        "additionalProperties",
        "items",
        "enum",
        "const",
        "anyOf",
        "$ref",
        "default",
        "description",
        "title",
        "format",
        "pattern",
        "minItems",
    ]),
    formats: Some(&[
        "date-time",
        "time",
        "date",
        "duration",
        "email",
        "hostname",
        "uri",
        "ipv4",
        "ipv6",
        "uuid",
    ]),
    patterns: Patterns {
        lookaround: false,
        backreference: false,
        word_boundary: false,
        // No number is published.
        most_repeats: Some(100),
        anchors: Anchors::Free,
    },
    values: Values::Scalars,
    most_min_items: Some(1),
    root_is_object: true,
    is_closed: true,
    maps_are_lists: true,
    is_typed: true,
    optional: Optional::AbsentUpTo(24),
    recursion: Recursion::None,
    order: Order::RequiredFirst,
    limits: Limits {
        unions: Some(16),
        ..Limits::NONE
    },
    ..Dialect::FREE
};
