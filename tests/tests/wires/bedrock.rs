//! Amazon Bedrock Converse.

use std::collections::BTreeMap;
use std::time::SystemTime;

use formwork::provider::{
    ApiErrorKind, Assembly, FinishReason, Mode, ProtocolErrorKind, RequestError, Wire, find,
};
use formwork::{CacheFor, Media, MediaKind, Message, Part, Source, ToolCall};
use serde_json::{Map, Value, json};

use crate::cells::{Cell, assert_valid, cells, media, schemas_of_person, with};
use crate::data::{files, schema, streams};
use crate::replay::{Words, assemble, calls, read};

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

/// All requests.
fn all() -> Vec<Cell> {
    let provider = find("bedrock").unwrap();
    let extra = json!({
        "additionalModelRequestFields": {"thinking": {"type": "adaptive"}},
        "inferenceConfig": {"topP": 0.5, "stopSequences": ["x"]}, "serviceTier": {"type": "flex"},
        "outputConfig": {"effort": "low"}, "requestMetadata": {"a": "b"}, "promptVariables": null,
    });
    let mut all = Vec::new();
    for model in [
        MODEL,
        "amazon.nova-lite-v1:0",
        "mistral.mistral-large-3-675b-instruct",
        "qwen.qwen3-32b-v1:0",
    ] {
        all.extend(cells(WIRE, provider, model));
    }
    for mode in provider.modes.iter().copied() {
        for stream in [false, true] {
            let cell = Cell {
                stream,
                ..cell(mode)
            };
            let again = cell.clone().again(&read(WIRE, CALLED.as_bytes()));
            let cached = again.messages.iter().cloned();
            let cached = cached
                .map(|message| message.cached(CacheFor::Hour))
                .collect();
            all.push(Cell {
                messages: cached,
                ..again.clone()
            });
            all.push(Cell {
                extra: extra.as_object().unwrap().clone(),
                max_tokens: Some(5),
                ..again
            });
            for media in media() {
                let cell = Cell {
                    messages: with(media.clone()),
                    ..cell.clone()
                };
                let has_place = matches!(media.source, Source::Base64(_));
                assert_eq!(cell.body().is_ok(), has_place, "{media:?}");
                all.extend(has_place.then_some(cell));
            }
        }
    }
    all
}

#[test]
fn the_closed_schema_accepts_every_body_and_hardly_a_misspelt_one() {
    let file = "bedrock/bedrock-converse.schema.json";
    let Some(whole) = schema(file, Some("ConverseRequest")) else {
        return;
    };
    let stream = schema(file, Some("ConverseStreamRequest")).unwrap();
    let (mut mutants, mut missed) = (0, Vec::new());
    for cell in all() {
        let body = cell.body().unwrap();
        let mut free = vec![
            "/additionalModelRequestFields".to_owned(),
            "/requestMetadata".to_owned(),
        ];
        free.extend(
            (0..3).map(|tool| format!("/toolConfig/tools/{tool}/toolSpec/inputSchema/json")),
        );
        for (turn, message) in body["messages"].as_array().unwrap().iter().enumerate() {
            let blocks = message["content"].as_array().unwrap().len();
            let inputs =
                (0..blocks).map(|block| format!("/messages/{turn}/content/{block}/toolUse/input"));
            free.extend(inputs);
        }
        let free: Vec<&str> = free.iter().map(String::as_str).collect();
        let schema = if cell.stream { &stream } else { &whole };
        let (count, passed) = assert_valid(schema, &body, &free);
        mutants += count;
        missed.extend(passed);
    }
    assert!(mutants > 5000, "only {mutants} mutants");
    assert!(
        missed.len() * 200 < mutants,
        "{} of {mutants}: {missed:?}",
        missed.len()
    );
}

