//! Amazon Bedrock Converse.

mod answer;
mod conversation;
mod request;
pub(crate) mod stream;

use formwork::provider::{Mode, Wire, find};
use serde_json::Value;

use crate::cells::Cell;
use crate::replay::Words;

const WIRE: Wire = Wire::BedrockConverse;

const MODEL: &str = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";

const WORDS: Words = Words {
    wire: WIRE,
    finish: |expected| finish(expected["finish"].as_str().unwrap()).to_owned(),
    usage,
    is_end: |_| unreachable!("these streams are no text"),
};

fn finish(word: &str) -> &'static str {
    match word {
        "end_turn" | "stop_sequence" => "stop",
        "tool_use" => "tool_calls",
        "max_tokens" => "length",
        other => panic!("say what `{other}` is"),
    }
}

fn usage(raw: &Value) -> [u64; 5] {
    let count = |key: &str| raw[key].as_u64().unwrap_or(0);
    let cached = count("cacheReadInputTokens");
    let input = count("inputTokens") + count("cacheWriteInputTokens") + cached;
    [
        input,
        count("outputTokens"),
        cached,
        0,
        count("totalTokens"),
    ]
}

fn cell(mode: Mode) -> Cell {
    Cell::new(WIRE, find("bedrock").unwrap(), MODEL, mode)
}

/// An answer that thought first, and called twice.
const CALLED: &str = r#"{"output":{"message":{"role":"assistant","content":[
    {"reasoningContent":{"reasoningText":{"text":"Hm.","signature":"Eq+/="}}},
    {"reasoningContent":{"redactedContent":"eA=="}}, {"text":"Let me see."},
    {"toolUse":{"toolUseId":"tooluse_1","name":"Other","input":{}}},
    {"toolUse":{"toolUseId":"tooluse_2","name":"Person","input":{"name": ""},"type":"tool_use"}}]}},
    "stopReason":"tool_use","usage":{"inputTokens":1,"outputTokens":2,"totalTokens":3}}"#;
