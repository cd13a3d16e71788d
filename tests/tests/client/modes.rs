//! The first answer fits: what is asked in each mode, and what comes back.

use formwork::provider::{Mode, Prepared, Wire, find};
use formwork::transport::Replay;
use formwork::{Client, Content, Extract as _, Mends, Message, Nullable, Role};
use serde_json::{Map, Value, json};

use crate::list::ShoppingList;
use crate::objects::{Level, Person};
use crate::open::Open;
use crate::script::{ADA, COST, Failed, KEY, Said, bodies, client, request, run, send};

/// An answer to the lowered schema, where what is absent is null.
const LOWERED: &str = r#"{"name":"Ada","nickname":null,"age":36,"email":null,"active":null,
    "language":null,"score":null,"visits":null,"level":"high","legacy":null,"gone":null,
    "address":null}"#;

#[test]
fn the_first_answer_that_fits_is_the_value() {
    for mode in formwork_tests::MODES {
        for streamed in [false, true] {
            let server = Said::of(mode, ADA).script(streamed);
            let reply = run(send(request(&server).mode(mode), streamed)).expect("it fits");
            let case = format!("{mode}, streamed: {streamed}");
            assert_eq!(reply.value.name, "Ada Lovelace", "{case}");
            assert_eq!(reply.value.age, Some(36), "{case}");
            let city = reply.value.address.as_ref().map(|address| &*address.city);
            assert_eq!(city, Some("London"), "{case}");

            let [attempt] = reply.attempts.as_slice() else {
                panic!("{case}: {:?}", reply.attempts)
            };
            assert_eq!((attempt.number, attempt.mode), (1, mode), "{case}");
            assert_eq!(attempt.answer, ADA, "{case}");
            assert!(attempt.violations.is_empty() && attempt.failure.is_none());
            let usage = reply.usage();
            assert_eq!((usage.input_tokens, usage.output_tokens), COST, "{case}");
            assert_eq!(server.requests().len(), 1, "{case}");
            assert!(server.waits().is_empty(), "{case}");
        }
    }
}

#[test]
fn each_mode_asks_in_its_own_way() {
    for mode in formwork_tests::MODES {
        for streamed in [false, true] {
            let server = Said::of(mode, ADA).script(streamed);
            let messages = [Message::system("Be brief."), Message::user("Who?")];
            let request = client(&server).request::<Person>().messages(messages);
            run(send(request.mode(mode), streamed)).expect("it fits");

            let sent = &server.requests()[0];
            assert_eq!(sent.url, "https://api.openai.com/v1/chat/completions");
            let header = |name| sent.headers.iter().find(|(known, _)| *known == name);
            let key = format!("Bearer {KEY}");
            assert_eq!(header("authorization").map(|(_, value)| value), Some(&key));

            let body = &bodies(&server)[0];
            assert_eq!(body["model"], "gpt-5-mini");
            assert_eq!(body.get("stream"), streamed.then_some(&json!(true)));
            let strict = &body["tools"][0]["function"]["strict"];
            let schema = match mode {
                Mode::Tools | Mode::StrictTools => {
                    let choice = json!({"type": "function", "function": {"name": "Person"}});
                    assert_eq!(body["tool_choice"], choice);
                    assert_eq!(*strict == json!(true), mode == Mode::StrictTools);
                    &body["tools"][0]["function"]["parameters"]
                }
                Mode::JsonSchema => {
                    assert_eq!(body["response_format"]["json_schema"]["strict"], true);
                    &body["response_format"]["json_schema"]["schema"]
                }
                _ => {
                    let format = (mode == Mode::Json).then(|| json!({"type": "json_object"}));
                    assert_eq!(body.get("response_format"), format.as_ref());
                    assert!(body["messages"][0]["content"].as_str().is_some_and(|text| {
                        text.starts_with("Be brief.") && text.contains(Person::FORM.schema.root)
                    }));
                    continue;
                }
            };
            let messages = json!([
                {"role": "system", "content": "Be brief."}, {"role": "user", "content": "Who?"},
            ]);
            assert_eq!(body["messages"], messages);
            let closed = schema.get("additionalProperties") == Some(&json!(false));
            assert_eq!(
                closed,
                mode.is_enforced(),
                "the dialect closes objects: {schema}"
            );
        }
    }
}

