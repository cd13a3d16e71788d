//! Calls without a type.

use formwork::provider::offline::Offline;
use formwork::provider::{Mode, PROVIDERS, RequestError};
use formwork::transport::Replay;
use formwork::{Client, ErrorKind, Text, TextStep};
use serde_json::Value;

use crate::objects::Person;
use crate::script::{JSON, KEY, SSE, Said, bodies, client, kind, request, run};

const WORDS: &str = "Because of \"Rayleigh\" scattering – blue most of all.";

fn said(text: &str) -> Said {
    Said::text(text)
}

#[test]
fn an_answer_is_given_as_it_is() {
    let server = said(WORDS).script(false);
    let request = client(&server).request_text();
    let reply = run(request.user("Why?").keep_body().send()).expect("words");
    assert_eq!(&*reply.value, WORDS);
    assert!(reply.usage().total_tokens > 0);
    let attempt = &reply.attempts[0];
    assert_eq!((attempt.mode, attempt.answer.as_str()), (Mode::Text, WORDS));
    assert_eq!(reply.head().map(|head| head.status), Some(200));
    let body = attempt.body.as_ref().expect("it was asked for");
    let body: Value = serde_json::from_slice(body).expect("a body is JSON");
    assert_eq!(body["choices"][0]["message"]["content"], WORDS);
    let words = client(&said(WORDS).script(false));
    assert_eq!(run(words.text("Why?")).expect("words"), WORDS);
}

#[test]
fn no_wire_is_told_of_a_tool_or_a_schema() {
    let (mut rows, mut bodies) = (0, 0);
    for row in PROVIDERS.iter().filter(|row| row.name != "offline") {
        rows += 1;
        for wire in row.wires {
            let builder = Client::builder(&format!("{}/some-model", row.name)).api_key(KEY);
            let builder = match (row.base_url, row.settings) {
                ("", _) | (_, [_, ..]) => builder.base_url("https://example.com/v1"),
                _ => builder,
            };
            let client = builder.wire(*wire).transport(Replay::new()).build();
            let client = client.expect("a client");
            let request = client.request_text().system("Be brief.").user("Why?");
            for streamed in [false, true] {
                let request = request.build(streamed).expect("it can be worded");
                let body: Value = serde_json::from_slice(&request.body).expect("JSON");
                let keys = body.as_object().expect("an object").keys();
                for key in keys {
                    let is_of_structure = [
                        "tools",
                        "tool_choice",
                        "toolConfig",
                        "response_format",
                        "text",
                        "format",
                        "output_config",
                        "outputConfig",
                    ];
                    assert!(!is_of_structure.contains(&key.as_str()), "{body}");
                }
                let text = body.to_string();
                for word in ["chema", "JSON", "json"] {
                    assert!(!text.contains(word), "{} {wire:?}: {text}", row.name);
                }
                assert!(
                    text.contains("Be brief.") && text.contains("Why?"),
                    "{text}"
                );
                bodies += 1;
            }
        }
    }
    assert!(rows > 20 && bodies > 40, "{rows} rows, {bodies} bodies");
}

#[test]
fn pieces_are_shown_as_they_come() {
    for blocking in [false, true] {
        let server = said(WORDS).script(true);
        let request = client(&server).request_text().user("Why?");
        let (mut heard, mut pieces) = (String::new(), 0);
        let mut take = |step: TextStep<'_>| {
            if let TextStep::Piece(piece) = step {
                heard.push_str(piece);
                pieces += 1;
            }
        };
        let reply = if blocking {
            let mut stream = request.stream_blocking();
            while let Some(step) = stream.next() {
                take(step.expect("no failure"));
            }
            assert!(stream.usage().total_tokens > 0);
            stream.finish()
        } else {
            run(async {
                let mut stream = request.stream();
                while let Some(step) = stream.next().await {
                    take(step.expect("no failure"));
                }
                assert_eq!(stream.attempts().len(), 1);
                stream.finish().await
            })
        };
        assert_eq!(reply.expect("words").value.0, heard);
        assert_eq!(heard, WORDS);
        assert!(pieces > 3, "{pieces}");
    }
}

