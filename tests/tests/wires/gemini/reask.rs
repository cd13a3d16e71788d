//! Asking again: a turn of the model, as it was, and what it is told.

use formwork::provider::Mode;
use formwork::{Holds, Message};
use serde_json::{Value, json};

use super::signatures::NONE;
use super::{APIS, WIRE, attempt_with_signatures, cell, kind_of_model, signed};
use crate::cells::{Cell, plain_attempt};
use crate::data::{file, files};
use crate::replay::{assemble, read};

/// What was sent after a failed call: the same parts in the same order, each call with its answer.
#[test]
fn recorded_turns_are_asked_again() {
    let Some(recordings) = files("request", &APIS) else {
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
        let contents = sent["contents"].as_array().unwrap();
        let Some(model) = contents.iter().rposition(|turn| turn["role"] == "model") else {
            continue;
        };
        let (turn, results) = (camel(&contents[model]), camel(&contents[model + 1]));
        let responses = results["parts"].as_array().unwrap();
        let responses: Vec<&Value> = responses
            .iter()
            .map(|part| &part["functionResponse"])
            .filter(|response| response.is_object())
            .collect();
        if answer.tool_calls.is_empty() || responses.len() != answer.tool_calls.len() {
            continue;
        }
        let mut messages = vec![Message::turn(answer.turn(WIRE.as_str()))];
        for (call, response) in answer.tool_calls.iter().zip(&responses) {
            let told = &response["response"];
            let text = |key: &str| told[key].as_str().map(str::to_owned);
            messages.push(if let Some(text) = text("error") {
                Message::tool_error(&call.id, &call.name, text)
            } else {
                let output = text("output").or(text("return_value"));
                Message::tool_result(&call.id, &call.name, output.unwrap_or_default())
            });
        }
        let body = Cell {
            model: kind_of_model(&recording),
            messages,
            ..cell(Mode::Tools)
        };
        let ours = body.body().unwrap()["contents"].clone();
        assert_eq!(ours.as_array().unwrap().len(), 2, "{}", recording.path);
        // The recording client makes ids up and leaves out what it does not know.
        let signed = |part: &Value| {
            (
                part["functionCall"]["name"].clone(),
                part["functionCall"]["args"].clone(),
                signature(part),
            )
        };
        let list = |turn: &Value| {
            let parts = turn["parts"].as_array().unwrap().iter();
            parts
                .filter(|part| part["functionCall"].is_object())
                .map(signed)
                .collect::<Vec<_>>()
        };
        assert_eq!(list(&ours[0]), list(&turn), "{}", recording.path);
        for (part, response) in ours[1]["parts"].as_array().unwrap().iter().zip(&responses) {
            let told = &part["functionResponse"];
            assert_eq!(told["name"], response["name"], "{}", recording.path);
            assert_eq!(
                told["response"]["error"], response["response"]["error"],
                "{}",
                recording.path
            );
        }
        turns += 1;
    }
    assert!(turns >= 3, "only {turns} turns");
}

/// A signature in one of the two alphabets of base64, and with its padding or without.
fn signature(part: &Value) -> Option<String> {
    let text = part["thoughtSignature"].as_str()?;
    Some(
        text.replace('-', "+")
            .replace('_', "/")
            .trim_end_matches('=')
            .to_owned(),
    )
}

/// The recording client's spelling of keys, in that of the documents.
fn camel(value: &Value) -> Value {
    let names = [
        ("function_call", "functionCall"),
        ("function_response", "functionResponse"),
        ("thought_signature", "thoughtSignature"),
    ];
    match value {
        Value::Object(members) => members
            .iter()
            .map(|(key, value)| {
                let word = names.iter().find(|(snake, _)| snake == key);
                (
                    word.map_or(key.clone(), |(_, name)| (*name).to_owned()),
                    camel(value),
                )
            })
            .collect(),
        Value::Array(items) => items.iter().map(camel).collect(),
        other => other.clone(),
    }
}

/// The exchange before this one.
fn previous(path: &str) -> Option<(&str, u32)> {
    let (before, number) = path.strip_suffix(".req.json")?.rsplit_once('.')?;
    Some((before, number.parse::<u32>().ok()?.checked_sub(1)?))
}

#[test]
fn an_attempt_is_asked_again_with_an_answer_to_each_call() {
    let cell = cell(Mode::Tools).again(&attempt_with_signatures());
    let body = cell.body().unwrap();
    let contents = body["contents"].as_array().unwrap();
    let roles: Vec<&str> = contents
        .iter()
        .map(|turn| turn["role"].as_str().unwrap())
        .collect();
    assert_eq!(roles, ["user", "model", "user"]);
    assert_eq!(
        contents[1]["parts"],
        signed()["candidates"][0]["content"]["parts"]
    );
    let responses = contents[2]["parts"].as_array().unwrap();
    let responses: Vec<&Value> = responses
        .iter()
        .map(|part| &part["functionResponse"])
        .collect();
    assert_eq!(
        (&responses[0]["id"], &responses[1]["id"]),
        (&Value::Null, &json!("x1"))
    );
    let error = responses[0]["response"]["error"].as_str().unwrap();
    assert!(responses.len() == 2 && error.contains("must not be empty"));
    let body = self::cell(Mode::JsonSchema)
        .again(&plain_attempt(Mode::JsonSchema))
        .body()
        .unwrap();
    let roles: Vec<&Value> = body["contents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|turn| &turn["role"])
        .collect();
    assert_eq!(roles, ["user", "model", "user"]);
}

#[test]
fn what_no_part_holds_goes_between_them() {
    let mut turn = attempt_with_signatures().turn(WIRE.as_str());
    turn.blocks
        .retain(|block| !matches!(block.holds, Holds::Call(0) | Holds::Text));
    let sent = |turn| Cell {
        messages: vec![Message::turn(turn), Message::user("x"), Message::user("y")],
        ..cell(Mode::Tools)
    };
    let body = sent(turn.clone()).body().unwrap();
    let parts = signed()["candidates"][0]["content"]["parts"].clone();
    let call = json!({"functionCall":{"name":"Person","args":{"name":""}},"thoughtSignature":NONE});
    let wanted = json!([parts[0], parts[1], call, parts[3], parts[4]]);
    assert_eq!(body["contents"][0]["parts"], wanted);
    assert_eq!(
        body["contents"][1]["parts"],
        json!([{"text":"x"},{"text":"y"}])
    );
    // Blocks of another wire are not for this one, and arguments are objects here.
    turn.wire = "anthropic-messages";
    turn.calls[0].arguments = "nonsense".to_owned();
    let body = sent(turn).body().unwrap();
    let call = json!({"functionCall":{"name":"Person","args":{}},"thoughtSignature":NONE});
    assert_eq!(body["contents"][0]["parts"][1], call);
}
