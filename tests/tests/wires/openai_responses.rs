//! `OpenAI`'s Responses.

use std::time::SystemTime;

use formwork::provider::{
    ApiErrorKind, Assembly, Delta, FinishReason, Mode, ProtocolErrorKind, RequestError, Wire, find,
};
use formwork::{Block, Holds, Message, ToolCall};
use serde_json::{Value, json};

use crate::cells::{self, Cell, assert_valid, media, plain_attempt, schemas_of_person};
use crate::data::{file, files, schema, streams};
use crate::replay::{Words, assemble, calls, read};

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

#[test]
fn the_closed_schema_accepts_every_body_and_no_misspelt_one() {
    let file = "openai/openai.request.closed.schema.json";
    let Some(schema) = schema(file, Some("CreateResponse")) else {
        return;
    };
    let mut cells = Vec::new();
    for model in ["gpt-5", "gpt-4o"] {
        cells.extend(cells::cells(WIRE, find("openai").unwrap(), model));
    }
    for mode in [Mode::StrictTools, Mode::ParallelTools] {
        cells.push(cell(mode).again(&attempt_with_reasoning()));
    }
    for media in media() {
        let messages = cells::with(media);
        let cell = Cell {
            messages,
            ..cell(Mode::JsonSchema)
        };
        match cell.body() {
            Ok(_) => cells.push(cell),
            Err(error) => assert!(matches!(error, RequestError::Unsupported { .. }), "{error}"),
        }
    }
    for mode in [Mode::JsonSchema, Mode::Tools] {
        let extra = json!({
            "reasoning": {"effort": "low", "summary": "auto"},
            "text": {"verbosity": "low"},
            "include": ["message.output_text.logprobs"],
            "metadata": {"a": "b"}, "truncation": "auto", "user": null,
        });
        cells.push(Cell {
            extra: extra.as_object().unwrap().clone(),
            ..cell(mode)
        });
    }
    let free = [
        "/tools/0/parameters",
        "/tools/1/parameters",
        "/text/format/schema",
        "/metadata",
    ];
    let mut mutants = 0;
    for cell in &cells {
        let (count, missed) = assert_valid(&schema, &cell.body().unwrap(), &free);
        // An item is one of many, and some have the same members but for their type.
        assert_eq!(missed, [""; 0], "{:?}", cell.messages);
        mutants += count;
    }
    assert!(cells.len() >= 140, "only {} bodies", cells.len());
    assert!(mutants > 2000, "only {mutants} mutants");
}

#[test]
fn each_mode_asks_in_its_own_way() {
    let [plain, enforced] = schemas_of_person();
    let description = "A \"person\" of the text";
    let input = json!([{"role":"system","content":"Be exact."},{"role":"user","content":"Ada, \"1815\"\n"}]);
    let common = json!({"model":"gpt-5","input":input,"store":false,"include":["reasoning.encrypted_content"]});
    let with = |more: Value| {
        let mut body = common.clone();
        let members = body.as_object_mut().unwrap();
        members.extend(more.as_object().unwrap().clone());
        body
    };
    let tool = |schema: &Value, strict: bool| json!([{"type":"function","name":"Person","description":description,"parameters":schema,"strict":strict}]);
    let forced = json!({"type":"function","name":"Person"});
    let body = |mode| cell(mode).body().unwrap();
    assert_eq!(
        body(Mode::Tools),
        with(json!({"tools":tool(&plain, false),"tool_choice":forced}))
    );
    assert_eq!(
        body(Mode::StrictTools),
        with(
            json!({"tools":tool(&enforced, true),"tool_choice":forced,"parallel_tool_calls":false})
        )
    );
    assert_eq!(
        body(Mode::ParallelTools),
        with(json!({"tools":tool(&plain, false),"tool_choice":"auto"}))
    );
    let format = json!({"type":"json_schema","name":"Person","description":description,"strict":true,"schema":enforced});
    assert_eq!(
        body(Mode::JsonSchema),
        with(json!({"text":{"format":format}}))
    );
    let json_mode = body(Mode::Json);
    assert_eq!(json_mode["text"], json!({"format":{"type":"json_object"}}));
    // The server looks for the word in the input.
    assert!(
        json_mode["input"][0]["content"]
            .as_str()
            .unwrap()
            .contains("JSON")
    );
    let text_mode = body(Mode::MdJson);
    assert_eq!(
        (&text_mode["text"], &text_mode["tools"]),
        (&Value::Null, &Value::Null)
    );
    let call = cell(Mode::Tools);
    assert_eq!(
        WIRE.url(&call.prepared(), "https://a/v1/"),
        "https://a/v1/responses"
    );
}

