//! A schema to its parts: the schemas that must all hold, `$ref` and `allOf` taken apart.
//!
//! Tables are made for such conjunctions. Nothing is copied; where a keyword of a part has become a union of its own,
//! the part stays, without it.

use std::collections::HashSet;

use formwork_schema::Json;
use formwork_schema::model::{Model, Schema, SchemaId, TypeSet};

/// A schema of a conjunction, or what is left of it. Its own `$ref` and `allOf` are other parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Part {
    pub(super) id: SchemaId,
    pub(super) without: Without,
}

/// The keywords of a part that are seen to elsewhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Without {
    pub(super) any_of: bool,
    pub(super) one_of: bool,
    /// `unevaluated*`
    pub(super) around: bool,
}

impl From<SchemaId> for Part {
    fn from(id: SchemaId) -> Self {
        Self {
            id,
            without: Without::default(),
        }
    }
}

/// The parts of some schemas.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) all: Vec<Part>,
    /// One of them is `false`.
    pub(super) never: bool,
}

/// Takes schemas apart, each before what it leads to.
pub(super) fn flatten(model: &Model, schemas: impl IntoIterator<Item = SchemaId>) -> Parts {
    flatten_beside(model, Vec::new(), schemas)
}

/// Takes schemas apart, and puts them behind parts that there are already.
pub(super) fn flatten_beside(
    model: &Model,
    beside: Vec<Part>,
    schemas: impl IntoIterator<Item = SchemaId>,
) -> Parts {
    let mut seen: HashSet<SchemaId> = beside.iter().map(|part| part.id).collect();
    let mut parts = Parts {
        all: beside,
        never: false,
    };
    let mut waiting: Vec<SchemaId> = schemas.into_iter().collect();
    waiting.reverse();
    while let Some(id) = waiting.pop() {
        let id = model.follow(id);
        if !seen.insert(id) {
            continue;
        }
        let schema = model.get(id);
        match schema.boolean {
            Some(true) => continue,
            Some(false) => parts.never = true,
            None => {}
        }
        if says_something(schema) {
            parts.all.push(Part::from(id));
        }
        waiting.extend(schema.all_of.iter().rev().chain(&schema.reference));
    }
    parts
}

/// Whether a schema constrains values by itself.
fn says_something(schema: &Schema) -> bool {
    schema.boolean == Some(false)
        || schema.types.is_some()
        || has_values(schema)
        || !schema.any_of.is_empty()
        || !schema.one_of.is_empty()
        || has_more(schema)
}

/// Whether it names the values.
pub(super) fn has_values(schema: &Schema) -> bool {
    schema.constant.is_some() || schema.enumeration.is_some()
}

/// Whether it says anything beyond types, values and choices.
pub(super) fn has_more(schema: &Schema) -> bool {
    has_object_keywords(schema)
        || has_array_keywords(schema)
        || schema.bounds.min_properties.is_some()
        || schema.bounds.max_properties.is_some()
        || schema.rare.property_names.is_some()
        || !schema.rare.dependent_required.is_empty()
        || !schema.rare.dependent_schemas.is_empty()
        || schema.bounds.min_items.is_some()
        || schema.bounds.max_items.is_some()
        || schema.unique_items
        || schema.rare.contains.is_some()
        || looks_around(schema)
        || schema.bounds.min_length.is_some()
        || schema.bounds.max_length.is_some()
        || schema.bounds.pattern.is_some()
        || schema.format.is_some()
        || schema.bounds.minimum.is_some()
        || schema.bounds.maximum.is_some()
        || schema.bounds.exclusive_minimum.is_some()
        || schema.bounds.exclusive_maximum.is_some()
        || schema.bounds.multiple_of.is_some()
        || schema.rare.not.is_some()
        || schema.rare.condition.is_some()
        || schema.rare.dynamic_reference.is_some()
}

/// Whether it says what objects look like inside.
pub(super) fn has_object_keywords(schema: &Schema) -> bool {
    !schema.properties.is_empty()
        || !schema.required.is_empty()
        || schema.additional_properties.is_some()
        || !schema.rare.pattern_properties.is_empty()
}

/// Whether it says what lists look like inside.
pub(super) fn has_array_keywords(schema: &Schema) -> bool {
    schema.items.is_some() || !schema.rare.prefix_items.is_empty()
}

/// Whether it is about what everything beside it has looked at.
pub(super) fn looks_around(schema: &Schema) -> bool {
    schema.rare.unevaluated_properties.is_some() || schema.rare.unevaluated_items.is_some()
}

impl Parts {
    /// The types that `type`, `enum` and `const` leave.
    pub(super) fn types(&self, model: &Model) -> TypeSet {
        if self.never {
            return TypeSet::NONE;
        }
        let mut types = TypeSet::every();
        let of = |values: &[Json]| {
            let types = values.iter().map(Json::json_type);
            types.fold(TypeSet::NONE, TypeSet::with)
        };
        for part in &self.all {
            let schema = model.get(part.id);
            for set in [
                schema.types,
                schema
                    .constant
                    .as_ref()
                    .map(|one| of(std::slice::from_ref(&one.value))),
                schema.enumeration.as_ref().map(|many| of(&many.value)),
            ] {
                types = set.map_or(types, |set| types.common(set).plain());
            }
        }
        types
    }

    /// The values that every `const` and `enum` allows; `None` where there is none.
    pub(super) fn values(&self, model: &Model) -> Option<Vec<Json>> {
        let mut allowed: Option<Vec<Json>> = None;
        let mut narrow = |values: &[Json]| match &mut allowed {
            Some(allowed) => {
                let text = |value: &Json| value.canonical().to_text();
                let known: HashSet<String> = values.iter().map(text).collect();
                allowed.retain(|value| known.contains(&text(value)));
            }
            None => allowed = Some(values.to_vec()),
        };
        for part in &self.all {
            let schema = model.get(part.id);
            if let Some(value) = &schema.constant {
                narrow(std::slice::from_ref(&value.value));
            }
            if let Some(values) = &schema.enumeration {
                narrow(&values.value);
            }
        }
        allowed
    }
}
