//! An instance of the author's schema as a provider would send it that knows only the lowered one.

use formwork_schema::dialect::Undo;
use serde_json::{Map, Value, json};

/// How often unions may be tried in each other.
const MAX_TRIES: usize = 2_000;

/// The instance in the shape of the lowered schema: with `null` for what is absent, lists of entries for maps,
/// and a wrapped root.
#[must_use]
pub fn sent(lowered: &Value, undo: Undo, instance: &Value) -> Value {
    let mut sender = Sender {
        lowered,
        entry_lists: undo.entry_lists,
        tries: MAX_TRIES,
    };
    if undo.unwrap_root
        && let Some(value) = lowered.pointer("/properties/value")
    {
        return json!({ "value": sender.value(value, instance) });
    }
    sender.value(lowered, instance)
}

struct Sender<'a> {
    lowered: &'a Value,
    entry_lists: bool,
    tries: usize,
}

impl<'a> Sender<'a> {
    fn follow(&self, mut schema: &'a Value) -> &'a Value {
        for _ in 0..100 {
            let name = schema.get("$ref").and_then(Value::as_str);
            let target = name.and_then(|name| self.lowered.pointer(name.trim_start_matches('#')));
            match target {
                Some(target) => schema = target,
                None => break,
            }
        }
        schema
    }

    fn takes(&mut self, schema: &Value, value: &Value) -> bool {
        self.tries = self.tries.saturating_sub(1);
        if self.tries == 0 {
            return false;
        }
        let mut document = schema.clone();
        if let (Some(members), Some(definitions)) =
            (document.as_object_mut(), self.lowered.get("$defs"))
        {
            members.insert("$defs".to_owned(), definitions.clone());
        }
        jsonschema::validator_for(&document).is_ok_and(|judge| judge.is_valid(value))
    }

    fn value(&mut self, schema: &'a Value, instance: &Value) -> Value {
        let schema = self.follow(schema);
        if let Some(branches) = schema.get("anyOf").and_then(Value::as_array) {
            for branch in branches {
                let value = self.value(branch, instance);
                if self.takes(branch, &value) {
                    return value;
                }
            }
            return instance.clone();
        }
        match instance {
            Value::Object(members) => self.object(schema, members),
            Value::Array(items) => {
                let prefix = schema.get("prefixItems").and_then(Value::as_array);
                let rest = schema.get("items");
                let items = items.iter().enumerate().map(|(index, item)| {
                    let own = prefix.and_then(|list| list.get(index)).or(rest);
                    own.map_or_else(|| item.clone(), |own| self.value(own, item))
                });
                Value::Array(items.collect())
            }
            _ => instance.clone(),
        }
    }

    fn object(&mut self, schema: &'a Value, members: &Map<String, Value>) -> Value {
        if let Some(entry) = schema
            .get("items")
            .filter(|_| self.entry_lists && is_list(schema))
        {
            let entries = members
                .iter()
                .map(|(key, value)| self.value_of_entry(entry, key, value));
            return Value::Array(entries.collect());
        }
        let properties = schema.get("properties").and_then(Value::as_object);
        let required = schema.get("required").and_then(Value::as_array);
        let is_required =
            |name: &str| required.is_some_and(|list| list.iter().any(|one| one == name));
        let mut out = Map::new();
        for (name, property) in properties.into_iter().flatten() {
            match members.get(name) {
                Some(value) => {
                    let value = self.value(property, value);
                    out.insert(name.clone(), value);
                }
                None if is_required(name) => {
                    out.insert(name.clone(), Value::Null);
                }
                None => {}
            }
        }
        let rest = schema
            .get("additionalProperties")
            .filter(|rest| rest.is_object());
        for (name, value) in members {
            if !properties.is_some_and(|known| known.contains_key(name)) {
                let value = rest.map_or_else(|| value.clone(), |rest| self.value(rest, value));
                out.insert(name.clone(), value);
            }
        }
        Value::Object(out)
    }

    /// `{"key": ..., "value": ...}`, of the kind that takes the key.
    fn value_of_entry(&mut self, entry: &'a Value, key: &str, value: &Value) -> Value {
        let kinds = entry.get("anyOf").and_then(Value::as_array);
        let kinds: Vec<&'a Value> =
            kinds.map_or_else(|| vec![entry], |kinds| kinds.iter().collect());
        let mut made = json!({ "key": key, "value": value });
        for kind in kinds {
            if let Some(inner) = kind.pointer("/properties/value") {
                made = json!({ "key": key, "value": self.value(inner, value) });
                if self.takes(kind, &made) {
                    break;
                }
            }
        }
        made
    }
}

/// Whether a schema takes lists and no objects.
fn is_list(schema: &Value) -> bool {
    let own = &schema["type"];
    let has = |name: &str| {
        own == name
            || own
                .as_array()
                .is_some_and(|types| types.iter().any(|one| one == name))
    };
    has("array") && !has("object")
}