#[test]
fn extra_keys_become_a_part_of_what_is_written() {
    let body = |mode, extra: Value| {
        Cell {
            extra: extra.as_object().unwrap().clone(),
            max_tokens: Some(100),
            ..cell(mode)
        }
        .body()
    };
    let text = json!({"text":{"verbosity":"low"},"store":true,"include":["reasoning.encrypted_content","x"]});
    let written = body(Mode::Json, text.clone()).unwrap();
    assert_eq!(
        written["text"],
        json!({"format":{"type":"json_object"},"verbosity":"low"})
    );
    assert_eq!(written["store"], json!(true));
    assert_eq!(
        written["include"],
        json!(["reasoning.encrypted_content", "x"])
    );
    assert_eq!(
        body(Mode::Tools, text).unwrap()["text"],
        json!({"verbosity":"low"})
    );
    let of_another_model = Cell {
        model: "gpt-4o",
        ..cell(Mode::Tools)
    };
    assert_eq!(of_another_model.body().unwrap()["include"], Value::Null);
    for (extra, key) in [
        (json!({"text":{"format":{"type":"text"}}}), "text.format"),
        (json!({"text":"low"}), "text"),
        (json!({"include":"x"}), "include"),
        (json!({"input":"x"}), "input"),
        (json!({"background":true}), "background"),
        (json!({"max_output_tokens":1}), "max_output_tokens"),
    ] {
        assert_eq!(
            body(Mode::Json, extra),
            Err(RequestError::ExtraKey(key.to_owned()))
        );
    }
}

#[test]
fn streams_come_to_the_expected_assembly() {
    let Some(recordings) = streams(&["responses"]) else {
        return;
    };
    assert!(recordings.len() >= 40, "only {} streams", recordings.len());
    WORDS.assert_however_cut(&recordings);
    WORDS.assert_however_framed(&recordings);
    WORDS.assert_cut_short(&recordings);
}

#[test]
fn items_come_back_word_for_word() {
    let Some(recordings) = streams(&["responses"]) else {
        return;
    };
    let mut reasoning = 0;
    for recording in recordings {
        let path = &recording.path;
        let text = String::from_utf8(recording.bytes.clone()).unwrap();
        let events = text.lines().filter_map(|line| line.strip_prefix("data:"));
        let done = events.filter_map(|data| {
            let event: Value = serde_json::from_str(data).ok()?;
            (event["type"] == "response.output_item.done").then(|| event["item"].clone())
        });
        let done: Vec<Value> = done.collect();
        let assembly = assemble(WIRE, [&recording.bytes[..]]);
        let blocks: Vec<Value> = assembly
            .blocks
            .iter()
            .map(|block| {
                assert!(text.contains(&block.json), "{path}");
                serde_json::from_str(&block.json).unwrap()
            })
            .collect();
        assert_eq!(blocks, done, "{path}");
        let thoughts = assembly
            .blocks
            .iter()
            .filter(|block| block.holds == Holds::Other);
        reasoning += thoughts.count();
        let cell = Cell {
            messages: vec![Message::turn(assembly.turn(WIRE.as_str()))],
            ..cell(Mode::Tools)
        };
        assert_eq!(cell.body().unwrap()["input"], Value::from(done), "{path}");
    }
    assert!(
        reasoning >= 10,
        "only {reasoning} items that only the server understands"
    );
}