#[test]
fn each_mode_asks_in_its_own_way() {
    let [lenient, strict] = schemas_of_person();
    let description = "A \"person\" of the text";
    let with = |more: Value| {
        let mut body = json!({"system":[{"text":"Be exact."}],
            "messages":[{"role":"user","content":[{"text":"Ada, \"1815\"\n"}]}]});
        let members = body.as_object_mut().unwrap();
        members.extend(more.as_object().unwrap().clone());
        body
    };
    let tool = |schema: &Value| json!({"name":"Person","description":description,"inputSchema":{"json":schema}});
    let config = |spec: &Value, choice: &Value| {
        let mut config = json!({"tools":[{"toolSpec":spec}]});
        if !choice.is_null() {
            config["toolChoice"] = choice.clone();
        }
        with(json!({"toolConfig":config}))
    };
    let named = json!({"tool":{"name":"Person"}});
    assert_eq!(
        cell(Mode::Tools).body().unwrap(),
        config(&tool(&lenient), &named)
    );
    let mut spec = tool(&strict);
    spec["strict"] = json!(true);
    assert_eq!(
        cell(Mode::StrictTools).body().unwrap(),
        config(&spec, &named)
    );
    let spec = tool(&lenient);
    assert_eq!(
        cell(Mode::ParallelTools).body().unwrap(),
        config(&spec, &Value::Null)
    );
    for (model, choice) in [
        ("mistral.mistral-large-2402-v1:0", json!({"any":{}})),
        ("qwen.qwen3-32b-v1:0", Value::Null),
        ("eu.amazon.nova-lite-v1:0", named.clone()),
        ("global.anthropic.claude-fable-5-v1:0", Value::Null),
        (
            "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-sonnet-5-v1:0",
            named,
        ),
    ] {
        let cell = Cell {
            model,
            ..cell(Mode::Tools)
        };
        assert_eq!(cell.body().unwrap(), config(&spec, &choice), "{model}");
    }
    let body = cell(Mode::JsonSchema).body().unwrap();
    let format = &body["outputConfig"]["textFormat"];
    assert_eq!(format["type"], "json_schema");
    let told = &format["structure"]["jsonSchema"];
    assert_eq!(
        (&told["name"], &told["description"]),
        (&json!("Person"), &json!(description))
    );
    let text: Value = serde_json::from_str(told["schema"].as_str().unwrap()).unwrap();
    assert_eq!(text, strict);
    for mode in [Mode::Json, Mode::MdJson] {
        let body = cell(mode).body().unwrap();
        assert!(
            body["system"][1]["text"]
                .as_str()
                .unwrap()
                .contains("<schema>")
        );
        assert_eq!(body.get("toolConfig").or(body.get("outputConfig")), None);
    }
}

#[test]
fn addresses_name_the_model() {
    let base = "https://bedrock-runtime.us-east-1.amazonaws.com";
    for (model, stream, path) in [
        (
            "us.amazon.nova-micro-v1:0",
            false,
            "us.amazon.nova-micro-v1%3A0/converse",
        ),
        (
            "arn:aws:bedrock:a:1:profile/x y",
            true,
            "arn%3Aaws%3Abedrock%3Aa%3A1%3Aprofile%2Fx%20y/converse-stream",
        ),
    ] {
        let cell = Cell {
            model,
            stream,
            ..cell(Mode::Json)
        };
        assert_eq!(
            WIRE.url(&cell.prepared(), base),
            format!("{base}/model/{path}")
        );
    }
}

#[test]
fn what_the_caller_passes_joins_what_the_call_writes() {
    let body = |extra: Value| {
        let cell = Cell {
            extra: extra.as_object().unwrap().clone(),
            max_tokens: Some(7),
            ..cell(Mode::JsonSchema)
        };
        cell.body()
    };
    let joined =
        body(json!({"inferenceConfig":{"topP":0.5},"outputConfig":{"effort":"low"}})).unwrap();
    assert_eq!(joined["inferenceConfig"], json!({"maxTokens":7,"topP":0.5}));
    assert_eq!(joined["outputConfig"]["effort"], "low");
    assert!(joined["outputConfig"]["textFormat"].is_object());
    for (extra, told) in [
        (
            json!({"inferenceConfig":{"maxTokens":1}}),
            "inferenceConfig.maxTokens",
        ),
        (
            json!({"outputConfig":{"textFormat":{}}}),
            "outputConfig.textFormat",
        ),
        (json!({"outputConfig":[]}), "outputConfig"),
        (json!({"toolConfig":{}}), "toolConfig"),
    ] {
        assert_eq!(
            body(extra).unwrap_err(),
            RequestError::ExtraKey(told.to_owned())
        );
    }
    let budget = json!({"additionalModelRequestFields":{"thinking":{"type":"enabled","budget_tokens":2000}}});
    let thinking = Cell {
        extra: budget.as_object().unwrap().clone(),
        ..cell(Mode::Tools)
    };
    assert_eq!(
        thinking.body().unwrap()["toolConfig"].get("toolChoice"),
        None
    );
}

