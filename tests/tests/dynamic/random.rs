//! Random schemas that say much about few names, against the `jsonschema` crate; and answers to them, cut anywhere.

use formwork::dynamic::Schema;
use formwork_tests::harness::reference::{Case, Judged, judge};
use formwork_tests::harness::text::same;
use serde_json::{Map, Value, json};

use crate::dice::Dice;

/// Schemas nest so deep.
const DEEP: u32 = 3;

fn name(dice: &mut Dice) -> &'static str {
    dice.of(&["a", "b", "c", "ab"])
}

/// A value that schemas of few names may be about.
fn value(dice: &mut Dice, deep: u32) -> Value {
    match dice.below(if deep == 0 { 8 } else { 12 }) {
        0 => Value::Null,
        1 => json!(true),
        2 => json!(dice.below(4)),
        3 => json!(1.5),
        4 => json!(1.0),
        5 | 6 => json!(name(dice)),
        7 => json!("long enough"),
        8 | 9 => {
            let items = 0..dice.below(4);
            items.map(|_| value(dice, deep - 1)).collect()
        }
        _ => {
            let mut members = Map::new();
            for _ in 0..dice.below(4) {
                members.insert(name(dice).to_owned(), value(dice, deep - 1));
            }
            Value::Object(members)
        }
    }
}

fn list(dice: &mut Dice, deep: u32) -> Value {
    let items = 0..=dice.below(3);
    items.map(|_| schema(dice, deep)).collect()
}

fn map(dice: &mut Dice, deep: u32) -> Value {
    let mut members = Map::new();
    for _ in 0..=dice.below(3) {
        members.insert(name(dice).to_owned(), schema(dice, deep));
    }
    Value::Object(members)
}

fn types(dice: &mut Dice) -> Value {
    let all = [
        "null", "boolean", "integer", "number", "string", "array", "object", "object",
    ];
    if dice.below(3) > 0 {
        return json!(dice.of(&all));
    }
    let mut some: Vec<&str> = (0..3).map(|_| dice.of(&all)).collect();
    some.sort_unstable();
    some.dedup();
    json!(some)
}

fn schema(dice: &mut Dice, deep: u32) -> Value {
    if dice.below(12) == 0 {
        return json!(dice.below(3) > 0);
    }
    let mut schema = Map::new();
    for _ in 0..=dice.below(4) {
        let (keyword, said) = keyword(dice, deep);
        schema.insert(keyword.to_owned(), said);
    }
    Value::Object(schema)
}

fn keyword(dice: &mut Dice, deep: u32) -> (&'static str, Value) {
    let inner = deep.saturating_sub(1);
    match dice.below(if deep == 0 { 13 } else { 36 }) {
        0 | 1 => ("type", types(dice)),
        2 => ("const", value(dice, 1)),
        3 => {
            let mut values: Vec<Value> = Vec::new();
            for _ in 0..4 {
                let one = value(dice, 1);
                if !values.contains(&one) {
                    values.push(one);
                }
            }
            ("enum", json!(values))
        }
        4 => ("minimum", json!(dice.below(3))),
        5 => ("maxLength", json!(dice.below(4))),
        6 => ("pattern", json!(dice.of(&["^a", "b$", "o"]))),
        7 => ("minProperties", json!(dice.below(3))),
        8 => ("maxItems", json!(dice.below(3))),
        9 => ("uniqueItems", json!(true)),
        10 => ("required", json!([name(dice)])),
        11 => ("multipleOf", json!(0.5)),
        12 => ("$ref", json!(dice.of(&["#/$defs/one", "#/$defs/two"]))),
        13 | 14 => ("properties", map(dice, inner)),
        15 => ("additionalProperties", schema(dice, inner)),
        16 => ("additionalProperties", json!(false)),
        17 => ("patternProperties", json!({ "^a": schema(dice, inner) })),
        18 | 19 => ("items", schema(dice, inner)),
        20 => ("prefixItems", list(dice, inner)),
        21 | 22 => ("anyOf", list(dice, inner)),
        23 | 24 => ("oneOf", list(dice, inner)),
        25 | 26 => ("allOf", list(dice, inner)),
        27 => ("not", schema(dice, inner)),
        28 => ("if", schema(dice, inner)),
        29 => ("then", schema(dice, inner)),
        30 => ("else", schema(dice, inner)),
        31 => ("dependentSchemas", map(dice, inner)),
        32 => ("propertyNames", schema(dice, inner)),
        33 => ("contains", schema(dice, inner)),
        34 => ("unevaluatedProperties", schema(dice, inner)),
        _ => ("unevaluatedItems", schema(dice, inner)),
    }
}

fn document(dice: &mut Dice) -> Value {
    let mut root = schema(dice, DEEP);
    let defs = json!({
        "one": schema(dice, 2),
        "two": { "type": "object", "properties": { "a": { "$ref": "#" }, "b": schema(dice, 1) } },
    });
    if let Some(members) = root.as_object_mut() {
        members.insert("$defs".to_owned(), defs);
    }
    root
}

#[test]
fn random_schemas_accept_what_the_oracle_accepts_however_answers_are_cut() {
    let mut read = 0;
    for seed in 0..crate::dice::rounds(1_500) {
        let mut dice = Dice::new(seed);
        let document = document(&mut dice);
        let Ok(schema) = Schema::from_value(&document) else {
            // References in a circle.
            continue;
        };
        let instances: Vec<String> = (0..16).map(|_| value(&mut dice, 3).to_string()).collect();
        let case = Case {
            schema: document.to_string(),
            instances: instances.clone(),
            explain: true,
        };
        let Judged::Verdicts(verdicts) = judge(&case) else {
            continue;
        };
        read += 1;
        for (instance, verdict) in instances.iter().zip(verdicts) {
            let whole = schema.decode(instance);
            assert_eq!(
                verdict.valid,
                Some(whole.is_ok()),
                "seed {seed}: {document}\n{instance}\n{whole:?}\n{:?}",
                verdict.errors
            );
            if let Ok(value) = &whole {
                assert!(same(instance, &value.to_string()), "{instance} {value}");
            }
            let size = 1 + usize::try_from(dice.below(9)).expect("it is small");
            let mut decoder = schema.decoder();
            for piece in instance.as_bytes().chunks(size) {
                decoder.push(piece);
            }
            // Of a value that no branch takes, a union says more where its text comes in pieces.
            let (cut, whole) = (decoder.finish().ok(), whole.ok());
            assert_eq!(cut, whole, "seed {seed}: {document}\n{instance}");
        }
    }
    assert!(read > 500, "{read}");
}
