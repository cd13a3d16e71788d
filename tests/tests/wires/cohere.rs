//! Cohere's chat API, version 2. There are no recorded streams of it: those here are made up by the
//! shapes of the vendor's client 7.3.1.

use std::time::SystemTime;

use formwork::provider::{ApiErrorKind, FinishReason, Mode, RequestError, Wire, find};
use formwork::{MediaKind, Message, Source, Turn};
use serde_json::{Map, Value, json};

use crate::cells::{Cell, assert_valid, cells, media, schemas_of_person, with};
use crate::data::{Recording, files, schema};
use crate::replay::{Words, assemble, calls, read};

const WIRE: Wire = Wire::CohereChat;
const API: &[&str] = &["cohere-v2-chat"];

const WORDS: Words = Words {
    wire: WIRE,
    finish: |expected| finish(expected["finish"].as_str().unwrap()).to_owned(),
    usage,
    is_end: |data| {
        let event = serde_json::from_str::<Value>(data);
        event.is_ok_and(|event| event["type"] == "message-end") || data == "[DONE]"
    },
};

fn finish(word: &str) -> &'static str {
    match word {
        "COMPLETE" | "STOP_SEQUENCE" => "stop",
        "TOOL_CALL" => "tool_calls",
        "MAX_TOKENS" => "length",
        other => panic!("say what `{other}` is"),
    }
}

fn usage(raw: &Value) -> [u64; 5] {
    let count = |pointer: &str| {
        raw.pointer(pointer)
            .map_or(0, |count| count.as_u64().unwrap())
    };
    let (input, output) = (
        count("/tokens/input_tokens"),
        count("/tokens/output_tokens"),
    );
    [input, output, count("/cached_tokens"), 0, input + output]
}

fn cell(mode: Mode) -> Cell {
    Cell::new(WIRE, find("cohere").unwrap(), "command-a-03-2025", mode)
}

/// An answer that thought and planned first, and called twice.
const CALLED: &str = r#"{"id":"i","finish_reason":"TOOL_CALL","message":{"role":"assistant",
    "content":[{"type":"thinking","thinking":"Hm."}],"tool_plan":"I will \"look\"",
    "tool_calls":[{"id":"a","type":"function","function":{"name":"Other","arguments":""}},
        {"id":"b","type":"function","function":{"name":"Person","arguments":"{\"name\": \"\"}"}}]},
    "usage":{"tokens":{"input_tokens":3,"output_tokens":4}}}"#;

fn all() -> Vec<Cell> {
    let provider = find("cohere").unwrap();
    let mut all = cells(WIRE, provider, "command-a-03-2025");
    let extra = json!({"p": 0.5, "k": 3, "seed": 1, "safety_mode": "OFF", "logprobs": null,
        "thinking": {"type": "enabled", "token_budget": 100}});
    for mode in provider.modes.iter().copied() {
        let again = cell(mode).again(&read(WIRE, CALLED.as_bytes()));
        all.push(Cell {
            extra: extra.as_object().unwrap().clone(),
            ..again
        });
        for media in media() {
            let cell = Cell {
                messages: with(media.clone()),
                ..cell(mode)
            };
            let has_place =
                media.kind == MediaKind::Image && !matches!(media.source, Source::FileId(_));
            assert_eq!(cell.body().is_ok(), has_place, "{media:?}");
            all.extend(has_place.then_some(cell));
        }
    }
    all
}

