//! Texts that are made to hurt. What reading them costs is counted as what is allocated and how long it takes
//! beside a text of a quarter of the size, generously: what is quadratic takes sixteen times as long.

use std::time::{Duration, Instant};

use formwork::Mends;
use formwork::dynamic::Schema;

/// What is said over and over.
const SAID: &[&str] = &[
    "[",
    "{",
    "{\"",
    "`",
    "\"",
    "'",
    "\\",
    "<",
    "<think>",
    "</think>",
    "{\"a\":",
    "{\"a\":\"x\"} ",
    "{\"a\":\"b\" ",
    "{\"a\":\"\"\"",
    "{\"a\": \"x\", \"",
    "{\"c\":[\"\" ,",
    "{\"a\":\"x\" + ",
    "{\"a\": (",
    "{\"a\":{",
    "{a:",
    "{a:,",
    "[1,2] ",
    "[\"a\" ",
    "[a ",
    "[[],",
    "/*",
    "//",
    "\" ,",
    "spam ",
    "1 ",
    "]}",
    " \n",
    "}",
    "é",
];

const SCHEMAS: &[&str] = &[
    r#"{"type": "object", "properties": {"a": {"type": "string"}, "c": {"type": "array"}}, "required": ["a"]}"#,
    r#"{"type": "array", "items": {"type": "integer"}}"#,
    r#"{"enum": ["SPAM", "NOT_SPAM"]}"#,
    r#"{"type": "string"}"#,
    "{}",
    r##"{"$ref": "#/$defs/any", "$defs": {"any": {"anyOf": [{"type": "integer"}, {"type": "string"},
        {"type": "array", "items": {"$ref": "#/$defs/any"}},
        {"type": "object", "additionalProperties": {"$ref": "#/$defs/any"}}]}}}"##,
];

fn cost(schema: &Schema, said: &str, size: usize, piece: usize) -> Duration {
    let text = said.repeat(size / said.len());
    let start = Instant::now();
    let mut decoder = schema.decoder().lenient(Mends::All);
    for piece in text.as_bytes().chunks(piece) {
        decoder.push(piece);
    }
    decoder.end();
    start.elapsed()
}

#[test]
fn hostile_texts_cost_no_more_than_long_ones() {
    for schema in SCHEMAS {
        let schema = Schema::from_json(schema).expect("a schema");
        for said in SAID {
            for piece in [usize::MAX, 16] {
                let small = cost(&schema, said, 8_000, piece);
                // A machine that does other work may take one of them for long, but not all three.
                let is_linear = (0..3).any(|_| {
                    cost(&schema, said, 32_000, piece) < small * 10 + Duration::from_millis(40)
                });
                assert!(is_linear, "{said:?} in pieces of {piece}");
            }
        }
    }
}
