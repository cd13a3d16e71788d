//! The bytes are those of the vendor's API, whole and streamed, for every way to ask.

use formwork::provider::offline::{Fault, Offline};
use formwork::transport::{Request, Transport};
use formwork_tests::shared;
use serde_json::{Value, json};

use crate::exchange::{ask, bytes, chunks, events, forced, formatted, now, send, streamed};

fn person() -> Value {
    json!({
        "type": "object",
        "properties": {"name": {"type": "string"}, "city": {"const": "Zürich, Łódź, 東京"}},
        "required": ["name", "city"],
        "additionalProperties": false,
    })
}

/// A body without anything that asks for structure but the system message.
fn told(format: &Value, stream: bool) -> Value {
    let system = format!("Answer with JSON.\n<schema>\n{}\n</schema>", person());
    json!({
        "model": "model-1",
        "messages": [
            {"role": "system", "content": system},
            {"role": "user", "content": [{"type": "text", "text": "Who lives there?"}]},
        ],
        "response_format": format,
        "stream": stream,
    })
}

#[test]
fn every_way_to_ask_is_answered_where_it_belongs() {
    for stream in [false, true] {
        let call = ask(&Offline::new(), &forced(&person(), stream));
        assert_eq!(
            (call.content.as_str(), call.finish.as_str()),
            ("", "tool_calls")
        );
        assert_eq!(call.calls[0].0, "record");
        assert_eq!(call.json()["city"], "Zürich, Łódź, 東京");

        let text = ask(&Offline::new(), &formatted(&person(), stream));
        assert_eq!((text.calls.len(), text.finish.as_str()), (0, "stop"));
        assert_eq!(text.json()["city"], "Zürich, Łódź, 東京");

        let object = ask(
            &Offline::new(),
            &told(&json!({"type": "json_object"}), stream),
        );
        assert_eq!(object.json()["city"], "Zürich, Łódź, 東京");

        let fenced = ask(&Offline::new(), &told(&Value::Null, stream));
        let (_, rest) = fenced.content.split_once("```json\n").expect("a fence");
        let (inside, _) = rest.split_once("\n```").expect("its end");
        let value: Value = serde_json::from_str(inside).expect("JSON in it");
        assert_eq!(value["city"], "Zürich, Łódź, 東京");
    }
}

#[test]
fn one_of_many_tools_is_called_and_several_only_where_welcome() {
    let mut body = forced(&person(), true);
    let tool = |name: &str, value: u8| {
        let parameters = json!({
            "type": "object",
            "properties": {"value": {"const": value}},
            "required": ["value"],
            "additionalProperties": false,
        });
        json!({"type": "function", "function": {"name": name, "parameters": parameters}})
    };
    body["tools"] = json!([tool("one", 1), tool("two", 2)]);
    body["tool_choice"] = json!("required");
    let (mut most, mut names) = (0, std::collections::BTreeSet::new());
    for seed in 0..40 {
        let said = ask(&Offline::new().seed(seed), &body);
        most = most.max(said.calls.len());
        for (name, arguments) in said.calls {
            let expected = if name == "one" {
                r#"{"value":1}"#
            } else {
                r#"{"value":2}"#
            };
            assert_eq!(arguments, expected);
            names.insert(name);
        }
        let mut single = body.clone();
        single["parallel_tool_calls"] = json!(false);
        assert_eq!(ask(&Offline::new().seed(seed), &single).calls.len(), 1);
    }
    assert_eq!(names.len(), 2);
    assert!(most > 1);
}

#[test]
fn whole_answers_and_streams_are_valid_by_the_vendors_schema() {
    let Some(shared) = shared() else { return };
    let path = shared.join("data/providers/specs/openai/openai.schema.json");
    let text = std::fs::read_to_string(path).expect("readable");
    // A keyword of an older draft that 2020-12 reads otherwise.
    let text = text.replace("\"$recursiveAnchor\"", "\"x-recursive\"");
    let spec: Value = serde_json::from_str(&text).expect("JSON");
    let validator = |name: &str| {
        let schema = json!({"$ref": format!("#/$defs/{name}"), "$defs": spec["$defs"]});
        jsonschema::validator_for(&schema).expect("a valid specification")
    };
    let (whole, chunk) = (
        validator("CreateChatCompletionResponse"),
        validator("CreateChatCompletionStreamResponse"),
    );
    let error = validator("ErrorResponse");
    let bodies = [forced(&person(), false), formatted(&person(), false)];
    for fault in [
        None,
        Some(Fault::Refusal),
        Some(Fault::Truncated),
        Some(Fault::Empty),
    ] {
        for body in &bodies {
            let offline = Offline::new().faults(fault);
            let answer: Value =
                serde_json::from_slice(&bytes(&mut send(&offline, body))).expect("JSON");
            assert!(
                whole.is_valid(&answer),
                "{fault:?}: {:?}",
                whole.iter_errors(&answer).next()
            );

            let mut body = body.clone();
            body["stream"] = json!(true);
            body["stream_options"] = json!({"include_usage": true});
            let offline = Offline::new().faults(fault);
            let events = events(&bytes(&mut send(&offline, &body)));
            assert!(events.len() > 3);
            for event in events.iter().filter(|event| *event != "[DONE]") {
                let event: Value = serde_json::from_str(event).expect("JSON");
                assert!(
                    chunk.is_valid(&event),
                    "{:?}",
                    chunk.iter_errors(&event).next()
                );
            }
        }
    }
    for fault in [Fault::RateLimitFirst, Fault::ServerErrorFirst] {
        let mut response = send(&Offline::new().faults([fault]), &bodies[0]);
        let body: Value = serde_json::from_slice(&bytes(&mut response)).expect("JSON");
        assert!(error.is_valid(&body), "{body}");
    }
}

