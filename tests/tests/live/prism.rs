//! Prism with `OpenAI`'s own document: every request that we send to `OpenAI` is one that the document
//! allows.

use std::collections::BTreeMap;

use formwork::provider::Wire;
use formwork_tests::contract::cells::{self, Cell};
use formwork_tests::shared;
use serde_json::{Map, Value, json};

use crate::http::{Answer, post};
use crate::process::Folder;
use crate::server::Server;

/// Where the document lies in the shared data.
const DOCUMENT: &str = "data/providers/specs/openai/openai-subset.openapi.json";

#[test]
fn every_request_is_one_that_the_document_allows() {
    let Some(shared) = shared() else {
        return;
    };
    let document = std::fs::read(shared.join(DOCUMENT)).expect("the document");
    let document = serde_json::from_slice(&document).expect("a JSON document");
    let folder = Folder::new();
    let path = folder.path().join("openapi.json");
    std::fs::write(&path, readable(document).to_string()).expect("a file under target");
    let Some(server) = Server::mock(&path) else {
        return;
    };
    let mut accepted: BTreeMap<&str, usize> = BTreeMap::new();
    let mut refused = 0;
    for cell in cells::all() {
        let (Some(route), "openai") = (route(&cell), cell.provider.name) else {
            continue;
        };
        let body = match &cell.body {
            Ok(body) => body,
            Err(why) => {
                assert!(why.contains("does not take"), "{}: {why}", cell.name);
                continue;
            }
        };
        let answer = post(&server.address, route, body);
        assert!(is_accepted(&answer), "{}: {}", cell.name, answer.body);
        *accepted.entry(route).or_default() += 1;
        // That the server judges at all, in each mode.
        if cell.name.ends_with(" Plain") {
            for (what, mutant) in mutants(body) {
                let answer = post(&server.address, route, &mutant);
                let name = &cell.name;
                assert_eq!(answer.status, 422, "{name} with {what}: {}", answer.body);
                refused += 1;
            }
        }
    }
    assert!(
        accepted.len() == 2 && accepted.values().all(|count| *count > 80),
        "{accepted:?}"
    );
    assert!(refused >= 2 * 24, "{refused}");
}

fn route(cell: &Cell) -> Option<&'static str> {
    match cell.wire {
        Wire::OpenaiChat => Some("/chat/completions"),
        Wire::OpenaiResponses => Some("/responses"),
        _ => None,
    }
}

/// Whether a request was found valid, and a mock of an answer came back.
fn is_accepted(answer: &Answer) -> bool {
    answer.status == 200 && !answer.head.contains("sl-violations")
}

/// A body with one thing wrong each.
fn mutants(body: &Value) -> Vec<(&'static str, Value)> {
    let mut mutants = Vec::new();
    for (what, at, value) in [
        ("a role that there is none of", "/messages/0/role", "bard"),
        ("a role that there is none of", "/input/0/role", "bard"),
        ("a tool that there is none of", "/tools/0/type", "fuction"),
        ("another format", "/response_format/type", "xml"),
        ("another format", "/text/format/type", "xml"),
        ("no such choice", "/tool_choice", "perhaps"),
        ("words for a flag", "/stream", "yes"),
    ] {
        let mut mutant = body.clone();
        if let Some(place) = mutant.pointer_mut(at) {
            *place = json!(value);
            mutants.push((what, mutant));
        }
    }
    for key in ["messages", "input"] {
        let mut mutant = body.clone();
        if let Some(place) = mutant.get_mut(key) {
            *place = json!(7);
            mutants.push(("a number for a conversation", mutant));
        }
    }
    mutants
}

/// The document with three things mended that Prism stumbles over:
///
/// - answers that it names and does not hold, without which it is not served at all;
/// - `nullable`, which says nothing in this version of `OpenAPI` (3.1), and where it stands without a `type`
///   makes Prism judge no request at all;
/// - the input items of which just one may fit, although a message whose content is a list fits two.
fn readable(mut document: Value) -> Value {
    let mut named = Vec::new();
    mend(&mut document, &mut named);
    let answers = &mut document["components"]["responses"];
    if answers.is_null() {
        *answers = Value::Object(Map::new());
    }
    for name in named {
        if answers[&name].is_null() {
            answers[&name] = json!({"description": name});
        }
    }
    let items = document["components"]["schemas"]["InputItem"].as_object_mut();
    let items = items.expect("the input of `/responses`");
    let kinds = items.remove("oneOf").expect("several kinds of items");
    items.insert("anyOf".to_owned(), kinds);
    document
}

/// The document is some twenty levels deep.
fn mend(value: &mut Value, named: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            if members.get("nullable") == Some(&json!(true)) {
                members.remove("nullable");
            }
            let reference = members.get("$ref").and_then(Value::as_str);
            named.extend(
                reference
                    .and_then(|reference| reference.strip_prefix("#/components/responses/"))
                    .map(str::to_owned),
            );
            for value in members.values_mut() {
                mend(value, named);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| mend(item, named)),
        _ => {}
    }
}
