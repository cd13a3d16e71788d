//! Answers fit their schema, keyword by keyword, for many seeds.

use formwork::provider::offline::Offline;
use serde_json::{Value, json};

use crate::exchange::{ask, forced, formatted, send};

const SEEDS: u64 = 300;

/// Asks for a schema with many seeds and checks each answer with `jsonschema`, formats included.
fn all_fit(schema: &Value) -> Vec<Value> {
    let oracle = jsonschema::options()
        .should_validate_formats(true)
        .build(schema)
        .expect("a schema of the test itself");
    (0..SEEDS)
        .map(|seed| {
            let answer = ask(&Offline::new().seed(seed), &formatted(schema, false)).json();
            if let Some(error) = oracle.iter_errors(&answer).next() {
                panic!(
                    "seed {seed}: {error} at {} in {answer}",
                    error.instance_path()
                );
            }
            answer
        })
        .collect()
}

fn differ(answers: &[Value]) -> usize {
    let mut texts: Vec<String> = answers.iter().map(Value::to_string).collect();
    texts.sort();
    texts.dedup();
    texts.len()
}

#[test]
fn numbers_keep_their_limits() {
    let answers = all_fit(&json!({
        "type": "object",
        "properties": {
            "age": {"type": "integer", "minimum": 0, "maximum": 150},
            "price": {"type": "number", "exclusiveMinimum": 0, "multipleOf": 0.01},
            "score": {"type": "number", "minimum": 0, "maximum": 1},
            "narrow": {"type": "number", "exclusiveMinimum": 0.001, "exclusiveMaximum": 0.002},
            "even": {"type": "integer", "multipleOf": 2, "minimum": -7, "exclusiveMaximum": -1},
            "halves": {"type": "integer", "multipleOf": 1.5},
            "large": {"type": "integer", "minimum": 9_000_000_000_000_000_000_u64},
            "below": {"type": "number", "maximum": -1000},
        },
        "required": ["age", "price", "score", "narrow", "even", "halves", "large", "below"],
    }));
    assert!(differ(&answers) > 250);
}

#[test]
fn strings_keep_length_pattern_and_format() {
    let formats = [
        "date",
        "time",
        "date-time",
        "duration",
        "email",
        "hostname",
        "ipv4",
        "ipv6",
        "uri",
        "uri-reference",
        "uuid",
        "json-pointer",
        "regex",
    ];
    let patterns = [
        "^[A-Z]{3}$",
        "^\\d{4}-\\d{2}-\\d{2}$",
        "^(?!x)[a-z]+(-[a-z0-9]+)*$",
        "^#[0-9a-fA-F]{6}$",
        "^(EUR|USD)\\s\\d+\\.\\d{2}$",
        "\\bword\\b",
        "^[^\"\\\\]{2,5}$",
        "^\\p{Lu}.*\\/$",
    ];
    let mut properties = serde_json::Map::new();
    for format in formats {
        properties.insert(
            format.to_owned(),
            json!({"type": "string", "format": format}),
        );
    }
    for pattern in patterns {
        properties.insert(
            pattern.to_owned(),
            json!({"type": "string", "pattern": pattern}),
        );
    }
    for (least, most) in [(0, 3), (1, 1), (40, 60), (200, 200)] {
        let rule = json!({"type": "string", "minLength": least, "maxLength": most});
        properties.insert(format!("name {least} to {most}"), rule);
    }
    properties.insert(
        "long pattern".to_owned(),
        json!({"type": "string", "pattern": "^[a-z]+$", "minLength": 30, "maxLength": 40}),
    );
    let required: Vec<&String> = properties.keys().collect();
    all_fit(&json!({"type": "object", "required": required, "properties": properties}));
}

