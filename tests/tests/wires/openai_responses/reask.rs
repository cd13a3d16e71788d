//! Asking again: the items of a turn, as they were, and what the model is told.

use formwork::provider::Mode;
use formwork::{Holds, Message};
use serde_json::{Value, json};

use super::{WIRE, attempt_with_reasoning, cell};
use crate::cells::{Cell, plain_attempt};
use crate::data::{file, files};
use crate::replay::{assemble, read};

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