#[test]
fn null_means_absent_only_where_the_dialect_made_it_so() {
    for mode in formwork_tests::MODES {
        let server = Said::of(mode, LOWERED).script(false);
        let request = request(&server).mode(mode).mends(Mends::None);
        let answer = run(request.max_reasks(0).send());
        if mode.is_enforced() {
            let person = answer.expect("nulls are taken back").value;
            assert_eq!((person.language, person.score), (None, None));
            assert_eq!(
                (person.email, person.level),
                (Nullable::Null, Some(Level::High))
            );
        } else {
            let error = answer.expect_err("a language is not null");
            let violations = &error.attempts()[0].violations;
            assert!(
                violations
                    .iter()
                    .any(|violation| violation.pointer == "/language")
            );
            assert!(
                violations
                    .iter()
                    .all(|violation| violation.pointer != "/email")
            );
        }
    }
}

#[test]
fn a_root_that_is_no_object_is_wrapped_in_every_mode() {
    let wrapped = r#"{"value":[{"what":"milk","amount":2}]}"#;
    for mode in formwork_tests::MODES {
        let said = if mode.is_tools() {
            Said::call("call_1", "ShoppingList", wrapped)
        } else {
            Said::text(wrapped)
        };
        for streamed in [false, true] {
            let server = said.script(streamed);
            let request = client(&server)
                .request::<ShoppingList>()
                .user("?")
                .mode(mode);
            let list = run(send(request, streamed)).expect("it fits").value;
            assert_eq!(list.0.len(), 1, "{mode}");
            assert_eq!(
                (&*list.0[0].what, list.0[0].amount),
                ("milk", Some(2)),
                "{mode}"
            );
        }
    }
}

