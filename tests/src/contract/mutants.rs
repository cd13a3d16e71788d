//! That the closed schemas judge at all: a body with one key renamed has to fail.

use serde_json::Value;

use super::requests::{Judges, judged};
use super::{Folder, Tally, cells};

/// Keys below which any other key is welcome: the schemas that are sent, and the arguments of calls.
const FREE: [&str; 9] = [
    "json_schema",
    "parameters",
    "schema",
    "input_schema",
    "parametersJsonSchema",
    "responseJsonSchema",
    "format",
    "json",
    "input",
];

pub(super) fn check(folder: &Folder) -> Result<Tally, String> {
    let (mut tally, mut judges) = (Tally::default(), Judges::default());
    for cell in cells::all() {
        let Ok(body) = &cell.body else { continue };
        let Some(judge) = judges.of(folder, &cell)? else {
            continue;
        };
        let body = &judged(body, &cell, judge);
        let judge = &judge.closed;
        if !judge.is_valid(body) {
            continue;
        }
        let group = format!("{} {}", cell.provider.name, cell.wire);
        for (pointer, mutant) in renamed(body) {
            let result = if judge.is_valid(&mutant) {
                Err(format!("{pointer} may have another name"))
            } else {
                Ok(())
            };
            tally.add(&group, format!("{} {pointer}", cell.name), result);
        }
    }
    Ok(tally)
}

/// Every body that differs from this one in the name of one key.
fn renamed(body: &Value) -> Vec<(String, Value)> {
    let mut keys = Vec::new();
    collect(body, "", &mut keys);
    let mutants = keys.into_iter().filter_map(|(parent, key)| {
        let mut mutant = body.clone();
        let object = mutant.pointer_mut(&parent)?.as_object_mut()?;
        let value = object.remove(&key)?;
        object.insert(format!("{key}_"), value);
        Some((format!("{parent}/{key}"), mutant))
    });
    mutants.collect()
}

/// The objects of a body and their keys. The bodies here are a few levels deep.
fn collect(value: &Value, at: &str, out: &mut Vec<(String, String)>) {
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                out.push((at.to_owned(), key.clone()));
                // `format` and `json_schema` are schemas on one wire and settings on others.
                let is_setting = matches!(key.as_str(), "format" | "json_schema")
                    && value.get("properties").is_none();
                let is_free = FREE.contains(&key.as_str()) && !is_setting;
                if !is_free && !matches!(key.as_str(), "args" | "arguments" | "response") {
                    collect(value, &format!("{at}/{key}"), out);
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                collect(item, &format!("{at}/{index}"), out);
            }
        }
        _ => {}
    }
}
