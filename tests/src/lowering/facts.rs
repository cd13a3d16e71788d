//! A lowered schema held against the facts of its dialect: what is in it that the provider does not take.
//!
//! This reads the document anew, as the provider would, and knows nothing of how it came about.

use std::collections::BTreeSet;

use formwork_schema::dialect::{Anchors, Dialect, Optional, Order, Recursion, Types, Values};
use serde_json::{Map, Value};

/// From this many values on, an `enum` of strings has a bound of its own.
const LARGE_ENUM: usize = 250;

/// Everything that a document has against the facts of a dialect, a line each.
#[must_use]
pub fn broken(document: &Value, dialect: &Dialect) -> Vec<String> {
    let mut facts = Facts {
        document,
        dialect,
        broken: BTreeSet::new(),
        properties: 0,
        enum_values: 0,
        characters: 0,
        unions: 0,
        optional: 0,
    };
    facts.schema(document);
    if let Some(definitions) = document.get("$defs").and_then(Value::as_object) {
        for (name, schema) in definitions {
            facts.characters += name.chars().count();
            facts.schema(schema);
        }
    }
    facts.whole();
    facts.broken.into_iter().collect()
}

struct Facts<'a> {
    document: &'a Value,
    dialect: &'a Dialect,
    broken: BTreeSet<String>,
    properties: usize,
    enum_values: usize,
    characters: usize,
    unions: usize,
    optional: usize,
}