#[test]
fn tools_of_the_conversation_stay_known() {
    let call = ToolCall {
        id: "call|1/".repeat(12),
        name: "look".to_owned(),
        arguments: String::new(),
    };
    let id = call.id.clone();
    let cell = Cell {
        messages: vec![
            Message::user("x"),
            Message::tool_calls(" \n", vec![call]),
            Message::tool_error(id, "look", "no"),
        ],
        ..cell(Mode::Json)
    };
    let body = cell.body().unwrap();
    let tools = json!([{"toolSpec":{"name":"look","inputSchema":{"json":{"type":"object"}}}}]);
    assert_eq!(body["toolConfig"], json!({"tools":tools}));
    let turns = &body["messages"];
    let content = turns[1]["content"].as_array().unwrap();
    assert_eq!(content.len(), 1, "blank text is left out: {content:?}");
    let id = content[0]["toolUse"]["toolUseId"].as_str().unwrap();
    assert_eq!(id, &"call_1_".repeat(12)[..64]);
    let result = &turns[2]["content"][0]["toolResult"];
    assert_eq!(
        (result["toolUseId"].as_str(), &result["status"]),
        (Some(id), &json!("error"))
    );
    let other = Cell {
        model: "qwen.qwen3-32b-v1:0",
        ..cell
    };
    let body = other.body().unwrap();
    assert_eq!(
        body["messages"][2]["content"][0]["toolResult"].get("status"),
        None
    );
}

#[test]
fn media_become_blocks() {
    let content = |media: &[Media]| {
        let cell = Cell {
            messages: vec![Message::parts(media.iter().cloned().map(Part::Media))],
            ..cell(Mode::Json)
        };
        cell.body()
            .map(|body| body["messages"][0]["content"].clone())
    };
    let here = || Source::Base64("AAAA".to_owned());
    let there = |uri: &str| Source::Url(uri.to_owned());
    let documents = [
        Media::new(MediaKind::Document, "text/plain", here()).named("my_report.v2.txt"),
        Media::new(MediaKind::Document, "", there("s3://b/k")),
        Media::new(MediaKind::Image, "image/jpeg", there("s3://b/i")),
        Media::new(MediaKind::Video, "video/quicktime", here()),
        Media::new(MediaKind::Audio, "audio/mpeg", here()),
    ];
    assert_eq!(
        content(&documents).unwrap(),
        json!([
            {"document":{"format":"txt","name":"my report v2","source":{"bytes":"AAAA"}}},
            {"document":{"name":"document 2","source":{"s3Location":{"uri":"s3://b/k"}}}},
            {"image":{"format":"jpeg","source":{"s3Location":{"uri":"s3://b/i"}}}},
            {"video":{"format":"mov","source":{"bytes":"AAAA"}}},
            {"audio":{"format":"mp3","source":{"bytes":"AAAA"}}},
        ])
    );
    for media in [
        Media::new(MediaKind::Image, "image/bmp", here()),
        Media::new(MediaKind::Document, "", here()),
        Media::new(
            MediaKind::Image,
            "image/png",
            there("https://example.com/a.png"),
        ),
    ] {
        let error = content(&[media]).unwrap_err();
        assert!(matches!(error, RequestError::Unsupported { .. }), "{error}");
    }
}

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