#[test]
fn a_schema_that_the_dialect_cannot_word_is_asked_for_in_another_mode() {
    let server = Said::call("call_1", "Open", r#"{"any":[1,null]}"#).script(false);
    let request = client(&server).request::<Open>().user("?");
    assert_eq!(request.clone().stream().mode(), Mode::Tools);
    let reply = run(request.send()).expect("it fits");
    assert_eq!(reply.value.any, json!([1, null]));
    let body = &bodies(&server)[0];
    assert_eq!(body["tools"][0]["function"].get("strict"), None);
    assert_eq!(body.get("response_format"), None);

    for mode in [Mode::JsonSchema, Mode::StrictTools] {
        let server = Replay::new();
        let request = client(&server).request::<Open>().user("?").mode(mode);
        let error = run(request.send()).expect_err("the dialect cannot word it");
        assert_eq!(crate::script::kind(error.kind()), "request");
        assert_eq!(
            error.to_string(),
            format!(
                "mode `{mode}` needs the schema of `Open` in the dialect `openai-strict`, which cannot \
                 word it: openai-strict cannot leave a value open; modes that do not need it are \
                 `tools`, `json`, `md_json`"
            )
        );
        assert_eq!(error.attempts().len(), 0);
        assert_eq!(server.requests().len(), 0, "nothing was sent");
    }
}

#[test]
fn the_mode_is_the_requests_then_the_clients_then_the_best() {
    let server = Replay::new();
    let builder = || Client::builder("openai/gpt-5-mini").transport(server.clone());
    let best = builder().build().expect("a client");
    assert_eq!(best.request::<Person>().stream().mode(), Mode::JsonSchema);
    let json = builder().mode(Mode::Json).build().expect("a client");
    assert_eq!(json.request::<Person>().stream().mode(), Mode::Json);
    let tools = json.request::<Person>().mode(Mode::Tools);
    assert_eq!(tools.stream().mode(), Mode::Tools);
}

#[test]
fn a_mode_that_a_provider_lacks_is_refused_before_anything_is_sent() {
    let mut provider = *find("offline").expect("it is always there");
    provider.modes = &[Mode::Tools, Mode::Json];
    let prepared = Prepared {
        provider: &provider,
        model: "m",
        messages: &[],
        form: &Person::FORM,
        tools: &[],
        mode: Mode::JsonSchema,
        stream: false,
        max_tokens: None,
        temperature: None,
        extra: &Map::new(),
        notation: false,
    };
    let error = Wire::OpenaiChat
        .body(&prepared)
        .expect_err("there is no such mode");
    assert_eq!(
        error.to_string(),
        "`offline` has no mode `json_schema`; it has `tools`, `json`"
    );
    let error = "yaml"
        .parse::<Mode>()
        .expect_err("there is no such mode at all");
    assert!(
        error.to_string().contains("there is no mode `yaml`"),
        "{error}"
    );
}

#[test]
fn settings_and_extra_keys_reach_the_body() {
    let server = Said::text(ADA).script(false);
    let request = request(&server)
        .model("gpt-5")
        .max_tokens(77)
        .temperature(0.25)
        .body("seed", 5)
        .body("metadata", json!({"a": ["b"]}))
        .body("user", Value::Null);
    run(request.send()).expect("it fits");
    let body = &bodies(&server)[0];
    assert_eq!(body["model"], "gpt-5");
    assert_eq!(body["max_completion_tokens"], 77);
    assert_eq!(body["temperature"], 0.25);
    assert_eq!(body["seed"], 5);
    assert_eq!(body["metadata"], json!({"a": ["b"]}));
    assert_eq!(body.get("user"), None, "a null is left out");
}

#[test]
fn keys_that_the_call_writes_itself_cannot_be_added() {
    for (key, expected) in [
        (
            "model",
            "the extra key `model` is one that the call itself writes",
        ),
        (
            "stream",
            "the extra key `stream` is one that the call itself writes",
        ),
        (
            "tools",
            "the extra key `tools` is one that the call itself writes",
        ),
    ] {
        let server = Replay::new();
        let failed = Failed::with(request(&server).body(key, 1), &server, false);
        assert_eq!((failed.kind, &*failed.message), ("request", expected));
        assert_eq!((failed.requests, failed.waits), (0, 0));
    }
    let server = Replay::new();
    let failed = Failed::with(request(&server).temperature(f64::NAN), &server, true);
    assert_eq!((failed.kind, failed.requests), ("request", 0));
}

#[test]
fn messages_are_made_of_public_parts() {
    let call = formwork::ToolCall {
        id: "a".to_owned(),
        name: "f".to_owned(),
        arguments: "{}".to_owned(),
    };
    let message = Message::tool_calls("so", vec![call.clone()]);
    assert_eq!(message.role, Role::Assistant);
    let Content::Turn(turn) = message.content else {
        panic!("calls")
    };
    assert_eq!((&*turn.text, turn.calls), ("so", vec![call]));
}

#[test]
fn text_modes_tell_the_schema_in_few_words_where_asked() {
    for mode in [Mode::Json, Mode::MdJson] {
        let server = Said::of(mode, ADA).script(false);
        run(request(&server).mode(mode).notation().send()).expect("it fits");
        let body = &bodies(&server)[0];
        let told = body["messages"][0]["content"].as_str().expect("text");
        assert!(told.contains(&Person::FORM.notation.join("\n\n")), "{told}");
        assert!(
            told.contains("of this type") && !told.contains("JSON Schema"),
            "{told}"
        );
        assert!(told.contains("```json") == (mode == Mode::MdJson));
        let mut schema = String::new();
        Person::FORM.schema.write(&mut schema);
        assert!(Person::FORM.notation.concat().len() < schema.len());
    }
}

#[test]
fn a_request_can_be_built_and_not_sent() {
    for streamed in [false, true] {
        let server = Said::of(Mode::StrictTools, ADA).script(streamed);
        let request = request(&server).mode(Mode::StrictTools);
        let built = request.build(streamed).expect("it can be worded");
        assert_eq!(server.requests().len(), 0);
        assert!(!format!("{built:?}").contains(KEY), "the key is hidden");
        run(send(request, streamed)).expect("it fits");
        let sent = &server.requests()[0];
        assert_eq!(
            (&built.url, &built.headers, &built.body),
            (&sent.url, &sent.headers, &sent.body)
        );
    }
    let error = request(&Replay::new())
        .mode(Mode::Tools)
        .temperature(f64::NAN)
        .build(false);
    assert!(error.is_err());
}
