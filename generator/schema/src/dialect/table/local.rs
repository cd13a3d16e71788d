//! Servers that people run themselves.

use super::{Anchors, Dialect, Patterns};

/// vLLM, with xgrammar behind it.
pub static VLLM: Dialect = Dialect {
    name: "vllm",
    source: "vLLM's documentation of structured outputs, and what xgrammar says it lacks",
    keywords: Some(&[
        "type",
        "properties",
        "required",
        "additionalProperties",
        "items",
        "prefixItems",
        "enum",
        "const",
        "anyOf",
        "$ref",
        "title",
        "description",
        "default",
        "format",
        "pattern",
        "minLength",
        "maxLength",
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
        "uri",
    ]),
    ..Dialect::FREE
};

/// llama.cpp's server.
pub static LLAMA_CPP: Dialect = Dialect {
    name: "llama-cpp",
    also: &["llama.cpp", "llamacpp"],
    source: "llama.cpp's notes on grammars, and the README of its server",
    ..GRAMMAR
};

/// Ollama, which makes grammars as llama.cpp does.
pub static OLLAMA: Dialect = Dialect {
    name: "ollama",
    source: "Ollama 0.6: llama.cpp's subset",
    ..GRAMMAR
};

const GRAMMAR: Dialect = Dialect {
    keywords: Some(&[
        "type",
        "properties",
        "required",
        "additionalProperties",
        "items",
        "prefixItems",
        "enum",
        "const",
        "anyOf",
        "$ref",
        "title",
        "description",
        "default",
        "format",
        "pattern",
        "minLength",
        "maxLength",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "minItems",
        "maxItems",
    ]),
    formats: Some(&["date-time", "time", "date", "uuid"]),
    patterns: Patterns {
        lookaround: false,
        backreference: false,
        word_boundary: false,
        most_repeats: None,
        anchors: Anchors::Around,
    },
    bounds_are_for_integers: true,
    ..Dialect::FREE
};
