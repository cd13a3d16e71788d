//! Recorded conversations, worded as they were.

use formwork::provider::Mode;
use formwork::{CacheFor, Message};
use serde_json::{Value, json};

use super::{WIRE, cell};
use crate::cells::Cell;
use crate::data::files;
use crate::replay::read;

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
