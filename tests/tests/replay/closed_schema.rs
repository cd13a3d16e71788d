//! The vendor's request schema, closed: an unknown key is an error.

use formwork_tests::shared;
use jsonschema::Validator;
use serde_json::{Map, Value, json};

/// Judges bodies of `POST /v1/chat/completions`.
pub(crate) fn closed_schema() -> Option<Validator> {
    let path = shared()?.join("data/providers/specs/openai/openai.request.closed.schema.json");
    let text = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let spec: Value = serde_json::from_slice(&text).unwrap();
    assert!(
        spec["x-roots"]
            .as_array()
            .unwrap()
            .contains(&json!("CreateChatCompletionRequest"))
    );
    let schema = json!({
        "$schema": spec["$schema"],
        "$ref": "#/$defs/CreateChatCompletionRequest",
        "$defs": reachable("CreateChatCompletionRequest", &spec["$defs"]),
    });
    Some(jsonschema::validator_for(&schema).unwrap())
}

/// The definitions that one needs. The file also holds what belongs to the Responses API, and a part
/// of that is worded in keywords of another draft.
fn reachable(root: &str, all: &Value) -> Map<String, Value> {
    let mut found = Map::new();
    let mut open = vec![root.to_owned()];
    while let Some(name) = open.pop() {
        if found.contains_key(&name) {
            continue;
        }
        let definition = &all[&name];
        assert!(definition.is_object(), "no definition of {name}");
        let mut values = vec![definition];
        while let Some(value) = values.pop() {
            match value {
                Value::Object(members) => values.extend(members.values()),
                Value::Array(items) => values.extend(items),
                Value::String(text) => {
                    open.extend(text.strip_prefix("#/$defs/").map(str::to_owned));
                }
                _ => {}
            }
        }
        found.insert(name, definition.clone());
    }
    found
}

/// Every body that differs from this one in the name of one key, except below `free`: pointers to
/// places where any key is welcome.
pub(crate) fn renamed(body: &Value, free: &[&str]) -> Vec<(String, Value)> {
    let mut pointers = Vec::new();
    collect(body, "", free, &mut pointers);
    let mutants = pointers.into_iter().map(|(parent, key)| {
        let mut mutant = body.clone();
        let object = mutant
            .pointer_mut(&parent)
            .and_then(Value::as_object_mut)
            .unwrap();
        let value = object.remove(&key).unwrap();
        object.insert(format!("{key}_"), value);
        (format!("{parent}/{key}"), mutant)
    });
    mutants.collect()
}

/// The objects of a body and their keys. The bodies here are a few levels deep.
fn collect(value: &Value, at: &str, free: &[&str], out: &mut Vec<(String, String)>) {
    if free.contains(&at) {
        return;
    }
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                out.push((at.to_owned(), key.clone()));
                collect(value, &format!("{at}/{key}"), free, out);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                collect(item, &format!("{at}/{index}"), free, out);
            }
        }
        _ => {}
    }
}
