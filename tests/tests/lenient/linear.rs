//! Texts that are made to hurt: what they cost grows with their size, and no faster.
//!
//! The cost is the time that passes, beside that of a text of an eighth of the size: what is quadratic takes 64 times
//! as long. A machine that does other work may take one try for long, so one good try of several is enough.

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
    for (index, schema) in SCHEMAS.iter().enumerate() {
        let schema = Schema::from_json(schema).expect("a schema");
        for said in SAID {
            let pieces: &[usize] = if index % 3 == 0 {
                &[usize::MAX, 16]
            } else {
                &[usize::MAX]
            };
            for &piece in pieces {
                let is_linear = (0..5).any(|_| {
                    let small = cost(&schema, said, 4_000, piece);
                    let large = cost(&schema, said, 32_000, piece);
                    large < small * 24 + Duration::from_millis(60)
                });
                assert!(is_linear, "{said:?} in pieces of {piece}");
            }
        }
    }
}
