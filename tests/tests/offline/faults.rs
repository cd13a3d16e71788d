//! What goes wrong goes wrong as it was ordered, once for each request.

use std::str::FromStr;

use formwork::provider::offline::{Fault, Offline};
use formwork::transport::TransportErrorKind;
use serde_json::{Value, json};

use crate::exchange::{ask, bytes, chunks, forced, formatted, send};

fn order() -> Value {
    json!({
        "type": "object",
        "properties": {
            "quantity": {"type": "integer", "minimum": 1, "maximum": 20},
            "currency": {"enum": ["EUR", "USD"]},
            "note": {"type": "string"},
        },
        "required": ["quantity", "currency", "note"],
        "additionalProperties": false,
    })
}

fn violations(schema: &Value, answer: &Value) -> Vec<String> {
    let oracle = jsonschema::validator_for(schema).expect("a schema of the test itself");
    oracle
        .iter_errors(answer)
        .map(|error| error.schema_path().to_string())
        .collect()
}

#[test]
fn an_invalid_answer_breaks_one_rule_that_is_stated() {
    let without_limits = json!({
        "type": "object",
        "properties": {"currency": {"enum": ["EUR", "USD"]}, "note": {"type": "string"}},
        "required": ["currency", "note"],
    });
    let only_required = json!({
        "type": "object",
        "properties": {"note": {"type": "string"}, "gone": {"type": ["string", "null"]}},
        "required": ["note", "gone"],
    });
    let cases: [(Value, &[&str]); 4] = [
        (
            order(),
            &[
                "/properties/quantity/minimum",
                "/properties/quantity/maximum",
            ],
        ),
        (without_limits, &["/properties/currency/enum"]),
        (only_required, &["/required"]),
        (json!({"type": "boolean"}), &["/type"]),
    ];
    for (schema, expected) in cases {
        for seed in 0..50 {
            for body in [formatted(&schema, true), forced(&schema, false)] {
                let offline = Offline::new().seed(seed).faults([Fault::InvalidFirst]);
                let answer = ask(&offline, &body).json();
                let broken = violations(&schema, &answer);
                assert_eq!(broken.len(), 1, "{answer}");
                assert!(
                    expected.contains(&broken[0].as_str()),
                    "{answer}: {broken:?}"
                );
                if expected == ["/required"] {
                    assert!(
                        answer.get("note").is_none(),
                        "nobody misses what may be null"
                    );
                }
                assert_eq!(violations(&schema, &ask(&offline, &body).json()), [""; 0]);
            }
        }
    }
}

#[test]
fn every_kind_of_limit_can_be_broken() {
    for (rule, keyword) in [
        (
            json!({"type": "number", "exclusiveMinimum": 0.5}),
            "exclusiveMinimum",
        ),
        (
            json!({"type": "number", "exclusiveMaximum": 10}),
            "exclusiveMaximum",
        ),
        (json!({"type": "string", "maxLength": 5}), "maxLength"),
        (json!({"type": "string", "minLength": 2}), "minLength"),
        (
            json!({"type": "string", "pattern": "^[A-Z]{3}$"}),
            "pattern",
        ),
        (
            json!({"type": "array", "items": {"type": "string"}, "minItems": 1}),
            "minItems",
        ),
    ] {
        let offline = Offline::new().faults([Fault::InvalidFirst]);
        let answer = ask(&offline, &formatted(&rule, false)).json();
        assert_eq!(
            violations(&rule, &answer),
            [format!("/{keyword}")],
            "{answer}"
        );
    }
    // A schema that allows everything cannot be broken.
    let offline = Offline::new().faults([Fault::InvalidFirst]);
    assert_eq!(ask(&offline, &formatted(&json!({}), false)).finish, "stop");
}

#[test]
fn errors_have_their_status_and_headers() {
    let offline = Offline::new().faults([Fault::RateLimitFirst, Fault::ServerErrorFirst]);
    let body = formatted(&order(), true);
    let mut limited = send(&offline, &body);
    assert_eq!(
        (limited.status, limited.header("retry-after")),
        (429, Some("1"))
    );
    let error: Value = serde_json::from_slice(&bytes(&mut limited)).expect("JSON");
    assert_eq!(error["error"]["code"], "rate_limit_exceeded");
    let failed = send(&offline, &body);
    assert_eq!((failed.status, failed.header("retry-after")), (500, None));
    assert_eq!(failed.header("content-type"), Some("application/json"));
    assert_eq!(violations(&order(), &ask(&offline, &body).json()), [""; 0]);
}

#[test]
fn a_cut_connection_is_an_error_after_some_bytes() {
    for stream in [true, false] {
        let offline = Offline::new().faults([Fault::CutStream]);
        let body = forced(&order(), stream);
        let mut response = send(&offline, &body);
        assert_eq!(response.status, 200);
        let (chunks, end) = chunks(&mut response);
        assert_eq!(
            end.expect_err("it breaks").kind,
            TransportErrorKind::Interrupted
        );
        let bytes = chunks.concat();
        assert!(!bytes.is_empty());
        assert!(!String::from_utf8_lossy(&bytes).contains("finish_reason\":\""));
        assert_eq!(ask(&offline, &body).finish, "tool_calls");
    }
}

#[test]
fn refusals_truncations_and_empty_answers_say_so() {
    for body in [
        forced(&order(), true),
        forced(&order(), false),
        formatted(&order(), true),
    ] {
        let faults = [Fault::Refusal, Fault::Truncated, Fault::Empty];
        let offline = Offline::new().faults(faults);
        let refused = ask(&offline, &body);
        assert!(!refused.refusal.is_empty() && refused.calls.is_empty());
        assert_eq!(
            (refused.content.as_str(), refused.finish.as_str()),
            ("", "stop")
        );

        let truncated = ask(&offline, &body);
        assert_eq!(truncated.finish, "length");
        let text = truncated
            .calls
            .first()
            .map_or(&truncated.content, |(_, text)| text);
        assert!(
            text.starts_with('{') && serde_json::from_str::<Value>(text).is_err(),
            "{text}"
        );

        let empty = ask(&offline, &body);
        assert_eq!((empty.content.as_str(), empty.calls.len()), ("", 0));
        assert_eq!(violations(&order(), &ask(&offline, &body).json()), [""; 0]);
    }
}

#[test]
fn a_web_page_comes_with_status_200() {
    let mut response = send(
        &Offline::new().faults([Fault::Html]),
        &formatted(&order(), true),
    );
    assert_eq!(response.status, 200);
    assert_eq!(
        response.header("content-type"),
        Some("text/html; charset=utf-8")
    );
    assert!(bytes(&mut response).starts_with(b"<!DOCTYPE html>"));
}

#[test]
fn faults_have_names() {
    for fault in Fault::ALL {
        assert_eq!(Fault::from_str(fault.name()), Ok(fault));
        assert_eq!(fault.to_string(), fault.name());
    }
    let error = Fault::from_str("Invalid").expect_err("names are in lower case");
    assert!(
        error.contains("`Invalid`") && error.contains("invalid, rate-limit"),
        "{error}"
    );
}
