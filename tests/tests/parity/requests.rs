//! Requests: which pairs there are, what of a schema reaches the model, and what becomes of the caller's turns.

use formwork::provider::{Mode, PROVIDERS, Wire};
use formwork::transport::Replay;
use formwork::{Client, Message, Request, ToolCall};
use serde_json::Value;

use crate::parcel::Parcel;
use crate::replies::{RIGHT, WRONG, said};
use crate::script::{KEY, bodies, run};

/// A client of a provider, over a wire of its.
fn client(model: &str, mode: Mode, server: &Replay) -> Result<Client, formwork::Error> {
    let builder = Client::builder(model).api_key(KEY).mode(mode);
    builder.transport(server.clone()).build()
}

/// The body of a request, unsent.
fn body(request: &Request<Parcel>) -> Value {
    let request = request.build(false).expect("it can be worded");
    serde_json::from_slice(&request.body).expect("a body is JSON")
}

#[test]
fn a_pair_that_there_is_not_is_refused_with_those_that_there_are() {
    let (mut built, mut refused) = (0, 0);
    for row in PROVIDERS {
        let able = row.modes_of("some-model");
        for mode in Mode::ALL.into_iter().filter(|mode| *mode != Mode::Auto) {
            let client = client(&format!("{}/some-model", row.name), mode, &Replay::new());
            let Err(error) = client else {
                assert!(able.contains(&mode), "{} {mode} is built", row.name);
                built += 1;
                continue;
            };
            assert!(!able.contains(&mode), "{} {mode}: {error}", row.name);
            let told = error.to_string();
            assert!(told.contains(&format!("`{}`", row.name)), "{told}");
            for mode in able {
                assert!(told.contains(&format!("`{mode}`")), "{told}");
            }
            refused += 1;
        }
    }
    assert!(
        built >= 69 && refused > 15,
        "{built} built, {refused} refused"
    );
}

#[test]
fn descriptions_reach_the_model_letter_for_letter() {
    let words = [
        "Ein Päckchen, größer als ein Brief (小包).",
        "Printed on it: №.",
        "Straße, Ort — «wohin».",
    ];
    for row in PROVIDERS.iter().filter(|row| row.name != "offline") {
        for mode in row.modes_of("some-model") {
            let model = format!("{}/some-model", row.name);
            let client = client(&model, *mode, &Replay::new()).expect("a pair that there is");
            let body = body(&client.request::<Parcel>().user("Which?")).to_string();
            for word in words {
                assert!(body.contains(word), "{model} {mode}: {word} in {body}");
            }
        }
    }
}

#[test]
fn what_the_caller_says_is_sent_as_often_as_it_is_asked_and_never_changed() {
    for (model, wire) in [
        ("openai/gpt-5-mini", Wire::OpenaiChat),
        ("openai/gpt-5-mini", Wire::OpenaiResponses),
        ("anthropic/claude-sonnet-4-5", Wire::AnthropicMessages),
        ("google/gemini-3-flash", Wire::Gemini),
        ("bedrock/some-model", Wire::BedrockConverse),
    ] {
        let turns = [
            Message::system("Be exact."),
            Message::user("Which parcel?"),
            Message::assistant("The last one?"),
            Message::user("Yes."),
        ];
        let mut server = Replay::new();
        for text in [WRONG, RIGHT, WRONG, RIGHT] {
            server = said(server, wire, None, text, false);
        }
        let client = Client::builder(model)
            .api_key(KEY)
            .wire(wire)
            .mode(Mode::JsonSchema);
        let client = client.transport(server.clone()).build().expect("a client");
        let request = client.request::<Parcel>().messages(turns.clone());
        for _ in 0..2 {
            let reply = run(request.clone().send()).expect("the second fits");
            assert_eq!(reply.attempts.len(), 2, "{wire}");
        }
        let bodies = bodies(&server);
        assert_eq!(
            bodies[0], bodies[2],
            "{wire}: asking again left nothing behind"
        );
        assert_eq!(bodies[1], bodies[3], "{wire}");
        assert_eq!(request.clone().build(false).expect("it is worded").body, {
            client
                .request::<Parcel>()
                .messages(turns)
                .build(false)
                .expect("it is worded")
                .body
        });
    }
}

/// The sides of the turns in a body, a letter each, and how many pieces each turn has.
fn sides(body: &Value) -> String {
    let turns = body["messages"].as_array().or(body["contents"].as_array());
    let mut sides = String::new();
    for turn in turns.expect("there are turns") {
        let letter = match turn["role"].as_str() {
            Some("user") => "u",
            Some("assistant" | "model") => "a",
            Some("tool") => "t",
            Some("system" | "developer") => "s",
            other => panic!("a turn of {other:?}"),
        };
        sides.push_str(letter);
        let parts = turn["content"].as_array().or(turn["parts"].as_array());
        match parts.map_or(1, Vec::len) {
            1 => {}
            pieces => sides.push_str(&pieces.to_string()),
        }
    }
    sides
}

#[test]
fn turns_of_one_side_are_one_turn_where_a_wire_wants_turns_to_alternate() {
    let call = || ToolCall {
        id: "call_1".to_owned(),
        name: "Search".to_owned(),
        arguments: "{}".to_owned(),
    };
    let turn = |letter: char| match letter {
        's' => Message::system("Be exact."),
        'u' => Message::user("A word."),
        'a' => Message::assistant("Another."),
        'c' => Message::tool_calls("", vec![call()]),
        _ => Message::tool_result("call_1", "Search", "nothing"),
    };
    // What is said; what Chat Completions is sent, which takes turns as they are; and what the others are.
    for (said, chat, others) in [
        ("u", "u", "u"),
        ("su", "su", "u"),
        ("uu", "uu", "u2"),
        ("uau", "uau", "uau"),
        ("uaau", "uaau", "ua2u"),
        ("uuauu", "uuauu", "u2au2"),
        ("uct", "uat", "uau"),
        ("uctu", "uatu", "uau2"),
        ("suau", "suau", "uau"),
    ] {
        let ask = |model: &str| {
            let client = client(model, Mode::Tools, &Replay::new()).expect("a client");
            body(&client.request().messages(said.chars().map(turn)))
        };
        assert_eq!(sides(&ask("openai/gpt-5-mini")), chat, "{said}");
        for model in [
            "anthropic/claude-sonnet-4-5",
            "google/gemini-3-flash",
            "bedrock/some-model",
        ] {
            let body = ask(model);
            assert_eq!(sides(&body), others, "{model} {said}");
            let words = body.to_string().matches("A word.").count();
            assert_eq!(
                words,
                said.matches('u').count(),
                "{model} {said}: no word is lost"
            );
        }
    }
}
