//! Event streams: their frames, their exceptions, their blocks.

use std::collections::BTreeMap;

use formwork::provider::{ApiErrorKind, Assembly, FinishReason, ProtocolErrorKind};
use serde_json::{Value, json};

use super::{WIRE, WORDS};
use crate::data::streams;
use crate::replay::{assemble, calls, read};

#[test]
fn streams_come_to_the_expected_assembly() {
    let Some(recordings) = streams(&["converse-stream"]) else {
        return;
    };
    assert!(recordings.len() >= 8, "only {} streams", recordings.len());
    WORDS.assert_however_cut(&recordings);
    for recording in recordings {
        let (bytes, path) = (&recording.bytes[..], &recording.path);
        let whole = assemble(WIRE, [bytes]);
        for end in ends(bytes) {
            for cut in [end - 1, end] {
                let part = assemble(WIRE, [&bytes[..cut]]);
                let is_over = bytes[..cut].windows(11).any(|name| name == b"messageStop");
                let is_whole = ends(bytes).contains(&cut) || cut == 0;
                assert!(!part.done || is_over, "{path} cut off at {cut}");
                assert!(
                    part.done || !is_over || !is_whole,
                    "{path} cut off at {cut}"
                );
                assert!(whole.text.starts_with(&part.text), "{path}");
            }
        }
        // A bit that flips is found, wherever it is.
        for at in (0..bytes.len()).step_by(97) {
            let mut broken = bytes.to_vec();
            broken[at] ^= 4;
            let mut stream = WIRE.stream();
            let error = stream.push(&broken, &mut |_| {}).unwrap_err();
            assert_eq!(
                (error.kind, error.retryable()),
                (ProtocolErrorKind::Corrupt, true),
                "{path} at {at}"
            );
        }
    }
}

/// Where the frames of a stream end.
fn ends(bytes: &[u8]) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut at = 0;
    while let Some(length) = bytes.get(at..at + 4) {
        at += u32::from_be_bytes(length.try_into().unwrap()) as usize;
        ends.push(at);
    }
    ends
}

/// A frame, put together by the letter of the encoding.
fn frame(headers: &[(&str, &str)], payload: &str) -> Vec<u8> {
    let mut block = Vec::new();
    for (name, value) in headers {
        block.push(u8::try_from(name.len()).unwrap());
        block.extend(name.as_bytes());
        block.push(7);
        block.extend(u16::try_from(value.len()).unwrap().to_be_bytes());
        block.extend(value.as_bytes());
    }
    let length = |bytes: usize| u32::try_from(bytes).unwrap().to_be_bytes();
    let mut frame = Vec::new();
    frame.extend(length(16 + block.len() + payload.len()));
    frame.extend(length(block.len()));
    frame.extend(crc(&frame).to_be_bytes());
    frame.extend(block);
    frame.extend(payload.as_bytes());
    frame.extend(crc(&frame).to_be_bytes());
    frame
}

/// CRC-32, bit by bit.
fn crc(bytes: &[u8]) -> u32 {
    let mut sum = u32::MAX;
    for byte in bytes {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = sum >> 1 ^ if sum & 1 == 1 { 0xEDB8_8320 } else { 0 };
        }
    }
    !sum
}

pub(crate) fn event(name: &str, payload: &str) -> Vec<u8> {
    let headers = [
        (":event-type", name),
        (":content-type", "application/json"),
        (":message-type", "event"),
    ];
    frame(&headers, payload)
}

