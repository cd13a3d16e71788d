//! Calls for schemas that are known at run time only.

use formwork::DynamicStep as Step;
use formwork::dynamic::Schema;
use formwork::provider::offline::{Fault, Offline};
use formwork::provider::{Mode, PROVIDERS};
use formwork::transport::Replay;
use formwork::{Client, Error, ErrorKind, Verdict};
use serde::Deserialize;
use serde_json::{Value, json};

fn run<T>(future: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().build().expect("a runtime");
    runtime.block_on(future)
}

fn town() -> Schema {
    Schema::from_yaml(
        "
title: Town on a river
description: A town, and the river it lies on.
type: object
required: [name, people]
additionalProperties: false
properties:
  name: { type: string, minLength: 2 }
  people: { type: integer, minimum: 1, maximum: 99999999 }
  river: { $ref: '#/$defs/river' }
$defs:
  river: { type: object, required: [name], properties: { name: { type: string } } }
",
    )
    .expect("it is a schema")
}

fn client(server: &Replay) -> Client {
    Client::builder("openai/gpt-5-mini")
        .api_key("sk-test")
        .transport(server.clone())
        .build()
        .expect("a client")
}

fn answer(text: &str) -> String {
    let message = json!({"role": "assistant", "content": text});
    json!({"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [
        {"index": 0, "message": message, "finish_reason": "stop"}
    ]})
    .to_string()
}

fn script(answers: &[&str]) -> Replay {
    answers.iter().fold(Replay::new(), |server, text| {
        server.answer(200, &[("Content-Type", "application/json")], [answer(text)])
    })
}

fn body(server: &Replay, index: usize) -> Value {
    serde_json::from_slice(&server.requests()[index].body).expect("a body is JSON")
}

