//! Anthropic Messages.

use std::collections::BTreeMap;
use std::time::SystemTime;

use formwork::provider::{ApiErrorKind, Assembly, FinishReason, Mode, RequestError, Wire, find};
use formwork::{CacheFor, Media, MediaKind, Message, Part, Source};
use serde_json::{Map, Value, json};

use crate::cells::{Cell, PERSON, assert_valid, cells, media, schemas_of_person, with};
use crate::data::{files, schema, streams};
use crate::replay::{Words, assemble, calls, read};

const WIRE: Wire = Wire::AnthropicMessages;
const API: &[&str] = &["messages"];

const WORDS: Words = Words {
    wire: WIRE,
    finish: |expected| finish(expected["finish"].as_str().unwrap()).to_owned(),
    usage,
    is_end: |data| {
        let event: Value = serde_json::from_str(data).unwrap();
        event["delta"]["stop_reason"].is_string() || event["type"] == "message_stop"
    },
};

fn finish(word: &str) -> &'static str {
    match word {
        "end_turn" | "stop_sequence" => "stop",
        "tool_use" => "tool_calls",
        "max_tokens" => "length",
        "refusal" => "refusal",
        "pause_turn" => "pause",
        other => panic!("say what `{other}` is"),
    }
}

fn usage(raw: &Value) -> [u64; 5] {
    let count = |key: &str| raw[key].as_u64().unwrap_or(0);
    let cached = count("cache_read_input_tokens");
    let input = count("input_tokens") + count("cache_creation_input_tokens") + cached;
    let output = count("output_tokens");
    let thinking = raw["output_tokens_details"]["thinking_tokens"].as_u64();
    [input, output, cached, thinking.unwrap_or(0), input + output]
}

fn cell(mode: Mode) -> Cell {
    Cell::new(WIRE, find("anthropic").unwrap(), "claude-sonnet-5", mode)
}

/// An answer that thought first, and called twice.
const CALLED: &str = r#"{"type":"message","content":[
    {"type":"thinking","thinking":"Hm.","signature":"Eq+/="},{"type":"redacted_thinking","data":"x"},
    {"type":"text","text":"Let me see."},
    {"type":"tool_use","id":"toolu_1","name":"Other","input":{}},
    {"type":"tool_use","id":"toolu_2","name":"Person","input":{"name": ""},"caller":{"type":"direct"}}],
    "stop_reason":"tool_use","usage":{"input_tokens":1,"output_tokens":2}}"#;

/// All requests.
fn all() -> Vec<Cell> {
    let mut all = cells(WIRE, find("anthropic").unwrap(), "claude-sonnet-5");
    let extra = json!({
        "thinking": {"type": "adaptive"}, "stop_sequences": ["x"], "metadata": {"user_id": "u"},
        "service_tier": "auto", "output_config": {"effort": "low", "format": null}, "top_k": null,
    });
    // The format belongs to the call, even where it is null.
    let mut extra = extra.as_object().unwrap().clone();
    extra["output_config"]
        .as_object_mut()
        .unwrap()
        .remove("format");
    for mode in find("anthropic").unwrap().modes.iter().copied() {
        let again = cell(mode).again(&read(WIRE, CALLED.as_bytes()));
        let cached = again.messages.iter().cloned();
        let cached = cached
            .map(|message| message.cached(CacheFor::Hour))
            .collect();
        all.push(Cell {
            messages: cached,
            ..again.clone()
        });
        all.push(Cell {
            extra: extra.clone(),
            ..again
        });
        for media in media() {
            let cell = Cell {
                messages: with(media.clone()),
                ..cell(mode)
            };
            let has_place = matches!(media.kind, MediaKind::Image | MediaKind::Document);
            assert_eq!(cell.body().is_ok(), has_place, "{media:?}");
            all.extend(has_place.then_some(cell));
        }
    }
    all
}