#[test]
fn whole_answers_are_read() {
    let Some(recordings) = files("response", &["responses"]) else {
        return;
    };
    assert!(recordings.len() >= 60, "only {} answers", recordings.len());
    for recording in recordings {
        let (path, body) = (&recording.path, recording.json());
        let answer = read(WIRE, &recording.bytes);
        let (mut text, mut thoughts, mut wanted) = (String::new(), String::new(), Vec::new());
        let items = body["output"].as_array().unwrap();
        for item in items {
            let parts = |key: &str| {
                let parts = item[key].as_array().into_iter().flatten();
                parts
                    .map(|part| part["text"].as_str().unwrap_or_default())
                    .collect::<String>()
            };
            match item["type"].as_str().unwrap() {
                "message" => text += &parts("content"),
                "reasoning" => thoughts += &(parts("summary") + &parts("content")),
                "function_call" => wanted.push(
                    json!({"id": item["call_id"], "name": item["name"], "arguments": item["arguments"]}),
                ),
                _ => {}
            }
        }
        assert_eq!(answer.text, text, "text of {path}");
        assert_eq!(answer.reasoning, thoughts, "reasoning of {path}");
        assert_eq!(
            calls(&answer),
            Value::from(wanted.clone()),
            "calls of {path}"
        );
        let status = finish(body["status"].as_str().unwrap(), !wanted.is_empty());
        assert_eq!(
            answer.finish.as_ref().map(FinishReason::as_str),
            Some(status),
            "{path}"
        );
        WORDS.assert_usage(&answer, &body["usage"], path);
        assert_eq!((&answer.error, answer.done), (&None, true), "{path}");
        let blocks = answer
            .blocks
            .iter()
            .map(|block| block.json.parse().unwrap());
        assert_eq!(&blocks.collect::<Vec<Value>>(), items, "{path}");
    }
}

#[test]
fn errors_are_read() {
    let Some(recordings) = files("error", &["responses"]) else {
        return;
    };
    assert!(recordings.len() >= 4, "only {} errors", recordings.len());
    for recording in recordings {
        let (path, body) = (&recording.path, recording.json());
        let error = WIRE.error(
            recording.status(),
            &recording.headers(),
            &recording.bytes,
            SystemTime::UNIX_EPOCH,
        );
        assert_eq!(
            Some(&*error.message),
            body["error"]["message"].as_str(),
            "{path}"
        );
        assert_eq!(
            error.param.as_deref(),
            body["error"]["param"].as_str(),
            "{path}"
        );
        let kind = match body["error"]["code"].as_str() {
            Some("model_not_found") => ApiErrorKind::NotFound,
            _ => ApiErrorKind::InvalidRequest,
        };
        assert_eq!((error.kind, error.retryable()), (kind, false), "{path}");
    }
}

