//! Answers that come in pieces.

use formwork::provider::{Delta, FinishReason, Mode};
use formwork::{Holds, Message};
use serde_json::{Value, json};

use super::{APIS, WIRE, WORDS, cell, chunk, kind_of_model, parts, stream};
use crate::cells::Cell;
use crate::data::{Recording, files, streams};
use crate::replay::{assemble, read};

#[test]
fn streams_come_to_the_expected_assembly() {
    let Some(recordings) = expected() else { return };
    assert!(recordings.len() >= 19, "only {} streams", recordings.len());
    WORDS.assert_however_cut(&recordings);
    WORDS.assert_however_framed(&recordings);
    WORDS.assert_cut_short(&recordings);
}

/// The streams; arguments as this wire gives them, which is the text of the object.
fn expected() -> Option<Vec<Recording>> {
    let mut recordings = streams(&APIS)?;
    for recording in &mut recordings {
        let whole = assemble(WIRE, [&recording.bytes[..]]);
        let calls = recording.about["tool_calls"].as_array_mut().unwrap();
        for (call, told) in calls.iter_mut().zip(&whole.tool_calls) {
            let expected: Value = call["arguments"].as_str().unwrap().parse().unwrap();
            let text = if told.arguments.is_empty() {
                "{}"
            } else {
                &told.arguments
            };
            assert_eq!(
                text.parse::<Value>().unwrap(),
                expected,
                "{}",
                recording.path
            );
            call["arguments"] = json!(told.arguments);
            call["id"] = json!(call["id"].as_str().unwrap_or_default());
        }
    }
    Some(recordings)
}

#[test]
fn parts_come_back_word_for_word() {
    let Some(mut recordings) = files("response", &APIS) else {
        return;
    };
    recordings.extend(files("stream", &APIS).unwrap());
    let mut signatures = 0;
    for recording in recordings {
        let path = &recording.path;
        let text = String::from_utf8(recording.bytes.clone()).unwrap();
        let said: Vec<Value> = parts(&text)
            .into_iter()
            .filter(|part| *part != json!({"text": ""}))
            .collect();
        signatures += said
            .iter()
            .filter(|part| part.get("thoughtSignature").is_some())
            .count();
        let answer = if recording.about["kind"] == "stream" {
            assemble(WIRE, [&recording.bytes[..]])
        } else {
            read(WIRE, &recording.bytes)
        };
        let cell = Cell {
            model: kind_of_model(&recording),
            messages: vec![Message::turn(answer.turn(WIRE.as_str()))],
            ..cell(Mode::Tools)
        };
        let contents = cell.body().unwrap()["contents"].clone();
        assert_eq!(contents[0]["parts"], Value::from(said), "{path}");
        assert_eq!(contents[0]["role"], "model", "{path}");
    }
    assert!(signatures >= 30, "only {signatures} signatures");
}

#[test]
fn arguments_that_come_in_pieces_are_one_call() {
    let stop = json!({"candidates":[{"content":{},"finishReason":"STOP"}]});
    let piece = |path: &str, text: &str| {
        chunk(
            &json!([{"functionCall":{"partialArgs":[{"jsonPath":path,"stringValue":text,"willContinue":true}],"willContinue":true}}]),
        )
    };
    let begin = chunk(
        &json!([{"functionCall":{"name":"f","willContinue":true},"thoughtSignature":"AA=="}]),
    );
    let mut chunks = vec![
        begin.clone(),
        piece("$.city", "New "),
        piece("$.city", "York"),
        chunk(
            &json!([{"functionCall":{"partialArgs":[{"jsonPath":"$.n","numberValue":2}],"willContinue":true}}]),
        ),
    ];
    // The end mark of a call may be there, or a new call in its place, or nothing.
    let end = chunk(&json!([{"functionCall":{}}]));
    let next = chunk(&json!([{"functionCall":{"name":"g","args":{}}}]));
    let args = "{\"city\":\"New York\",\"n\":2}";
    for more in [
        vec![end.clone(), next.clone()],
        vec![next.clone()],
        vec![end],
        vec![],
    ] {
        let mut chunks = chunks.clone();
        chunks.extend(more.clone());
        chunks.push(stop.clone());
        let answer = stream(&chunks);
        let names: Vec<&str> = answer
            .tool_calls
            .iter()
            .map(|call| call.name.as_str())
            .collect();
        assert_eq!(names.first(), Some(&"f"), "{more:?}");
        assert_eq!(answer.tool_calls[0].arguments, args, "{more:?}");
        assert_eq!(answer.blocks[0].holds, Holds::Call(0));
        let block: Value = answer.blocks[0].json.parse().unwrap();
        let wanted = json!({"functionCall":{"name":"f","args":{"city":"New York","n":2}},"thoughtSignature":"AA=="});
        assert_eq!(block, wanted);
        assert_eq!(names.len(), 1 + usize::from(more.contains(&next)));
        assert_eq!(answer.finish, Some(FinishReason::ToolCalls));
    }
    // Cut off, what came is closed, and nobody takes it for the whole.
    chunks.truncate(2);
    let answer = stream(&chunks);
    assert_eq!(
        (&*answer.tool_calls[0].arguments, answer.done),
        ("{\"city\":\"New \"}", false)
    );
    // They come as they are written.
    let mut steps = Vec::new();
    let mut reader = WIRE.stream();
    for chunk in [begin, piece("$.a", "x")] {
        let mut take = |delta: Delta<'_>| {
            if let Delta::ToolCall { arguments, .. } = delta {
                steps.push(arguments.to_owned());
            }
        };
        reader
            .push(format!("data: {chunk}\n\n").as_bytes(), &mut take)
            .unwrap();
    }
    assert_eq!(steps, ["{", "\"a\":\"x"]);
}

/// Nothing that a server sends is a reason to panic: every recorded event, cut and bent.
#[test]
fn bent_events_are_errors_or_nothing() {
    let Some(recordings) = streams(&APIS) else {
        return;
    };
    for recording in recordings {
        let text = String::from_utf8(recording.bytes).unwrap();
        let data = text.lines().filter_map(|line| line.strip_prefix("data:"));
        for data in data.take(40) {
            for (from, to) in [
                ("{", "["),
                ("\"", ""),
                (":", ":null,\"x\":"),
                ("[", "7,["),
                ("text", "functionCall"),
            ] {
                let bent = format!("data: {}\n\n", data.replacen(from, to, 3));
                let mut stream = WIRE.stream();
                let _ = stream.push(bent.as_bytes(), &mut |_| ());
                let _ = stream.end(&mut |_| ());
            }
        }
    }
}