#[test]
fn the_closed_schema_accepts_every_body_and_hardly_a_misspelt_one() {
    let Some(schema) = schema("anthropic/messages.request.schema.json", None) else {
        return;
    };
    let mark = self::schema(
        "anthropic/messages.request.schema.json",
        Some("CacheControlEphemeralParam"),
    );
    let mark = mark.unwrap();
    let (mut mutants, mut missed) = (0, Vec::new());
    for cell in all() {
        let body = cell.body().unwrap();
        let mut free: Vec<String> = vec!["/output_config/format/schema".to_owned()];
        free.extend((0..3).map(|tool| format!("/tools/{tool}/input_schema")));
        for (turn, message) in body["messages"].as_array().unwrap().iter().enumerate() {
            let blocks = message["content"].as_array().map_or(0, Vec::len);
            let inputs = (0..blocks).map(|block| format!("/messages/{turn}/content/{block}/input"));
            free.extend(inputs);
        }
        let free: Vec<&str> = free.iter().map(String::as_str).collect();
        let (count, passed) = assert_valid(&schema, &body, &free);
        mutants += count;
        // A block of a request may also be one of an answer, which the published schema leaves open: what
        // a block need not have is judged by itself.
        let is_open = |at: &String| {
            let at = at.trim_end_matches("/type").trim_end_matches("/ttl");
            at.contains("/content/") && (at.ends_with("/cache_control") || at.ends_with("/caller"))
        };
        missed.extend(passed.into_iter().filter(|at| !is_open(at)));
        for (at, value) in members(&body, "cache_control") {
            assert!(mark.is_valid(value), "{at} in {body:#}");
        }
    }
    assert!(mutants > 2000, "only {mutants} mutants");
    assert!(
        missed.len() * 200 < mutants,
        "{} of {mutants}: {missed:?}",
        missed.len()
    );
}

/// All members of a name, at any depth.
fn members<'v>(value: &'v Value, name: &'static str) -> Vec<(String, &'v Value)> {
    let mut found = Vec::new();
    let mut open = vec![(String::new(), value)];
    while let Some((at, value)) = open.pop() {
        match value {
            Value::Object(members) => {
                for (key, value) in members {
                    let at = format!("{at}/{key}");
                    if key == name {
                        found.push((at.clone(), value));
                    }
                    open.push((at, value));
                }
            }
            Value::Array(items) => {
                open.extend(
                    items
                        .iter()
                        .enumerate()
                        .map(|(n, item)| (format!("{at}/{n}"), item)),
                );
            }
            _ => {}
        }
    }
    found
}

#[test]
fn each_mode_asks_in_its_own_way() {
    let [lenient, strict] = schemas_of_person();
    let description = "A \"person\" of the text";
    let body = |cell: Cell| cell.body().unwrap();
    let with = |more: Value| {
        let mut body = json!({"model":"claude-sonnet-5","max_tokens":4096,"system":"Be exact.",
            "messages":[{"role":"user","content":"Ada, \"1815\"\n"}]});
        let members = body.as_object_mut().unwrap();
        members.extend(more.as_object().unwrap().clone());
        body
    };
    let tool = json!({"name":"Person","description":description,"input_schema":lenient});
    let forced = json!({"type":"tool","name":"Person","disable_parallel_tool_use":true});
    assert_eq!(
        body(cell(Mode::Tools)),
        with(json!({"tools":[tool],"tool_choice":forced}))
    );
    let tool =
        json!({"name":"Person","description":description,"input_schema":strict,"strict":true});
    assert_eq!(
        body(cell(Mode::StrictTools)),
        with(json!({"tools":[tool],"tool_choice":forced}))
    );
    let parallel = Cell {
        tools: vec![PERSON, PERSON],
        ..cell(Mode::ParallelTools)
    };
    let parallel = body(parallel);
    assert_eq!(parallel["tools"].as_array().unwrap().len(), 2);
    assert_eq!(parallel["tool_choice"], json!({"type":"auto"}));
    let format = json!({"type":"json_schema","schema":strict});
    assert_eq!(
        body(cell(Mode::JsonSchema)),
        with(json!({"output_config":{"format":format}}))
    );
    for mode in [Mode::Json, Mode::MdJson] {
        let body = body(cell(mode));
        assert_eq!(body["system"][0], json!({"type":"text","text":"Be exact."}));
        let told = body["system"][1]["text"].as_str().unwrap();
        assert!(told.contains("<schema>\n{\"type\":\"object\""), "{told}");
        assert_eq!(body.get("tools").or(body.get("output_config")), None);
    }
    let stream = Cell {
        stream: true,
        max_tokens: Some(9),
        ..cell(Mode::Tools)
    };
    let stream = body(stream);
    assert_eq!(
        (&stream["stream"], &stream["max_tokens"]),
        (&json!(true), &json!(9))
    );
}

