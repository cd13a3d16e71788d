//! Rules that a provider's dialect lacks stand in descriptions; the offline provider reads them
//! there, as a model does.

use formwork::provider::offline::{Fault, Offline};
use serde_json::{Value, json};

use crate::exchange::{ask, formatted};

#[test]
fn rules_that_are_told_in_words_are_kept() {
    let cases = [
        (
            json!({"type": "string"}),
            "Its title. At least 40 characters.",
            json!({"minLength": 40}),
        ),
        (
            json!({"type": "string"}),
            "At most 1 character.",
            json!({"maxLength": 1}),
        ),
        (
            json!({"type": "string"}),
            "Format: date-time.",
            json!({"format": "date-time"}),
        ),
        (
            json!({"type": "string"}),
            "Matches the regular expression `^(?!x)[`a-f.]{3}\\.$`.",
            json!({"pattern": "^(?!x)[`a-f.]{3}\\.$"}),
        ),
        (
            json!({"type": "array", "items": {"enum": [1, 2, 3]}}),
            "At least 2 items. At most 3 items. No two items are equal.",
            json!({"minItems": 2, "maxItems": 3, "uniqueItems": true}),
        ),
        (
            json!({"type": "object", "additionalProperties": {"type": "boolean"}}),
            "At least 2 properties. At most 2 properties.",
            json!({"minProperties": 2, "maxProperties": 2}),
        ),
        (
            json!({"type": "number"}),
            "Greater than 0.25. Less than 0.75. A multiple of 0.125.",
            json!({"exclusiveMinimum": 0.25, "exclusiveMaximum": 0.75, "multipleOf": 0.125}),
        ),
        (
            json!({"type": ["integer", "null"]}),
            "At least 1e3. At most 2000.",
            json!({"minimum": 1000, "maximum": 2000}),
        ),
    ];
    for (plain, description, rules) in cases {
        let mut told = plain.clone();
        told["description"] = json!(description);
        let mut stated = plain.clone();
        for (keyword, rule) in rules.as_object().expect("keywords") {
            stated[keyword] = rule.clone();
        }
        let oracle = jsonschema::options()
            .should_validate_formats(true)
            .build(&stated)
            .expect("a schema of the test itself");
        let answers = |schema: &Value| -> Vec<Value> {
            let schema = formatted(schema, false);
            (0..100)
                .map(|seed| ask(&Offline::new().seed(seed), &schema).json())
                .collect()
        };
        assert!(
            answers(&told).iter().all(|answer| oracle.is_valid(answer)),
            "{description}"
        );
        let by_chance = answers(&plain).iter().all(|answer| oracle.is_valid(answer));
        assert!(!by_chance, "{description} makes no difference");
    }
}

#[test]
fn examples_that_are_told_are_used_now_and_then() {
    let schema = json!({
        "type": "string",
        "description": "A place. For example: \"St. Gallen\", \"Chur\". Default: \"Bern\".",
    });
    let mut seen = std::collections::BTreeSet::new();
    for seed in 0..200 {
        seen.insert(
            ask(&Offline::new().seed(seed), &formatted(&schema, false))
                .json()
                .to_string(),
        );
    }
    assert!(
        seen.contains("\"St. Gallen\"") && seen.contains("\"Chur\""),
        "{seen:?}"
    );
    assert!(seen.len() > 5, "not only examples: {seen:?}");
}

#[test]
fn other_words_say_nothing() {
    let description = "At least a few words, at most 3 characters wide. Format: . At least x items. \
                       Matches the regular expression `[`. A multiple of things. For example: this.";
    let schema = json!({"type": "string", "minLength": 6, "description": description});
    for seed in 0..50 {
        let answer = ask(&Offline::new().seed(seed), &formatted(&schema, false)).json();
        assert!(
            answer
                .as_str()
                .is_some_and(|text| text.chars().count() >= 6),
            "{answer}"
        );
    }
}

#[test]
fn only_rules_that_are_keywords_are_broken_on_order() {
    // Nobody but the description says that 18 is the least, so breaking that would not be noticed.
    let schema = json!({
        "type": "object",
        "properties": {"age": {"type": "integer", "description": "At least 18."}},
        "required": ["age"],
    });
    for seed in 0..50 {
        let offline = Offline::new().seed(seed).faults([Fault::InvalidFirst]);
        let answer = ask(&offline, &formatted(&schema, false)).json();
        let oracle = jsonschema::validator_for(&schema).expect("a schema of the test itself");
        assert!(!oracle.is_valid(&answer), "{answer}");
    }
}

#[test]
fn entry_lists_have_each_key_once() {
    let schema = json!({
        "type": "array",
        "minItems": 3,
        "items": {
            "type": "object",
            "properties": {"key": {"type": "string"}, "value": {"type": "boolean"}},
            "required": ["key", "value"],
            "additionalProperties": false,
        },
    });
    for seed in 0..200 {
        let answer = ask(&Offline::new().seed(seed), &formatted(&schema, false)).json();
        let mut keys: Vec<&str> = answer
            .as_array()
            .expect("array")
            .iter()
            .filter_map(|e| e["key"].as_str())
            .collect();
        let all = keys.len();
        keys.sort_unstable();
        keys.dedup();
        assert!(all >= 3 && keys.len() == all, "{answer}");
    }
}
