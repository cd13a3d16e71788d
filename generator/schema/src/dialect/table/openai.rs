//! OpenAI, and those who take what it takes.

use super::{Dialect, Limits, Optional, Patterns, Types};

/// OpenAI's structured outputs: `json_schema` with `strict`, and strict tools.
pub static OPENAI_STRICT: Dialect = Dialect {
    name: "openai-strict",
    also: &["openai"],
    source: "OpenAI API documentation, guide to structured outputs, in its state of August 2026",
    ..STRICT
};

const STRICT: Dialect = Dialect {
    // `title` is accepted, and says nothing that the names do not.
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
        "description",
        "title",
        "pattern",
        "format",
        "multipleOf",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "minItems",
        "maxItems",
    ]),
    formats: Some(&[
        "date-time",
        "time",
        "date",
        "duration",
        "email",
        "hostname",
        "ipv4",
        "ipv6",
        "uuid",
    ]),
    patterns: Patterns {
        lookaround: false,
        ..Patterns::FREE
    },
    root_is_object: true,
    is_closed: true,
    maps_are_lists: true,
    is_typed: true,
    optional: Optional::Null,
    limits: Limits {
        properties: Some(5000),
        depth: Some(10),
        enum_values: Some(1000),
        characters: Some(120_000),
        large_enum_characters: Some(15_000),
        ..Limits::NONE
    },
    ..Dialect::FREE
};

/// Azure's structured outputs.
pub static AZURE_OPENAI: Dialect = Dialect {
    name: "azure-openai",
    also: &["azure"],
    source: "Azure's how-to on structured outputs, 2025: OpenAI's older and smaller limits, and no \
             keyword that bounds a value",
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
        "description",
        "title",
    ]),
    limits: Limits {
        properties: Some(100),
        depth: Some(5),
        ..STRICT.limits
    },
    ..STRICT
};

/// Groq's `json_schema` with `strict`.
pub static GROQ: Dialect = Dialect {
    name: "groq",
    source: "Groq's documentation of structured outputs, to October 2026: OpenAI's subset",
    ..STRICT
};

/// Mistral's `json_schema` with `strict`.
pub static MISTRAL: Dialect = Dialect {
    name: "mistral",
    source: "Mistral's OpenAPI document and examples; it publishes no list, and all examples are in \
             OpenAI's subset",
    ..STRICT
};

/// `DeepSeek`'s strict tools.
pub static DEEPSEEK: Dialect = Dialect {
    name: "deepseek",
    source: "DeepSeek's guide to tool calls, strict mode (beta)",
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
        "description",
        "default",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "pattern",
        "format",
    ]),
    formats: Some(&["email", "hostname", "ipv4", "ipv6", "uuid"]),
    types: Types::Union,
    limits: Limits::NONE,
    ..STRICT
};
