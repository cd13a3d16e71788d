//! An answer in the words of each wire: text, or a call of a tool; whole, or streamed in pieces.

use formwork::provider::Wire;
use serde_json::{Value, json};

/// The content type of an answer, and its body in chunks.
pub(crate) fn answer(
    wire: Wire,
    call: Option<&str>,
    text: &str,
    streamed: bool,
) -> (&'static str, Vec<Vec<u8>>) {
    match (wire.as_str(), streamed) {
        ("bedrock-converse", true) => (
            "application/vnd.amazon.eventstream",
            converse_stream(call, text),
        ),
        ("ollama", true) => ("application/x-ndjson", lines(ollama_stream(call, text))),
        (_, true) => ("text/event-stream", events(wire, call, text)),
        (name, false) => {
            let body = match name {
                "openai-responses" => responses(call, text),
                "anthropic-messages" => messages(call, text),
                "bedrock-converse" => converse(call, text),
                "gemini" => gemini(call, text),
                "cohere-chat" => cohere(call, text),
                "ollama" => ollama(call, text, true),
                _ => chat(call, text),
            };
            ("application/json", vec![body.to_string().into_bytes()])
        }
    }
}

/// Pieces of eight characters.
pub(crate) fn pieces(text: &str) -> Vec<String> {
    let characters: Vec<char> = text.chars().collect();
    characters
        .chunks(8)
        .map(|piece| piece.iter().collect())
        .collect()
}

fn arguments(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| json!({}))
}

fn lines(values: Vec<Value>) -> Vec<Vec<u8>> {
    values
        .into_iter()
        .map(|value| format!("{value}\n").into_bytes())
        .collect()
}

/// Server-sent events, named where the wire names them.
fn events(wire: Wire, call: Option<&str>, text: &str) -> Vec<Vec<u8>> {
    let (payloads, named) = match wire.as_str() {
        "openai-responses" => (responses_stream(call, text), true),
        "anthropic-messages" => (messages_stream(call, text), true),
        "gemini" => (gemini_stream(call, text), false),
        "cohere-chat" => (cohere_stream(call, text), true),
        _ => (chat_stream(call, text), false),
    };
    let mut chunks = framed(&payloads, named);
    if wire.as_str() == "openai-chat" {
        chunks.push(b"data: [DONE]\n\n".to_vec());
    }
    chunks
}

/// These events, framed as the wire frames them.
pub(crate) fn events_of(wire: Wire, payloads: &[Value]) -> Vec<Vec<u8>> {
    framed(payloads, !matches!(wire.as_str(), "openai-chat" | "gemini"))
}

fn framed(payloads: &[Value], named: bool) -> Vec<Vec<u8>> {
    payloads
        .iter()
        .map(|payload| {
            let name = payload["type"].as_str().filter(|_| named);
            let name = name.map_or_else(String::new, |name| format!("event: {name}\n"));
            format!("{name}data: {payload}\n\n").into_bytes()
        })
        .collect()
}