#[test]
fn arrays_keep_length_and_uniqueness() {
    let answers = all_fit(&json!({
        "type": "object",
        "properties": {
            "five": {"type": "array", "items": {"type": "integer"}, "minItems": 5, "maxItems": 5},
            "tags": {"type": "array", "items": {"enum": ["a", "b", "c"]}, "minItems": 3, "uniqueItems": true},
            "none": {"type": "array", "maxItems": 0},
            "pair": {
                "type": "array",
                "prefixItems": [{"type": "string"}, {"type": "number"}],
                "items": false,
                "minItems": 2,
            },
            "some": {"type": "array", "items": {"type": "string"}},
            "has": {"type": "array", "contains": {"const": 7}, "minContains": 2},
        },
        "required": ["five", "tags", "none", "pair", "some", "has"],
    }));
    assert!(
        answers
            .iter()
            .any(|answer| answer["some"].as_array().expect("array").len() > 1)
    );
}

#[test]
fn objects_keep_their_keys() {
    let answers = all_fit(&json!({
        "type": "object",
        "properties": {
            "always": {"type": "boolean"},
            "sometimes": {"type": "string"},
            "map": {
                "type": "object",
                "additionalProperties": {"type": "integer", "minimum": 3},
                "minProperties": 2,
                "maxProperties": 4,
            },
            "patterned": {
                "type": "object",
                "patternProperties": {"^x-[a-z]{3}$": {"type": "boolean"}},
                "additionalProperties": false,
                "minProperties": 1,
            },
            "named": {
                "type": "object",
                "propertyNames": {"pattern": "^k[0-9]$"},
                "additionalProperties": {"type": "null"},
            },
            "card": {
                "type": "object",
                "properties": {"number": {"type": "string"}, "holder": {"type": "string"}},
                "dependentRequired": {"number": ["holder"]},
                "additionalProperties": false,
            },
        },
        "required": ["always", "map", "patterned", "named", "card"],
        "additionalProperties": false,
    }));
    let with = answers
        .iter()
        .filter(|answer| answer.get("sometimes").is_some())
        .count();
    assert!(
        with > 50 && with < 290,
        "optional properties come and go: {with}"
    );
}

#[test]
fn unions_are_answered_with_each_branch() {
    let answers = all_fit(&json!({
        "$defs": {
            "cat": {
                "type": "object",
                "properties": {"kind": {"const": "cat"}, "lives": {"type": "integer", "minimum": 1}},
                "required": ["kind", "lives"],
                "additionalProperties": false,
            },
            "dog": {
                "type": "object",
                "properties": {"kind": {"const": "dog"}, "good": {"type": "boolean"}},
                "required": ["kind", "good"],
                "additionalProperties": false,
            },
        },
        "type": "object",
        "properties": {
            "pet": {"oneOf": [{"$ref": "#/$defs/cat"}, {"$ref": "#/$defs/dog"}]},
            "note": {"type": ["string", "null"]},
            "either": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
            "one": {"oneOf": [{"type": "integer", "multipleOf": 3}, {"type": "integer", "multipleOf": 5}]},
            "both": {"allOf": [{"type": "string", "minLength": 4}, {"maxLength": 9}]},
            "not": {"type": "string", "enum": ["a", "b", "c"], "not": {"const": "b"}},
        },
        "required": ["pet", "note", "either", "one", "both", "not"],
        "if": {"properties": {"note": {"type": "null"}}},
        "then": {"properties": {"either": {"type": "null"}}},
    }));
    for (pointer, value) in [
        ("/pet/kind", json!("cat")),
        ("/pet/kind", json!("dog")),
        ("/note", json!(null)),
    ] {
        assert!(
            answers
                .iter()
                .any(|answer| answer.pointer(pointer) == Some(&value)),
            "{pointer}"
        );
    }
    assert!(answers.iter().any(|answer| answer["note"].is_string()));
}

