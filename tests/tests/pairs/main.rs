//! Every pair of a provider and a mode: a request that is answered wrongly, asked again, and answered
//! rightly; whole and streamed.
//!
//! What is sent is kept beside the wires' own words in `tests/pairs`, a file for each provider and wire,
//! so that a change to a row or a wire shows in every request it touches. The answers are written here, in
//! the words of each wire.
#![allow(clippy::similar_names)] // A cell and a call, a mode and more: they are what they are.
#![allow(clippy::single_match_else)] // A call or none, side by side.

mod said;
mod signals;
mod table;

#[path = "../../cases/objects/generated.rs"]
mod objects;

use std::fmt::Write as _;
use std::future::Future;
use std::path::Path;

use formwork::provider::{Mode, PROVIDERS, Provider, Wire};
use formwork::transport::{Replay, Request};
use formwork::{Client, Extract as _, Reply};
use formwork_tests::golden;
use serde_json::Value;

use objects::Person;

const KEY: &str = "key-0123456789abcdef";
const WRONG: &str = r#"{"name":"Ada","nickname":null,"age":36,"address":{"zip":"W1"}}"#;
const RIGHT: &str =
    r#"{"name":"Ada","nickname":null,"age":36,"address":{"city":"London","zip":"W1"}}"#;

fn run<T>(future: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().build();
    runtime.expect("a runtime").block_on(future)
}

