//! Google's `generateContent`: the Gemini API and Vertex AI.

mod answer;
mod reask;
mod request;
mod signatures;
mod stream;

use formwork::provider::{Assembly, Mode, Wire, find};
use serde_json::{Value, json};

use crate::cells::Cell;
use crate::data::Recording;
use crate::replay::{Words, assemble, read};

const WIRE: Wire = Wire::Gemini;

const APIS: [&str; 2] = ["generateContent", "streamGenerateContent"];

const WORDS: Words = Words {
    wire: WIRE,
    finish: |expected| {
        let has_calls = expected["tool_calls"].get(0).is_some();
        finish(expected["finish"].as_str().unwrap(), has_calls).to_owned()
    },
    usage: |raw| {
        let count = |key: &str| raw[key].as_u64().unwrap_or(0);
        let input = count("promptTokenCount") + count("toolUsePromptTokenCount");
        let output = count("candidatesTokenCount") + count("thoughtsTokenCount");
        [
            input,
            output,
            count("cachedContentTokenCount"),
            count("thoughtsTokenCount"),
            raw["totalTokenCount"]
                .as_u64()
                .filter(|total| *total >= input.max(output))
                .unwrap_or(input + output),
        ]
    },
    is_end: |data| data.contains("\"finishReason\""),
};

fn finish(word: &str, has_calls: bool) -> &'static str {
    match word {
        "STOP" if has_calls => "tool_calls",
        "STOP" => "stop",
        "MAX_TOKENS" => "length",
        "SAFETY" => "content_filter",
        "UNEXPECTED_TOOL_CALL" => "malformed",
        other => panic!("say what {other} is"),
    }
}

fn cell(mode: Mode) -> Cell {
    Cell::new(WIRE, find("gemini").unwrap(), "gemini-3-flash", mode)
}

/// An attempt as the server gives it: thoughts, a text, and calls of which the first is signed.
fn attempt_with_signatures() -> Assembly {
    read(WIRE, signed().to_string().as_bytes())
}

fn signed() -> Value {
    json!({"candidates":[{"finishReason":"STOP","content":{"role":"model","parts":[
        {"text":"hm","thought":true},
        {"text":"I call."},
        {"functionCall":{"name":"Person","args":{"name":""}},"thoughtSignature":"AAAA"},
        {"functionCall":{"id":"x1","name":"Person","args":{"name":""}}},
        {"text":"","thoughtSignature":"BBBB"}
    ]}}]})
}

/// A model that looks at signatures where the recorded one does, and one that does not elsewhere: what such models gave bears
/// none.
fn kind_of_model(recording: &Recording) -> &'static str {
    match recording.about["model"].as_str() {
        Some(model) if model.starts_with("gemini-3") => "gemini-3-flash",
        _ => "gemini-2.5-flash",
    }
}

/// All parts of an answer, whole or a stream, in their order.
fn parts(text: &str) -> Vec<Value> {
    let chunks: Vec<Value> = if let Ok(body) = text.parse() {
        vec![body]
    } else {
        let data = text.lines().filter_map(|line| line.strip_prefix("data:"));
        data.map(|data| data.parse().unwrap()).collect()
    };
    let parts = chunks.iter().flat_map(|chunk| {
        let parts = chunk["candidates"][0]["content"]["parts"].as_array();
        parts.cloned().unwrap_or_default()
    });
    parts.collect()
}

fn stream(chunks: &[Value]) -> Assembly {
    let chunks: Vec<String> = chunks
        .iter()
        .map(|chunk| format!("data: {chunk}\r\n\r\n"))
        .collect();
    let chunks = chunks.concat();
    assemble(WIRE, [chunks.as_bytes()])
}

fn chunk(parts: &Value) -> Value {
    json!({"candidates":[{"content":{"role":"model","parts":parts}}]})
}