#[test]
fn addresses_come_with_and_without_the_version() {
    let cell = cell(Mode::Tools);
    for (base, url) in [
        (
            "https://api.anthropic.com",
            "https://api.anthropic.com/v1/messages",
        ),
        (
            "http://localhost:8080/v1/",
            "http://localhost:8080/v1/messages",
        ),
    ] {
        assert_eq!(WIRE.url(&cell.prepared(), base), url);
    }
}

#[test]
fn what_a_model_refuses_is_not_sent() {
    let choice = |model: &'static str, thinking: Value| {
        let mut extra = Map::new();
        extra.insert("thinking".to_owned(), thinking);
        let cell = Cell {
            model,
            extra,
            ..cell(Mode::Tools)
        };
        cell.body().unwrap()["tool_choice"]["type"].clone()
    };
    let adaptive = json!({"type":"adaptive"});
    assert_eq!(choice("claude-opus-5", adaptive.clone()), "tool");
    assert_eq!(
        choice(
            "claude-opus-5",
            json!({"type":"enabled","budget_tokens":2000})
        ),
        "auto"
    );
    assert_eq!(choice("claude-fable-5", adaptive.clone()), "auto");
    assert_eq!(choice("claude-mythos-preview", adaptive), "auto");
    let mut extra = Map::new();
    extra.insert(
        "thinking".to_owned(),
        json!({"type":"enabled","budget_tokens":2000}),
    );
    let thinking = Cell {
        extra,
        ..cell(Mode::Json)
    };
    assert_eq!(
        thinking.body().unwrap()["max_tokens"],
        6096,
        "thinking has to fit"
    );
    let warm = Cell {
        temperature: Some(0.5),
        ..cell(Mode::Tools)
    };
    assert!(matches!(warm.body(), Err(RequestError::Unsupported { .. })));
    let old = Cell {
        model: "claude-3-5-haiku-latest",
        ..cell(Mode::JsonSchema)
    };
    assert!(matches!(old.body(), Err(RequestError::Mode { .. })));
    for (key, value) in [
        ("max_tokens", json!(1)),
        ("system", json!("x")),
        ("tools", json!([])),
        ("output_config", json!({"format": {}})),
        ("output_config", json!(1)),
    ] {
        let mut extra = Map::new();
        extra.insert(key.to_owned(), value);
        let cell = Cell {
            extra,
            ..cell(Mode::Json)
        };
        let error = cell.body().unwrap_err();
        assert!(
            matches!(&error, RequestError::ExtraKey(told) if told.starts_with(key)),
            "{error}"
        );
    }
}

#[test]
fn media_become_blocks() {
    let block = |media: Media| {
        let cell = Cell {
            messages: with(media),
            ..cell(Mode::Json)
        };
        cell.body()
            .map(|body| body["messages"][0]["content"][1].clone())
    };
    let here = |base64: &str| Source::Base64(base64.to_owned());
    let document = |media_type, source| Media::new(MediaKind::Document, media_type, source);
    assert_eq!(
        block(Media::new(MediaKind::Image, "image/webp", here("AA=="))).unwrap(),
        json!({"type":"image","source":{"type":"base64","media_type":"image/webp","data":"AA=="}})
    );
    assert_eq!(
        block(document("application/pdf", here("AA==")).named("a.pdf")).unwrap(),
        json!({"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"AA=="},
            "title":"a.pdf"})
    );
    assert_eq!(
        block(document("text/markdown; charset=utf-8", here("IyBow6k="))).unwrap(),
        json!({"type":"document","source":{"type":"text","media_type":"text/plain","data":"# hé"}})
    );
    assert_eq!(
        block(document("", Source::FileId("f".to_owned()))).unwrap()["source"],
        json!({"type":"file","file_id":"f"})
    );
    for media in [
        Media::new(MediaKind::Image, "image/bmp", here("AA==")),
        document("application/msword", here("AA==")),
        document("application/pdf", Source::Url("s3://a/b".to_owned())),
        Media::new(MediaKind::Audio, "audio/wav", here("AA==")),
    ] {
        let error = block(media).unwrap_err();
        assert!(matches!(error, RequestError::Unsupported { .. }), "{error}");
    }
}

