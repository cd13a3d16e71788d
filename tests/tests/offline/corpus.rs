//! Answers to real schemas fit them.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};

use formwork::provider::offline::Offline;
use serde_json::Value;

use formwork_tests::shared;

use crate::exchange::{bytes, formatted, send};

/// Keywords that the offline provider does not claim to satisfy.
const UNSUPPORTED: &[&str] = &[
    "$dynamicRef",
    "$recursiveRef",
    "unevaluatedItems",
    "unevaluatedProperties",
];

/// Seeds for each schema.
const SEEDS: u64 = 3;

#[test]
fn answers_to_real_schemas_fit() {
    let Some(shared) = shared() else { return };
    let path = shared.join("data/schema-corpus/dev.jsonl");
    let file = std::fs::File::open(path).expect("readable");
    let (mut asked, mut fitting) = (0_u32, 0_u32);
    let mut failures: BTreeMap<String, String> = BTreeMap::new();
    for line in BufReader::new(file).lines() {
        let entry: Value = serde_json::from_str(&line.expect("a line")).expect("JSON");
        let schema = &entry["schema"];
        if !is_supported(schema, false) {
            continue;
        }
        let Ok(oracle) = jsonschema::options()
            .should_validate_formats(true)
            .build(schema)
        else {
            continue;
        };
        for seed in 0..SEEDS {
            asked += 1;
            let mut response = send(&Offline::new().seed(seed), &formatted(schema, false));
            let body: Value = serde_json::from_slice(&bytes(&mut response)).expect("JSON");
            let text = body["choices"][0]["message"]["content"]
                .as_str()
                .unwrap_or_default();
            let problem = match serde_json::from_str(text) {
                Ok(answer) => oracle.iter_errors(&answer).next().map(|error| {
                    format!(
                        "{error} at {} by {}",
                        error.instance_path(),
                        error.schema_path()
                    )
                }),
                Err(_) => Some(format!("no answer: {}", body["error"]["message"])),
            };
            match problem {
                None => fitting += 1,
                Some(problem) => {
                    failures.insert(entry["id"].to_string(), problem);
                }
            }
        }
    }
    for (id, problem) in &failures {
        let short: String = problem.chars().take(300).collect();
        println!("{id}: {short}");
    }
    println!("{fitting} of {asked} answers fit");
    assert!(asked > 4_000, "too few schemas were asked: {asked}");
    // What is left are schemas that nothing fits, and adversarial uses of `not`.
    assert!(
        f64::from(fitting) / f64::from(asked) > 0.98,
        "{fitting} of {asked} answers fit"
    );
}

/// Whether a schema says only what the offline provider claims to know.
fn is_supported(value: &Value, names: bool) -> bool {
    match value {
        Value::Object(members) => members.iter().all(|(key, member)| {
            if names {
                return is_supported(member, false);
            }
            let foreign = key == "$ref"
                && !member
                    .as_str()
                    .is_some_and(|r| r == "#" || r.starts_with("#/"));
            let holds_names = ["properties", "patternProperties", "definitions", "$defs"];
            !foreign
                && !UNSUPPORTED.contains(&key.as_str())
                && is_supported(member, holds_names.contains(&key.as_str()))
        }),
        Value::Array(items) => items.iter().all(|item| is_supported(item, false)),
        _ => true,
    }
}
