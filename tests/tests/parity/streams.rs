//! Streams: what is shown before the end, and what becomes of several calls.

use formwork::provider::{Mode, Wire};
use formwork::transport::Replay;
use formwork::{Client, Error, Mends, Request, Step};
use serde_json::{Value, json};

use crate::parcel::Parcel;
use crate::replies::{RIGHT, WRONG, said};
use crate::script::{KEY, bodies, client, run};
use crate::tools::Action;

const SSE: &[(&str, &str)] = &[("content-type", "text/event-stream")];

/// The events of a completion that says this text, in pieces.
fn events(pieces: &[&str]) -> Vec<String> {
    let event = |piece: &&str| {
        let choice = json!({"index": 0, "delta": {"content": piece}, "finish_reason": null});
        format!("data: {}\n\n", json!({"choices": [choice]}))
    };
    pieces.iter().map(event).collect()
}

/// The streets that views show of a request whose answer never ends.
fn streets(mode: Mode, pieces: &[&str], blocking: bool) -> Vec<String> {
    let server = Replay::new().answer(200, SSE, events(pieces));
    let server = server.hang_after(pieces.len());
    let request: Request<Parcel> = client(&server).request().mode(mode).user("?");
    let mut seen = Vec::new();
    let mut see = |step: Result<Step<'_, Parcel>, Error>| {
        if let Ok(Step::View(view)) = step {
            let street = view.get().and_then(|parcel| parcel.ship_to.get());
            let street = street.and_then(|address| address.street_name.get());
            seen.extend(street.cloned());
        }
    };
    if blocking {
        let mut stream = request.stream_blocking();
        while let Some(step) = stream.next() {
            see(step);
        }
    } else {
        let mut stream = request.stream();
        run(async {
            while let Some(step) = stream.next().await {
                see(step);
            }
        });
    }
    seen.dedup();
    seen
}