fn chat_usage() -> Value {
    json!({"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18})
}

fn chat(call: Option<&str>, text: &str) -> Value {
    let (message, finish) = match call {
        Some(name) => {
            let function = json!({"name": name, "arguments": text});
            let call = json!({"id": "call_1", "type": "function", "function": function});
            let message = json!({"role": "assistant", "content": null, "tool_calls": [call]});
            (message, "tool_calls")
        }
        None => (json!({"role": "assistant", "content": text}), "stop"),
    };
    let choice = json!({"index": 0, "message": message, "finish_reason": finish});
    json!({"id": "c", "object": "chat.completion", "choices": [choice], "usage": chat_usage()})
}

fn chat_stream(call: Option<&str>, text: &str) -> Vec<Value> {
    let chunk = |delta: Value, finish: Option<&str>| {
        let choice = json!({"index": 0, "delta": delta, "finish_reason": finish});
        json!({"id": "c", "object": "chat.completion.chunk", "choices": [choice]})
    };
    let mut all = vec![chunk(json!({"role": "assistant", "content": null}), None)];
    if let Some(name) = call {
        let function = json!({"name": name, "arguments": ""});
        let head = json!({"index": 0, "id": "call_1", "type": "function", "function": function});
        all.push(chunk(json!({"tool_calls": [head]}), None));
    }
    for piece in pieces(text) {
        all.push(match call {
            Some(_) => {
                let more = json!({"index": 0, "function": {"arguments": piece}});
                chunk(json!({"tool_calls": [more]}), None)
            }
            None => chunk(json!({"content": piece}), None),
        });
    }
    let finish = if call.is_some() { "tool_calls" } else { "stop" };
    all.push(chunk(json!({}), Some(finish)));
    all.push(
        json!({"id": "c", "object": "chat.completion.chunk", "choices": [], "usage": chat_usage()}),
    );
    all
}

fn responses_item(call: Option<&str>, text: &str) -> Value {
    match call {
        Some(name) => {
            json!({"type": "function_call", "id": "fc_1", "call_id": "call_1", "name": name,
            "arguments": text, "status": "completed"})
        }
        None => {
            json!({"type": "message", "id": "msg_1", "role": "assistant", "status": "completed",
            "content": [{"type": "output_text", "text": text, "annotations": []}]})
        }
    }
}

fn responses(call: Option<&str>, text: &str) -> Value {
    json!({"id": "resp_1", "object": "response", "status": "completed", "error": null,
        "incomplete_details": null, "output": [responses_item(call, text)],
        "usage": {"input_tokens": 11, "output_tokens": 7, "total_tokens": 18}})
}

fn responses_stream(call: Option<&str>, text: &str) -> Vec<Value> {
    let mut started = responses(call, text);
    started["status"] = json!("in_progress");
    started["output"] = json!([]);
    started["usage"] = Value::Null;
    let mut all = vec![json!({"type": "response.created", "response": started})];
    let mut item = responses_item(call, "");
    item["status"] = json!("in_progress");
    if call.is_none() {
        item["content"] = json!([]);
    }
    let place = json!({"item_id": item["id"], "output_index": 0, "content_index": 0});
    let event = |name: &str, more: Value| {
        let mut event = place.clone();
        event["type"] = json!(name);
        if let (Some(event), Value::Object(more)) = (event.as_object_mut(), more) {
            event.extend(more);
        }
        event
    };
    all.push(json!({"type": "response.output_item.added", "output_index": 0, "item": item}));
    for piece in pieces(text) {
        let name = if call.is_some() {
            "response.function_call_arguments.delta"
        } else {
            "response.output_text.delta"
        };
        all.push(event(name, json!({"delta": piece})));
    }
    all.push(if call.is_some() {
        event(
            "response.function_call_arguments.done",
            json!({"arguments": text}),
        )
    } else {
        event("response.output_text.done", json!({"text": text}))
    });
    let item = responses_item(call, text);
    all.push(json!({"type": "response.output_item.done", "output_index": 0, "item": item}));
    all.push(json!({"type": "response.completed", "response": responses(call, text)}));
    all
}

fn messages(call: Option<&str>, text: &str) -> Value {
    let (block, reason) = match call {
        Some(name) => {
            let input = arguments(text);
            let block = json!({"type": "tool_use", "id": "call_1", "name": name, "input": input});
            (block, "tool_use")
        }
        None => (json!({"type": "text", "text": text}), "end_turn"),
    };
    json!({"id": "msg_1", "type": "message", "role": "assistant", "model": "m", "content": [block],
        "stop_reason": reason, "stop_sequence": null,
        "usage": {"input_tokens": 11, "output_tokens": 7}})
}

fn messages_stream(call: Option<&str>, text: &str) -> Vec<Value> {
    let mut started = messages(call, text);
    started["content"] = json!([]);
    started["stop_reason"] = Value::Null;
    started["usage"] = json!({"input_tokens": 11, "output_tokens": 1});
    let block = match call {
        Some(name) => json!({"type": "tool_use", "id": "call_1", "name": name, "input": {}}),
        None => json!({"type": "text", "text": ""}),
    };
    let mut all = vec![
        json!({"type": "message_start", "message": started}),
        json!({"type": "content_block_start", "index": 0, "content_block": block}),
        json!({"type": "ping"}),
    ];
    for piece in pieces(text) {
        let delta = match call {
            Some(_) => json!({"type": "input_json_delta", "partial_json": piece}),
            None => json!({"type": "text_delta", "text": piece}),
        };
        all.push(json!({"type": "content_block_delta", "index": 0, "delta": delta}));
    }
    let reason = if call.is_some() {
        "tool_use"
    } else {
        "end_turn"
    };
    all.extend([
        json!({"type": "content_block_stop", "index": 0}),
        json!({"type": "message_delta", "delta": {"stop_reason": reason, "stop_sequence": null},
            "usage": {"output_tokens": 7}}),
        json!({"type": "message_stop"}),
    ]);
    all
}

fn converse_usage() -> Value {
    json!({"inputTokens": 11, "outputTokens": 7, "totalTokens": 18})
}

fn converse(call: Option<&str>, text: &str) -> Value {
    let (block, reason) = match call {
        Some(name) => {
            let input = arguments(text);
            let block = json!({"toolUse": {"toolUseId": "call_1", "name": name, "input": input}});
            (block, "tool_use")
        }
        None => (json!({"text": text}), "end_turn"),
    };
    json!({"output": {"message": {"role": "assistant", "content": [block]}}, "stopReason": reason,
        "usage": converse_usage(), "metrics": {"latencyMs": 1}})
}

fn converse_stream(call: Option<&str>, text: &str) -> Vec<Vec<u8>> {
    let mut all = vec![("messageStart", json!({"role": "assistant"}))];
    if let Some(name) = call {
        let start = json!({"toolUse": {"toolUseId": "call_1", "name": name}});
        all.push((
            "contentBlockStart",
            json!({"contentBlockIndex": 0, "start": start}),
        ));
    }
    for piece in pieces(text) {
        let delta = match call {
            Some(_) => json!({"toolUse": {"input": piece}}),
            None => json!({"text": piece}),
        };
        all.push((
            "contentBlockDelta",
            json!({"contentBlockIndex": 0, "delta": delta}),
        ));
    }
    let reason = if call.is_some() {
        "tool_use"
    } else {
        "end_turn"
    };
    all.extend(converse_end(reason));
    all.iter()
        .map(|(name, payload)| frame("event", name, &payload.to_string()))
        .collect()
}

fn converse_end(reason: &str) -> [(&'static str, Value); 3] {
    [
        ("contentBlockStop", json!({"contentBlockIndex": 0})),
        ("messageStop", json!({"stopReason": reason})),
        (
            "metadata",
            json!({"usage": converse_usage(), "metrics": {"latencyMs": 1}}),
        ),
    ]
}

/// A stream that ends for this reason.
pub(crate) fn converse_stream_ending(reason: &str) -> Vec<Vec<u8>> {
    let delta = json!({"contentBlockIndex": 0, "delta": {"text": "{"}});
    let start = ("messageStart", json!({"role": "assistant"}));
    let mut all = vec![start, ("contentBlockDelta", delta)];
    all.extend(converse_end(reason));
    let frames = all.iter();
    frames
        .map(|(name, payload)| frame("event", name, &payload.to_string()))
        .collect()
}

/// The frame of an exception.
pub(crate) fn exception(name: &str, message: &str) -> Vec<u8> {
    frame("exception", name, &json!({"message": message}).to_string())
}

/// A message of Amazon's event stream encoding.
fn frame(kind: &str, name: &str, payload: &str) -> Vec<u8> {
    let mut headers = Vec::new();
    for (name, value) in [
        (format!(":{kind}-type").as_str(), name),
        (":content-type", "application/json"),
        (":message-type", kind),
    ] {
        headers.push(u8::try_from(name.len()).expect("a short name"));
        headers.extend(name.as_bytes());
        headers.push(7);
        headers.extend(
            u16::try_from(value.len())
                .expect("a short value")
                .to_be_bytes(),
        );
        headers.extend(value.as_bytes());
    }
    let size = |length: usize| {
        u32::try_from(length)
            .expect("a short message")
            .to_be_bytes()
    };
    let mut out = Vec::new();
    out.extend(size(headers.len() + payload.len() + 16));
    out.extend(size(headers.len()));
    out.extend(crc32(&out).to_be_bytes());
    out.extend(headers);
    out.extend(payload.as_bytes());
    out.extend(crc32(&out).to_be_bytes());
    out
}

/// CRC-32 as in ISO 3309, bit by bit.
fn crc32(bytes: &[u8]) -> u32 {
    let mut sum = u32::MAX;
    for byte in bytes {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = (sum >> 1) ^ (0xEDB8_8320 & (sum & 1).wrapping_neg());
        }
    }
    !sum
}

fn gemini_usage() -> Value {
    json!({"promptTokenCount": 11, "candidatesTokenCount": 7, "totalTokenCount": 18})
}

fn gemini(call: Option<&str>, text: &str) -> Value {
    let part = match call {
        Some(name) => json!({"functionCall": {"name": name, "args": arguments(text)}}),
        None => json!({"text": text}),
    };
    let content = json!({"role": "model", "parts": [part]});
    json!({"candidates": [{"content": content, "finishReason": "STOP", "index": 0}],
        "usageMetadata": gemini_usage()})
}

fn gemini_stream(call: Option<&str>, text: &str) -> Vec<Value> {
    if call.is_some() {
        return vec![gemini(call, text)];
    }
    let mut all: Vec<Value> = pieces(text)
        .iter()
        .map(|piece| gemini(None, piece))
        .collect();
    let last = all.len().saturating_sub(1);
    for chunk in all.iter_mut().take(last) {
        if let Some(candidate) = chunk["candidates"][0].as_object_mut() {
            candidate.remove("finishReason");
        }
    }
    all
}

fn cohere_usage() -> Value {
    json!({"billed_units": {"input_tokens": 11, "output_tokens": 7},
        "tokens": {"input_tokens": 11, "output_tokens": 7}})
}

fn cohere(call: Option<&str>, text: &str) -> Value {
    let (message, reason) = match call {
        Some(name) => {
            let function = json!({"name": name, "arguments": text});
            let call = json!({"id": "call_1", "type": "function", "function": function});
            let message = json!({"role": "assistant", "tool_plan": "", "tool_calls": [call]});
            (message, "TOOL_CALL")
        }
        None => {
            let content = json!([{"type": "text", "text": text}]);
            (json!({"role": "assistant", "content": content}), "COMPLETE")
        }
    };
    json!({"id": "c", "finish_reason": reason, "message": message, "usage": cohere_usage()})
}

fn cohere_stream(call: Option<&str>, text: &str) -> Vec<Value> {
    let message = |message: Value| json!({"message": message});
    let mut all = vec![json!({"type": "message-start", "id": "c",
        "delta": message(json!({"role": "assistant", "content": [], "tool_calls": []}))})];
    match call {
        Some(name) => {
            let function = json!({"name": name, "arguments": ""});
            let start = json!({"id": "call_1", "type": "function", "function": function});
            all.push(json!({"type": "tool-call-start", "index": 0,
                "delta": message(json!({"tool_calls": start}))}));
            for piece in pieces(text) {
                let more = json!({"tool_calls": {"function": {"arguments": piece}}});
                all.push(json!({"type": "tool-call-delta", "index": 0, "delta": message(more)}));
            }
            all.push(json!({"type": "tool-call-end", "index": 0}));
        }
        None => {
            let start = json!({"content": {"type": "text", "text": ""}});
            all.push(json!({"type": "content-start", "index": 0, "delta": message(start)}));
            for piece in pieces(text) {
                let more = json!({"content": {"text": piece}});
                all.push(json!({"type": "content-delta", "index": 0, "delta": message(more)}));
            }
            all.push(json!({"type": "content-end", "index": 0}));
        }
    }
    let reason = if call.is_some() {
        "TOOL_CALL"
    } else {
        "COMPLETE"
    };
    all.push(json!({"type": "message-end",
        "delta": {"finish_reason": reason, "usage": cohere_usage()}}));
    all
}

fn ollama(call: Option<&str>, text: &str, last: bool) -> Value {
    let message = match call {
        Some(name) => {
            let function = json!({"name": name, "arguments": arguments(text)});
            json!({"role": "assistant", "content": "", "tool_calls": [{"function": function}]})
        }
        None => json!({"role": "assistant", "content": text}),
    };
    let mut body = json!({"model": "m", "created_at": "2026-11-21T00:00:00Z", "message": message,
        "done": last});
    if last {
        body["done_reason"] = json!("stop");
        body["prompt_eval_count"] = json!(11);
        body["eval_count"] = json!(7);
    }
    body
}

fn ollama_stream(call: Option<&str>, text: &str) -> Vec<Value> {
    let mut all = match call {
        Some(_) => vec![ollama(call, text, false)],
        None => pieces(text)
            .iter()
            .map(|piece| ollama(None, piece, false))
            .collect(),
    };
    all.push(ollama(None, "", true));
    all
}