fn blocks(assembly: &Assembly) -> Vec<Value> {
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

#[test]
fn whole_answers_are_read() {
    let Some(recordings) = files("response", &["converse"]) else {
        return;
    };
    assert!(recordings.len() >= 13, "only {} answers", recordings.len());
    for recording in recordings {
        let (path, body) = (&recording.path, recording.json());
        let answer = read(WIRE, &recording.bytes);
        let content = body["output"]["message"]["content"].as_array().unwrap();
        let all = |pointer: &str| -> String {
            let strings = content.iter().filter_map(|block| block.pointer(pointer));
            strings.map(|text| text.as_str().unwrap()).collect()
        };
        assert_eq!(answer.text, all("/text"), "{path}");
        assert_eq!(
            answer.reasoning,
            all("/reasoningContent/reasoningText/text"),
            "{path}"
        );
        let expected: Vec<&Value> = content
            .iter()
            .filter_map(|block| block.get("toolUse"))
            .collect();
        assert_eq!(answer.tool_calls.len(), expected.len(), "{path}");
        for (call, expected) in answer.tool_calls.iter().zip(expected) {
            let told = (
                expected["toolUseId"].as_str().unwrap(),
                expected["name"].as_str().unwrap(),
            );
            assert_eq!((&*call.id, &*call.name), told, "{path}");
            let arguments: Value = serde_json::from_str(&call.arguments).unwrap();
            assert_eq!(arguments, expected["input"], "{path}");
        }
        assert_eq!(&blocks(&answer), content, "{path}");
        let word = answer.finish.as_ref().map(FinishReason::as_str);
        assert_eq!(word, body["stopReason"].as_str().map(finish), "{path}");
        WORDS.assert_usage(&answer, &body["usage"], path);
        assert_eq!((answer.error, answer.done), (None, true), "{path}");
    }
}

#[test]
fn recorded_errors_are_read() {
    let apis = &["converse", "converse-stream", "count-tokens"];
    let Some(recordings) = files("error", apis) else {
        return;
    };
    let recordings = recordings
        .iter()
        .filter(|recording| recording.about["provider"] == "bedrock");
    let mut count = 0;
    for recording in recordings {
        let body = recording.json();
        let error = WIRE.error(
            recording.status(),
            &recording.headers(),
            &recording.bytes,
            SystemTime::UNIX_EPOCH,
        );
        assert_eq!(
            (error.kind, error.retryable()),
            (ApiErrorKind::InvalidRequest, false)
        );
        assert_eq!(Some(&*error.message), body["message"].as_str());
        count += 1;
    }
    assert!(count >= 6, "only {count} errors");
}

/// Every recorded conversation that is made of text, calls, results and the model's own blocks is
/// worded as it was.
#[test]
fn recorded_conversations_are_rebuilt() {
    let Some(recordings) = files("request", &["converse", "converse-stream"]) else {
        return;
    };
    let (mut rebuilt, mut failures) = (0, 0);
    for recording in recordings {
        let turns = recording.json()["messages"].as_array().unwrap().clone();
        let messages = turns.iter().map(said).collect::<Option<Vec<_>>>();
        let Some(messages) = messages else { continue };
        let cell = Cell {
            messages: messages.into_iter().flatten().collect(),
            ..cell(Mode::Tools)
        };
        let mut expected = json!(turns);
        for block in expected
            .as_array_mut()
            .unwrap()
            .iter_mut()
            .flat_map(|turn| turn["content"].as_array_mut().unwrap())
        {
            let Some(result) = block.get_mut("toolResult").and_then(Value::as_object_mut) else {
                continue;
            };
            failures += usize::from(result["status"] == "error");
            if result["status"] == "success" && !result.contains_key("type") {
                result.remove("status");
            }
        }
        assert_eq!(
            cell.body().unwrap()["messages"],
            expected,
            "{}",
            recording.path
        );
        rebuilt += 1;
    }
    assert!(
        rebuilt >= 20 && failures >= 1,
        "{rebuilt} conversations, {failures} failures"
    );
}

/// A recorded turn as messages. `None` where it holds what no message does.
fn said(turn: &Value) -> Option<Vec<Message>> {
    let blocks = turn["content"].as_array().unwrap();
    if turn["role"] == "assistant" {
        let body = json!({"output":{"message":{"content":blocks}},"stopReason":"tool_use"});
        let answer = read(WIRE, body.to_string().as_bytes());
        return Some(vec![Message::turn(answer.turn(WIRE.as_str()))]);
    }
    let mut messages: Vec<Message> = Vec::new();
    for block in blocks {
        if let Some(text) = block["text"].as_str() {
            messages.push(Message::user(text));
        } else if let Some(result) = block.get("toolResult") {
            let (id, content) = (result["toolUseId"].as_str()?, result["content"].as_array()?);
            let text = content.first()?["text"]
                .as_str()
                .filter(|_| content.len() == 1)?;
            messages.push(if result["status"] == "error" {
                Message::tool_error(id, "", text)
            } else {
                Message::tool_result(id, "", text)
            });
        } else if block.get("cachePoint").is_some() {
            messages.last_mut()?.cache = Some(CacheFor::Default);
        } else {
            return None;
        }
    }
    Some(messages)
}

#[test]
fn extra_keys_are_those_of_the_service() {
    let mut extra = Map::new();
    extra.insert(
        "guardrailConfig".to_owned(),
        json!({"guardrailIdentifier":"g","guardrailVersion":"1"}),
    );
    let cell = Cell {
        extra,
        ..cell(Mode::Json)
    };
    assert_eq!(
        cell.body().unwrap()["guardrailConfig"]["guardrailVersion"],
        "1"
    );
}