impl Facts<'_> {
    fn say(&mut self, what: impl Into<String>) {
        self.broken.insert(what.into());
    }

    fn schema(&mut self, schema: &Value) {
        let Some(members) = schema.as_object() else {
            return;
        };
        for keyword in members.keys() {
            let is_root = std::ptr::eq(schema, self.document);
            let around = keyword == "$defs" && is_root && self.dialect.accepts("$ref");
            if !around && !self.dialect.accepts(keyword) {
                self.say(format!("`{keyword}` is there"));
            }
        }
        if members.contains_key("$ref") && members.len() > 1 && !self.dialect.beside_reference {
            self.say("something stands beside a reference");
        }
        self.types(members);
        self.values(members);
        self.object(members);
        self.strings(members);
        for (keyword, value) in members {
            match keyword.as_str() {
                "properties" => {
                    for child in value.as_object().into_iter().flatten() {
                        self.schema(child.1);
                    }
                }
                "anyOf" | "prefixItems" => {
                    for child in value.as_array().into_iter().flatten() {
                        self.schema(child);
                    }
                }
                "items" | "additionalProperties" => self.schema(value),
                _ => {}
            }
        }
    }

    fn types(&mut self, members: &Map<String, Value>) {
        let types = types(members);
        let others = types.iter().filter(|name| **name != "null").count();
        let fits = match self.dialect.types {
            Types::List => true,
            Types::OrNull => others <= 1,
            Types::Union | Types::Nullable => types.len() <= 1,
        };
        if !fits {
            self.say("a list of types");
        }
        let branches = members.get("anyOf").and_then(Value::as_array);
        let branches = branches.map_or(0, Vec::len);
        if branches > 1 || types.len() > 1 {
            self.unions += 1;
        }
        if self
            .dialect
            .limits
            .branches
            .is_some_and(|most| branches > most)
        {
            self.say("too many branches");
        }
        if self.dialect.is_typed {
            let known = ["anyOf", "$ref"]
                .iter()
                .any(|word| members.contains_key(*word));
            if types.is_empty() && !known {
                self.say("no type");
            }
            if types.contains(&"array") && !members.contains_key("items") {
                self.say("no items");
            }
        }
        let least = members.get("minItems").and_then(Value::as_u64);
        if self
            .dialect
            .most_min_items
            .zip(least)
            .is_some_and(|(most, least)| least > most)
        {
            self.say("minItems is too large");
        }
        let bounds = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"];
        let bounded = bounds.iter().any(|word| members.contains_key(*word));
        if self.dialect.bounds_are_for_integers && bounded && !types.contains(&"integer") {
            self.say("bounds of what is no integer");
        }
    }

    fn values(&mut self, members: &Map<String, Value>) {
        let listed = members.get("enum").and_then(Value::as_array);
        let listed: Vec<&Value> = listed.into_iter().flatten().collect();
        let length = |value: &&Value| value.as_str().map_or(0, |text| text.chars().count());
        let own: usize = listed.iter().map(length).sum();
        self.enum_values += listed.len();
        self.characters += own + members.get("const").as_ref().map_or(0, length);
        let most = self.dialect.limits.large_enum_characters;
        if listed.len() > LARGE_ENUM && most.is_some_and(|most| own > most) {
            self.say("too many characters in one enum");
        }
        let takes = |value: &Value| match self.dialect.values {
            Values::All => true,
            Values::Scalars => !value.is_array() && !value.is_object(),
            Values::StringsAndNull => value.is_string() || value.is_null(),
            Values::StringsAndNumbers => value.is_string() || value.is_number(),
            Values::Strings => value.is_string(),
        };
        if !listed.iter().all(|value| takes(value)) {
            self.say("a value that `enum` cannot have");
        }
    }

    fn object(&mut self, members: &Map<String, Value>) {
        if !types(members).contains(&"object") {
            return;
        }
        let empty = Map::new();
        let properties = members
            .get("properties")
            .and_then(Value::as_object)
            .unwrap_or(&empty);
        let required = members.get("required").and_then(Value::as_array);
        let required: Vec<&str> = required
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let names: Vec<&str> = properties.keys().map(String::as_str).collect();
        self.properties += names.len();
        self.characters += names.iter().map(|name| name.chars().count()).sum::<usize>();
        let optional = names.iter().filter(|name| !required.contains(name)).count();
        self.optional += optional;
        if self.dialect.is_closed
            && members.get("additionalProperties") != Some(&Value::Bool(false))
        {
            self.say("an object is open");
        }
        if self.dialect.has_properties && names.is_empty() {
            self.say("an object without properties");
        }
        let fits = match self.dialect.optional {
            Optional::Absent | Optional::AbsentUpTo(_) => true,
            Optional::Null => optional == 0,
            Optional::ButOne => names.is_empty() || !required.is_empty(),
        };
        if !fits {
            self.say("optional properties");
        }
        let all_known = required.iter().all(|name| properties.contains_key(*name));
        if (self.dialect.is_closed || !self.dialect.accepts("additionalProperties")) && !all_known {
            self.say("an unknown property is required");
        }
        // In which order they stand, a parsed document does not tell; the cases of the dialects do.
        let ordering = members.get("propertyOrdering").and_then(Value::as_array);
        let ordering: Vec<&str> = ordering
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let is_listed = names.iter().all(|name| ordering.contains(name));
        if self.dialect.order == Order::Listed && names.len() > 1 && !is_listed {
            self.say("the order is not listed");
        }
    }

    fn strings(&mut self, members: &Map<String, Value>) {
        if let (Some(formats), Some(format)) = (self.dialect.formats, members.get("format"))
            && !format
                .as_str()
                .is_some_and(|format| formats.contains(&format))
        {
            self.say("a format it does not know");
        }
        let Some(pattern) = members.get("pattern").and_then(Value::as_str) else {
            return;
        };
        let patterns = &self.dialect.patterns;
        let around = ["(?=", "(?!", "(?<=", "(?<!"];
        // One that is escaped is rare enough to look at by hand.
        if !patterns.lookaround
            && around.iter().any(|group| pattern.contains(group))
            && !pattern.contains("\\(")
        {
            self.say("a pattern looks around");
        }
        let fits = match patterns.anchors {
            Anchors::Free => true,
            Anchors::Nowhere => {
                !pattern.starts_with('^') && (!pattern.ends_with('$') || pattern.ends_with("\\$"))
            }
            Anchors::Around => pattern.starts_with('^') && pattern.ends_with('$'),
        };
        if !fits {
            self.say("anchors in the wrong places");
        }
    }

    fn whole(&mut self) {
        let limits = self.dialect.limits;
        let text = self.document.to_string().chars().count();
        let optional = match self.dialect.optional {
            Optional::AbsentUpTo(most) => Some(most),
            _ => None,
        };
        for (count, most, what) in [
            (self.properties, limits.properties, "properties"),
            (self.enum_values, limits.enum_values, "values in enums"),
            (
                self.characters,
                limits.characters,
                "characters in names and values",
            ),
            (self.unions, limits.unions, "values of several types"),
            (self.optional, optional, "optional properties"),
            (text, limits.text, "characters"),
        ] {
            if most.is_some_and(|most| count > most) {
                self.say(format!("too many {what}"));
            }
        }
        if self.dialect.root_is_object
            && (self.document.get("type") != Some(&"object".into())
                || self.document.get("anyOf").is_some())
        {
            self.say("the root is no object");
        }
        if self.dialect.recursion == Recursion::None && is_recursive(self.document) {
            self.say("recursion");
        }
        if !depth_fits(self.document, limits.depth) {
            self.say("too deep");
        }
    }
}

