//! Replies: what came beside the value, and what it cost.

use formwork::provider::{Mode, Wire};
use formwork::transport::Replay;
use formwork::{Client, ErrorKind, Extract};
use serde_json::json;

use crate::parcel::Parcel;
use crate::script::{KEY, client, run, send};

#[path = "../pairs/said.rs"]
#[allow(clippy::single_match_else, dead_code)] // Another crate's, which needs more of it.
mod words;

pub(crate) const RIGHT: &str = r#"{"id":"67e55044-10b1-426f-9247-bb680e5fe0c8","sentOn":"2026-11-21","shipTo":{"streetName":"Karl-Liebknecht-Straße","zipCode":null},"pickedUp":null,"stops":null}"#;
pub(crate) const WRONG: &str = r#"{"id":"67e55044-10b1-426f-9247-bb680e5fe0c8","sentOn":"2026-02-30","shipTo":{"streetName":"K","zipCode":null},"pickedUp":null,"stops":null}"#;

/// A provider of each wire.
pub(crate) const WIRES: &[(&str, Wire)] = &[
    ("openai/gpt-5-mini", Wire::OpenaiChat),
    ("openai/gpt-5-mini", Wire::OpenaiResponses),
    ("anthropic/claude-sonnet-4-5", Wire::AnthropicMessages),
    ("google/gemini-3-flash", Wire::Gemini),
    ("bedrock/some-model", Wire::BedrockConverse),
    ("cohere/some-model", Wire::CohereChat),
    ("ollama/some-model", Wire::Ollama),
];

/// Adds an answer in the words of a wire, which costs 11 and 7 tokens.
pub(crate) fn said(
    server: Replay,
    wire: Wire,
    call: Option<&str>,
    text: &str,
    streamed: bool,
) -> Replay {
    let (media_type, chunks) = words::answer(wire, call, text, streamed);
    server.answer(200, &[("content-type", media_type)], chunks)
}

/// Asks over a wire, as the mode `JsonSchema` does, what a script answers.
pub(crate) fn over(model: &str, wire: Wire, server: &Replay) -> Client {
    let builder = Client::builder(model).api_key(KEY).wire(wire);
    let builder = builder.mode(Mode::JsonSchema).transport(server.clone());
    builder.build().expect("a client")
}

/// A completion that holds a text; `cost` is what its usage says, if anything.
fn completion(text: &str, cost: Option<(u32, u32)>) -> String {
    let message = json!({"role": "assistant", "content": text});
    let choice = json!({"index": 0, "message": message, "finish_reason": "stop"});
    let mut body = json!({"id": "c", "choices": [choice]});
    if let Some((input, output)) = cost {
        let total = input + output;
        body["usage"] =
            json!({"prompt_tokens": input, "completion_tokens": output, "total_tokens": total});
    }
    body.to_string()
}

fn script(answers: impl IntoIterator<Item = String>) -> Replay {
    let head = [
        ("content-type", "application/json"),
        ("x-request-id", "req_7"),
    ];
    let answers = answers.into_iter();
    answers.fold(Replay::new(), |server, answer| {
        server.answer(200, &head, [answer])
    })
}

fn raw<T: Extract>(answer: &str, of: impl Fn(T) -> bool) {
    let body = completion(answer, Some((10, 5)));
    let server = script([body.clone()]);
    let request = client(&server).request::<T>().mode(Mode::JsonSchema);
    let reply = run(request.user("?").keep_body().send()).expect("it fits");
    let attempt = &reply.attempts[0];
    assert_eq!(attempt.answer, answer);
    assert_eq!(attempt.body.as_deref(), Some(body.as_bytes()));
    assert_eq!(
        reply.head().and_then(|head| head.request_id()),
        Some("req_7")
    );
    assert_eq!(reply.usage().total_tokens, 15);
    assert!(of(reply.value), "{answer}");
}

#[test]
fn whatever_is_asked_for_the_answer_behind_it_can_be_looked_at() {
    raw::<u32>(r#"{"value":36}"#, |value| value == 36);
    raw::<bool>(r#"{"value":true}"#, |value| value);
    raw::<Vec<String>>(r#"{"value":["a","b"]}"#, |value| value == ["a", "b"]);
    raw::<Parcel>(RIGHT, |value| value.ship_to.zip_code.is_none());
}

#[test]
fn a_budget_ends_a_call_exactly_where_it_is_spent() {
    let wrong = || completion(WRONG, Some((10, 5)));
    for (budget, calls) in [(14, 1), (15, 1), (16, 2), (30, 2), (31, 3)] {
        let server = script((0..5).map(|_| wrong()));
        let request = client(&server).request::<Parcel>().mode(Mode::JsonSchema);
        let request = request.user("?").max_reasks(9).token_budget(budget);
        let error = run(request.send()).expect_err("it never fits");
        assert!(
            matches!(error.kind(), ErrorKind::TokenBudget),
            "{budget}: {error}"
        );
        assert_eq!(server.requests().len(), calls, "{budget}");
        assert_eq!(error.usage().total_tokens, 15 * calls as u64, "{budget}");
    }
    // An answer that fits is an answer, whatever it has cost.
    let server = script([completion(RIGHT, Some((10, 5)))]);
    let request = client(&server).request::<Parcel>().mode(Mode::JsonSchema);
    run(request.user("?").token_budget(1).send()).expect("it fits");
}

#[test]
fn what_nobody_counted_is_not_taken_for_nothing() {
    let server = script([completion(WRONG, None), completion(RIGHT, None)]);
    let request = client(&server).request::<Parcel>().mode(Mode::JsonSchema);
    let error = run(request.clone().user("?").token_budget(1_000_000).send());
    let error = error.expect_err("nobody knows what is left");
    assert!(matches!(error.kind(), ErrorKind::TokenBudget), "{error}");
    assert_eq!(server.requests().len(), 1);
    // Without a budget, nobody has to know.
    let server = script([completion(WRONG, None), completion(RIGHT, None)]);
    let request = client(&server).request::<Parcel>().mode(Mode::JsonSchema);
    run(request.user("?").send()).expect("the second fits");
}

#[test]
fn every_wire_tells_what_each_attempt_cost_streams_too() {
    for (model, wire) in WIRES {
        for streamed in [false, true] {
            let server = said(Replay::new(), *wire, None, WRONG, streamed);
            let server = said(server, *wire, None, RIGHT, streamed);
            let request = over(model, *wire, &server).request::<Parcel>().user("?");
            let reply = run(send(request, streamed)).expect("the second fits");
            let costs = reply.attempts.iter().map(|attempt| {
                let usage = attempt.usage.expect("it says so");
                (usage.input_tokens, usage.output_tokens)
            });
            assert_eq!(
                costs.collect::<Vec<_>>(),
                [(11, 7); 2],
                "{wire} streamed: {streamed}"
            );
            let total = reply.usage();
            assert_eq!(
                (total.input_tokens, total.output_tokens),
                (22, 14),
                "{wire}"
            );
        }
    }
}
