//! What becomes of an answer: values, numbers as they were written, violations, and what a lenient reader takes.

use formwork::Mends;
use formwork::dynamic::{Schema, Value};
use serde_json::json;

fn schema(text: &str) -> Schema {
    Schema::from_json(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn members_keep_their_order_and_numbers_their_texts() {
    let anything = schema("true");
    let text = r#"{"z":1.50,"a":-0,"big":123456789012345678901234567890,"small":1e-400,"huge":1E400,"m":{"b":[],"a":{}}}"#;
    let value = anything.decode(text).expect("it fits");
    assert_eq!(value.to_string(), text);
    let number = |name: &str| {
        value
            .get(name)
            .and_then(Value::as_number)
            .expect("a number")
    };
    assert_eq!(number("z").as_f64().to_bits(), 1.5_f64.to_bits());
    assert_eq!(
        (number("a").as_i64(), number("a").as_u64()),
        (Some(0), Some(0))
    );
    assert_eq!(
        (number("big").as_i64(), number("big").as_u64()),
        (None, None)
    );
    assert!(number("huge").as_f64().is_infinite());
    // No double holds it, so there is no such value.
    assert_eq!(value.to_json(), None);
    assert!(serde_json::to_value(&value).is_err());
    let plain = anything
        .decode(r#"{"b":18446744073709551615,"a":[1.0,null]}"#)
        .expect("it fits");
    let wanted = json!({"a": [1.0, null], "b": u64::MAX});
    assert_eq!(plain.to_json().as_ref(), Some(&wanted));
    assert_eq!(serde_json::to_value(&plain).ok(), Some(wanted));
    assert_eq!(anything.decode("1.0"), anything.decode("10e-1"));
    assert_ne!(anything.decode("1.0"), anything.decode("1.5"));
}

#[test]
fn numbers_of_any_size_are_judged_exactly() {
    let integers = schema(r#"{"type": "integer", "multipleOf": 3, "maximum": 1e40}"#);
    assert!(integers.decode("300000000000000000000000000000000").is_ok());
    assert!(
        integers
            .decode("300000000000000000000000000000001")
            .is_err()
    );
    assert!(integers.decode("1e400").is_err());
    assert!(integers.decode("3.0").is_ok() && integers.decode("3.5").is_err());
    let old = Schema::builder()
        .draft("http://json-schema.org/draft-04/schema#")
        .json(r#"{"type": "integer"}"#)
        .expect("a schema");
    assert!(old.decode("3").is_ok() && old.decode("3.0").is_err());
}

#[test]
fn every_violation_is_told_with_its_place() {
    let schema = schema(
        r#"{"type": "object", "required": ["id", "tags"], "properties": {
            "id": {"type": "integer", "minimum": 1},
            "tags": {"type": "array", "items": {"enum": ["new", "old"]}, "maxItems": 2, "uniqueItems": true},
            "who": {"oneOf": [{"type": "null"}, {"type": "object", "required": ["name"]}]}
        }}"#,
    );
    let wrong = schema
        .decode(r#"{"id": 0, "tags": ["new", "new", "odd"], "who": {}}"#)
        .unwrap_err();
    let told: Vec<String> = wrong
        .iter()
        .map(|one| format!("{} {}", one.pointer, one.keyword))
        .collect();
    assert_eq!(
        told,
        [
            "/id minimum",
            "/tags/2 enum",
            "/tags maxItems",
            "/tags uniqueItems",
            "/who required"
        ]
    );
}

#[test]
fn formats_are_checked_where_that_is_asked_for() {
    let text = r#"{"format": "date"}"#;
    assert!(schema(text).decode("\"soon\"").is_ok());
    let strict = Schema::builder().assert_formats(true).json(text);
    let strict = strict.expect("a schema");
    assert!(strict.decode("\"2024-01-31\"").is_ok() && strict.decode("3").is_ok());
    assert!(strict.decode("\"soon\"").is_err());
}

/// What a lenient reader makes of a text.
fn mended(schema: &Schema, text: &str) -> String {
    let mut decoder = schema.decoder().lenient(Mends::All);
    decoder.push(text.as_bytes());
    match decoder.finish() {
        Ok(value) => value.to_string(),
        Err(wrong) => format!("{wrong:?}"),
    }
}

#[test]
fn aliases_are_read_in_every_spelling() {
    let schema = schema(
        r##"{"type": "object", "required": ["total", "state"], "additionalProperties": false, "properties": {
            "total": {"type": "integer", "x-aliases": ["sum", "amount"]},
            "state": {"$ref": "#/$defs/State", "x-alias": "status"},
            "kind": {"anyOf": [{"const": "a", "x-alias": "alpha"}, {"const": "b", "x-aliases": ["beta"]}, {"type": "null"}]},
            "taken": {"x-aliases": ["total", "sum", "own"]}
        }, "$defs": {"State": {"type": "string", "enum": ["open", "done"], "x-aliases": {"open": ["new", "todo"], "other": ["x"]}}}}"##,
    );
    assert_eq!(
        mended(
            &schema,
            r#"{"sum": 3, "status": "todo", "kind": "alpha", "own": 1}"#
        ),
        r#"{"total":3,"state":"open","kind":"a","taken":1}"#
    );
    assert_eq!(
        mended(&schema, r#"{"amount": 3, "state": "done", "kind": null}"#),
        r#"{"total":3,"state":"done","kind":null}"#
    );
    // The strict reader knows one name for each.
    assert!(schema.decode(r#"{"sum": 3, "state": "open"}"#).is_err());
    assert!(schema.decode(r#"{"total": 3, "state": "todo"}"#).is_err());
}

#[test]
fn values_inside_circles_are_mended_too() {
    let schema = schema(
        r##"{"type": "object", "required": ["size"], "additionalProperties": false, "properties": {
            "size": {"type": "integer"}, "parts": {"type": "array", "items": {"$ref": "#"}}}}"##,
    );
    assert_eq!(
        mended(
            &schema,
            r#"{"size": "1", "parts": {"Size": "2", "parts": [{"size": "3"}]}}"#
        ),
        r#"{"size":1,"parts":[{"size":2,"parts":[{"size":3}]}]}"#
    );
}