#[test]
fn the_closed_schema_accepts_every_body_and_hardly_a_misspelt_one() {
    let Some(schema) = schema("cohere/cohere-v2-chat.request.closed.schema.json", None) else {
        return;
    };
    let (mut mutants, mut missed) = (0, Vec::new());
    for cell in all() {
        let body = cell.body().unwrap();
        let mut free = vec!["/response_format/json_schema".to_owned()];
        free.extend((0..3).map(|tool| format!("/tools/{tool}/function/parameters")));
        let free: Vec<&str> = free.iter().map(String::as_str).collect();
        let (count, passed) = assert_valid(&schema, &body, &free);
        mutants += count;
        missed.extend(passed);
    }
    assert!(mutants > 1000, "only {mutants} mutants");
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
        let mut body = json!({"model":"command-a-03-2025","stream":false,"messages":[
            {"role":"system","content":"Be exact."},{"role":"user","content":"Ada, \"1815\"\n"}]});
        let members = body.as_object_mut().unwrap();
        members.extend(more.as_object().unwrap().clone());
        body
    };
    let tool = |schema: &Value| json!([{"type":"function","function":{"name":"Person","description":description,"parameters":schema}}]);
    let body = |mode| cell(mode).body().unwrap();
    let lax = tool(&lenient);
    assert_eq!(
        body(Mode::Tools),
        with(json!({"tools":lax,"tool_choice":"REQUIRED"}))
    );
    assert_eq!(
        body(Mode::StrictTools),
        with(json!({"tools":tool(&strict),"tool_choice":"REQUIRED","strict_tools":true}))
    );
    assert_eq!(body(Mode::ParallelTools), with(json!({"tools":lax})));
    assert_eq!(
        body(Mode::JsonSchema),
        with(json!({"response_format":{"type":"json_object","json_schema":strict}}))
    );
    let told = body(Mode::Json);
    assert_eq!(told["response_format"], json!({"type":"json_object"}));
    assert!(
        told["messages"][0]["content"]
            .as_str()
            .unwrap()
            .contains("<schema>")
    );
    assert_eq!(body(Mode::MdJson).get("response_format"), None);
    let stream = Cell {
        stream: true,
        max_tokens: Some(3),
        temperature: Some(0.5),
        messages: vec![Message::developer("d"), Message::user("u")],
        ..cell(Mode::Tools)
    };
    let stream = stream.body().unwrap();
    assert_eq!(
        (
            &stream["stream"],
            &stream["max_tokens"],
            &stream["temperature"]
        ),
        (&json!(true), &json!(3), &json!(0.5))
    );
    assert_eq!(stream["messages"][0]["role"], "system");
    for key in ["strict_tools", "response_format", "stream"] {
        let mut extra = Map::new();
        extra.insert(key.to_owned(), json!(true));
        let cell = Cell {
            extra,
            ..cell(Mode::MdJson)
        };
        assert_eq!(
            cell.body().unwrap_err(),
            RequestError::ExtraKey(key.to_owned())
        );
    }
    for base in ["https://api.cohere.com", "https://api.cohere.com/v2/"] {
        let url = WIRE.url(&cell(Mode::Json).prepared(), base);
        assert_eq!(url, "https://api.cohere.com/v2/chat");
    }
}