/// What was sent after a failed call: the same items in the same order, each call with its answer.
#[test]
fn recorded_turns_are_asked_again() {
    let Some(recordings) = files("request", &["responses"]) else {
        return;
    };
    let mut turns = 0;
    for recording in recordings {
        let sent = recording.json();
        let Some((before, number)) = previous(&recording.path) else {
            continue;
        };
        let answers =
            [".resp.json", ".resp.sse"].map(|end| file(&format!("{before}.{number}{end}")));
        let answer = match answers {
            [Some(body), _] => read(WIRE, &body),
            [_, Some(stream)] => assemble(WIRE, [&stream[..]]),
            _ => continue,
        };
        let sent_items: Vec<Value> = sent["input"].as_array().unwrap().clone();
        let is_result = |item: &&Value| item["type"] == "function_call_output";
        let results: Vec<&Value> = sent_items.iter().filter(is_result).collect();
        let result = |id: &str| results.iter().find(|result| result["call_id"] == *id);
        let mut answered = answer.tool_calls.iter().map(|call| result(&call.id));
        if answer.tool_calls.is_empty() || answered.any(|result| result.is_none()) {
            continue;
        }
        let mut messages = vec![Message::turn(answer.turn(WIRE.as_str()))];
        for call in &answer.tool_calls {
            let text = result(&call.id).unwrap()["output"].as_str();
            let text = text.unwrap_or_default();
            messages.push(Message::tool_error(&call.id, &call.name, text));
        }
        let count = messages.len() - 1;
        let body = Cell {
            messages,
            ..cell(Mode::Tools)
        }
        .body()
        .unwrap();
        let ours: Vec<Value> = normal(body["input"].as_array().unwrap());
        let theirs = normal(&sent_items);
        // Whatever the recording client sent before belongs to earlier turns.
        let turn = theirs.len() - ours.len().min(theirs.len());
        let since = theirs
            .iter()
            .rposition(|item| item["role"] == "user")
            .map_or(0, |at| at + 1);
        assert_eq!(ours, theirs[turn.max(since)..], "{}", recording.path);
        assert!(count > 0);
        turns += 1;
    }
    assert!(turns >= 5, "only {turns} turns");
}

/// The exchange before this one.
fn previous(path: &str) -> Option<(&str, u32)> {
    let (before, number) = path.strip_suffix(".req.json")?.rsplit_once('.')?;
    Some((before, number.parse::<u32>().ok()?.checked_sub(1)?))
}

/// Items without what clients leave out when they send them back, and messages as mere text. What the
/// server's own tools did, the client of the recordings words anew.
fn normal(items: &[Value]) -> Vec<Value> {
    let own = |item: &&Value| {
        !item["type"]
            .as_str()
            .unwrap_or("")
            .starts_with("tool_search")
    };
    let items = items.iter().filter(own).map(|item| {
        if item["role"] == "assistant" {
            let parts = item["content"].as_array().into_iter().flatten();
            let text: String = parts.map(|part| part["text"].as_str().unwrap()).collect();
            let text = item["content"].as_str().map_or(text, str::to_owned);
            return json!({"role": "assistant", "content": text});
        }
        let mut item = item.clone();
        let members = item.as_object_mut().unwrap();
        members.retain(|key, value| {
            !value.is_null() && !["id", "status", "caller", "namespace"].contains(&&**key)
        });
        item
    });
    items.filter(|item| item["content"] != "").collect()
}

#[test]
fn what_no_item_holds_goes_between_them() {
    let mut turn = attempt_with_reasoning().turn(WIRE.as_str());
    let cell = |turn| Cell {
        messages: vec![Message::turn(turn)],
        ..cell(Mode::Tools)
    };
    turn.blocks
        .retain(|block| block.holds != Holds::Call(0) && block.holds != Holds::Text);
    let body = cell(turn.clone()).body().unwrap();
    let kinds: Vec<&str> = body["input"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| {
            item["id"]
                .as_str()
                .or(item["role"].as_str())
                .or(item["call_id"].as_str())
                .unwrap()
        })
        .collect();
    assert_eq!(kinds, ["rs_1", "assistant", "call_1", "fc_2"]);
    // Blocks of another wire are not for this one.
    turn.wire = "anthropic-messages";
    let body = cell(turn).body().unwrap();
    let first = json!({"type":"message","role":"assistant","content":"I call."});
    assert_eq!(
        (&body["input"][0], body["input"].as_array().unwrap().len()),
        (&first, 3)
    );
}

fn stream(events: &[Value]) -> Assembly {
    let events: Vec<String> = events
        .iter()
        .map(|event| format!("data: {event}\n\n"))
        .collect();
    let events = events.concat();
    assemble(WIRE, [events.as_bytes()])
}