#[test]
fn the_last_four_marks_are_sent() {
    let marked = |text: &str, time| Message::user(text).cached(time);
    let parts = [Part::Text("c".to_owned()), Part::Text("d".to_owned())];
    let mut messages = vec![
        Message::system("a").cached(CacheFor::Hour),
        Message::system("b").cached(CacheFor::Hour),
        Message::parts(parts).cached(CacheFor::Hour),
    ];
    messages.extend(
        cell(Mode::Tools)
            .again(&read(WIRE, CALLED.as_bytes()))
            .messages
            .split_off(2),
    );
    messages[3].cache = Some(CacheFor::Default);
    messages.push(marked("e", CacheFor::Default));
    let cell = Cell {
        messages,
        ..cell(Mode::Tools)
    };
    let body = cell.body().unwrap();
    let hour = json!({"type":"ephemeral","ttl":"1h"});
    let short = json!({"type":"ephemeral"});
    assert_eq!(body["system"][0].get("cache_control"), None);
    assert_eq!(body["system"][1]["cache_control"], hour);
    let user = &body["messages"][0]["content"];
    assert_eq!(
        (user[0].get("cache_control"), &user[1]["cache_control"]),
        (None, &hour)
    );
    let call = &body["messages"][1]["content"][4];
    assert_eq!(
        (&call["id"], &call["cache_control"]),
        (&json!("toolu_2"), &short)
    );
    let last = body["messages"][2]["content"].as_array().unwrap().last();
    assert_eq!(last.unwrap()["cache_control"], short);
}

#[test]
fn streams_come_to_the_expected_assembly() {
    let Some(recordings) = streams(API) else {
        return;
    };
    assert!(recordings.len() >= 20, "only {} streams", recordings.len());
    WORDS.assert_however_cut(&recordings);
    WORDS.assert_however_framed(&recordings);
    WORDS.assert_cut_short(&recordings);
}

/// The blocks of a stream are those that the vendor's own client would put together.
#[test]
fn streams_give_whole_blocks() {
    let Some(recordings) = streams(API) else {
        return;
    };
    let mut count = 0;
    for recording in recordings {
        let assembly = assemble(WIRE, [&recording.bytes[..]]);
        let text = String::from_utf8(recording.bytes).unwrap();
        let events = text.lines().filter_map(|line| line.strip_prefix("data:"));
        let expected = put_together(events.map(|data| serde_json::from_str(data).unwrap()));
        let found: Vec<Value> = blocks(&assembly);
        assert_eq!(found, expected, "{}", recording.path);
        count += found.len();
    }
    assert!(count > 70, "only {count} blocks");
}

fn blocks(assembly: &Assembly) -> Vec<Value> {
    let blocks = assembly.blocks.iter();
    blocks
        .map(|block| serde_json::from_str(&block.json).unwrap())
        .collect()
}

/// Another assembler of blocks. Those that cannot go back are left out: empty text, and cut arguments.
fn put_together(events: impl Iterator<Item = Value>) -> Vec<Value> {
    let mut blocks: BTreeMap<u64, (Value, String)> = BTreeMap::new();
    for event in events {
        let index = event["index"].as_u64().unwrap_or(0);
        if event["type"] == "content_block_start" {
            blocks.insert(index, (event["content_block"].clone(), String::new()));
        }
        if event["type"] != "content_block_delta" {
            continue;
        }
        let (block, input) = blocks.get_mut(&index).unwrap();
        let delta = &event["delta"];
        let mut append = |key: &str| {
            let text = block[key].as_str().unwrap_or_default().to_owned();
            block[key] = json!(text + delta[key].as_str().unwrap());
        };
        match delta["type"].as_str().unwrap() {
            "text_delta" => append("text"),
            "thinking_delta" => append("thinking"),
            "signature_delta" => append("signature"),
            "input_json_delta" => input.push_str(delta["partial_json"].as_str().unwrap()),
            "citations_delta" => {
                let list = block
                    .as_object_mut()
                    .unwrap()
                    .entry("citations")
                    .or_insert(json!([]));
                list.as_array_mut().unwrap().push(delta["citation"].clone());
            }
            "compaction_delta" => {
                block["content"] = delta["content"].clone();
                block["encrypted_content"] = delta["encrypted_content"].clone();
            }
            other => panic!("say what `{other}` adds"),
        }
    }
    let whole = blocks.into_values().filter_map(|(mut block, input)| {
        if !input.is_empty() {
            block["input"] = serde_json::from_str(&input).ok()?;
        }
        (block["text"] != "").then_some(block)
    });
    whole.collect()
}

