//! Services with a subset of their own, and those that publish none.

use super::{Anchors, COMMON, Dialect, Limits, Optional, Patterns, Recursion, Types, Values};

/// Cohere's `json_object` with a schema, and `strict_tools`.
pub static COHERE: Dialect = Dialect {
    name: "cohere",
    source: "Cohere's documentation of structured outputs, August 2026",
    keywords: Some(&[
        "type",
        "properties",
        "required",
        "additionalProperties",
        "items",
        "enum",
        "const",
        "pattern",
        "format",
        "$ref",
        "anyOf",
        "description",
    ]),
    formats: Some(&["date-time", "uuid", "date", "time"]),
    patterns: Patterns {
        lookaround: false,
        anchors: Anchors::Nowhere,
        ..Patterns::FREE
    },
    root_is_object: true,
    maps_are_lists: true,
    has_properties: true,
    optional: Optional::ButOne,
    limits: Limits {
        properties: Some(200),
        ..Limits::NONE
    },
    ..Dialect::FREE
};

/// Cerebras's `json_schema` with `strict`, and strict tools.
pub static CEREBRAS: Dialect = Dialect {
    name: "cerebras",
    source: "Cerebras's documentation of structured outputs",
    // It refuses what only informs, descriptions included.
    keywords: Some(&[
        "type",
        "properties",
        "required",
        "additionalProperties",
        "items",
        "prefixItems",
        "enum",
        "anyOf",
        "$ref",
    ]),
    root_is_object: true,
    is_closed: true,
    maps_are_lists: true,
    is_typed: true,
    recursion: Recursion::None,
    limits: Limits {
        properties: Some(500),
        depth: Some(10),
        enum_values: Some(500),
        large_enum_characters: Some(7500),
        branches: Some(5),
        text: Some(5000),
        ..Limits::NONE
    },
    ..Dialect::FREE
};

/// xAI's `json_schema`.
pub static XAI: Dialect = Dialect {
    name: "xai",
    source: "xAI's documentation of structured outputs",
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
        "pattern",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
    ]),
    root_is_object: true,
    ..Dialect::FREE
};

/// Perplexity's `json_schema`.
pub static PERPLEXITY: Dialect = Dialect {
    name: "perplexity",
    source: "Perplexity's guide: no recursion, and no open objects",
    root_is_object: true,
    is_closed: true,
    maps_are_lists: true,
    is_typed: true,
    recursion: Recursion::None,
    ..Dialect::FREE
};

/// `OpenRouter`: whatever is behind it has to take the schema.
pub static OPENROUTER: Dialect = Dialect {
    name: "openrouter",
    source: "OpenRouter hands the schema on, so it has to be one that all take",
    ..super::portable::FACTS
};

/// Databricks's `json_schema`.
pub static DATABRICKS: Dialect = Dialect {
    name: "databricks",
    source: "Databricks's page on structured outputs, 2025",
    keywords: Some(&[
        "type",
        "properties",
        "required",
        "additionalProperties",
        "items",
        "enum",
        "const",
        "description",
        "format",
        "minLength",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "minItems",
        "maxItems",
    ]),
    values: Values::StringsAndNull,
    types: Types::OrNull,
    root_is_object: true,
    recursion: Recursion::None,
    limits: Limits {
        properties: Some(64),
        ..Limits::NONE
    },
    ..Dialect::FREE
};

/// Fireworks's `json_schema`.
pub static FIREWORKS: Dialect = Dialect {
    name: "fireworks",
    source: "Fireworks's SDK 1.2; it publishes no list",
    ..UNPUBLISHED
};

/// Together's `json_schema`.
pub static TOGETHER: Dialect = Dialect {
    name: "together",
    source: "Together's SDK 3.1; it publishes no list",
    ..UNPUBLISHED
};

/// `SambaNova`'s `json_schema`.
pub static SAMBANOVA: Dialect = Dialect {
    name: "sambanova",
    source: "SambaNova's SDK 1.13; it publishes no list",
    ..UNPUBLISHED
};

/// Writer's `json_schema`.
pub static WRITER: Dialect = Dialect {
    name: "writer",
    source: "Writer's SDK 3.0; it publishes no list",
    ..UNPUBLISHED
};

const UNPUBLISHED: Dialect = Dialect {
    keywords: Some(COMMON),
    root_is_object: true,
    ..Dialect::FREE
};
