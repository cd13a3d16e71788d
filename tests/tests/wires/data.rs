//! The recordings of `../shared/data/providers`, and the vendors' request schemas.

use std::path::{Path, PathBuf};

use formwork_tests::contract::ollama_on_the_wire;
use formwork_tests::shared;
use jsonschema::Validator;
use serde_json::{Map, Value, json};

/// A file of the provider data with its line in an index.
pub(crate) struct Recording {
    pub(crate) path: String,
    pub(crate) bytes: Vec<u8>,
    /// The line: of the manifest, or of the expected streams.
    pub(crate) about: Value,
}

impl Recording {
    /// The file as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|error| panic!("{}: {error}", self.path))
    }

    /// The HTTP status it came with.
    pub(crate) fn status(&self) -> u16 {
        u16::try_from(self.about["status"].as_u64().unwrap()).unwrap()
    }

    /// The headers it came with.
    pub(crate) fn headers(&self) -> Vec<(String, String)> {
        let headers = self.about["response_headers"].as_object();
        let headers = headers.into_iter().flatten();
        headers
            .map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned()))
            .collect()
    }
}

fn folder() -> Option<PathBuf> {
    Some(shared()?.join("data/providers"))
}

/// The streams of some APIs, with the assembly that is expected.
pub(crate) fn streams(apis: &[&str]) -> Option<Vec<Recording>> {
    indexed("expected/streams.jsonl", apis, |_| true)
}

/// The other files of a kind (`request`, `response`, `error`) of some APIs.
pub(crate) fn files(kind: &str, apis: &[&str]) -> Option<Vec<Recording>> {
    indexed("MANIFEST.jsonl", apis, |line| line["kind"] == kind)
}

/// A file by its path, if there is one.
pub(crate) fn file(path: &str) -> Option<Vec<u8>> {
    std::fs::read(folder()?.join(path)).ok()
}

fn indexed(index: &str, apis: &[&str], wanted: impl Fn(&Value) -> bool) -> Option<Vec<Recording>> {
    let folder = folder()?;
    let lines = String::from_utf8(read(&folder.join(index))).unwrap();
    let lines = lines
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    let wanted =
        lines.filter(|line| apis.contains(&line["api"].as_str().unwrap_or("")) && wanted(line));
    let recordings = wanted.map(|about| {
        let path = about["path"].as_str().unwrap().to_owned();
        Recording {
            bytes: read(&folder.join(&path)),
            path,
            about,
        }
    });
    Some(recordings.collect())
}

fn read(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The vendor's schema of a request: a definition of a file under `specs`, or the file's own root.
pub(crate) fn schema(file: &str, definition: Option<&str>) -> Option<Validator> {
    let spec: Value = serde_json::from_slice(&read(&folder()?.join("specs").join(file))).unwrap();
    let schema = match definition {
        None => {
            let mut spec = spec;
            if file.starts_with("ollama/") {
                ollama_on_the_wire(&mut spec);
            }
            spec
        }
        Some(name) => json!({
            "$schema": spec["$schema"],
            "$ref": format!("#/$defs/{name}"),
            "$defs": reachable(name, &spec["$defs"]),
        }),
    };
    Some(jsonschema::validator_for(&schema).unwrap())
}

/// The definitions that one needs. A file may hold more, and some of that is worded in keywords of
/// another draft.
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
        let mut definition = definition.clone();
        current(&mut definition, &format!("#/$defs/{name}"));
        found.insert(name, definition);
    }
    found
}

/// Keywords of draft 2019-09 in those of 2020-12: a recursive definition is meant by its name.
fn current(definition: &mut Value, name: &str) {
    match definition {
        Value::Object(members) => {
            members.remove("$recursiveAnchor");
            if members.remove("$recursiveRef").is_some() {
                members.insert("$ref".to_owned(), json!(name));
            }
            members.values_mut().for_each(|value| current(value, name));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| current(item, name)),
        _ => {}
    }
}