#[test]
fn words_beside_the_answer_are_not_the_answer() {
    let body = json!({"status":"completed","output":[
        {"type":"message","phase":"commentary","content":[{"type":"output_text","text":"Now then. "}]},
        {"type":"message","phase":"final_answer","content":[{"type":"output_text","text":"{}"}]}]});
    let mut answer = String::new();
    let mut take = |delta: Delta<'_>| {
        if let Delta::Text(text) = delta {
            answer.push_str(text);
        }
    };
    WIRE.read(body.to_string().as_bytes(), &mut take).unwrap();
    assert_eq!(answer, "{}");
    assert_eq!(read(WIRE, body.to_string().as_bytes()).text, "Now then. {}");
}

#[test]
fn what_is_left_out_in_one_place_is_taken_from_another() {
    let item = json!({"type":"function_call","call_id":"c","name":"f","arguments":"{\"a\":1}"});
    let said = json!({"type":"message","content":[{"type":"output_text","text":"x"},{"type":"refusal","refusal":"no"}]});
    let end = json!({"type":"response.completed","response":{"status":"completed","output":[said, item],"usage":{}}});
    let text = |kind: &str, key: &str, text: &str| json!({"type":format!("response.output_text.{kind}"),"output_index":0,"content_index":0,key:text});
    let arguments = |kind: &str, key: &str, text: &str| json!({"type":format!("response.function_call_arguments.{kind}"),"output_index":1,"item_id":kind,key:text});
    let added = |index: u64, item: &Value| json!({"type":"response.output_item.added","output_index":index,"item":item});
    let done = |index: u64, item: &Value| json!({"type":"response.output_item.done","output_index":index,"item":item});
    let whole = "{\"a\":1}";
    let ways: [Vec<Value>; 5] = [
        vec![],
        vec![done(0, &said), done(1, &item)],
        vec![
            text("delta", "delta", "x"),
            text("done", "text", "x"),
            done(0, &said),
            done(1, &item),
        ],
        vec![
            text("done", "text", "x"),
            added(1, &item),
            arguments("done", "arguments", whole),
        ],
        vec![
            added(0, &json!({"type":"message"})),
            text("delta", "delta", "x"),
            added(1, &item),
            arguments("delta", "delta", "{\"a\":"),
            arguments("delta", "delta", "1}"),
            arguments("done", "arguments", whole),
        ],
    ];
    for mut events in ways {
        events.push(end.clone());
        let answer = stream(&events);
        let call = ToolCall {
            id: "c".to_owned(),
            name: "f".to_owned(),
            arguments: whole.to_owned(),
        };
        assert_eq!(
            (&*answer.text, &*answer.refusal),
            ("x", "no"),
            "{events:#?}"
        );
        assert_eq!(answer.tool_calls, [call], "{events:#?}");
        assert_eq!(answer.finish, Some(FinishReason::ToolCalls));
        let blocks = [
            (said.to_string(), Holds::Text),
            (item.to_string(), Holds::Call(0)),
        ];
        let blocks = blocks.map(|(json, holds)| Block { json, holds });
        assert_eq!(answer.blocks, blocks, "{events:#?}");
        assert_eq!(answer.usage, None);
    }
}

