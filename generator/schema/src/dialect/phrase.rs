//! What small schemas say, in words that fit into a sentence. `None` where that takes more than a
//! sentence may hold.

use super::bundle::Bundle;
use crate::Json;
use crate::model::{JsonType, Schema, SchemaId, TypeSet};

/// How long a value may be, in bytes of JSON, and a name.
const MAX_VALUE: usize = 60;

/// How many names, values or sentences make up a list.
const MAX_LIST: usize = 6;

/// All of the sentences, where there are not too many.
pub(super) fn few(sentences: impl Iterator<Item = Option<String>>) -> Option<Vec<String>> {
    let sentences: Option<Vec<String>> = sentences.take(MAX_LIST + 1).collect();
    sentences.filter(|list| list.len() <= MAX_LIST)
}

/// A property, between backquotes.
pub(super) fn name(name: &str) -> Option<String> {
    let fits = name.len() <= MAX_VALUE && !name.contains(['`', '\n']);
    fits.then(|| format!("`{name}`"))
}

/// Properties, as in "`a`, `b` and `c`".
pub(super) fn names<T: AsRef<str>>(list: &[T]) -> Option<String> {
    listed(list.iter().map(|one| name(one.as_ref())), "and")
}

/// What a value must not be, as a sentence.
pub(super) fn must_not(bundle: &Bundle<'_>, id: SchemaId) -> Option<String> {
    let schema = bundle.get(bundle.follow(id));
    if let Some(names) = only_required(schema) {
        return Some(match names.as_slice() {
            [one] => format!("Leave {} out.", name(one)?),
            names => format!("Not all of {} together.", self::names(names)?),
        });
    }
    if let Some(any_of) = only_any_of(schema) {
        let names = any_of.iter().map(|branch| {
            let names = only_required(bundle.get(*branch))?;
            match names.as_slice() {
                [one] => name(one),
                _ => None,
            }
        });
        return Some(format!("Leave {} out.", listed(names, "and")?));
    }
    if let Some(pattern) = only_pattern(schema) {
        return Some(format!(
            "Does not match the regular expression `{pattern}`."
        ));
    }
    Some(format!("Not {}.", value(bundle, id)?))
}

/// What must hold of a value besides, as a part of a sentence.
pub(super) fn must(bundle: &Bundle<'_>, id: SchemaId) -> Option<String> {
    let schema = bundle.get(bundle.follow(id));
    if let Some(required) = only_required(schema) {
        return Some(format!("{} must be there", names(&required)?));
    }
    if let Some(not) = only_not(schema) {
        let absent = only_required(bundle.get(bundle.follow(not)))?;
        let [one] = absent.as_slice() else {
            return None;
        };
        return Some(format!("{} must not be there", name(one)?));
    }
    let (properties, required) = only_properties(bundle, schema)?;
    let mut parts = properties.into_iter().map(|(name, value)| {
        let there = if required.contains(&name) {
            "must be"
        } else {
            "may only be"
        };
        Some(format!("{} {there} {value}", self::name(&name)?))
    });
    let one = parts.next()?;
    parts.next().is_none().then_some(one?)
}

/// What a value is like, as a part of a sentence behind "if".
pub(super) fn when(bundle: &Bundle<'_>, id: SchemaId) -> Option<String> {
    let schema = bundle.get(bundle.follow(id));
    if let Some(required) = only_required(schema) {
        let verb = if required.len() == 1 { "is" } else { "are" };
        return Some(format!("{} {verb} there", names(&required)?));
    }
    let (properties, required) = only_properties(bundle, schema)?;
    let parts = properties.into_iter().map(|(name, value)| {
        let absent = if required.contains(&name) {
            ""
        } else {
            " or left out"
        };
        Some(format!("{} is {value}{absent}", self::name(&name)?))
    });
    listed(parts, "and")
}

/// What a value is: one of a few, or of a type.
pub(super) fn value(bundle: &Bundle<'_>, id: SchemaId) -> Option<String> {
    let schema = bundle.get(bundle.follow(id));
    let mut rest = without_annotations(schema);
    // A type beside values says no more than they do.
    let values: Vec<&Json> = if let Some(at) = &schema.constant {
        vec![&at.value]
    } else if let Some(at) = &schema.enumeration {
        at.value.iter().collect()
    } else {
        rest.types = None;
        let only_types = rest == Schema::empty(rest.place.clone());
        return schema.types.filter(|_| only_types).and_then(types);
    };
    rest.types = None;
    rest.constant = None;
    rest.enumeration = None;
    if rest != Schema::empty(rest.place.clone()) {
        return None;
    }
    let texts = values.into_iter().map(|value| {
        let text = value.to_text();
        (text.len() <= MAX_VALUE).then_some(text)
    });
    listed(texts, "or")
}