#[test]
fn views_come_before_the_end_blocking_and_not_in_json_and_in_a_fence() {
    let json = &[r#"{"shipTo":{"streetName":"Karl"#, "-Liebknecht", "-Straße"];
    let fenced = &[
        "Here it is:\n```json\n",
        r#"{"shipTo":{"streetName":"Karl"#,
        "-Liebknecht",
        "-Straße",
    ];
    for (mode, pieces) in [
        (Mode::JsonSchema, &json[..]),
        (Mode::Json, &json[..]),
        (Mode::MdJson, &fenced[..]),
    ] {
        for blocking in [false, true] {
            let seen = streets(mode, pieces, blocking);
            let expected = ["Karl", "Karl-Liebknecht", "Karl-Liebknecht-Straße"];
            assert_eq!(seen, expected, "{mode} blocking: {blocking}");
        }
    }
}

fn items<T: formwork::Extract>(text: &str, mode: Mode) -> Vec<T> {
    let pieces: Vec<String> = text.chars().map(String::from).collect();
    let mut pieces: Vec<&str> = pieces.iter().map(String::as_str).collect();
    pieces.push("");
    let mut chunks = events(&pieces);
    chunks.push("data: [DONE]\n\n".to_owned());
    let server = Replay::new().answer(200, SSE, chunks);
    let request = client(&server).request::<T>().mode(mode).user("?");
    let request = if mode == Mode::Json {
        request.mends(Mends::All)
    } else {
        request
    };
    let mut stream = request.items();
    run(async {
        let mut items = Vec::new();
        while let Some(item) = stream.next().await {
            items.push(item.unwrap_or_else(|error| panic!("{text}: {error}")));
        }
        items
    })
}

#[test]
fn items_are_found_whatever_stands_in_and_between_them() {
    let schema = Mode::JsonSchema;
    assert_eq!(items::<u8>(r#"{"value":[1, 23,4]}"#, schema), [1, 23, 4]);
    let brackets = r#"{"value":["a [b] c","},{", "\"]"]}"#;
    assert_eq!(items::<String>(brackets, schema), ["a [b] c", "},{", "\"]"]);
    let actions = r#"{"value":[{"query":"[{"},{"place":{"city":"Oslo"}},{"answer":"]"}]}"#;
    let found = items::<Action>(actions, schema);
    assert!(
        matches!(
            &found[..],
            [Action::Search(_), Action::Weather(_), Action::Done(_)]
        ),
        "{found:?}"
    );
    let abutting = r#"Two [2] of them: {"value":[{"answer":"a"}{"answer":"b"} {"query":"c}{"}]}"#;
    let found = items::<Action>(abutting, Mode::Json);
    assert_eq!(found.len(), 3, "{found:?}");
}

/// What Anthropic's API answers where it calls tools.
fn called(calls: &[(&str, &str, Value)]) -> String {
    let blocks = calls.iter().map(
        |(id, name, input)| json!({"type": "tool_use", "id": id, "name": name, "input": input}),
    );
    let blocks: Vec<Value> = blocks.collect();
    json!({
        "id": "msg_1", "type": "message", "role": "assistant", "model": "claude", "content": blocks,
        "stop_reason": "tool_use", "usage": {"input_tokens": 10, "output_tokens": 5},
    })
    .to_string()
}

#[test]
fn calls_of_anthropic_are_judged_within_the_loop() {
    let head = &[("content-type", "application/json")];
    let first = called(&[
        ("a", "Search", json!({"query": ""})),
        ("b", "Done", json!({"answer": "42"})),
        ("c", "Ghost", json!({"boo": true})),
    ]);
    let second = called(&[
        ("d", "Search", json!({"query": "the answer"})),
        ("e", "Search", json!({"query": "a ghost"})),
    ]);
    let server = Replay::new().answer(200, head, [first]);
    let server = server.answer(200, head, [second]);
    let builder = Client::builder("anthropic/claude-sonnet-4-5").api_key(KEY);
    let client = builder.transport(server.clone()).build().expect("a client");
    let reply = run(client.request::<Action>().user("?").calls()).expect("all fit in the end");
    let made: Vec<&str> = reply
        .value
        .iter()
        .map(|call| match call {
            Action::Search(search) => search.query.as_str(),
            Action::Done(done) => done.answer.as_str(),
            Action::Weather(_) => "weather",
        })
        .collect();
    assert_eq!(
        made,
        ["the answer", "42", "a ghost"],
        "in the order of the first calls"
    );
    let turns = bodies(&server)[1]["messages"].clone();
    let results = turns
        .as_array()
        .and_then(|turns| turns.last())
        .expect("a turn");
    let results: Vec<(Value, bool)> = results["content"]
        .as_array()
        .expect("blocks")
        .iter()
        .filter(|block| block["type"] == "tool_result")
        .map(|block| (block["tool_use_id"].clone(), block["is_error"] == true))
        .collect();
    assert_eq!(
        results,
        [(json!("a"), true), (json!("b"), false), (json!("c"), true)]
    );
}

#[test]
fn a_streamed_answer_that_is_asked_again_goes_back_word_for_word() {
    let server = said(Replay::new(), Wire::OpenaiChat, None, WRONG, true);
    let server = said(server, Wire::OpenaiChat, None, RIGHT, true);
    let request: Request<Parcel> = client(&server).request().mode(Mode::JsonSchema).user("?");
    let mut stream = request.stream_blocking();
    let mut reasks = 0;
    while let Some(step) = stream.next() {
        if let Step::Reask(attempt) = step.expect("no failure") {
            reasks += 1;
            assert_eq!(attempt.answer, WRONG);
        }
    }
    assert_eq!(reasks, 1);
    stream.finish().expect("the second fits");
    let body = &bodies(&server)[1];
    assert_eq!(body["messages"][1]["role"], "assistant");
    assert_eq!(body["messages"][1]["content"], WRONG);
}