/// llama.cpp gives no index, and ends its items only when all of them have been said.
#[test]
fn without_an_index_the_ids_tell_the_items_apart() {
    let event = |kind: &str, mut more: Value| {
        more["type"] = json!(format!("response.{kind}"));
        more
    };
    let thought = json!({"id":"rs_1","type":"reasoning","summary":[],"content":[{"type":"reasoning_text","text":"hm"}]});
    let said =
        json!({"id":"msg_1","type":"message","content":[{"type":"output_text","text":"ab"}]});
    let call = |id: &str| json!({"type":"function_call","call_id":id,"name":"f","arguments":"{}"});
    let begun =
        |id: &str| json!({"item":{"type":"function_call","call_id":id,"name":"f","arguments":""}});
    let answer = stream(&[
        event("created", json!({"response":{}})),
        event(
            "output_item.added",
            json!({"item":{"id":"rs_1","type":"reasoning","content":[]}}),
        ),
        event(
            "reasoning_text.delta",
            json!({"item_id":"rs_1","delta":"hm"}),
        ),
        event(
            "output_item.added",
            json!({"item":{"id":"msg_1","type":"message","content":[]}}),
        ),
        event("output_text.delta", json!({"item_id":"msg_1","delta":"a"})),
        event("output_text.delta", json!({"item_id":"msg_1","delta":"b"})),
        event("output_item.added", begun("fc_1")),
        event("output_item.added", begun("fc_2")),
        event(
            "function_call_arguments.delta",
            json!({"item_id":"fc_1","delta":"{}"}),
        ),
        event(
            "function_call_arguments.delta",
            json!({"item_id":"fc_2","delta":"{}"}),
        ),
        event("output_item.done", json!({"item":thought})),
        event("output_text.done", json!({"item_id":"msg_1","text":"ab"})),
        event("output_item.done", json!({"item":said})),
        event("output_item.done", json!({"item":call("fc_1")})),
        event("output_item.done", json!({"item":call("fc_2")})),
        event(
            "completed",
            json!({"response":{"status":"completed","output":[thought,said,call("fc_1"),call("fc_2")]}}),
        ),
    ]);
    assert_eq!((&*answer.text, &*answer.reasoning), ("ab", "hm"));
    let calls = answer
        .tool_calls
        .iter()
        .map(|call| (&*call.id, &*call.arguments));
    assert_eq!(calls.collect::<Vec<_>>(), [("fc_1", "{}"), ("fc_2", "{}")]);
    let wanted = [thought, said, call("fc_1"), call("fc_2")].map(|item| item.to_string());
    let blocks = answer.blocks.iter().map(|block| block.json.clone());
    assert_eq!(blocks.collect::<Vec<_>>(), wanted);
}

/// What the end counts is not always what the events counted.
#[test]
fn the_end_may_count_the_items_anew() {
    let said = json!({"id":"m","type":"message","content":[{"type":"output_text","text":"a"}]});
    let piece =
        json!({"type":"response.output_text.delta","output_index":3,"item_id":"other","delta":"a"});
    let end =
        json!({"type":"response.completed","response":{"status":"completed","output":[said]}});
    let answer = stream(&[piece, end]);
    assert_eq!((&*answer.text, answer.blocks.len()), ("a", 1));
}

#[test]
fn a_second_start_counts_alone() {
    let start = json!({"type":"response.created","response":{}});
    let piece =
        |text: &str| json!({"type":"response.output_text.delta","output_index":0,"delta":text});
    let answer = stream(&[start.clone(), start.clone(), piece("a"), start, piece("b")]);
    assert_eq!((&*answer.text, answer.done), ("b", false));
}

#[test]
fn errors_come_in_every_frame() {
    let flat = json!({"type":"error","code":"server_error","message":"m","param":null,"sequence_number":1});
    let nested = json!({"type":"error","error":{"type":"tokens","code":"rate_limit_exceeded","message":"m"}});
    let failed = json!({"type":"response.failed","response":{"status":"failed","error":{"code":"server_error","message":"m"}}});
    let foreign = json!({"error":{"message":"m","code":503}});
    for (event, kind) in [
        (&flat, ApiErrorKind::Server),
        (&nested, ApiErrorKind::RateLimit),
        (&failed, ApiErrorKind::Server),
        (&foreign, ApiErrorKind::Overloaded),
    ] {
        let error = stream(std::slice::from_ref(event)).error.unwrap();
        assert_eq!((error.kind, &*error.message), (kind, "m"), "{event}");
        assert!(error.retryable());
    }
    // The end repeats what the event said, in other words now and then.
    let answer = stream(&[nested, failed]);
    assert_eq!(answer.error.unwrap().kind, ApiErrorKind::RateLimit);
    assert_eq!(answer.finish, Some(FinishReason::Error));
    let bare = json!({"type":"error","message":"m"});
    assert_eq!(stream(&[bare]).error.unwrap().code, None);
    let whole = read(WIRE, foreign.to_string().as_bytes());
    assert_eq!((whole.error.unwrap().status, whole.finish), (503, None));
}