#[test]
fn every_pair_asks_reads_and_asks_again() {
    let mut failures = Vec::new();
    for provider in PROVIDERS.iter().filter(|row| row.name != "offline") {
        for wire in provider.wires {
            let mut page = format!("# {} over {wire}\n", provider.name);
            for mode in provider.modes {
                pair(provider, *wire, *mode, &mut page);
            }
            let name = format!("pairs/{}.{wire}.txt", provider.name);
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
            failures.extend(golden(&path, &page).err());
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Runs one pair, and writes down what it sent.
fn pair(provider: &'static Provider, wire: Wire, mode: Mode, page: &mut String) {
    let whole = conversation(provider, wire, mode, false);
    let _ = writeln!(page, "\n== {mode}\n");
    let first = &whole[0];
    let _ = writeln!(page, "POST {}", first.url);
    for (name, value) in &first.headers {
        let value = value.replace(KEY, "<key>");
        let _ = writeln!(page, "{name}: {value}");
    }
    spliced(provider, mode, first);
    let body = shown(first);
    let _ = writeln!(page, "\n{}", pretty(&body));
    let again = shown(&whole[1]);
    let _ = writeln!(
        page,
        "\n-- asked again\n\n{}",
        pretty(&added(&body, &again))
    );
    if !provider.deviations.streams_json_schema && mode == Mode::JsonSchema {
        let _ = writeln!(page, "\n-- not streamed");
        return;
    }
    let streamed = conversation(provider, wire, mode, true);
    let stream = shown(&streamed[0]);
    let _ = writeln!(page, "\n-- streamed\n");
    if streamed[0].url != first.url {
        let _ = writeln!(page, "POST {}", streamed[0].url);
    }
    let more = added_members(&body, &stream);
    let _ = writeln!(page, "{}", pretty(&more));
    let again_streamed = shown(&streamed[1]);
    assert_eq!(
        added(&body, &again),
        added(&stream, &again_streamed),
        "{} {wire} {mode}: the turns of a streamed answer go back as those of a whole one",
        provider.name
    );
}

/// The schema in a request is the text that was generated, byte for byte: as JSON, or within a string.
fn spliced(provider: &Provider, mode: Mode, request: &Request) {
    let text = String::from_utf8_lossy(&request.body);
    let wording = provider
        .wording(&Person::FORM, mode)
        .expect("it words the form");
    let root = wording.schema.root;
    let within_string = Value::from(root).to_string();
    assert!(
        text.contains(root) || text.contains(within_string.trim_matches('"')),
        "{} {mode}: {text}",
        provider.name
    );
}

/// The two requests of a call whose first answer is wrong.
fn conversation(
    provider: &'static Provider,
    wire: Wire,
    mode: Mode,
    streamed: bool,
) -> Vec<Request> {
    let what = format!("{} {wire} {mode} streamed: {streamed}", provider.name);
    let call = mode.is_tools().then_some("Person");
    let mut server = Replay::new();
    for json in [WRONG, RIGHT] {
        let text = if mode == Mode::MdJson {
            format!("Here it is:\n```json\n{json}\n```\n")
        } else {
            json.to_owned()
        };
        let (media_type, chunks) = said::answer(wire, call, &text, streamed);
        server = server.answer(200, &[("content-type", media_type)], chunks);
    }
    let client = Client::builder(&format!("{}/some-model", provider.name))
        .api_key(KEY)
        .wire(wire)
        .mode(mode)
        .transport(server.clone())
        .build();
    let client = client.unwrap_or_else(|error| panic!("{what}: {error}"));
    let request = client.request::<Person>().system("Be exact.").user("Who?");
    if mode == Mode::ParallelTools {
        // Several values; here one, whole alone.
        let reply = run(request.calls()).unwrap_or_else(|error| {
            panic!("{what}: {error}: {:?}", error.attempts());
        });
        assert_eq!(reply.value.len(), 1, "{what}");
        return server.requests();
    }
    let reply = if streamed {
        run(request.stream().finish())
    } else {
        run(request.send())
    };
    let reply = reply.unwrap_or_else(|error| panic!("{what}: {error}: {:?}", error.attempts()));
    judge(&reply, mode, &what);
    server.requests()
}

fn judge(reply: &Reply<Person>, mode: Mode, what: &str) {
    assert_eq!(reply.value.name, "Ada", "{what}");
    assert_eq!(reply.attempts.len(), 2, "{what}: {:?}", reply.attempts);
    let violation = &reply.attempts[0].violations[0];
    assert_eq!(violation.keyword, "required", "{what}");
    assert_eq!(reply.attempts[0].mode, mode, "{what}");
    let usage = reply.attempts[1].usage.unwrap_or_default();
    assert_eq!(
        (usage.input_tokens, usage.output_tokens),
        (11, 7),
        "{what}: what it cost"
    );
}

/// The body of a request, with a word in place of each schema.
fn shown(request: &Request) -> Value {
    let text = String::from_utf8_lossy(&request.body);
    let mut body: Value = serde_json::from_str(&text).expect("a body is JSON");
    let schema = Person::FORM.schema.root;
    let mut open = vec![&mut body];
    while let Some(value) = open.pop() {
        if value["type"] == "object" && value.get("properties").is_some() {
            *value = Value::from("<schema>");
        }
        match value {
            Value::Object(members) => open.extend(members.values_mut()),
            Value::Array(items) => open.extend(items),
            Value::String(text) => {
                if let Some((before, rest)) = text.split_once("<schema>") {
                    let after = rest.split_once("</schema>").map_or("", |parts| parts.1);
                    *text = format!("{before}<schema>{after}");
                } else if text.contains(schema) || text.starts_with("{\"type\":\"object\"") {
                    "<schema as text>".clone_into(text);
                }
            }
            _ => {}
        }
    }
    body
}

/// The turns that a second body has beyond the first.
fn added(first: &Value, second: &Value) -> Value {
    for key in ["messages", "input", "contents"] {
        if let (Some(old), Some(new)) = (first[key].as_array(), second[key].as_array()) {
            assert_eq!(new.get(..old.len()), Some(&old[..]), "what was said stays");
            let mut turns = new[old.len()..].to_vec();
            turns.iter_mut().for_each(joined);
            return Value::from(turns);
        }
    }
    Value::Null
}

/// Joins pieces of text that follow one another: a streamed turn goes back in the pieces it came in.
fn joined(turn: &mut Value) {
    let Some(parts) = turn.get_mut("parts").and_then(Value::as_array_mut) else {
        return;
    };
    let mut all: Vec<Value> = Vec::new();
    for part in parts.drain(..) {
        let is_text = |part: &Value| {
            part.as_object()
                .is_some_and(|part| part.len() == 1 && part.contains_key("text"))
        };
        match all.last_mut() {
            Some(last) if is_text(last) && is_text(&part) => {
                let text = last["text"].as_str().unwrap_or_default();
                let more = part["text"].as_str().unwrap_or_default();
                last["text"] = Value::from(format!("{text}{more}"));
            }
            _ => all.push(part),
        }
    }
    *parts = all;
}

/// The members that a second body has, or has otherwise, than the first.
fn added_members(first: &Value, second: &Value) -> Value {
    let members = second.as_object().into_iter().flatten();
    let other = members.filter(|(key, value)| first.get(key) != Some(value));
    other
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).expect("a value is JSON")
}
