//! llama.cpp's three routes, each by the wire that it is made after: the same types, whole and streamed,
//! and asked for again where a rule is broken that the server does not know.

use formwork::provider::{Mode, Wire};
use formwork::{Client, Form, SchemaText};
use serde_json::{Value, json};

use crate::http::post;
use crate::server::Server;
use crate::ways::{Way, nothing};

fn client(server: &Server, name: &str, wire: Wire, mode: Mode) -> Client {
    Client::builder(name)
        .base_url(format!("http://{}/v1", server.address))
        .api_key("sk-0")
        .wire(wire)
        .mode(mode)
        .build()
        .expect("a client")
}

/// Everything that is asked of a way.
fn fills(way: &Way) {
    way.fills_orders();
    way.asks_again(false);
    way.asks_again(true);
}

#[test]
fn chat_completions_with_a_schema() {
    let Some(server) = Server::start() else {
        return;
    };
    fills(&Way {
        client: client(&server, "openai/noise", Wire::OpenaiChat, Mode::JsonSchema),
        extra: nothing,
        binding: true,
    });
}

#[test]
fn chat_completions_with_tools() {
    let Some(server) = Server::start() else {
        return;
    };
    fills(&Way {
        client: client(&server, "llama-cpp/noise", Wire::OpenaiChat, Mode::Tools),
        extra: nothing,
        binding: false,
    });
}

/// `text.format` is not read there (see the test below); chat's own key is.
#[test]
fn responses_with_a_schema() {
    let Some(server) = Server::start() else {
        return;
    };
    let wire = Wire::OpenaiResponses;
    fills(&Way {
        client: client(&server, "openai/noise", wire, Mode::JsonSchema),
        extra: |form| vec![("response_format", response_format(form))],
        binding: true,
    });
}

#[test]
fn responses_with_tools() {
    let Some(server) = Server::start() else {
        return;
    };
    let wire = Wire::OpenaiResponses;
    fills(&Way {
        client: client(&server, "openai/noise", wire, Mode::Tools),
        extra: nothing,
        binding: false,
    });
}

#[test]
fn messages_with_tools() {
    let Some(server) = Server::start() else {
        return;
    };
    let wire = Wire::AnthropicMessages;
    fills(&Way {
        client: client(&server, "anthropic/noise", wire, Mode::Tools),
        extra: nothing,
        binding: false,
    });
}

fn response_format(form: &Form) -> Value {
    let lowered = form.dialect("openai-strict");
    let lowered: Option<SchemaText> = lowered.and_then(|dialected| dialected.text.ok());
    let mut schema = String::new();
    lowered.unwrap_or(form.schema).write(&mut schema);
    let schema: Value = serde_json::from_str(&schema).expect("a schema is JSON");
    json!({"type": "json_schema", "json_schema": {"name": form.name, "schema": schema}})
}

/// Two keys that the vendors document are taken and not read. Were it otherwise, the tests above could
/// ask more of the server.
#[test]
fn where_a_schema_is_not_read() {
    let Some(server) = Server::start() else {
        return;
    };
    let schema = json!({"const": "only this"});
    let format = json!({"type": "json_schema", "name": "answer", "schema": schema});
    let is_read = |path: &str, body: &Value, at: &str| {
        let answer = post(&server.address, path, body);
        assert_eq!(answer.status, 200, "{}", answer.body);
        let answer: Value = serde_json::from_str(&answer.body).expect("JSON");
        let text = answer.pointer(at).and_then(Value::as_str);
        text == Some("\"only this\"")
    };
    let mut body = json!({"model": "noise", "input": "Anything.", "text": {"format": format}});
    let at = "/output/0/content/0/text";
    assert!(!is_read("/v1/responses", &body, at));
    body["response_format"] = json!({"type": "json_schema", "json_schema": {"schema": schema}});
    assert!(is_read("/v1/responses", &body, at));

    let body = json!({
        "model": "noise",
        "max_tokens": 500,
        "messages": [{"role": "user", "content": "Anything."}],
        "output_config": {"format": {"type": "json_schema", "schema": schema}},
        "response_format": {"type": "json_schema", "json_schema": {"schema": schema}},
    });
    assert!(!is_read("/v1/messages", &body, "/content/0/text"));
}
