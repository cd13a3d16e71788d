//! What is handed out lasts; what is not goes with the schema.

use std::thread;

use formwork::dynamic::{Decoder, Schema, SchemaError, Value, View};

const SCHEMA: &str = r#"{"type": "object", "required": ["a"], "additionalProperties": false,
    "properties": {"a": {"enum": ["x", "y"]}, "b": {"type": "string", "pattern": "^b", "x-aliases": ["c"]}}}"#;

fn goes_anywhere<T: Send + Sync + 'static>() {}

#[test]
fn schemas_decoders_and_values_go_to_other_threads() {
    goes_anywhere::<Schema>();
    goes_anywhere::<Decoder>();
    goes_anywhere::<Value>();
    goes_anywhere::<SchemaError>();
    let schema = Schema::from_json(SCHEMA).expect("a schema");
    let mut decoder = schema.decoder();
    decoder.push(br#"{"a": "x", "b": "#);
    let other = thread::spawn(move || {
        decoder.push(br#""bee"}"#);
        decoder.finish()
    });
    let value = other.join().expect("it ends").expect("it fits");
    assert_eq!(value.to_string(), r#"{"a":"x","b":"bee"}"#);
    let readers: Vec<_> = (0..4)
        .map(|_| {
            let schema = schema.clone();
            thread::spawn(move || schema.decode(r#"{"a": "y", "b": "back"}"#).is_ok())
        })
        .collect();
    for reader in readers {
        assert!(reader.join().expect("it ends"));
    }
}

#[test]
fn values_and_violations_outlive_their_schema() {
    let mut kept = Vec::new();
    let mut values = Vec::new();
    let mut decoder = None;
    for round in 0..50 {
        let schema = Schema::from_json(SCHEMA).expect("a schema");
        kept.extend(
            schema
                .decode(r#"{"a": "z", "b": "a", "d": 1}"#)
                .unwrap_err(),
        );
        values.push(schema.decode(r#"{"a": "y", "b": "b"}"#).expect("it fits"));
        if round == 25 {
            // A decoder keeps what it reads by.
            decoder = Some(schema.decoder());
        }
    }
    let mut decoder = decoder.expect("it was made");
    decoder.push(br#"{"a": "x", "b": "b"#);
    let view = decoder.view();
    assert_eq!(view.get("a").and_then(View::as_str), Some("x"));
    assert!(decoder.finish().is_err());
    for three in kept.chunks(3) {
        let told: Vec<String> = three.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                r#"/a: must be one of "x", "y" [enum], got "z""#,
                r#"/b: must match the pattern ^b [pattern], got "a""#,
                "/d: unknown property `d` [additionalProperties]",
            ]
        );
    }
    assert!(values.iter().all(|value| *value == values[0]));
    assert_eq!(values[0].get("a").and_then(Value::as_str), Some("y"));
}
