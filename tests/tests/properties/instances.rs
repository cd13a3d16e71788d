//! Instances that a schema nearly takes, or takes in an unusual way: those of a case, mixed up.

use std::fs;
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::choices::Choices;

/// The instances of a case.
pub(crate) fn of_case(name: &str) -> Vec<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("cases")
        .join(name);
    let text = fs::read_to_string(folder.join("instances.json")).expect("a case has instances");
    serde_json::from_str(&text).expect("they are a JSON array")
}

/// What mixing draws from.
pub(crate) struct Pool {
    seeds: Vec<Value>,
    values: Vec<Value>,
    keys: Vec<String>,
}

impl Pool {
    pub(crate) fn new(seeds: Vec<Value>) -> Self {
        let mut pool = Self {
            seeds,
            values: vec![
                json!(null),
                json!(true),
                json!(false),
                json!(0),
                json!(1),
                json!(-1),
                json!(2.5),
                json!(1e300),
                json!(""),
                json!("a"),
                json!("ä€😀\n\"\\"),
                json!([]),
                json!({}),
                json!([[], {}]),
                json!("long ".repeat(60)),
            ],
            keys: vec![
                "key".to_owned(),
                "value".to_owned(),
                String::new(),
                "a/b~c".to_owned(),
            ],
        };
        let mut waiting = pool.seeds.clone();
        while let Some(value) = waiting.pop() {
            match &value {
                Value::Array(items) => waiting.extend(items.iter().cloned()),
                Value::Object(members) => {
                    waiting.extend(members.values().cloned());
                    pool.keys.extend(members.keys().cloned());
                }
                _ => {}
            }
            pool.values.push(value);
        }
        pool.keys.sort();
        pool.keys.dedup();
        pool
    }

    /// One of the seeds, changed in a few places, or in none.
    pub(crate) fn instance(&self, choices: &mut Choices) -> Value {
        let mut value = choices.pick(&self.seeds);
        for _ in 0..choices.below(5) {
            self.change(&mut value, choices);
        }
        value
    }

    fn change(&self, value: &mut Value, choices: &mut Choices) {
        let place = somewhere(value, choices);
        match place {
            Value::Array(items) if !choices.one_in(3) => {
                let at = choices.below(items.len() + 1);
                match choices.below(4) {
                    0 => items.insert(at, choices.pick(&self.values)),
                    1 if at < items.len() => drop(items.remove(at)),
                    2 if at < items.len() => {
                        let item = items[at].clone();
                        items.push(item);
                    }
                    _ => choices.shuffle(items),
                }
            }
            Value::Object(members) if !choices.one_in(3) => {
                let key = members.keys().nth(choices.below(members.len())).cloned();
                match (choices.below(4), key) {
                    (1, Some(key)) => drop(members.remove(&key)),
                    (2, Some(key)) => {
                        // The value moves to another name.
                        let value = members.remove(&key).unwrap_or_default();
                        members.insert(choices.pick(&self.keys), value);
                    }
                    (3, Some(_)) => swap(members, choices),
                    _ => {
                        let value = choices.pick(&self.values);
                        members.insert(choices.pick(&self.keys), value);
                    }
                }
            }
            place => *place = choices.pick(&self.values),
        }
    }
}

/// A place inside a value, the value itself included.
fn somewhere<'a>(value: &'a mut Value, choices: &mut Choices) -> &'a mut Value {
    let inside = match value {
        Value::Array(items) => !items.is_empty(),
        Value::Object(members) => !members.is_empty(),
        _ => false,
    };
    if !inside || choices.one_in(3) {
        return value;
    }
    let next = match value {
        Value::Array(items) => {
            let at = choices.below(items.len());
            items.get_mut(at)
        }
        Value::Object(members) => {
            let at = choices.below(members.len());
            members.values_mut().nth(at)
        }
        _ => None,
    };
    somewhere(next.expect("it is not empty"), choices)
}

/// Two members trade their values.
fn swap(members: &mut Map<String, Value>, choices: &mut Choices) {
    let keys: Vec<String> = members.keys().cloned().collect();
    let (one, other) = (choices.pick(&keys), choices.pick(&keys));
    let (a, b) = (members[&one].clone(), members[&other].clone());
    members.insert(one, b);
    members.insert(other, a);
}
