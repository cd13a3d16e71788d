//! Documents made to hurt, and spoilt ones: each is read or refused, and what is read takes answers.

use formwork::dynamic::{Schema, SchemaError};
use formwork_tests::fuzz::{Document, attacks, mutate, seeds};

const ANSWERS: [&str; 8] = [
    "{}",
    "null",
    "[1, \"a\", [], {}]",
    r#"{"a": {"a": {"a": [[[{"b": 1}]]]}}, "type": "x", "name": null, "p0": 1}"#,
    "\"text\"",
    "-1e400",
    "{\"a\": 1, \"a\": 2}",
    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
];

fn read(document: &Document) -> Result<Schema, SchemaError> {
    let text = String::from_utf8_lossy(&document.bytes);
    if document.name.ends_with("json") {
        Schema::from_json(&text)
    } else {
        Schema::from_yaml(&text)
    }
}

/// Reads answers by what a document says, if anything; answers with whether it says anything.
fn withstands(document: &Document) -> bool {
    let schema = match read(document) {
        Ok(schema) => schema,
        Err(error) => {
            assert!(!error.problems().is_empty());
            return false;
        }
    };
    for answer in ANSWERS {
        let mut decoder = schema.decoder();
        for byte in answer.as_bytes().chunks(3) {
            decoder.push(byte);
            let _ = format!("{:?}", decoder.view());
        }
        let (whole, cut) = (schema.decode(answer).ok(), decoder.finish().ok());
        assert_eq!(whole, cut, "{answer}");
    }
    true
}

#[test]
fn attacks_are_withstood() {
    let read = attacks().filter(|attack| withstands(&attack.document(attack.most.min(60))));
    assert!(read.count() > 10);
}

#[test]
fn spoilt_schemas_are_read_or_refused() {
    let read = (1..=150).filter(|seed| withstands(&mutate(seeds(), *seed)));
    assert!(read.count() > 10);
}
