//! A `type` for every schema, from what else it says. A schema that says nothing is refused where the
//! dialect generates by type.

use crate::maps::HashSet;

use super::Dialect;
use super::bundle::Bundle;
use super::conjunction::includes;
use crate::Json;
use crate::model::{JsonType, Property, Said, Schema, SchemaId, TypeSet};

pub(super) fn rewrite(bundle: &mut Bundle<'_>, dialect: &Dialect) {
    for id in bundle.reachable() {
        if bundle.get(id).boolean == Some(true) {
            bundle.get_mut(id).boolean = None;
        }
        if lists_nothing(bundle.get(id)) {
            let schema = bundle.get_mut(id);
            *schema = Schema {
                boolean: Some(false),
                ..Schema::empty(schema.place.clone())
            };
        }
    }
    for id in bundle.reachable() {
        remove_impossible_properties(bundle, id);
        remove_impossible_branches(bundle, id);
    }
    remove_empty(bundle);
    // `additionalProperties: false` says what is not there; it has no type.
    let schemas = bundle.reachable();
    let rests: HashSet<SchemaId> = schemas
        .iter()
        .filter_map(|id| bundle.get(*id).additional_properties)
        .collect();
    for id in schemas {
        let is_false = bundle.get(id).boolean == Some(false);
        if !is_false {
            infer(bundle, dialect, id);
        } else if !rests.contains(&id) {
            let place = bundle.get(id).place.clone();
            let message = format!("{} has no schema that nothing fits", dialect.name);
            bundle.refuse(&place, message, None);
        }
    }
}

fn infer(bundle: &mut Bundle<'_>, dialect: &Dialect, id: SchemaId) {
    let schema = bundle.get(id);
    if !schema.any_of.is_empty() || schema.reference.is_some() {
        return;
    }
    let types = schema
        .types
        .or_else(|| from_values(schema))
        .or_else(|| from_keywords(schema));
    let Some(types) = types else {
        if !dialect.is_typed {
            return;
        }
        let message = format!("{} cannot leave a value open", dialect.name);
        let place = schema.place.clone();
        bundle.refuse(&place, message, Some("say what `type` it has"));
        return;
    };
    let untyped_items = dialect.is_typed && types.has(JsonType::Array) && schema.items.is_none();
    if schema.types.is_none() {
        bundle.get_mut(id).types = Some(types);
    }
    if untyped_items {
        let message = format!("{} wants a type for the items of an array", dialect.name);
        let place = bundle.get(id).place.clone();
        bundle.refuse(&place, message, Some("add `items`"));
    }
}

/// Removes what says nothing from what is around it, the innermost first.
pub(super) fn remove_empty(bundle: &mut Bundle<'_>) {
    for id in bundle.reachable().into_iter().rev() {
        remove_empty_schemas(bundle, id);
    }
}

/// `additionalProperties` and `items` that rule nothing out say what is so without them.
fn remove_empty_schemas(bundle: &mut Bundle<'_>, id: SchemaId) {
    let schema = bundle.get(id);
    let says_something = |id: &SchemaId| !says_nothing(bundle, bundle.get(*id));
    let additional = schema.additional_properties.filter(says_something);
    let items = schema.items.filter(says_something);
    if (schema.additional_properties, schema.items) != (additional, items) {
        let schema = bundle.get_mut(id);
        schema.additional_properties = additional;
        schema.items = items;
    }
}

/// Whether everything fits a schema: it has no conditions, or one of its branches has none.
fn says_nothing(bundle: &Bundle<'_>, schema: &Schema) -> bool {
    // In a bundle, nothing is aside but what is told.
    let words = Said::WORDS.with(Said::EXAMPLES).with(Said::ASIDE);
    let is_free = |schema: &Schema| schema.boolean.unwrap_or_else(|| schema.says_only(words));
    if is_free(schema) {
        return true;
    }
    let mut branches = schema.any_of.iter();
    branches.any(|branch| is_free(bundle.get(*branch))) && {
        let mut rest = schema.clone();
        rest.any_of.clear();
        rest.says_only(words)
    }
}

/// An optional property that nothing fits is one that is never there.
fn remove_impossible_properties(bundle: &mut Bundle<'_>, id: SchemaId) {
    let schema = bundle.get(id);
    let fits = |p: &Property| bundle.get(p.schema).boolean != Some(false);
    if schema.properties.iter().all(fits) {
        return;
    }
    let required: HashSet<&str> = schema.required.iter().map(|one| &*one.value).collect();
    let possible = |p: &Property| fits(p) || required.contains(p.name.as_str());
    let kept = schema
        .properties
        .iter()
        .filter(|p| possible(p))
        .cloned()
        .collect();
    bundle.get_mut(id).properties = kept;
}

/// A branch that nothing fits is none, where there is another.
fn remove_impossible_branches(bundle: &mut Bundle<'_>, id: SchemaId) {
    let fits = |id: &SchemaId| bundle.get(*id).boolean != Some(false);
    let branches = &bundle.get(id).any_of;
    let fitting: Vec<SchemaId> = branches.iter().copied().filter(fits).collect();
    if !fitting.is_empty() && fitting.len() < branches.len() {
        bundle.get_mut(id).any_of = fitting;
    }
}

/// Whether none of the values that a schema lists is of its types.
fn lists_nothing(schema: &Schema) -> bool {
    let Some(types) = schema.types else {
        return false;
    };
    let mut values = values(schema).peekable();
    let fits = |value: &Json| includes(types, value.json_type());
    values.peek().is_some() && !values.any(fits)
}

/// The values of `const` and `enum`.
fn values(schema: &Schema) -> impl Iterator<Item = &Json> {
    let constant = schema.constant.as_ref().map(|at| &at.value);
    let listed = schema.enumeration.iter().flat_map(|at| &at.value);
    constant.into_iter().chain(listed)
}

fn from_values(schema: &Schema) -> Option<TypeSet> {
    let mut values = values(schema).peekable();
    values.peek()?;
    let set = values.fold(TypeSet::NONE, |set, value| set.with(value.json_type()));
    Some(if set.has(JsonType::Number) {
        set.without(JsonType::Integer)
    } else {
        set
    })
}

/// Narrower than what the schema says, which lets values of every other type pass; what is
/// generated fits all the same.
fn from_keywords(schema: &Schema) -> Option<TypeSet> {
    let object = !schema.properties.is_empty()
        || !schema.required.is_empty()
        || schema.additional_properties.is_some()
        || !schema.rare.pattern_properties.is_empty()
        || schema.rare.property_names.is_some()
        || schema.bounds.min_properties.is_some()
        || schema.bounds.max_properties.is_some();
    let array = schema.items.is_some()
        || schema.bounds.min_items.is_some()
        || schema.bounds.max_items.is_some()
        || schema.unique_items;
    let string = schema.bounds.pattern.is_some()
        || schema.format.is_some()
        || schema.bounds.min_length.is_some()
        || schema.bounds.max_length.is_some();
    let number = schema.bounds.minimum.is_some()
        || schema.bounds.maximum.is_some()
        || schema.bounds.exclusive_minimum.is_some()
        || schema.bounds.exclusive_maximum.is_some()
        || schema.bounds.multiple_of.is_some();
    let set = [
        (object, JsonType::Object),
        (array, JsonType::Array),
        (string, JsonType::String),
        (number, JsonType::Number),
    ]
    .into_iter()
    .filter(|(present, _)| *present)
    .fold(TypeSet::NONE, |set, (_, kind)| set.with(kind));
    (!set.is_empty()).then_some(set)
}
