//! `const` to a list of one value, and lists to the values that the dialect has. Of the others, their types
//! stay, and what they are is told.

use super::bundle::Bundle;
use super::{Dialect, Fate, Values, told};
use crate::Json;
use crate::model::{At, JsonType, Schema, SchemaId, TypeSet};

/// How many values are told, and how long each may be, in bytes of JSON.
const MAX_VALUES: usize = 20;
const MAX_VALUE: usize = 60;

pub(super) fn rewrite(bundle: &mut Bundle<'_>, dialect: &Dialect) {
    if dialect.values == Values::All && dialect.accepts("const") {
        return;
    }
    for id in bundle.reachable() {
        let schema = bundle.get(id);
        if schema.constant.is_none() && schema.enumeration.is_none() {
            continue;
        }
        let mut constant = false;
        let listed = match (&schema.constant, &schema.enumeration) {
            (Some(one), _) => {
                constant = true;
                vec![one.value.clone()]
            }
            (None, Some(many)) => many.value.clone(),
            (None, None) => continue,
        };
        let fits = listed.iter().all(|value| takes(dialect, value));
        if fits && (!constant || dialect.accepts("const")) {
            continue;
        }
        let keyword = if constant { "const" } else { "enum" };
        limit(bundle, dialect, id, keyword, &listed);
    }
}

fn takes(dialect: &Dialect, value: &Json) -> bool {
    match dialect.values {
        Values::All => true,
        Values::Scalars => !matches!(value, Json::Array(_) | Json::Object(_)),
        Values::StringsAndNull => matches!(value, Json::String(_) | Json::Null),
        Values::StringsAndNumbers => matches!(value, Json::String(_) | Json::Number(_)),
        Values::Strings => matches!(value, Json::String(_)),
    }
}

fn limit(
    bundle: &mut Bundle<'_>,
    dialect: &Dialect,
    id: SchemaId,
    keyword: &'static str,
    listed: &[Json],
) {
    let mut schema = bundle.get(id).clone();
    let at = schema.enumeration.take().map(|at| at.place);
    let place = schema.constant.take().map(|at| at.place).or(at);
    let place = place.unwrap_or_else(|| schema.place.clone());
    let list = |value| At {
        value,
        place: place.clone(),
    };
    let (kept, others): (Vec<Json>, Vec<Json>) = listed
        .iter()
        .cloned()
        .partition(|value| takes(dialect, value));
    let own = schema.types;
    let only_null = others.iter().all(|value| *value == Json::Null);
    // A type says what a value of one is, and both truth values.
    if !only_null && !is_whole(&others) {
        tell(bundle, &mut schema, keyword, listed);
    }
    if others.is_empty() {
        let own = schema.place.clone();
        bundle.drop_keyword(&own, keyword, Fate::Enforced);
        schema.enumeration = Some(list(kept));
    } else if kept.is_empty() {
        schema.types = Some(narrowed(&others, own));
    } else if only_null {
        // `null` stands beside them.
        let null = TypeSet::NONE.with(JsonType::Null);
        let branch = Schema {
            types: Some(narrowed(&kept, own)),
            enumeration: Some(list(kept)),
            format: schema.format.take(),
            bounds: std::mem::take(&mut schema.bounds),
            ..Schema::empty(schema.place.clone())
        };
        let null = Schema {
            types: Some(null),
            ..Schema::empty(schema.place.clone())
        };
        schema.types = None;
        schema.any_of = vec![bundle.add(branch), bundle.add(null)];
    } else {
        schema.types = Some(narrowed(listed, own));
    }
    bundle.put(id, schema);
}

/// Whether the types of values say which they are.
fn is_whole(values: &[Json]) -> bool {
    let all = |value: &Json| matches!(value, Json::Null | Json::Bool(_));
    let both = [true, false].map(|one| values.contains(&Json::Bool(one)));
    values.iter().all(all) && both[0] == both[1]
}

/// The types of values, as far as the schema has them.
fn narrowed(values: &[Json], own: Option<TypeSet>) -> TypeSet {
    let types = values
        .iter()
        .fold(TypeSet::NONE, |set, value| set.with(value.json_type()))
        .plain();
    match own.map(|own| own.common(types)) {
        Some(both) if !both.is_empty() => both,
        _ => types,
    }
}

fn tell(bundle: &mut Bundle<'_>, schema: &mut Schema, keyword: &'static str, values: &[Json]) {
    let texts: Vec<String> = values.iter().map(Json::to_text).collect();
    let fits = texts.len() <= MAX_VALUES && texts.iter().all(|text| text.len() <= MAX_VALUE);
    let fate = if fits { Fate::Described } else { Fate::Local };
    let place = schema.place.clone();
    bundle.drop_keyword(&place, keyword, fate);
    if fits {
        told::add(
            schema,
            match texts.as_slice() {
                [only] => format!("Always {only}."),
                _ => format!("One of {}.", texts.join(", ")),
            },
        );
    }
}
