//! Asked again, the provider mends what was wrong and keeps the rest.

use formwork::provider::offline::{Fault, Offline};
use serde_json::{Value, json};

use crate::exchange::{Said, ask, forced, formatted};

fn order() -> Value {
    json!({
        "type": "object",
        "properties": {
            "customer": {"type": "string"},
            "lines": {
                "type": "array",
                "minItems": 2,
                "items": {
                    "type": "object",
                    "properties": {
                        "item": {"type": "string"},
                        "quantity": {"type": "integer", "minimum": 1},
                    },
                    "required": ["item", "quantity"],
                    "additionalProperties": false,
                },
            },
        },
        "required": ["customer", "lines"],
        "additionalProperties": false,
    })
}

fn fits(answer: &Value) -> bool {
    jsonschema::validator_for(&order())
        .expect("a schema of the test itself")
        .is_valid(answer)
}

/// The body, with the answer and a complaint about it after the messages.
fn again(body: &Value, said: &Said, complaint: &str) -> Value {
    let mut body = body.clone();
    let messages = body["messages"].as_array_mut().expect("messages");
    if let Some((name, arguments)) = said.calls.first() {
        let call = json!({
            "id": "call_1",
            "type": "function",
            "function": {"name": name, "arguments": arguments},
        });
        messages.push(json!({"role": "assistant", "content": null, "tool_calls": [call]}));
        messages.push(json!({"role": "tool", "tool_call_id": "call_1", "content": complaint}));
    } else {
        messages.push(json!({"role": "assistant", "content": said.content}));
        messages.push(json!({"role": "user", "content": complaint}));
    }
    body
}

/// How many places differ between two values of one shape.
fn differences(a: &Value, b: &Value) -> usize {
    match (a, b) {
        (Value::Object(a), Value::Object(b)) if a.len() == b.len() => a
            .iter()
            .map(|(key, value)| differences(value, &b[key]))
            .sum(),
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            a.iter().zip(b).map(|(a, b)| differences(a, b)).sum()
        }
        (a, b) => usize::from(a != b),
    }
}

#[test]
fn only_the_broken_value_changes() {
    for seed in 0..100 {
        for body in [
            forced(&order(), true),
            forced(&order(), false),
            formatted(&order(), false),
        ] {
            let offline = Offline::new().seed(seed).faults([Fault::InvalidFirst]);
            let broken = ask(&offline, &body);
            assert!(!fits(&broken.json()));
            let complaint = "The JSON breaks the schema:\n- it is wrong\nAnswer again.";
            let mended = ask(&offline, &again(&body, &broken, complaint)).json();
            assert!(fits(&mended), "{mended}");
            assert_eq!(
                differences(&broken.json(), &mended),
                1,
                "{} {mended}",
                broken.json()
            );
        }
    }
}

#[test]
fn a_complaint_that_the_schema_does_not_know_changes_what_it_names() {
    for seed in 0..50 {
        let body = forced(&order(), false);
        let offline = Offline::new().seed(seed);
        let first = ask(&offline, &body);
        let complaint = "- /lines/1/quantity: does not add up [totals], got 3";
        let second = ask(&offline, &again(&body, &first, complaint)).json();
        assert!(fits(&second));
        assert_ne!(
            first.json()["lines"][1]["quantity"],
            second["lines"][1]["quantity"]
        );
        assert_eq!(differences(&first.json(), &second), 1, "{first:?} {second}");
    }
}

#[test]
fn an_answer_that_is_not_json_is_answered_anew() {
    for text in ["", "{\"customer\": ", "Sorry, what?", "[1, 2]", "null"] {
        let said = Said {
            content: text.to_owned(),
            ..Said::default()
        };
        let body = again(
            &formatted(&order(), false),
            &said,
            "That is not what was asked for.",
        );
        let answer = ask(&Offline::new(), &body).json();
        assert!(fits(&answer), "{answer}");
    }
}

#[test]
fn a_second_fault_spoils_the_second_answer() {
    let offline = Offline::new().faults([Fault::InvalidFirst, Fault::InvalidFirst]);
    let body = forced(&order(), false);
    let first = ask(&offline, &body);
    let second = ask(&offline, &again(&body, &first, "again"));
    assert!(!fits(&first.json()) && !fits(&second.json()));
    let third = ask(&offline, &again(&body, &second, "and again"));
    assert!(fits(&third.json()));
}
