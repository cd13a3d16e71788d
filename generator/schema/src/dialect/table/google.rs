//! Gemini and Vertex: JSON Schema, and the older message of OpenAPI's words.

use super::{Dialect, Order, Recursion, Types, Values};

/// Gemini's `responseJsonSchema` and `parametersJsonSchema`.
pub static GEMINI: Dialect = Dialect {
    name: "gemini",
    also: &["google"],
    source: "the comments of Google's generative language protocol, 0.12",
    ..JSON_SCHEMA
};

/// The same in Vertex AI.
pub static VERTEX: Dialect = Dialect {
    name: "vertex",
    also: &["vertexai"],
    source: "the discovery document of AI Platform v1, 2026-11-06: Gemini's subset",
    ..JSON_SCHEMA
};

// `oneOf` is accepted, and taken for `anyOf`.
const JSON_SCHEMA: Dialect = Dialect {
    keywords: Some(&[
        "$ref",
        "type",
        "format",
        "title",
        "description",
        "enum",
        "items",
        "prefixItems",
        "minItems",
        "maxItems",
        "minimum",
        "maximum",
        "anyOf",
        "properties",
        "additionalProperties",
        "required",
    ]),
    values: Values::StringsAndNumbers,
    recursion: Recursion::InOptional,
    ..Dialect::FREE
};

/// The message `Schema` of Gemini and Vertex: `responseSchema` and `parameters`.
pub static GEMINI_OPENAPI: Dialect = Dialect {
    name: "gemini-openapi",
    also: &["genai"],
    source: "the protocol's descriptors, and the discovery document of AI Platform v1, 2026-11-06",
    keywords: Some(&[
        "type",
        "format",
        "title",
        "description",
        "nullable",
        "enum",
        "items",
        "minItems",
        "maxItems",
        "properties",
        "required",
        "minProperties",
        "maxProperties",
        "minimum",
        "maximum",
        "minLength",
        "maxLength",
        "pattern",
        "anyOf",
        "propertyOrdering",
        "default",
    ]),
    values: Values::Strings,
    types: Types::Nullable,
    maps_are_lists: true,
    is_typed: true,
    has_properties: true,
    recursion: Recursion::None,
    order: Order::Listed,
    ..Dialect::FREE
};