#[test]
fn a_stream_that_starts_over_is_one_answer() {
    let events = |texts: &[&str]| -> String {
        let event = |data: &&str| format!("event: x\ndata: {data}\n\n");
        texts.iter().map(event).collect()
    };
    let start =
        r#"{"type":"message_start","message":{"usage":{"input_tokens":5,"output_tokens":1}}}"#;
    let call = r#"{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"a","name":"f","input":{}}}"#;
    let piece = r#"{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"x\":"}}"#;
    let rest = r#"{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"1}"}}"#;
    let end = r#"{"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":7}}"#;
    let once = events(&[start, call, piece, rest, end]);
    let over = events(&[start, call, piece, start, call, piece, rest, end]);
    let expected = assemble(WIRE, [once.as_bytes()]);
    assert_eq!(
        calls(&expected),
        json!([{"id":"a","name":"f","arguments":"{\"x\":1}"}])
    );
    assert_eq!(
        expected.blocks.len(),
        1,
        "a block that nobody closed is complete with the answer"
    );
    assert_eq!(expected.usage.unwrap().total_tokens, 12);
    assert_eq!(assemble(WIRE, [over.as_bytes()]), expected);
}

#[test]
fn errors_come_in_streams_too() {
    let overload = r#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"},"request_id":"req_1"}"#;
    let stream = format!("event: error\ndata: {overload}\n\n");
    for assembly in [
        assemble(WIRE, [stream.as_bytes()]),
        assemble(WIRE, [stream.replace("event: error\n", "").as_bytes()]),
        read(WIRE, overload.as_bytes()),
    ] {
        let error = assembly.error.unwrap();
        assert_eq!(
            (error.kind, error.retryable()),
            (ApiErrorKind::Overloaded, true)
        );
        assert_eq!(error.request_id.as_deref(), Some("req_1"));
        assert_eq!(assembly.finish, None);
    }
}

#[test]
fn a_refusal_is_explained() {
    let body = r#"{"type":"message","content":[],"stop_reason":"refusal","stop_details":{"type":"refusal",
        "category":"cyber","explanation":"against the policy"},"usage":{"input_tokens":1,"output_tokens":0}}"#;
    let answer = read(WIRE, body.as_bytes());
    assert_eq!(answer.finish, Some(FinishReason::Refusal));
    assert_eq!(answer.explanation, "against the policy");
}

#[test]
fn whole_answers_are_read() {
    let Some(recordings) = files("response", API) else {
        return;
    };
    assert!(recordings.len() >= 50, "only {} answers", recordings.len());
    for recording in recordings {
        let (path, body) = (&recording.path, recording.json());
        let answer = read(WIRE, &recording.bytes);
        let content = body["content"].as_array().unwrap();
        let all = |key: &str| -> String {
            content
                .iter()
                .filter_map(|block| block[key].as_str())
                .collect()
        };
        assert_eq!(answer.text, all("text"), "{path}");
        assert_eq!(answer.reasoning, all("thinking"), "{path}");
        let expected: Vec<&Value> = content
            .iter()
            .filter(|block| block["type"] == "tool_use")
            .collect();
        assert_eq!(answer.tool_calls.len(), expected.len(), "{path}");
        for (call, expected) in answer.tool_calls.iter().zip(expected) {
            assert_eq!(
                (&*call.id, &*call.name),
                (
                    expected["id"].as_str().unwrap(),
                    expected["name"].as_str().unwrap()
                )
            );
            let arguments: Value = serde_json::from_str(&call.arguments).unwrap();
            assert_eq!(arguments, expected["input"], "{path}");
        }
        let echoed: Vec<&Value> = content.iter().filter(|block| block["text"] != "").collect();
        assert_eq!(blocks(&answer).iter().collect::<Vec<_>>(), echoed, "{path}");
        let word = answer.finish.as_ref().map(FinishReason::as_str);
        assert_eq!(word, body["stop_reason"].as_str().map(finish), "{path}");
        WORDS.assert_usage(&answer, &body["usage"], path);
        assert_eq!((answer.error, answer.done), (None, true), "{path}");
    }
}

