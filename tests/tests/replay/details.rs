//! What a router wants back unchanged: read in fragments, sent back whole.

use formwork::provider::{Assembly, Mode, Prepared, Wire, find, reask};
use formwork::{CacheFor, Form, Message, SchemaText, Undo, Violation};
use serde_json::{Map, Value, json};

static FORM: Form = Form {
    name: "Answer",
    description: "",
    schema: SchemaText {
        root: r#"{"type":"object"}"#,
        defs: &[],
    },
    notation: &[],
    layer: &formwork::Layer::Itself,
    dialects: &[],
};

fn body(provider: &str, messages: &[Message]) -> Value {
    let body = Wire::OpenaiChat.body(&Prepared {
        provider: find(provider).unwrap(),
        model: "m",
        messages,
        form: &FORM,
        tools: &[],
        mode: Mode::Tools,
        stream: false,
        max_tokens: None,
        temperature: None,
        extra: &Map::new(),
        notation: false,
    });
    serde_json::from_str(&body.unwrap()).unwrap()
}

#[test]
fn reasoning_details_are_put_together_and_go_back() {
    let chunk = |delta: Value, finish: Value| {
        format!(
            "data: {}\n\n",
            json!({"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]})
        )
    };
    let detail = |more: Value| {
        let mut detail = json!({"type": "reasoning.text", "index": 0, "format": "f"});
        detail
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        json!({"reasoning": "", "reasoning_details": [detail]})
    };
    let call = json!({"tool_calls": [{"index": 0, "id": "a", "function": {"name": "Answer", "arguments": "{}"}}]});
    let stream = [
        chunk(detail(json!({"text": "Let "})), Value::Null),
        chunk(detail(json!({"text": "me see.", "signature": null})), Value::Null),
        chunk(detail(json!({"signature": "c2ln"})), Value::Null),
        chunk(json!({"reasoning_details": [{"type": "reasoning.encrypted", "index": 1, "data": "x"}]}), Value::Null),
        chunk(call, json!("tool_calls")),
    ]
    .concat();
    let mut assembly = Assembly::default();
    let mut reader = Wire::OpenaiChat.stream();
    for piece in stream.as_bytes().chunks(7) {
        reader
            .push(piece, &mut |delta| assembly.add(delta))
            .unwrap();
    }
    reader.end(&mut |delta| assembly.add(delta)).unwrap();
    let violations = [Violation::new("/a", "type", "is wrong")];
    let turns = reask(
        Wire::OpenaiChat,
        &assembly,
        &violations,
        &FORM,
        Mode::Tools,
        Undo::default(),
    );
    let sent = body("openrouter", &turns);
    assert_eq!(
        sent["messages"][0]["reasoning_details"],
        json!([
            {"type": "reasoning.text", "index": 0, "format": "f", "text": "Let me see.", "signature": "c2ln"},
            {"type": "reasoning.encrypted", "index": 1, "data": "x"},
        ])
    );
    assert_eq!(sent["messages"][0]["tool_calls"][0]["id"], "a");
    assert_eq!(
        body("groq", &turns)["messages"][0].get("reasoning_details"),
        None
    );
}

#[test]
fn cache_marks_are_for_those_who_are_told() {
    let messages = [
        Message::system("long").cached(CacheFor::Hour),
        Message::user("?").cached(CacheFor::Default),
    ];
    let sent = body("openrouter", &messages);
    assert_eq!(
        sent["messages"][0]["content"],
        json!([{"type": "text", "text": "long", "cache_control": {"type": "ephemeral", "ttl": "1h"}}])
    );
    assert_eq!(
        sent["messages"][1]["content"][0]["cache_control"],
        json!({"type": "ephemeral"})
    );
    assert_eq!(body("openai", &messages)["messages"][0]["content"], "long");
}
