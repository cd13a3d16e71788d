//! A seed to a document that is nearly a schema: real ones, with parts exchanged, keywords put in, references
//! bent into cycles, and at last the text spoilt.

use serde_json::{Map, Value, json};

use super::layout::{spoil, yaml};
use super::seeds::Seeds;
use super::template::template;
use super::words::{KEYWORDS, NUMBER, NUMBERS, PATTERNS, REFERENCES, TEXTS};
use crate::harness::sample::Dice;

/// A file for the generator.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its name, whose extension says how it is read.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// The same seed, the same document. Every sixteenth is a task file, about a random template.
#[must_use]
pub fn mutate(seeds: &Seeds, seed: u64) -> Document {
    if seed.is_multiple_of(16) {
        return task_file(&template(seed));
    }
    let mut dice = Dice::new(seed);
    let mut value = dice
        .pick(&seeds.schemas)
        .cloned()
        .unwrap_or(Value::Bool(true));
    for _ in 0..=dice.below(6) {
        change(&mut value, seeds, &mut dice);
    }
    let mut text = value.to_string();
    for number in NUMBERS {
        let mark = Value::String(format!("{NUMBER}{number}")).to_string();
        text = text.replace(&mark, number);
    }
    if dice.one_in(4) {
        let name = dice.pick(&["schema.yaml", "fn.yml", "Self.yaml"]).copied();
        let block = dice.one_in(2);
        let mut bytes = if block { yaml(&value, &mut dice) } else { text }.into_bytes();
        if dice.one_in(4) {
            spoil(&mut bytes, &mut dice);
        }
        return Document {
            name: name.unwrap_or_default().to_owned(),
            bytes,
        };
    }
    let mut bytes = text.into_bytes();
    if dice.one_in(6) {
        spoil(&mut bytes, &mut dice);
    }
    let names = [
        "schema.json",
        "schema.json",
        "1.json",
        "a b.schema.json",
        "mod.json",
        "\u{202e}x.json",
    ];
    Document {
        name: dice.pick(&names).copied().unwrap_or_default().to_owned(),
        bytes,
    }
}

/// A task with a template.
pub(super) fn task_file(template: &str) -> Document {
    let input = json!({ "required": ["user"], "properties": {
        "user": { "type": "string" },
        "a": { "type": "array", "items": { "properties": { "b": { "type": "integer" } } } },
        "order": { "type": "object", "properties": { "number": { "type": "integer" } } } } });
    let file = json!({ "tasks": { "it": {
        "input": input, "output": { "type": "string" }, "prompt": template } } });
    Document {
        name: "tasks.json".to_owned(),
        bytes: file.to_string().into_bytes(),
    }
}

/// The pointers of every value, which has no more than some thousands.
fn pointers(value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut waiting = vec![(String::new(), value)];
    while let Some((pointer, value)) = waiting.pop() {
        match value {
            Value::Object(members) => {
                for (key, value) in members {
                    let key = key.replace('~', "~0").replace('/', "~1");
                    waiting.push((format!("{pointer}/{key}"), value));
                }
            }
            Value::Array(items) => {
                let each = items.iter().enumerate();
                waiting.extend(each.map(|(index, value)| (format!("{pointer}/{index}"), value)));
            }
            _ => {}
        }
        found.push(pointer);
        if found.len() > 3_000 {
            break;
        }
    }
    found
}

/// One change at a random place.
fn change(root: &mut Value, seeds: &Seeds, dice: &mut Dice) {
    let pointers = pointers(root);
    let pointer = dice.pick(&pointers).cloned().unwrap_or_default();
    let other = dice.pick(&pointers).cloned().unwrap_or_default();
    let elsewhere = root.pointer(&other).cloned().unwrap_or_default();
    let Some(place) = root.pointer_mut(&pointer) else {
        return;
    };
    match dice.below(9) {
        0 => *place = part(seeds, dice),
        1 => *place = json!({ "$ref": format!("#{other}") }),
        2 => *place = elsewhere,
        3 => {
            let inner = place.take();
            *place = wrap(inner, seeds, dice);
        }
        4 => {
            if let Value::Object(members) = place {
                let keys: Vec<String> = members.keys().cloned().collect();
                if let Some(key) = dice.pick(&keys)
                    && let Some(value) = members.remove(key)
                    && dice.one_in(2)
                {
                    let name = dice.pick(&TEXTS).copied().unwrap_or_default();
                    members.insert(name.to_owned(), value);
                }
            }
        }
        5 => *place = scalar(dice),
        _ => {
            if !place.is_object() {
                *place = json!({});
            }
            for _ in 0..=dice.below(3) {
                let (keyword, kind) = dice.pick(&KEYWORDS).copied().unwrap_or(("type", 'y'));
                let value = match kind {
                    'r' if dice.one_in(2) => Value::String(format!("#{other}")),
                    _ => value(kind, seeds, dice),
                };
                if let Value::Object(members) = place {
                    members.insert(keyword.to_owned(), value);
                }
            }
        }
    }
}