fn types(members: &Map<String, Value>) -> Vec<&str> {
    match members.get("type") {
        Some(Value::String(name)) => vec![name.as_str()],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// The names of definitions that a schema refers to, anywhere in it.
fn referred<'v>(schema: &'v Value, out: &mut BTreeSet<&'v str>) {
    match schema {
        Value::Object(members) => {
            if let Some(Value::String(reference)) = members.get("$ref") {
                out.extend(reference.strip_prefix("#/$defs/"));
            }
            let inner = members.iter().filter(|(keyword, _)| *keyword != "$defs");
            inner.for_each(|(_, value)| referred(value, out));
        }
        Value::Array(items) => items.iter().for_each(|item| referred(item, out)),
        _ => {}
    }
}

/// Whether a definition leads to itself.
fn is_recursive(document: &Value) -> bool {
    let Some(definitions) = document.get("$defs").and_then(Value::as_object) else {
        return false;
    };
    definitions.keys().any(|start| {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut waiting: Vec<&str> = vec![start];
        while let Some(name) = waiting.pop() {
            let mut next = BTreeSet::new();
            if let Some(schema) = definitions.get(name) {
                referred(schema, &mut next);
            }
            for name in next {
                if name == start {
                    return true;
                }
                if seen.insert(name) {
                    waiting.push(name);
                }
            }
        }
        false
    })
}

/// Whether objects stand no deeper in each other than a limit, references that recur aside.
fn depth_fits(document: &Value, limit: Option<usize>) -> bool {
    let Some(limit) = limit else {
        return true;
    };
    let definitions = document.get("$defs");
    let mut waiting: Vec<(&Value, usize, Vec<&str>)> = vec![(document, 0, Vec::new())];
    let mut steps = 0;
    while let Some((schema, outer, around)) = waiting.pop() {
        steps += 1;
        // Many ways lead through many definitions; as many as these have shown none that is too deep.
        if steps > 100_000 {
            return true;
        }
        let Some(members) = schema.as_object() else {
            continue;
        };
        let depth = outer + usize::from(types(members).contains(&"object"));
        if depth > limit {
            return false;
        }
        if let Some(name) = members.get("$ref").and_then(Value::as_str) {
            let name = name.trim_start_matches("#/$defs/");
            if !around.contains(&name)
                && let Some(target) = definitions.and_then(|all| all.get(name))
            {
                let mut around = around.clone();
                around.push(name);
                waiting.push((target, depth, around));
            }
        }
        for (keyword, value) in members {
            match keyword.as_str() {
                "properties" => {
                    let inner = value.as_object().into_iter().flatten();
                    waiting.extend(inner.map(|(_, inner)| (inner, depth, around.clone())));
                }
                "anyOf" | "prefixItems" => {
                    let inner = value.as_array().into_iter().flatten();
                    waiting.extend(inner.map(|inner| (inner, depth, around.clone())));
                }
                "items" | "additionalProperties" => waiting.push((value, depth, around.clone())),
                _ => {}
            }
        }
    }
    true
}