#[test]
fn the_plan_and_the_thought_go_back_with_the_calls() {
    let calls = json!([
        {"id":"a","type":"function","function":{"name":"Other","arguments":"{}"}},
        {"id":"b","type":"function","function":{"name":"Person","arguments":"{\"name\": \"\"}"}}]);
    let content = json!([{"type":"thinking","thinking":"Hm."}]);
    let streamed = stream(&[
        json!({"type":"message-start","id":"i","delta":{"message":{"role":"assistant"}}}),
        json!({"type":"content-start","index":0,"delta":{"message":{"content":{"type":"thinking","thinking":""}}}}),
        json!({"type":"content-delta","index":0,"delta":{"message":{"content":{"thinking":"H"}}}}),
        json!({"type":"content-delta","index":0,"delta":{"message":{"content":{"thinking":"m."}}}}),
        json!({"type":"content-end","index":0}),
        json!({"type":"tool-plan-delta","delta":{"message":{"tool_plan":"I will "}}}),
        json!({"type":"tool-plan-delta","delta":{"message":{"tool_plan":"\"look\""}}}),
        json!({"type":"tool-call-start","index":0,"delta":{"message":{"tool_calls":{"id":"a","type":"function","function":{"name":"Other","arguments":""}}}}}),
        json!({"type":"tool-call-end","index":0}),
        json!({"type":"tool-call-start","index":1,"delta":{"message":{"tool_calls":{"id":"b","type":"function","function":{"name":"Person","arguments":""}}}}}),
        json!({"type":"tool-call-delta","index":1,"delta":{"message":{"tool_calls":{"function":{"arguments":"{\"name\""}}}}}),
        json!({"type":"tool-call-delta","index":1,"delta":{"message":{"tool_calls":{"function":{"arguments":": \"\"}"}}}}}),
        json!({"type":"tool-call-end","index":1}),
        json!({"type":"message-end","delta":{"finish_reason":"TOOL_CALL","usage":{"tokens":{"input_tokens":3,"output_tokens":4}}}}),
    ]);
    let whole = read(WIRE, CALLED.as_bytes());
    assert_eq!(assemble(WIRE, [streamed.as_bytes()]), whole);
    assert_eq!(
        (whole.text.as_str(), whole.reasoning.as_str()),
        ("", "Hm."),
        "a plan is no text"
    );
    let body = cell(Mode::Tools).again(&whole).body().unwrap();
    let turns = &body["messages"];
    assert_eq!(
        turns[2],
        json!({"role":"assistant","content":content,"tool_plan":"I will \"look\"","tool_calls":calls})
    );
    for (place, id) in [(3, "a"), (4, "b")] {
        assert_eq!(
            (&turns[place]["role"], &turns[place]["tool_call_id"]),
            (&json!("tool"), &json!(id))
        );
    }
    let text = Cell {
        messages: vec![Message::turn(Turn {
            text: "Yes.".to_owned(),
            ..whole.turn("another")
        })],
        ..cell(Mode::Tools)
    };
    let body = text.body().unwrap();
    assert_eq!(
        body["messages"][0],
        json!({"role":"assistant","content":"Yes.","tool_calls":calls})
    );
}

fn stream(events: &[Value]) -> String {
    let event = |event: &Value| {
        let name = event["type"].as_str().unwrap_or("message");
        format!("event: {name}\ndata: {event}\n\n")
    };
    let events: String = events.iter().map(event).collect();
    events + "data: [DONE]\n\n"
}

/// Streams made up by the vendor's shapes, with what they come to.
fn made_up() -> Vec<Recording> {
    let content = |text: &str| json!({"type":"content-delta","index":0,"delta":{"message":{"content":{"text":text}}}});
    let begin = json!({"type":"message-start","id":"i","delta":{"message":{"role":"assistant","content":[],"tool_plan":"","tool_calls":[],"citations":[]}}});
    let end = |word: &str| {
        json!({"type":"message-end","id":"i","delta":{"finish_reason":word,"usage":{
            "billed_units":{"input_tokens":1,"output_tokens":2},"cached_tokens":3,
            "tokens":{"input_tokens":10,"output_tokens":20}}}})
    };
    let usage = json!({"tokens":{"input_tokens":10,"output_tokens":20},"cached_tokens":3});
    let recording = |path: &str, events: &[Value], about: Value| Recording {
        path: path.to_owned(),
        bytes: stream(events).into_bytes(),
        about,
    };
    vec![
        recording(
            "text",
            &[
                begin.clone(),
                json!({"type":"content-start","index":0,"delta":{"message":{"content":{"type":"text","text":""}}}}),
                content("Grüße \"\n"),
                json!({"type":"citation-start","index":0,"delta":{"message":{"citations":{"start":0,"end":1,"text":"G","sources":[]}}}}),
                json!({"type":"citation-end","index":0}),
                content("😀"),
                json!({"type":"debug","prompt":"p"}),
                json!({"type":"content-end","index":0}),
                end("MAX_TOKENS"),
            ],
            json!({"text":"Grüße \"\n😀","tool_calls":[],"finish":"MAX_TOKENS","usage":usage}),
        ),
        recording(
            "starts over",
            &[
                begin.clone(),
                content("x"),
                begin,
                content("y"),
                end("COMPLETE"),
            ],
            json!({"text":"y","tool_calls":[],"finish":"COMPLETE","usage":usage}),
        ),
        recording(
            "calls that nobody ends",
            &[
                json!({"type":"tool-call-start","index":0,"delta":{"message":{"tool_calls":{"id":"a","function":{"name":"f"}}}}}),
                json!({"type":"tool-call-start","index":1,"delta":{"message":{"tool_calls":{"id":"b","function":{"name":"g","arguments":{"x":1}}}}}}),
                end("TOOL_CALL"),
            ],
            json!({"text":"","tool_calls":[{"id":"a","name":"f","arguments":"{}"},{"id":"b","name":"g","arguments":"{\"x\":1}"}],
                "finish":"TOOL_CALL","usage":usage}),
        ),
    ]
}

