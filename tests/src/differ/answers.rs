//! Schemas, and answers to them: those of the corpus, changed in a few places.

use std::fs;

use serde_json::{Value, json};

use super::layout::write;
use crate::harness::sample::Dice;
use crate::shared;

/// A schema and what somebody answered to it.
#[derive(Clone, Debug)]
pub struct Case {
    /// The schema.
    pub schema: Value,
    /// Instances, valid or not.
    pub instances: Vec<Value>,
}

/// Where answers come from.
#[derive(Debug)]
pub struct Cases {
    cases: Vec<Case>,
}

/// Larger ones would take the time of many.
const MOST: usize = 20_000;

impl Cases {
    /// Reads the corpus where it is at hand; there are some small schemas without it.
    #[must_use]
    pub fn load() -> Self {
        let mut cases = small();
        if let Some(shared) = shared() {
            let path = shared.join("data/schema-corpus/dev.jsonl");
            let text = fs::read_to_string(path).unwrap_or_default();
            let lines = text.lines().filter(|line| line.len() < MOST);
            cases.extend(lines.filter_map(|line| {
                let line: Value = serde_json::from_str(line).ok()?;
                let tests = line.get("tests")?.as_array()?.iter();
                Some(Case {
                    schema: line.get("schema")?.clone(),
                    instances: tests.filter_map(|test| test.get("data").cloned()).collect(),
                })
            }));
        }
        Self { cases }
    }

    /// One of the schemas.
    pub fn pick(&self, dice: &mut Dice) -> Case {
        // Small ones more often: more of what is read there is decided by the schema.
        let few = dice
            .one_in(3)
            .then_some(&self.cases[..small_count(&self.cases)]);
        let case = dice.pick(few.unwrap_or(&self.cases)).cloned();
        case.unwrap_or_else(|| Case {
            schema: json!(true),
            instances: Vec::new(),
        })
    }
}

impl Case {
    /// An answer as a value: one of the instances, changed in some places, or in none.
    pub fn instance(&self, dice: &mut Dice) -> Value {
        let mut value = dice
            .pick(&self.instances)
            .cloned()
            .unwrap_or_else(|| scalar(dice));
        for _ in 0..dice.below(4) {
            change(&mut value, self, dice);
        }
        value
    }

    /// An answer as a text, in some layout.
    pub fn text(&self, dice: &mut Dice) -> String {
        let instance = self.instance(dice);
        let mut text = String::new();
        write(&instance, dice, &mut text);
        text
    }
}

fn small_count(cases: &[Case]) -> usize {
    SMALL.min(cases.len())
}

const SMALL: usize = 12;

fn small() -> Vec<Case> {
    let text = json!({"type": "string", "minLength": 2});
    let case = |schema: Value, instances: Value| Case {
        schema,
        instances: instances.as_array().cloned().unwrap_or_default(),
    };
    vec![
        case(
            json!({"type": "array", "items": {"type": "integer", "maximum": 9}}),
            json!([[1, 2, 30], []]),
        ),
        case(
            json!({"type": "object", "additionalProperties": text}),
            json!([{"a": "bc"}, {"a/b": "c", "~": "de"}]),
        ),
        case(
            json!({"type": "object", "required": ["name"], "additionalProperties": false,
            "properties": {"name": text, "age": {"type": ["integer", "null"]}, "tags": {"type": "array", "items": text, "uniqueItems": true}}}),
            json!([{"name": "Ada", "age": 36, "tags": ["xx", "yy"]}, {"age": null}]),
        ),
        case(
            json!({"anyOf": [text, {"type": "number"}, {"type": "array", "items": text}]}),
            json!(["ab", 1.5, ["ab"]]),
        ),
        case(
            json!({"oneOf": [
            {"type": "object", "required": ["kind", "radius"], "properties": {"kind": {"const": "circle"}, "radius": {"type": "number"}}},
            {"type": "object", "required": ["kind", "side"], "properties": {"kind": {"const": "square"}, "side": {"type": "number"}}}]}),
            json!([{"kind": "circle", "radius": 1}, {"side": 2, "kind": "square"}]),
        ),
        case(
            json!({"oneOf": [{"type": "integer"}, {"type": "number", "minimum": 2}]}),
            json!([1, 2.5, 3]),
        ),
        case(
            json!({"enum": ["red", "green", null, 1]}),
            json!(["red", null, 1, "blue"]),
        ),
        case(
            json!({"type": "object", "properties": {"next": {"$ref": "#"}, "value": {"type": "integer"}}, "additionalProperties": false}),
            json!([{"value": 1, "next": {"value": 2, "next": {}}}]),
        ),
        case(
            json!({"anyOf": [{"type": "object", "properties": {"a": {"$ref": "#"}}, "required": ["a"]}, {"type": "object", "properties": {"b": {"$ref": "#"}}, "required": ["b"]}, {"type": "null"}]}),
            json!([{"a": {"b": null}}, {"b": {"a": {"a": null}}}]),
        ),
        case(
            json!({"type": "array", "prefixItems": [text, {"type": "number"}], "items": false, "contains": {"const": 1}}),
            json!([["ab", 1], ["ab"]]),
        ),
        case(
            json!({"type": "object", "patternProperties": {"^x": {"type": "integer"}}, "unevaluatedProperties": false}),
            json!([{"x": 1}, {"y": 2}]),
        ),
        case(json!(true), json!([{"a": [1, {"b": "c"}]}, "x", 1.25e10])),
    ]
}

fn scalar(dice: &mut Dice) -> Value {
    let values = [
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(7),
        json!(2.5),
        json!(1e21),
        json!(""),
        json!("ab"),
        json!("ä€😀\n\"\\/"),
        json!([]),
        json!({}),
        json!("long ".repeat(30)),
        json!("2024-01-31"),
    ];
    dice.pick(&values).cloned().unwrap_or_default()
}

/// Changes one value, somewhere inside.
fn change(root: &mut Value, case: &Case, dice: &mut Dice) {
    let mut pointer = String::new();
    let mut at = &*root;
    while !dice.one_in(3) {
        let (step, next) = match at {
            Value::Array(items) => {
                let index = dice.below(items.len());
                (index.to_string(), items.get(index))
            }
            Value::Object(members) => {
                let member = members.iter().nth(dice.below(members.len()));
                let key = member.map(|(key, _)| key.replace('~', "~0").replace('/', "~1"));
                (key.unwrap_or_default(), member.map(|(_, value)| value))
            }
            _ => break,
        };
        let Some(next) = next else { break };
        pointer.push('/');
        pointer.push_str(&step);
        at = next;
    }
    let Some(at) = root.pointer_mut(&pointer) else {
        return;
    };
    match at {
        Value::Array(items) if dice.one_in(2) => {
            let item = dice.pick(items).cloned().unwrap_or_else(|| scalar(dice));
            items.push(item);
        }
        Value::Object(members) if dice.one_in(2) => {
            if dice.one_in(2) {
                let index = dice.below(members.len());
                if let Some(key) = members.keys().nth(index).cloned() {
                    members.remove(&key);
                }
            } else {
                let key = dice
                    .pick(&["a", "b", "kind", "", "key~/\"", "größe"])
                    .copied();
                members.insert(key.unwrap_or_default().to_owned(), scalar(dice));
            }
        }
        Value::String(text) if dice.one_in(2) => text.push_str("x\u{e9}\t"),
        other => {
            *other = if dice.one_in(4) {
                dice.pick(&case.instances).cloned().unwrap_or_default()
            } else {
                scalar(dice)
            };
        }
    }
}