#[test]
fn recorded_errors_are_read() {
    let Some(recordings) = files("error", &["messages", "count-tokens"]) else {
        return;
    };
    let recordings = recordings
        .iter()
        .filter(|recording| recording.about["provider"] == "anthropic");
    let mut count = 0;
    for recording in recordings {
        let (status, body) = (recording.status(), recording.json());
        let error = WIRE.error(
            status,
            &recording.headers(),
            &recording.bytes,
            SystemTime::UNIX_EPOCH,
        );
        let kind = match status {
            404 => ApiErrorKind::NotFound,
            _ => ApiErrorKind::InvalidRequest,
        };
        assert_eq!(
            (error.kind, error.retryable()),
            (kind, false),
            "{}",
            recording.path
        );
        assert_eq!(Some(&*error.message), body["error"]["message"].as_str());
        assert_eq!(error.code.as_deref(), body["error"]["type"].as_str());
        assert_eq!(error.request_id.as_deref(), body["request_id"].as_str());
        count += 1;
    }
    assert!(count >= 2, "only {count} errors");
}

/// Every recorded conversation that is made of text, calls, results and the model's own blocks is
/// worded as it was: the turns of the model out of an answer that said them.
#[test]
fn recorded_conversations_are_rebuilt() {
    let Some(recordings) = files("request", API) else {
        return;
    };
    let (mut rebuilt, mut failures) = (0, 0);
    for recording in recordings {
        let turns = recording.json()["messages"].as_array().unwrap().clone();
        let Some(messages) = turns.iter().map(said).collect::<Option<Vec<_>>>() else {
            continue;
        };
        let cell = Cell {
            messages: messages.into_iter().flatten().collect(),
            ..cell(Mode::Tools)
        };
        let body = cell.body().unwrap();
        let expected = normal(&turns);
        assert_eq!(
            normal(body["messages"].as_array().unwrap()),
            expected,
            "{}",
            recording.path
        );
        rebuilt += 1;
        failures += expected
            .iter()
            .flat_map(|turn| turn.1.iter())
            .filter(|block| block["is_error"] == true)
            .count();
    }
    assert!(
        rebuilt >= 15 && failures >= 2,
        "{rebuilt} conversations, {failures} failures"
    );
}

/// A recorded turn as messages. `None` where it holds what no message does.
fn said(turn: &Value) -> Option<Vec<Message>> {
    let blocks = match &turn["content"] {
        Value::String(text) => vec![json!({"type":"text","text":text})],
        blocks => blocks.as_array().unwrap().clone(),
    };
    if turn["role"] == "assistant" {
        let body = json!({"type":"message","content":blocks,"stop_reason":"tool_use"});
        let answer = read(WIRE, body.to_string().as_bytes());
        return Some(vec![Message::turn(answer.turn(WIRE.as_str()))]);
    }
    let messages = blocks.iter().map(|block| {
        let mark = &block["cache_control"];
        let message = match block["type"].as_str()? {
            "text" if turn["role"] == "user" => Message::user(block["text"].as_str()?),
            "tool_result" => {
                let id = block["tool_use_id"].as_str()?;
                let text = result_text(&block["content"])?;
                if block["is_error"] == true {
                    Message::tool_error(id, "", text)
                } else {
                    Message::tool_result(id, "", text)
                }
            }
            _ => return None,
        };
        Some(match mark["ttl"].as_str() {
            _ if mark.is_null() => message,
            Some("1h") => message.cached(CacheFor::Hour),
            _ => message.cached(CacheFor::Default),
        })
    });
    messages.collect()
}

fn result_text(content: &Value) -> Option<&str> {
    match content {
        Value::String(text) => Some(text),
        Value::Array(list) if list.len() == 1 => list[0]["text"].as_str(),
        _ => None,
    }
}

/// Turns with what may be left out left out, and turns of one side made one.
fn normal(turns: &[Value]) -> Vec<(String, Vec<Value>)> {
    let mut normal: Vec<(String, Vec<Value>)> = Vec::new();
    for turn in turns {
        let role = turn["role"].as_str().unwrap().to_owned();
        let mut blocks = match &turn["content"] {
            Value::String(text) => vec![json!({"type":"text","text":text})],
            blocks => blocks.as_array().unwrap().clone(),
        };
        for block in &mut blocks {
            if block["type"] == "tool_result" {
                block["content"] = json!(result_text(&block["content"]).unwrap());
                block["is_error"] = json!(block["is_error"] == true);
            }
            if block["cache_control"]["ttl"] == "5m" {
                block["cache_control"]
                    .as_object_mut()
                    .unwrap()
                    .remove("ttl");
            }
        }
        match normal.last_mut() {
            Some((last, known)) if *last == role => known.extend(blocks),
            _ => normal.push((role, blocks)),
        }
    }
    normal
}
