//! Objects worth trying: what is required and all there is, with each property left out, put in and changed.

use serde_json::{Map, Value, json};

use super::instances::{Found, Maker, joined};
use super::position::{Way, list};
use super::scalars::{counts, strings};
use super::words;

impl<'a> Maker<'a> {
    pub(super) fn objects(
        &self,
        way: &Way<'a>,
        beside: &[Way<'a>],
        depth: usize,
        found: &mut Found,
    ) {
        let (names, made) = keys(way, beside);
        let values: Vec<(String, Vec<Value>)> = made
            .into_iter()
            .take(80)
            .map(|name| {
                let own = Self::named(way, &name, self.of);
                let other: Vec<Way<'a>> = beside
                    .iter()
                    .flat_map(|way| Self::named(way, &name, self.beside))
                    .take(12)
                    .collect();
                let values = self.at(&own, &other, depth + 1);
                (name, values)
            })
            .collect();
        let required: Vec<&str> = way
            .iter()
            .flat_map(|keywords| list(keywords, "required"))
            .filter_map(Value::as_str)
            .collect();
        let base = |wanted: &dyn Fn(&str) -> bool| -> Map<String, Value> {
            values
                .iter()
                .filter(|(name, _)| wanted(name))
                .filter_map(|(name, values)| Some((name.clone(), values.first()?.clone())))
                .collect()
        };
        let least = base(&|name| required.contains(&name));
        let mut bases = vec![least.clone()];
        let own = |name: &str| {
            let mut all = way.iter().filter_map(|one| one.get("properties"));
            all.any(|properties| properties.get(name).is_some())
        };
        for more in [
            base(&own),
            base(&|name| names.iter().any(|one| one == name)),
        ] {
            if !bases.contains(&more) {
                bases.push(more);
            }
        }
        found.push(Value::Object(least));
        // What has to be there beside another property, and how many there have to be.
        for (at, count) in counts(way, beside, "Properties") {
            let mut object = bases.first().cloned().unwrap_or_default();
            for index in 0..count {
                if object.len() as u64 >= count {
                    break;
                }
                let extra = values.iter().filter(|(name, _)| !object.contains_key(name));
                let (name, value) = match extra
                    .clone()
                    .find_map(|(name, values)| Some((name.clone(), values.first()?.clone())))
                {
                    Some(pair) => pair,
                    None => (format!("key{index}"), json!(at)),
                };
                object.insert(name, value);
            }
            found.push(Value::Object(object));
        }
        for base in &bases {
            found.push(Value::Object(base.clone()));
            for (name, _) in &values {
                if base.contains_key(name) {
                    let mut without = base.clone();
                    without.remove(name);
                    found.push(Value::Object(without));
                }
            }
            let longest = values.iter().map(|(_, values)| values.len()).max();
            for turn in 0..longest.unwrap_or(0) {
                for (name, values) in &values {
                    if let Some(value) = values.get(turn) {
                        let mut with = base.clone();
                        with.insert(name.clone(), value.clone());
                        found.push(Value::Object(with));
                    }
                }
            }
        }
    }

    /// The ways of meeting what a way says of a property.
    fn named(way: &Way<'a>, name: &str, root: &'a Value) -> Vec<Way<'a>> {
        let mut schemas: Vec<&'a Value> = Vec::new();
        for keywords in way {
            let own = keywords.get("properties").and_then(|all| all.get(name));
            let patterns = keywords.get("patternProperties").and_then(Value::as_object);
            let matching = patterns
                .into_iter()
                .flatten()
                .filter(|(pattern, _)| words::of_pattern(pattern).iter().any(|text| text == name));
            let matching: Vec<&'a Value> = matching.map(|(_, schema)| schema).collect();
            if own.is_none() && matching.is_empty() {
                schemas.extend(keywords.get("additionalProperties"));
                schemas.extend(keywords.get("unevaluatedProperties"));
            }
            schemas.extend(own.into_iter().chain(matching));
        }
        joined(&schemas, root)
    }
}

/// The properties that somebody names, and with them others that are worth trying: of patterns, and of nobody's.
fn keys(way: &Way<'_>, beside: &[Way<'_>]) -> (Vec<String>, Vec<String>) {
    let others = || beside.iter().flatten().copied();
    let mut names: Vec<&str> = Vec::new();
    for keywords in way.iter().copied().chain(others()) {
        let own = keywords.get("properties").and_then(Value::as_object);
        let own = own.into_iter().flat_map(Map::keys).map(String::as_str);
        let required = list(keywords, "required").filter_map(Value::as_str);
        let depending = keywords.get("dependentRequired").and_then(Value::as_object);
        let depending = depending
            .into_iter()
            .flat_map(Map::keys)
            .map(String::as_str);
        for name in own.chain(required).chain(depending) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    let mut made: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    for keywords in way.iter().copied().chain(others()) {
        let patterns = keywords.get("patternProperties").and_then(Value::as_object);
        for pattern in patterns.into_iter().flat_map(Map::keys) {
            made.extend(words::of_pattern(pattern).into_iter().take(2));
        }
        if let Some(Value::Object(rule)) = keywords.get("propertyNames") {
            let mut keys = Found {
                values: Vec::new(),
                most: 12,
            };
            list(rule, "enum").for_each(|value| keys.push(value.clone()));
            strings(&vec![rule], &[], &mut keys);
            made.extend(
                keys.values
                    .iter()
                    .filter_map(Value::as_str)
                    .map(str::to_owned),
            );
        }
    }
    made.extend(["x", "other-key"].map(str::to_owned));
    made.dedup();
    let names = names.into_iter().map(str::to_owned).collect();
    (names, made)
}