#[test]
fn every_status_ends_somehow() {
    let filter = json!({"reason":"content_filter"});
    for (status, details, finish) in [
        ("completed", Value::Null, FinishReason::Stop),
        ("incomplete", filter, FinishReason::ContentFilter),
        (
            "incomplete",
            json!({"reason":"max_output_tokens"}),
            FinishReason::Length,
        ),
        (
            "incomplete",
            json!({"reason":"tired"}),
            FinishReason::Other("tired".to_owned()),
        ),
        ("failed", Value::Null, FinishReason::Error),
        (
            "cancelled",
            Value::Null,
            FinishReason::Other("cancelled".to_owned()),
        ),
        (
            "queued",
            Value::Null,
            FinishReason::Other("queued".to_owned()),
        ),
    ] {
        let body = json!({"status":status,"incomplete_details":details,"output":[]});
        assert_eq!(
            read(WIRE, body.to_string().as_bytes()).finish,
            Some(finish),
            "{body}"
        );
    }
    for (body, kind) in [
        ("", ProtocolErrorKind::Empty),
        ("<html>", ProtocolErrorKind::Html),
        ("[]", ProtocolErrorKind::NotJson),
        ("{\"output\":[", ProtocolErrorKind::NotJson),
        ("{}", ProtocolErrorKind::NoChoices),
    ] {
        let error = WIRE.read(body.as_bytes(), &mut |_| ()).unwrap_err();
        assert_eq!(error.kind, kind, "{body}");
    }
}

/// Nothing that a server sends is a reason to panic: every recorded event, cut and bent.
#[test]
fn bent_events_are_errors_or_nothing() {
    let Some(recordings) = streams(&["responses"]) else {
        return;
    };
    for recording in recordings {
        let text = String::from_utf8(recording.bytes).unwrap();
        for data in text
            .lines()
            .filter_map(|line| line.strip_prefix("data:"))
            .take(40)
        {
            for (from, to) in [
                ("{", "["),
                ("\"", ""),
                (":", ":null,\"x\":"),
                ("[", "7,["),
                ("1", "99999999999"),
            ] {
                let bent = format!("data: {}\n\n", data.replacen(from, to, 3));
                let mut stream = WIRE.stream();
                let _ = stream.push(bent.as_bytes(), &mut |_| ());
                let _ = stream.end(&mut |_| ());
            }
        }
    }
}

#[test]
fn an_attempt_is_asked_again_with_an_answer_to_each_call() {
    let body = cell(Mode::Tools)
        .again(&attempt_with_reasoning())
        .body()
        .unwrap();
    let input = body["input"].as_array().unwrap();
    let kinds: Vec<&str> = input
        .iter()
        .filter_map(|item| item["type"].as_str())
        .collect();
    let wanted = [
        "reasoning",
        "message",
        "function_call",
        "function_call",
        "function_call_output",
        "function_call_output",
    ];
    assert_eq!(kinds, wanted);
    assert_eq!(
        (&input[6]["call_id"], &input[7]["call_id"]),
        (&json!("call_1"), &json!("call_2"))
    );
    assert!(
        input[6]["output"]
            .as_str()
            .unwrap()
            .contains("must not be empty")
    );
    let body = cell(Mode::JsonSchema)
        .again(&plain_attempt(Mode::JsonSchema))
        .body()
        .unwrap();
    let roles: Vec<&str> = body["input"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["role"].as_str().unwrap())
        .collect();
    assert_eq!(roles, ["system", "user", "assistant", "user"]);
}
