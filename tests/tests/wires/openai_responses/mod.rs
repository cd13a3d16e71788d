//! `OpenAI`'s Responses.

mod answer;
mod reask;
mod request;
mod stream;

use formwork::provider::{Assembly, Mode, Wire, find};
use serde_json::{Value, json};

use crate::cells::Cell;
use crate::replay::{Words, assemble, read};

const WIRE: Wire = Wire::OpenaiResponses;

const WORDS: Words = Words {
    wire: WIRE,
    finish: |expected| {
        let has_calls = expected["tool_calls"].get(0).is_some();
        finish(expected["finish"].as_str().unwrap(), has_calls).to_owned()
    },
    usage: |raw| {
        let count = |value: &Value| value.as_u64().unwrap_or(0);
        let (input, output) = (count(&raw["input_tokens"]), count(&raw["output_tokens"]));
        [
            input,
            output,
            count(&raw["input_tokens_details"]["cached_tokens"]),
            count(&raw["output_tokens_details"]["reasoning_tokens"]),
            raw["total_tokens"].as_u64().unwrap_or(input + output),
        ]
    },
    is_end: |data| {
        [
            "\"type\":\"response.completed\"",
            "\"type\":\"response.incomplete\"",
            "\"type\":\"response.failed\"",
        ]
        .iter()
        .any(|kind| data.contains(kind))
    },
};

fn finish(status: &str, has_calls: bool) -> &'static str {
    match status {
        "completed" | "complete" if has_calls => "tool_calls",
        "completed" | "complete" => "stop",
        "incomplete" => "length",
        "failed" => "error",
        other => panic!("say what {other} is"),
    }
}

fn cell(mode: Mode) -> Cell {
    Cell::new(WIRE, find("openai").unwrap(), "gpt-5", mode)
}

/// An attempt as the server gives it: thoughts, which nobody else can read, and a call.
fn attempt_with_reasoning() -> Assembly {
    let body = json!({"status":"completed","error":null,"output":[
        {"id":"rs_1","type":"reasoning","summary":[{"type":"summary_text","text":"hm"}],"encrypted_content":"gAAA"},
        {"id":"msg_1","type":"message","role":"assistant","status":"completed","phase":"commentary",
            "content":[{"type":"output_text","text":"I call.","annotations":[],"logprobs":[]}]},
        {"id":"fc_1","type":"function_call","call_id":"call_1","name":"Person","arguments":"{\"name\": \"\"}","status":"completed"},
        {"id":"fc_2","type":"function_call","call_id":"call_2","name":"Person","arguments":"{\"name\": \"\"}","status":"completed"}
    ]});
    read(WIRE, body.to_string().as_bytes())
}

fn stream(events: &[Value]) -> Assembly {
    let events: Vec<String> = events
        .iter()
        .map(|event| format!("data: {event}\n\n"))
        .collect();
    let events = events.concat();
    assemble(WIRE, [events.as_bytes()])
}