#[test]
fn exceptions_end_a_stream() {
    let begin = [
        event("messageStart", r#"{"role":"assistant"}"#),
        event(
            "contentBlockDelta",
            r#"{"contentBlockIndex":0,"delta":{"text":"Hal"}}"#,
        ),
    ];
    for (exception, kind, retryable) in [
        ("throttlingException", ApiErrorKind::RateLimit, true),
        ("modelStreamErrorException", ApiErrorKind::Server, true),
        ("internalServerException", ApiErrorKind::Server, true),
        (
            "serviceUnavailableException",
            ApiErrorKind::Overloaded,
            true,
        ),
        ("modelTimeoutException", ApiErrorKind::Timeout, true),
        ("validationException", ApiErrorKind::InvalidRequest, false),
        ("newException", ApiErrorKind::Other, false),
    ] {
        let headers = [
            (":message-type", "exception"),
            (":exception-type", exception),
        ];
        let last = frame(&headers, r#"{"message":"Too \"much\""}"#);
        let answer = assemble(WIRE, begin.iter().chain([&last]).map(Vec::as_slice));
        assert_eq!((answer.text.as_str(), answer.done), ("Hal", false));
        let error = answer.error.unwrap();
        assert_eq!(
            (error.kind, error.retryable()),
            (kind, retryable),
            "{exception}"
        );
        assert_eq!(error.code.as_deref(), Some(exception));
        assert_eq!(error.message, "Too \"much\"");
    }
    let headers = [
        (":message-type", "error"),
        (":error-code", "InternalFailure"),
        (":error-message", "gone"),
    ];
    let error = assemble(WIRE, [&frame(&headers, "")[..]]).error.unwrap();
    assert_eq!(
        (error.message.as_str(), error.code.as_deref()),
        ("gone", Some("InternalFailure"))
    );
    // And in a body that says that all is well.
    let body = br#"{"__type":"com.amazon#ThrottlingException","message":"slow"}"#;
    let error = read(WIRE, body).error.unwrap();
    assert_eq!(
        (error.kind, error.message.as_str()),
        (ApiErrorKind::RateLimit, "slow")
    );
}

#[test]
fn what_nobody_knows_is_read_past() {
    let events = [
        event("messageStart", r#"{"role":"assistant","p":"ab"}"#),
        event("somethingNew", "not even JSON"),
        event(
            "contentBlockStart",
            r#"{"contentBlockIndex":0,"start":{"image":{"format":"png"}}}"#,
        ),
        event(
            "contentBlockDelta",
            r#"{"contentBlockIndex":0,"delta":{"image":{"bytes":"x"}}}"#,
        ),
        event("contentBlockStop", r#"{"contentBlockIndex":0}"#),
        event(
            "contentBlockStart",
            r#"{"contentBlockIndex":1,"start":{"toolUse":{"toolUseId":"a","name":"f"}}}"#,
        ),
        event(
            "contentBlockStart",
            r#"{"contentBlockIndex":2,"start":{"toolUse":{"toolUseId":"b","name":"g"}}}"#,
        ),
        event(
            "contentBlockDelta",
            r#"{"contentBlockIndex":2,"delta":{"toolUse":{"input":{"x":1}}}}"#,
        ),
        event(
            "contentBlockDelta",
            r#"{"contentBlockIndex":9,"delta":{"toolUse":{"input":"lost"}}}"#,
        ),
        event("messageStop", r#"{"stopReason":"malformed_tool_use"}"#),
    ];
    let answer = assemble(WIRE, events.iter().map(Vec::as_slice));
    assert_eq!(
        calls(&answer),
        json!([{"id":"a","name":"f","arguments":"{}"},{"id":"b","name":"g","arguments":"{\"x\":1}"}])
    );
    assert_eq!(
        (answer.finish, answer.done),
        (Some(FinishReason::Malformed), true)
    );
    assert_eq!(
        answer.blocks.len(),
        2,
        "blocks that nobody closed are complete with the answer"
    );
}

/// The blocks of a stream are those that a whole answer would hold.
#[test]
fn streams_give_whole_blocks() {
    let Some(recordings) = streams(&["converse-stream"]) else {
        return;
    };
    let mut count = 0;
    for recording in recordings {
        let answer = assemble(WIRE, [&recording.bytes[..]]);
        let expected = put_together(&recording.bytes);
        assert_eq!(blocks(&answer), expected, "{}", recording.path);
        count += expected.len();
    }
    assert!(count >= 12, "only {count} blocks");
}

pub(super) fn blocks(assembly: &Assembly) -> Vec<Value> {
    let blocks = assembly.blocks.iter();
    blocks
        .map(|block| serde_json::from_str(&block.json).unwrap())
        .collect()
}

/// Another assembler of blocks.
fn put_together(bytes: &[u8]) -> Vec<Value> {
    let mut blocks: BTreeMap<(u64, bool), Value> = BTreeMap::new();
    let mut begin = 0;
    for end in ends(bytes) {
        let headers = u32::from_be_bytes(bytes[begin + 4..begin + 8].try_into().unwrap()) as usize;
        let event: Value = serde_json::from_slice(&bytes[begin + 12 + headers..end - 4]).unwrap();
        begin = end;
        let Some(index) = event["contentBlockIndex"].as_u64() else {
            continue;
        };
        if let Some(start) = event.get("start") {
            blocks.insert((index, false), start.clone());
        }
        let delta = &event["delta"];
        let append = |slot: &mut Value, more: &Value| {
            let known = slot.as_str().unwrap_or_default().to_owned();
            *slot = json!(known + more.as_str().unwrap());
        };
        let is_reasoning = delta.get("reasoningContent").is_some();
        let block = blocks.entry((index, is_reasoning)).or_insert(json!({}));
        if delta["text"].is_string() {
            append(&mut block["text"], &delta["text"]);
        }
        if let Some(part) = delta.get("reasoningContent") {
            for (key, more) in part.as_object().unwrap() {
                let inner = &mut block["reasoningContent"];
                if key == "redactedContent" {
                    append(&mut inner[key], more);
                } else {
                    append(&mut inner["reasoningText"][key], more);
                }
            }
        }
        if delta["toolUse"]["input"].is_string() {
            append(&mut block["toolUse"]["input"], &delta["toolUse"]["input"]);
        }
        if let Some(results) = delta["toolResult"].as_array() {
            let mut content = block["toolResult"]["content"]
                .as_array()
                .cloned()
                .unwrap_or_default();
            content.extend(results.iter().cloned());
            block["toolResult"]["content"] = json!(content);
        }
    }
    let whole = blocks.into_values().filter_map(|mut block| {
        if let Some(input) = block["toolUse"]["input"].as_str() {
            block["toolUse"]["input"] = serde_json::from_str(input).unwrap();
        }
        let members = block.as_object_mut().unwrap();
        members.retain(|_, value| !value.is_null());
        (!members.is_empty() && block["text"] != "").then_some(block)
    });
    whole.map(without_nulls).collect()
}

/// Looking at a member that is not there leaves a null behind.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let members = members.into_iter().filter(|member| !member.1.is_null());
            members
                .map(|(key, value)| (key, without_nulls(value)))
                .collect()
        }
        other => other,
    }
}
