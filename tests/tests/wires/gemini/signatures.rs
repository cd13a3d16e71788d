//! Gemini's signatures where there are none: Gemini 3 refuses a turn whose first call bears none.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use formwork::provider::{Assembly, Mode, find};
use formwork::{Message, ToolCall};
use serde_json::{Value, json};

use super::{WIRE, attempt_with_signatures, cell, signed};
use crate::cells::Cell;
use crate::replay::read;

/// `skip_thought_signature_validator`, in the encoding of signatures.
pub(super) const NONE: &str = "c2tpcF90aG91Z2h0X3NpZ25hdHVyZV92YWxpZGF0b3I=";

/// Calls that no model of this kind made: written by hand, by another provider, by a model that gives no signatures.
#[test]
fn a_call_without_a_signature_says_that_there_is_none() {
    let word = BASE64_STANDARD.decode(NONE).unwrap();
    assert_eq!(word, b"skip_thought_signature_validator");
    let call = |number: usize| ToolCall {
        id: format!("c{number}"),
        name: "Person".to_owned(),
        arguments: format!("{{\"n\":{number}}}"),
    };
    let by_hand = |from| Message::tool_calls("So:", vec![call(from), call(from + 1)]);
    let results = |from: usize| {
        let result = |number| Message::tool_result(format!("c{number}"), "Person", "ok");
        [result(from), result(from + 1)]
    };
    let mut messages = vec![Message::user("x"), by_hand(0)];
    messages.extend(results(0));
    messages.push(by_hand(2));
    messages.extend(results(2));
    let part = |number: usize| json!({"functionCall":{"id":format!("c{number}"),"name":"Person","args":{"n":number}}});
    let first = |number| with_signature(part(number), NONE);
    for (provider, model, signs) in [
        ("gemini", "gemini-3-flash", true),
        ("vertexai", "gemini-3.1-pro-preview", true),
        ("gemini", "gemini-flash-latest", true),
        ("gemini", "gemini-2.5-pro", false),
        ("vertexai", "gemini-2.0-flash-001", false),
        ("gemini", "tunedModels/mine", false),
    ] {
        let cell = Cell {
            provider: find(provider).unwrap(),
            model,
            messages: messages.clone(),
            ..cell(Mode::Tools)
        };
        let body = cell.body().unwrap();
        for (turn, number) in [(1, 0), (3, 2)] {
            let leading = if signs { first(number) } else { part(number) };
            assert_eq!(
                body["contents"][turn]["parts"],
                json!([{"text":"So:"}, leading, part(number + 1)]),
                "{model}"
            );
        }
    }
}

/// An older model's turn, when a newer one is asked to go on with it; and back.
#[test]
fn turns_of_older_models_are_told_from_those_that_are_signed() {
    let unsigned = r#"{"candidates":[{"finishReason":"STOP","content":{"role":"model","parts":[
        {"functionCall":{"name":"Person","args":{"thoughtSignature":"no"}} },
        {"functionCall":{"name":"Person","args":{}}}]}}]}"#;
    let parts = |model, attempt: &Assembly| {
        let cell = Cell {
            model,
            ..cell(Mode::ParallelTools)
        };
        cell.again(attempt).body().unwrap()["contents"][1]["parts"].clone()
    };
    let old = read(WIRE, unsigned.as_bytes());
    let body: Value = serde_json::from_str(unsigned).unwrap();
    let came = &body["candidates"][0]["content"]["parts"];
    assert_eq!(&parts("gemini-2.5-flash", &old), came);
    assert_eq!(
        parts("gemini-3-flash", &old),
        json!([with_signature(came[0].clone(), NONE), came[1]])
    );
    let new = attempt_with_signatures();
    let came = &signed()["candidates"][0]["content"]["parts"];
    for model in ["gemini-2.5-flash", "gemini-3-flash"] {
        assert_eq!(&parts(model, &new), came, "as it came");
    }
}

fn with_signature(mut part: Value, signature: &str) -> Value {
    part["thoughtSignature"] = Value::from(signature);
    part
}