fn part(seeds: &Seeds, dice: &mut Dice) -> Value {
    if dice.one_in(6) {
        return Value::Bool(dice.one_in(2));
    }
    dice.pick(&seeds.parts)
        .cloned()
        .unwrap_or(Value::Bool(true))
}

fn wrap(inner: Value, seeds: &Seeds, dice: &mut Dice) -> Value {
    let depth = dice.pick(&[1, 1, 1, 2, 5, 40, 110]).copied().unwrap_or(1);
    let kind = dice.below(8);
    let mut value = inner;
    for _ in 0..depth {
        value = match kind {
            0 => json!({ "allOf": [value] }),
            1 => json!({ "anyOf": [value, {"type": "null"}] }),
            2 => json!({ "not": value }),
            3 => json!({ "items": value }),
            4 => json!({ "type": "object", "properties": { "a": value } }),
            5 => json!({ "additionalProperties": value }),
            6 => json!({ "if": value, "then": {"minimum": 1} }),
            _ => json!({ "prefixItems": [value] }),
        };
    }
    if dice.one_in(3) {
        value = json!({ "oneOf": [value, part(seeds, dice), part(seeds, dice)] });
    }
    value
}

fn text(from: &[&str], dice: &mut Dice) -> String {
    let text = dice.pick(from).copied().unwrap_or_default();
    match dice.below(40) {
        0 => text.repeat(300),
        1 => format!("{text}{}", dice.pick(from).copied().unwrap_or_default()),
        _ => text.to_owned(),
    }
}

fn scalar(dice: &mut Dice) -> Value {
    match dice.below(5) {
        0 => Value::Null,
        1 => Value::Bool(dice.one_in(2)),
        2 => Value::String(text(&TEXTS, dice)),
        _ => Value::String(format!("{NUMBER}{}", text(&NUMBERS[..], dice))),
    }
}

/// The value of a keyword, mostly of the kind it should be.
fn value(kind: char, seeds: &Seeds, dice: &mut Dice) -> Value {
    if dice.one_in(25) {
        return scalar(dice);
    }
    let count = dice.pick(&[0, 1, 2, 2, 3, 8]).copied().unwrap_or(1);
    match kind {
        's' => part(seeds, dice),
        'l' => (0..count).map(|_| part(seeds, dice)).collect(),
        'm' => {
            let member = |dice: &mut Dice| {
                let from: &[&str] = if dice.one_in(3) { &PATTERNS } else { &TEXTS };
                (text(from, dice), part(seeds, dice))
            };
            Value::Object((0..count).map(|_| member(dice)).collect::<Map<_, _>>())
        }
        'n' => Value::String(format!(
            "{NUMBER}{}",
            dice.pick(&NUMBERS).copied().unwrap_or("1")
        )),
        'b' => Value::Bool(dice.one_in(2)),
        't' => Value::String(text(&TEXTS, dice)),
        'w' => (0..count)
            .map(|_| Value::String(text(&TEXTS, dice)))
            .collect(),
        'd' => {
            let member = |dice: &mut Dice| (text(&TEXTS, dice), value('w', seeds, dice));
            Value::Object((0..count).map(|_| member(dice)).collect::<Map<_, _>>())
        }
        'r' => Value::String(text(&REFERENCES, dice)),
        'p' => Value::String(text(&PATTERNS, dice)),
        'y' => {
            const TYPES: [&str; 8] = [
                "object", "array", "string", "number", "integer", "boolean", "null", "any",
            ];
            let one = |dice: &mut Dice| Value::String(text(&TYPES, dice));
            if dice.one_in(3) {
                (0..count).map(|_| one(dice)).collect()
            } else {
                one(dice)
            }
        }
        _ => match dice.below(3) {
            0 => (0..count).map(|_| scalar(dice)).collect(),
            1 => part(seeds, dice),
            _ => scalar(dice),
        },
    }
}