#[test]
fn a_rule_that_is_broken_is_told() {
    let server = said("short and sweet").then(said("a very long story").script(false), false);
    let request = client(&server).request_text().user("Why?");
    let request = request.check(|text: &Text| {
        if text.len() > 16 {
            Err("must have at most 16 letters")
        } else {
            Ok(())
        }
    });
    let reply = run(request.clone().send()).expect("the second is short");
    assert_eq!(reply.value.0, "short and sweet");
    assert_eq!(reply.attempts.len(), 2);
    let again = &bodies(&server)[1]["messages"];
    assert_eq!(again[1]["content"], "a very long story");
    let told = again[2]["content"].as_str().expect("a text");
    assert!(
        told.starts_with("The answer breaks these rules:\n"),
        "{told}"
    );
    assert!(told.contains("must have at most 16 letters"), "{told}");
    assert!(!told.contains("JSON"), "{told}");

    let server = said("short and sweet").then(said("a very long story").script(true), true);
    let request = client(&server).request_text().user("Why?");
    let request = request.check(|text: &Text| {
        if text.len() > 16 {
            Err("must have at most 16 letters")
        } else {
            Ok(())
        }
    });
    let (heard, reasks) = run(async {
        let mut stream = request.stream();
        let (mut heard, mut reasks) = (String::new(), 0);
        while let Some(step) = stream.next().await {
            match step.expect("no failure") {
                TextStep::Piece(piece) => heard.push_str(piece),
                TextStep::Reask(attempt) => {
                    assert_eq!(attempt.answer, heard);
                    heard.clear();
                    reasks += 1;
                }
                step => panic!("{step:?}"),
            }
        }
        (heard, reasks)
    });
    assert_eq!((heard.as_str(), reasks), ("short and sweet", 1));
}

#[test]
fn the_loop_is_the_same_one() {
    let busy = r#"{"error":{"message":"busy"}}"#;
    let server = said(WORDS).then(Replay::new().answer(503, JSON, [busy]), false);
    let reply = run(client(&server).request_text().user("Why?").send());
    assert_eq!(reply.expect("the second answers").value.0, WORDS);
    assert_eq!((server.requests().len(), server.waits().len()), (2, 1));

    let down = Replay::new().answer(503, JSON, [busy]);
    let up = said(WORDS).script(false);
    let both = Client::fallback([client(&down), client(&up)]).expect("two");
    let request = both.request_text().user("Why?").max_retries(0);
    assert_eq!(run(request.send()).expect("words").value.0, WORDS);

    let cut = said("Because").finish("length").script(false);
    let error = run(client(&cut).request_text().user("Why?").send()).expect_err("it is cut");
    assert_eq!(kind(error.kind()), "truncated");
    assert_eq!(error.attempts()[0].answer, "Because");
}

#[test]
fn what_was_shown_of_a_broken_answer_does_not_count() {
    let broken = {
        let pieces = said("Because of something else").pieces();
        Replay::new().answer(200, SSE, pieces)
    };
    let up = said(WORDS).script(true);
    let both = Client::fallback([client(&broken), client(&up)]).expect("two");
    let (heard, restarts) = run(async {
        let mut stream = both.request_text().user("Why?").max_retries(0).stream();
        let (mut heard, mut restarts) = (String::new(), 0);
        while let Some(step) = stream.next().await {
            match step.expect("the second answers") {
                TextStep::Piece(piece) => heard.push_str(piece),
                TextStep::Restart => {
                    assert!(!heard.is_empty(), "something had been shown");
                    heard.clear();
                    restarts += 1;
                }
                step => panic!("{step:?}"),
            }
        }
        (heard, restarts)
    });
    assert_eq!((heard.as_str(), restarts), (WORDS, 1));
}

#[test]
fn types_are_not_asked_for_in_this_mode() {
    let server = Replay::new();
    let error = run(request(&server).mode(Mode::Text).send()).expect_err("a type wants more");
    let ErrorKind::Request(RequestError::Mode { mode, .. }) = error.kind() else {
        panic!("{error}");
    };
    assert_eq!(*mode, Mode::Text);
    assert_eq!(server.requests().len(), 0);
    let client = Client::offline(Offline::new());
    assert!(!run(client.text("Why?")).expect("words").is_empty());
    let of_type = run(client.extract::<Person>("Who?"));
    assert!(!of_type.expect("a person").name.is_empty());
}
