//! Answers to lowered schemas, brought back: what a strict provider would send for an instance is
//! read as that instance.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::fmt::Debug;

use formwork::{Decoder, Extract, Undo, Violation, decode};
use proptest::test_runner::TestRunner;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::choices::{Choices, choices, config};
use crate::engine::judge;
use crate::instances::Pool;

/// The cases that the dialect takes; of the others, nothing is asked.
const TAKEN: [&str; 11] = [
    "list",
    "names",
    "numbers",
    "objects",
    "recursion",
    "refs",
    "scalar",
    "strict",
    "strings",
    "tagged",
    "verdict",
];

/// Tries a case on many instances.
pub(crate) fn holds<T>(name: &str, seeds: Vec<Value>)
where
    T: Extract + Serialize + PartialEq + Debug,
{
    let dialect = T::FORM
        .dialect("openai-strict")
        .expect("every module is lowered to it");
    let Ok(text) = &dialect.text else {
        assert!(!TAKEN.contains(&name), "{name}: {:?}", dialect.text);
        return;
    };
    assert!(TAKEN.contains(&name), "{name} can be lowered now: test it");
    let pool = Pool::new(seeds);
    let provider = RefCell::new(Provider::new::<T>());
    let (author, strict) = (judge(&T::FORM.schema), judge(text));
    let tried = Cell::new(0);
    let result = TestRunner::new(config(250)).run(&choices(120), |mut choices| {
        let instance = pool.instance(&mut choices);
        if !author.is_valid(&instance) {
            return Ok(());
        }
        let mut provider = provider.borrow_mut();
        let root = provider.root.clone();
        let Pair { kept, mut sent } = provider.pair(&root, &instance);
        if dialect.undo.unwrap_root {
            sent = json!({ "value": sent });
        }
        let (kept, sent) = (kept.to_string(), sent);
        // A number of more than 64 bits is the author's, but no type's.
        let Ok(value) = decode::<T>(&kept) else {
            return Ok(());
        };
        tried.set(tried.get() + 1);
        assert!(
            strict.is_valid(&sent),
            "{name}: the lowered schema does not take {sent}"
        );
        let sent = sent.to_string();
        let read = read::<T>(&sent, dialect.undo, &mut choices);
        assert_eq!(read, Ok(value), "{name}: {instance} was sent as {sent}");
        Ok(())
    });
    result.unwrap_or_else(|failure| panic!("{name}: {failure}"));
    let tried = tried.get();
    assert!(
        tried > 10,
        "{name}: only {tried} instances fit, which shows nothing"
    );
}

fn read<T: Extract + PartialEq + Debug>(
    sent: &str,
    undo: Undo,
    choices: &mut Choices,
) -> Result<T, Vec<Violation>> {
    let mut whole = Decoder::<T>::with_undo(undo);
    whole.push(sent.as_bytes());
    let whole = whole.finish();
    let mut pieces = Decoder::<T>::with_undo(undo);
    for piece in choices.cut(sent.as_bytes()) {
        pieces.push(piece);
    }
    assert_eq!(pieces.finish(), whole, "{sent}");
    whole
}

/// An instance, and how it is sent.
struct Pair {
    /// With `null` for what is absent, where the author's schema takes both: they come back as one.
    kept: Value,
    sent: Value,
}

/// What a strict provider knows: the author's schema, read anew, without the generator.
struct Provider {
    root: Value,
    definitions: Value,
    judges: HashMap<String, jsonschema::Validator>,
}

impl Provider {
    fn new<T: Extract>() -> Self {
        let mut text = String::new();
        T::FORM.schema.write(&mut text);
        let root: Value = serde_json::from_str(&text).expect("the schema is JSON");
        let definitions = root.get("$defs").cloned().unwrap_or(json!({}));
        Self {
            root,
            definitions,
            judges: HashMap::new(),
        }
    }

    fn takes(&mut self, schema: &Value, instance: &Value) -> bool {
        let judge = self.judges.entry(schema.to_string()).or_insert_with(|| {
            let mut document = schema.clone();
            if let Some(members) = document.as_object_mut() {
                members.insert("$defs".to_owned(), self.definitions.clone());
            }
            jsonschema::validator_for(&document).expect("a part of a schema is one")
        });
        judge.is_valid(instance)
    }

    fn pair(&mut self, schema: &Value, instance: &Value) -> Pair {
        if let Some(name) = schema["$ref"]
            .as_str()
            .and_then(|to| to.strip_prefix("#/$defs/"))
        {
            let target = self.definitions[name].clone();
            return self.pair(&target, instance);
        }
        if let Some(branches) = schema["anyOf"].as_array().or(schema["oneOf"].as_array()) {
            let fitting = branches.iter().find(|branch| self.takes(branch, instance));
            return self.pair(
                &fitting.expect("a branch of a valid instance fits").clone(),
                instance,
            );
        }
        match instance {
            Value::Array(items) => {
                let pairs: Vec<Pair> = items
                    .iter()
                    .map(|item| self.pair(&schema["items"], item))
                    .collect();
                let (kept, sent): (Vec<Value>, Vec<Value>) =
                    pairs.into_iter().map(|p| (p.kept, p.sent)).unzip();
                Pair {
                    kept: kept.into(),
                    sent: sent.into(),
                }
            }
            Value::Object(members) => self.object(schema, members),
            _ => Pair {
                kept: instance.clone(),
                sent: instance.clone(),
            },
        }
    }

    fn object(&mut self, schema: &Value, members: &Map<String, Value>) -> Pair {
        let Some(properties) = schema["properties"].as_object() else {
            let mut kept = Map::new();
            let mut sent = Vec::new();
            for (key, value) in members {
                let pair = self.pair(&schema["additionalProperties"], value);
                kept.insert(key.clone(), pair.kept);
                sent.push(json!({"key": key, "value": pair.sent}));
            }
            return Pair {
                kept: kept.into(),
                sent: sent.into(),
            };
        };
        let mut kept = Map::new();
        let mut sent = Map::new();
        for (name, property) in properties {
            if let Some(value) = members.get(name) {
                let pair = self.pair(property, value);
                kept.insert(name.clone(), pair.kept);
                sent.insert(name.clone(), pair.sent);
                continue;
            }
            if self.takes(property, &Value::Null) {
                kept.insert(name.clone(), Value::Null);
            }
            sent.insert(name.clone(), Value::Null);
        }
        Pair {
            kept: kept.into(),
            sent: sent.into(),
        }
    }
}