/// What a schema is called, or what fits it.
pub(super) fn label(bundle: &Bundle<'_>, id: SchemaId) -> Option<String> {
    let schema = bundle.get(bundle.follow(id));
    let title = schema.title.clone();
    let title = title.filter(|title| title.len() <= MAX_VALUE && !title.contains('\n'));
    title
        .or_else(|| value(bundle, id))
        .or_else(|| schema.types.and_then(types))
}

/// As in "a string or a number".
fn types(set: TypeSet) -> Option<String> {
    let words = set.iter().map(|kind| {
        Some(match kind {
            JsonType::Null => "null".to_owned(),
            JsonType::Array | JsonType::Object | JsonType::Integer => format!("an {}", kind.name()),
            _ => format!("a {}", kind.name()),
        })
    });
    listed(words, "or")
}

fn listed(parts: impl Iterator<Item = Option<String>>, word: &str) -> Option<String> {
    let mut parts = few(parts)?;
    let last = parts.pop()?;
    Some(if parts.is_empty() {
        last
    } else {
        format!("{} {word} {last}", parts.join(", "))
    })
}

fn without_annotations(schema: &Schema) -> Schema {
    let mut rest = schema.clone();
    rest.title = None;
    rest.description = None;
    if let Some(rare) = rest.rare.there() {
        rare.default = None;
        rare.examples.clear();
    }
    rest.deprecated = false;
    rest
}

/// The names of a schema that says `required` only.
fn only_required(schema: &Schema) -> Option<Vec<String>> {
    let mut rest = without_annotations(schema);
    let required = std::mem::take(&mut rest.required);
    let object = TypeSet::NONE.with(JsonType::Object);
    rest.types = rest.types.filter(|set| *set != object);
    let only = rest == Schema::empty(rest.place.clone()) && !required.is_empty();
    only.then(|| required.into_iter().map(|name| name.value).collect())
}

fn only_any_of(schema: &Schema) -> Option<Vec<SchemaId>> {
    let mut rest = without_annotations(schema);
    let any_of = std::mem::take(&mut rest.any_of);
    let only = rest == Schema::empty(rest.place.clone()) && !any_of.is_empty();
    only.then_some(any_of)
}

fn only_not(schema: &Schema) -> Option<SchemaId> {
    let mut rest = without_annotations(schema);
    let not = rest.rare.there()?.not.take()?;
    (rest == Schema::empty(rest.place.clone())).then_some(not)
}

fn only_pattern(schema: &Schema) -> Option<String> {
    let mut rest = without_annotations(schema);
    let pattern = rest.bounds.there()?.pattern.take()?.value;
    let string = TypeSet::NONE.with(JsonType::String);
    rest.types = rest.types.filter(|set| *set != string);
    let only = rest == Schema::empty(rest.place.clone());
    let fits = pattern.len() <= MAX_VALUE && !pattern.contains(['`', '\n']);
    (only && fits).then_some(pattern)
}

/// Properties, and what each is.
type Values = Vec<(String, String)>;

/// The properties, and the required ones, of a schema that says nothing else.
fn only_properties(bundle: &Bundle<'_>, schema: &Schema) -> Option<(Values, Vec<String>)> {
    let mut rest = without_annotations(schema);
    let properties = std::mem::take(&mut rest.properties);
    let required = std::mem::take(&mut rest.required);
    let object = TypeSet::NONE.with(JsonType::Object);
    rest.types = rest.types.filter(|set| *set != object);
    if rest != Schema::empty(rest.place.clone()) || properties.is_empty() {
        return None;
    }
    let values = properties.into_iter().map(|property| {
        let value = value(bundle, property.schema)?;
        Some((property.name, value))
    });
    let values: Values = values.collect::<Option<_>>()?;
    let required: Vec<String> = required.into_iter().map(|name| name.value).collect();
    // What is required besides would have to be told too.
    let known = |name: &String| values.iter().any(|(own, _)| own == name);
    required.iter().all(known).then_some((values, required))
}