#[test]
fn recursion_ends() {
    all_fit(&json!({
        "$defs": {
            "expression": {
                "anyOf": [
                    {
                        "type": "object",
                        "properties": {
                            "operator": {"enum": ["+", "*"]},
                            "left": {"$ref": "#/$defs/expression"},
                            "right": {"$ref": "#/$defs/expression"},
                        },
                        "required": ["operator", "left", "right"],
                        "additionalProperties": false,
                    },
                    {
                        "type": "object",
                        "properties": {"literal": {"type": "number"}},
                        "required": ["literal"],
                        "additionalProperties": false,
                    },
                ],
            },
        },
        "type": "object",
        "properties": {
            "root": {"$ref": "#/$defs/expression"},
            "folder": {"$ref": "#"},
            "children": {"type": "array", "items": {"$ref": "#"}},
        },
        "required": ["root"],
    }));
}

#[test]
fn a_schema_without_a_finite_answer_is_refused_in_words() {
    let endless = json!({
        "type": "object",
        "properties": {"next": {"$ref": "#"}, "other": {"$ref": "#"}},
        "required": ["next", "other"],
    });
    let vast = json!({"type": "array", "items": {"type": "integer"}, "minItems": 100_000_000});
    for schema in [endless, vast, json!(false)] {
        let mut response = send(&Offline::new(), &formatted(&schema, true));
        assert_eq!(response.status, 400, "{schema}");
        let body: Value =
            serde_json::from_slice(&crate::exchange::bytes(&mut response)).expect("JSON");
        let message = body["error"]["message"].as_str().expect("a message");
        assert!(message.contains("found no answer"), "{message}");
    }
}

#[test]
fn properties_come_in_the_schemas_order() {
    // Written as text: a `Value` would sort the keys.
    let schema = r#"{"type":"object","properties":{"zebra":{"type":"string"},"apple":{"type":"string"},
        "mango":{"type":"string"}},"required":["apple","mango","zebra"]}"#;
    let body = forced(&json!("SCHEMA"), false)
        .to_string()
        .replace("\"SCHEMA\"", schema);
    let mut request = crate::exchange::request(&json!(null));
    request.body = body.into_bytes().into();
    let transport: &dyn formwork::transport::Transport = &Offline::new();
    let mut response = crate::exchange::now(transport.send(request)).expect("an answer");
    let bytes = crate::exchange::bytes(&mut response);
    let body: Value = serde_json::from_slice(&bytes).expect("JSON");
    let text = body["choices"][0]["message"]["tool_calls"][0]["function"]["arguments"]
        .as_str()
        .expect("arguments");
    let at = |key: &str| text.find(key).expect(key);
    assert!(
        at("zebra") < at("apple") && at("apple") < at("mango"),
        "{text}"
    );
}

#[test]
fn text_is_steered_by_names_and_by_the_users_words() {
    let schema = json!({
        "type": "object",
        "properties": {
            "name": {"type": "string"},
            "email": {"type": "string"},
            "quantity": {"type": "integer"},
            "summary": {"type": "string"},
        },
        "required": ["name", "email", "quantity", "summary"],
    });
    let answers = all_fit(&schema);
    let share = |hit: &dyn Fn(&Value) -> bool| answers.iter().filter(|a| hit(a)).count();
    assert!(share(&|answer| answer["name"] == "Ada Lovelace") > 50);
    assert!(
        share(&|answer| answer["email"].as_str().is_some_and(|e| e.contains('@'))) == answers.len()
    );
    assert!(share(&|answer| answer["quantity"] == 3) > 50);
    assert!(
        share(&|answer| answer["summary"]
            .as_str()
            .is_some_and(|s| s.contains("copper")))
            > 50
    );
}

#[test]
fn examples_are_used_now_and_then_and_only_where_they_fit() {
    let answers = all_fit(&json!({
        "type": "object",
        "properties": {
            "good": {"type": "string", "examples": ["an example"]},
            "bad": {"type": "string", "maxLength": 3, "examples": ["too long"], "default": 12},
        },
        "required": ["good", "bad"],
    }));
    let used = answers
        .iter()
        .filter(|answer| answer["good"] == "an example")
        .count();
    assert!(used > 40 && used < 200, "{used}");
}