#[test]
fn the_schema_is_sent_in_the_providers_words_and_answers_are_brought_back() {
    let server = script(&[r#"{"name":"Ulm","people":126000,"river":null}"#]);
    let reply = run(client(&server).request_for(&town()).user("Where?").send());
    let reply = reply.expect("it fits");
    assert_eq!(reply.value.to_string(), r#"{"name":"Ulm","people":126000}"#);
    let format = &body(&server, 0)["response_format"]["json_schema"];
    assert_eq!(format["name"], "Town_on_a_river");
    assert_eq!(format["strict"], true);
    assert_eq!(
        format["schema"]["required"],
        json!(["name", "people", "river"])
    );
    assert!(format["schema"]["$defs"]["river"].is_object());
}

#[test]
fn what_breaks_the_schema_is_asked_again() {
    let server = script(&[
        r#"{"name":"U","people":0,"river":null}"#,
        r#"{"name":"Ulm","people":126000,"river":{"name":"Donau"}}"#,
    ]);
    let request = client(&server).request_for(&town()).user("Where?");
    let request = request.check(|town| match town.get("river") {
        Some(_) => Ok(()),
        None => Err("must have a river"),
    });
    let reply = run(request.send()).expect("the second fits");
    assert_eq!(reply.attempts[0].violations.len(), 2);
    assert!(
        body(&server, 1)["messages"]
            .to_string()
            .contains("must be at least 1")
    );
}

#[test]
fn views_show_the_answer_as_it_comes_in() {
    let offline = Client::offline(Offline::new().seed(3).faults([Fault::InvalidFirst]));
    let mut stream = offline
        .request_for(&town())
        .user("Where?")
        .stream()
        .expect("a schema");
    let (mut names, mut reasks) = (0, 0);
    run(async {
        while let Some(step) = stream.next().await {
            match step.expect("a step") {
                Step::View(view) => names += usize::from(view.get("name").is_some()),
                Step::Reask(_) => reasks += 1,
                _ => {}
            }
        }
    });
    let reply = run(stream.finish()).expect("the second fits");
    assert!(names > 2 && reasks == 1, "{names} {reasks}");
    assert!(town().decode(reply.value.to_string()).is_ok());
}

#[test]
fn programs_that_are_not_asynchronous_ask_the_same() {
    let offline = || Client::offline(Offline::new().seed(3).faults([Fault::InvalidFirst]));
    let request = || offline().request_for(&town()).user("Where?");
    let waited = request().send_blocking().expect("the second fits");
    let reply = run(request().send()).expect("the second fits");
    assert_eq!(waited.value.to_string(), reply.value.to_string());
    assert_eq!(waited.attempts.len(), reply.attempts.len());

    let mut stream = request().stream_blocking().expect("a schema");
    let (mut names, mut reasks) = (0, 0);
    while let Some(step) = stream.next() {
        match step.expect("a step") {
            Step::View(view) => names += usize::from(view.get("name").is_some()),
            Step::Reask(_) => reasks += 1,
            _ => {}
        }
    }
    assert!(names > 2 && reasks == 1, "{names} {reasks}");
    assert_eq!(stream.attempts().len(), 2);
    let waited = stream.finish().expect("the second fits");
    let streamed = run(request().stream().expect("a schema").finish()).expect("the second fits");
    assert_eq!(waited.value.to_string(), streamed.value.to_string());
}

#[test]
fn every_provider_is_asked_in_every_mode() {
    let mut built = 0;
    for provider in PROVIDERS
        .iter()
        .filter(|provider| provider.name != "offline")
    {
        let name = format!("{}/some-model", provider.name);
        let client = Client::builder(&name)
            .transport(Replay::new())
            .build()
            .expect("a client");
        for mode in provider
            .modes
            .iter()
            .filter(|mode| **mode != Mode::ParallelTools)
        {
            let request = client
                .request_for(&town())
                .user("Where?")
                .mode(*mode)
                .max_tokens(99);
            match request.build(false) {
                Ok(request) => {
                    let body = String::from_utf8_lossy(&request.body).into_owned();
                    assert!(body.contains("people"), "{name} {mode}: {body}");
                    built += 1;
                }
                Err(error) => assert!(matches!(error.kind(), ErrorKind::Request(_)), "{error}"),
            }
        }
    }
    assert!(built > 80, "{built}");
}

#[test]
fn a_schema_that_a_provider_cannot_take_is_refused_by_name() {
    let schema = Schema::from_value(&json!({"title": "Any", "type": "object"})).expect("a schema");
    let server = script(&[]);
    let request = client(&server)
        .request_for(&schema)
        .user("?")
        .mode(Mode::StrictTools);
    let error: Error = run(request.send()).expect_err("it has free keys");
    assert!(error.to_string().contains("`Any`"), "{error}");
    drop(schema);
    assert!(error.to_string().contains("openai-strict"), "{error}");
}

#[derive(Deserialize, schemars1::JsonSchema)]
#[schemars(crate = "schemars1")]
struct Ferry {
    /// What it is called.
    name: String,
    /// How many cars it takes.
    cars: Option<u16>,
    decks: Vec<Deck>,
}

#[derive(Deserialize, schemars1::JsonSchema, PartialEq, Debug)]
#[schemars(crate = "schemars1")]
#[serde(rename_all = "snake_case")]
enum Deck {
    Open,
    Closed,
}

#[test]
fn types_that_schemars_describes_go_the_same_way() {
    let schema = schemars1::schema_for!(Ferry);
    let schema = Schema::from_value(schema.as_value()).expect("it is a schema");
    let server = script(&[
        r#"{"name":"Fontus","cars":70000,"decks":["open"]}"#,
        r#"{"name":"Fontus","cars":60,"decks":["open","closed"]}"#,
    ]);
    let reply = run(client(&server).request_for(&schema).user("Which?").send());
    let reply = reply.expect("the second fits");
    assert_eq!(reply.attempts[0].violations[0].pointer, "/cars");
    let ferry: Ferry = reply.value.deserialize().expect("it fits the type");
    assert_eq!((ferry.name.as_str(), ferry.cars), ("Fontus", Some(60)));
    assert_eq!(ferry.decks, [Deck::Open, Deck::Closed]);
}

#[test]
fn a_type_is_extended_at_run_time() {
    let schema = Schema::extending::<Verdict>(&json!({
        "properties": {"confidence": {"type": "number", "maximum": 1}},
        "required": ["confidence"],
    }))
    .expect("it is a schema");
    let server = script(&[
        r#"{"is_valid":true,"reason":"","fixed_value":"","confidence":7}"#,
        r#"{"is_valid":true,"reason":"","fixed_value":"","confidence":0.5}"#,
    ]);
    let reply = run(client(&server).request_for(&schema).user("?").send()).expect("it fits");
    assert_eq!(reply.attempts[0].violations[0].pointer, "/confidence");
    let verdict = Schema::of::<Verdict>().expect("it is a schema");
    assert!(
        verdict
            .decode(r#"{"is_valid":true,"reason":"","fixed_value":""}"#)
            .is_ok()
    );
    assert!(
        schema
            .decode(r#"{"is_valid":true,"reason":"","fixed_value":""}"#)
            .is_err()
    );
}
