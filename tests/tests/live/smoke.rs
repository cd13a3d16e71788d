//! The server does what the tests of the client rely on.

use serde_json::{Value, json};

use crate::http;
use crate::server::Server;

fn post(address: &str, body: &Value) -> (u16, String) {
    let answer = http::post(address, "/v1/chat/completions", body);
    (answer.status, answer.body)
}

fn schema() -> Value {
    json!({
        "type": "object",
        "properties": {
            "title": {"type": "string", "minLength": 1, "maxLength": 20},
            "currency": {"enum": ["EUR", "USD"]},
            "lines": {"type": "array", "items": {"$ref": "#/$defs/line"}, "minItems": 1, "maxItems": 3},
        },
        "required": ["title", "currency", "lines"],
        "additionalProperties": false,
        "$defs": {
            "line": {
                "type": "object",
                "properties": {
                    "quantity": {"type": "integer", "minimum": 1, "maximum": 99},
                    "code": {"type": "string", "pattern": "^[A-Z]{3}$"},
                },
                "required": ["quantity", "code"],
                "additionalProperties": false,
            },
        },
    })
}

fn body(schema: &Value, stream: bool) -> Value {
    json!({
        "model": "noise",
        "messages": [{"role": "user", "content": "Say something that fits."}],
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "answer", "strict": true, "schema": schema},
        },
        "stream": stream,
        "stream_options": {"include_usage": true},
    })
}

#[test]
fn answers_fit_the_schema_whole_and_streamed() {
    let Some(server) = Server::start() else {
        return;
    };
    let oracle = jsonschema::validator_for(&schema()).expect("a schema of the test itself");
    for _ in 0..5 {
        let (status, whole) = post(&server.address, &body(&schema(), false));
        assert_eq!(status, 200, "{whole}");
        let whole: Value = serde_json::from_str(&whole).expect("JSON");
        assert_eq!(whole["choices"][0]["finish_reason"], "stop");
        let content = whole["choices"][0]["message"]["content"]
            .as_str()
            .expect("content");
        let answer: Value = serde_json::from_str(content).expect("JSON in the answer");
        assert!(oracle.is_valid(&answer), "{answer}");

        let (status, stream) = post(&server.address, &body(&schema(), true));
        assert_eq!(status, 200, "{stream}");
        let events: Vec<&str> = stream
            .split("\n\n")
            .filter_map(|event| event.strip_prefix("data: "))
            .collect();
        assert_eq!(events.last(), Some(&"[DONE]"));
        assert!(events.len() > 10, "token by token: {stream}");
        let mut content = String::new();
        let mut tokens = 0;
        for event in &events[..events.len() - 1] {
            let event: Value = serde_json::from_str(event).expect("JSON");
            content += event["choices"][0]["delta"]["content"]
                .as_str()
                .unwrap_or_default();
            tokens = tokens.max(
                event["usage"]["completion_tokens"]
                    .as_u64()
                    .unwrap_or_default(),
            );
        }
        let answer: Value = serde_json::from_str(&content).expect("JSON in the stream");
        assert!(oracle.is_valid(&answer), "{answer}");
        assert!(tokens > 10, "usage is told at the end");
    }
}

#[test]
fn what_the_server_cannot_do_is_an_error_or_goes_unchecked() {
    let Some(server) = Server::start() else {
        return;
    };
    let (status, error) = post(
        &server.address,
        &body(&json!({"$ref": "#/$defs/absent"}), true),
    );
    let error: Value =
        serde_json::from_str(&error).expect("an error is whole JSON, also for a stream");
    assert_eq!((status, &error["error"]["code"]), (400, &json!(400)));

    // A rule that the grammar ignores, and that only a client can see broken.
    let twins = json!({
        "type": "array", "items": {"const": 1}, "uniqueItems": true, "minItems": 2, "maxItems": 2,
    });
    let (status, answer) = post(&server.address, &body(&twins, false));
    assert_eq!(status, 200, "{answer}");
    let answer: Value = serde_json::from_str(&answer).expect("JSON");
    let content = answer["choices"][0]["message"]["content"]
        .as_str()
        .expect("content");
    assert_eq!(
        serde_json::from_str::<Value>(content).expect("JSON"),
        json!([1, 1])
    );

    let mut short = body(&schema(), false);
    short["max_completion_tokens"] = json!(3);
    let (_, answer) = post(&server.address, &short);
    let answer: Value = serde_json::from_str(&answer).expect("JSON");
    assert_eq!(answer["choices"][0]["finish_reason"], "length");
}

#[test]
fn the_process_ends_with_its_handle() {
    let Some(server) = Server::start() else {
        return;
    };
    let address = server.address.clone();
    assert!(std::net::TcpStream::connect(&address).is_ok());
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(move || {
        let _held = server;
        std::panic::resume_unwind(Box::new("a failing test"));
    }));
    assert!(panicked.is_err());
    assert!(
        std::net::TcpStream::connect(&address).is_err(),
        "nobody listens any more"
    );
}