#[test]
fn a_stream_begins_with_the_role_and_ends_with_usage_and_done() {
    let events = events(&bytes(&mut send(
        &Offline::new(),
        &formatted(&person(), true),
    )));
    let event = |index: usize| serde_json::from_str::<Value>(&events[index]).expect("JSON");
    assert_eq!(event(0)["choices"][0]["delta"]["role"], "assistant");
    let [.., finish, usage, done] = events.as_slice() else {
        panic!("too short")
    };
    assert_eq!(done, "[DONE]");
    let usage: Value = serde_json::from_str(usage).expect("JSON");
    assert_eq!(usage["choices"], json!([]));
    let finish: Value = serde_json::from_str(finish).expect("JSON");
    assert_eq!(finish["choices"][0]["finish_reason"], "stop");
    assert_eq!(finish["choices"][0]["delta"], json!({}));
    for index in 1..events.len() - 3 {
        let fragment = event(index)["choices"][0]["delta"]["content"]
            .as_str()
            .map(str::to_owned);
        let length = fragment.expect("a fragment").chars().count();
        assert!((1..=6).contains(&length));
        assert_eq!(event(index)["usage"], Value::Null);
    }
}

#[test]
fn usage_is_a_quarter_of_the_bytes_and_streamed_only_on_request() {
    let body = formatted(&person(), true);
    let said = ask(&Offline::new(), &body);
    let expected = said.content.len().div_ceil(4);
    assert_eq!(said.usage["completion_tokens"], expected);
    let prompt = said.usage["prompt_tokens"].as_u64().expect("a count");
    assert!(prompt > 20, "{prompt}");
    assert_eq!(
        said.usage["total_tokens"],
        json!(prompt + u64::try_from(expected).expect("small"))
    );

    let mut silent = body;
    silent["stream_options"] = json!({"include_obfuscation": false});
    let bytes = bytes(&mut send(&Offline::new(), &silent));
    let text = String::from_utf8(bytes).expect("UTF-8");
    assert!(
        !text.contains("usage") && !text.contains("obfuscation"),
        "{text}"
    );
}

#[test]
fn chunks_are_cut_anywhere() {
    let mut inside_a_character = false;
    let mut inside_an_event = false;
    for seed in 0..200 {
        let mut response = send(&Offline::new().seed(seed), &formatted(&person(), true));
        let (chunks, end) = chunks(&mut response);
        assert!(end.is_ok());
        assert!(chunks.len() > 2 && chunks.iter().all(|chunk| !chunk.is_empty()));
        inside_a_character |= chunks
            .iter()
            .any(|chunk| std::str::from_utf8(chunk).is_err());
        inside_an_event |= chunks.iter().any(|chunk| !chunk.ends_with(b"\n\n"));
        assert_eq!(
            streamed(&chunks.concat()).json()["city"],
            "Zürich, Łódź, 東京"
        );
    }
    assert!(inside_an_event && inside_a_character);
}

#[test]
fn the_same_seed_and_requests_give_the_same_bytes() {
    let body = formatted(&person(), true);
    let run = |seed: u64| {
        let offline = Offline::new().seed(seed);
        let again = offline.clone();
        [
            chunks(&mut send(&offline, &body)).0,
            chunks(&mut send(&again, &body)).0,
        ]
    };
    let [first, second] = run(7);
    assert_eq!(run(7), [first.clone(), second.clone()]);
    assert_ne!(
        first, second,
        "a request that is repeated is answered otherwise"
    );
    assert_ne!(run(8)[0], first);
}

#[test]
fn requests_that_the_vendor_would_refuse_are_refused() {
    let no_word = json!({
        "model": "m",
        "messages": [{"role": "user", "content": "hello"}],
        "response_format": {"type": "json_object"},
    });
    let mut unknown_tool = forced(&person(), false);
    unknown_tool["tool_choice"]["function"]["name"] = json!("absent");
    let cases = [
        (
            json!({"messages": [{"role": "user", "content": "x"}]}),
            "model",
        ),
        (json!({"model": "m", "messages": []}), "messages"),
        (json!({"model": "m", "messages": "x"}), "messages"),
        (json!([]), "model"),
        (no_word, "json"),
        (unknown_tool, "absent"),
    ];
    for (body, word) in cases {
        let mut response = send(&Offline::new(), &body);
        assert_eq!(response.status, 400, "{body}");
        let error: Value = serde_json::from_slice(&bytes(&mut response)).expect("JSON");
        let message = error["error"]["message"].as_str().expect("a message");
        assert!(message.contains(word), "{message}");
    }
    for (url, body, status) in [
        ("offline:/responses", "{}", 404),
        ("offline:/chat/completions?v=1", "{\"model\"", 400),
    ] {
        let request = Request {
            url: url.to_owned(),
            headers: Vec::new(),
            body: body.into(),
        };
        let response = now(Offline::new().send(request)).expect("an answer");
        assert_eq!(response.status, status, "{url}");
    }
}