#[test]
fn streams_come_to_the_same_however_they_are_cut() {
    let recordings = made_up();
    WORDS.assert_however_cut(&recordings);
    WORDS.assert_however_framed(&recordings);
    let whole = &recordings[..1];
    WORDS.assert_cut_short(whole);
}

#[test]
fn errors_come_in_answers_too() {
    let body = br#"{"id":"1","message":"internal server error"}"#;
    assert_eq!(
        read(WIRE, body).error.unwrap().message,
        "internal server error"
    );
    let events =
        [json!({"type":"message-end","delta":{"finish_reason":"ERROR","error":"it broke"}})];
    let answer = assemble(WIRE, [stream(&events).as_bytes()]);
    assert_eq!(answer.error.unwrap().message, "it broke");
    assert_eq!(answer.finish, Some(FinishReason::Error));
    let events = [json!({"message":"too many requests"})];
    let answer = assemble(WIRE, [stream(&events).as_bytes()]);
    assert_eq!(answer.error.unwrap().message, "too many requests");
    let error = WIRE.error(
        422,
        &[],
        br#"{"id":"1","message":"bad"}"#,
        SystemTime::UNIX_EPOCH,
    );
    assert_eq!(
        (error.kind, error.message.as_str()),
        (ApiErrorKind::InvalidRequest, "bad")
    );
}

#[test]
fn whole_answers_are_read() {
    let Some(recordings) = files("response", API) else {
        return;
    };
    assert!(recordings.len() >= 3, "only {} answers", recordings.len());
    for recording in recordings {
        let (path, body) = (&recording.path, recording.json());
        let answer = read(WIRE, &recording.bytes);
        let message = &body["message"];
        let content = message["content"].as_array().cloned().unwrap_or_default();
        let text: String = content
            .iter()
            .filter_map(|item| item["text"].as_str())
            .collect();
        assert_eq!(answer.text, text, "{path}");
        let expected: Vec<Value> = message["tool_calls"].as_array().into_iter().flatten().map(|call| {
            json!({"id":call["id"],"name":call["function"]["name"],"arguments":call["function"]["arguments"]})
        }).collect();
        assert_eq!(calls(&answer), json!(expected), "{path}");
        let plan = message["tool_plan"].as_str();
        let kept = answer
            .blocks
            .first()
            .map(|block| serde_json::from_str::<Value>(&block.json).unwrap());
        assert_eq!(kept.as_ref().and_then(Value::as_str), plan, "{path}");
        let word = answer.finish.as_ref().map(FinishReason::as_str);
        assert_eq!(word, body["finish_reason"].as_str().map(finish), "{path}");
        WORDS.assert_usage(&answer, &body["usage"], path);
        assert_eq!((answer.error, answer.done), (None, true), "{path}");
    }
}
