//! Answers that come in pieces.

use formwork::provider::{FinishReason, Mode};
use formwork::{Block, Holds, Message, ToolCall};
use serde_json::{Value, json};

use super::{WIRE, WORDS, cell, stream};
use crate::cells::Cell;
use crate::data::streams;
use crate::replay::assemble;

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
