//! Types without a schema file: lists, scalars, and what may not be there.

use formwork::provider::{Mode, PROVIDERS};
use formwork::{Extract, Maybe};
use serde_json::{Value, json};

use crate::objects::Person;
use crate::script::{ADA, Said, bodies, client, run};

/// The schema that a request of the mode `StrictTools` holds.
fn sent(body: &Value) -> &Value {
    &body["tools"][0]["function"]["parameters"]
}

#[test]
fn a_list_is_asked_for_in_an_object_and_given_without_it() {
    for streamed in [false, true] {
        let answer = format!(r#"{{"value":[{ADA},{ADA}]}}"#);
        let server = Said::call("c", "Person", answer).script(streamed);
        let request = client(&server)
            .request::<Vec<Person>>()
            .user("Who are they?");
        let reply = run(crate::script::send(
            request.mode(Mode::StrictTools),
            streamed,
        ));
        assert_eq!(reply.expect("it fits").value.len(), 2);
        let body = &bodies(&server)[0];
        let schema = sent(body);
        assert_eq!(schema["required"], json!(["value"]));
        assert_eq!(schema["additionalProperties"], json!(false));
        assert_eq!(schema["properties"]["value"]["type"], "array");
        let item = &schema["properties"]["value"]["items"];
        assert_eq!(item["properties"]["name"]["type"], "string");
    }
}

#[test]
fn what_is_wrong_with_an_item_is_told_where_the_model_sees_it() {
    let wrong = format!(r#"{{"value":[{ADA},{{"name":7,"nickname":null}}]}}"#);
    let server = Said::call("c", "Person", wrong).script(false);
    let server = Said::call("d", "Person", format!(r#"{{"value":[{ADA}]}}"#)).then(server, false);
    let request = client(&server)
        .request::<Vec<Person>>()
        .user("Who are they?");
    let reply = run(request.mode(Mode::StrictTools).send()).expect("it fits in the end");
    assert!(
        reply.attempts[0]
            .violations
            .iter()
            .any(|one| one.pointer == "/1/name")
    );
    let told = bodies(&server)[1].to_string();
    assert!(told.contains("/value/1/name"), "{told}");
}

#[test]
fn scalars_are_asked_for_in_an_object_too() {
    assert!(one::<bool>(r#"{"value":true}"#));
    assert_eq!(one::<i64>(r#"{"value":-7}"#), -7);
    assert_eq!(one::<f64>(r#"{"value":2.5}"#).to_string(), "2.5");
    assert_eq!(one::<String>(r#"{"value":"seven"}"#), "seven");
}

fn one<T: Extract>(answer: &str) -> T {
    let server = Said::call("c", "Answer", answer).script(false);
    let request = client(&server).request::<T>().user("?");
    let reply = run(request.mode(Mode::StrictTools).send()).expect("it fits");
    let schema = sent(&bodies(&server)[0]).clone();
    assert_eq!(schema["required"], json!(["value"]));
    assert!(reply.head().is_some_and(|head| head.status == 200));
    reply.value
}

#[test]
fn a_list_of_scalars_and_a_list_of_lists() {
    let server = Said::call("c", "Answer", r#"{"value":[[1,2],[],[3]]}"#).script(false);
    let request = client(&server).request::<Vec<Vec<u8>>>().user("?");
    let reply = run(request.mode(Mode::StrictTools).send()).expect("it fits");
    assert_eq!(reply.value, [vec![1, 2], vec![], vec![3]]);
    let schema = sent(&bodies(&server)[0]).clone();
    assert_eq!(
        schema["properties"]["value"]["items"]["items"],
        json!({"type": "integer"})
    );
}

#[test]
fn a_model_can_say_that_there_is_none() {
    let there = format!(r#"{{"error":false,"result":{ADA},"message":null}}"#);
    let server = Said::call("c", "Person", there).script(false);
    let server = Said::call(
        "d",
        "Person",
        r#"{"error":true,"result":null,"message":"nobody"}"#,
    )
    .then(server, false);
    let client = client(&server);
    let ask = || {
        client
            .request::<Maybe<Person>>()
            .user("?")
            .mode(Mode::StrictTools)
    };
    let reply = run(ask().send()).expect("it fits");
    assert_eq!(reply.value.result.expect("somebody").name, "Ada Lovelace");
    let reply = run(ask().send()).expect("it fits");
    assert_eq!(reply.value.ok(), Err("nobody".to_owned()));
    let schema = sent(&bodies(&server)[0]).clone();
    assert_eq!(schema["required"], json!(["error", "result", "message"]));
    assert_eq!(
        schema["properties"]["result"]["anyOf"][1],
        json!({"type": "null"})
    );
}

#[test]
fn text_modes_tell_the_same_schema() {
    for (mode, notation) in [
        (Mode::Json, false),
        (Mode::MdJson, false),
        (Mode::MdJson, true),
    ] {
        let server = Said::text(format!(r#"{{"value":[{ADA}]}}"#)).script(false);
        let mut request = client(&server)
            .request::<Vec<Person>>()
            .user("?")
            .mode(mode);
        if notation {
            request = request.notation();
        }
        assert_eq!(run(request.send()).expect("it fits").value.len(), 1);
        let told = bodies(&server)[0]["messages"].to_string();
        let expected = if notation {
            "list of values"
        } else {
            r#"\"items\":{"#
        };
        assert!(told.contains(expected), "{told}");
    }
}

#[test]
fn every_provider_words_them_in_every_mode_it_has() {
    let mut worded = 0;
    for provider in PROVIDERS {
        for mode in provider.modes {
            for form in [
                <Vec<Person>>::FORM,
                <Maybe<Person>>::FORM,
                <Vec<Maybe<Person>>>::FORM,
                <Vec<crate::list::ShoppingList>>::FORM,
                String::FORM,
            ] {
                let Ok(wording) = provider.wording(&form, *mode) else {
                    continue;
                };
                let mut text = String::new();
                wording.write(&mut text);
                let schema: Value = serde_json::from_str(&text)
                    .unwrap_or_else(|error| panic!("{}: {error} in {text}", provider.name));
                assert_eq!(schema["type"], "object", "{}", provider.name);
                jsonschema::validator_for(&schema)
                    .unwrap_or_else(|error| panic!("{}: {error} in {text}", provider.name));
                worded += 1;
            }
        }
    }
    assert!(worded > 300, "{worded}");
}
