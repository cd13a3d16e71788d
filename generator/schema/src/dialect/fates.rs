//! What becomes of each keyword of a schema in a dialect, keyword by keyword.

use super::reach::{Dynamic, reach};
use super::{Dialect, Fate, lower};
use crate::maps::{HashMap, HashSet};
use crate::model::{Model, Schema, SchemaId};
use crate::{Finding, Place};

/// A keyword of a schema, and what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeywordFate {
    /// The schema that has it.
    pub place: Place,
    /// The keyword.
    pub keyword: &'static str,
    /// What becomes of it.
    pub fate: Fate,
}

/// Says of every keyword that a schema and all that it refers to has, in the order of the schema, what
/// becomes of it in a dialect. What stands in a keyword that is not enforced shares its fate, and is not
/// told apart. Titles and descriptions, which enforce nothing, are not among them.
///
/// # Errors
/// As those of [`lower()`]: the places that the dialect has no words for.
pub fn fates(
    model: &Model,
    root: SchemaId,
    dialect: &Dialect,
) -> Result<Vec<KeywordFate>, Vec<Finding>> {
    let lowered = lower(model, root, dialect)?;
    let dropped: HashMap<(&str, &str), Fate> = lowered
        .dropped
        .iter()
        .map(|one| ((one.pointer.as_str(), one.keyword), one.fate))
        .collect();
    let top = model.follow(root);
    let reached = reach(model, &Dynamic::of(model, root), top);
    let mut hidden: HashSet<SchemaId> = HashSet::default();
    let mut rows = Vec::new();
    for id in reached.schemas {
        let schema = model.as_shown(id);
        if hidden.contains(&id) {
            schema.each_child(|child| {
                hidden.insert(child);
            });
            continue;
        }
        for (keyword, find) in KEYWORDS {
            let Some(inside) = find(schema) else {
                continue;
            };
            let fate = dropped.get(&(schema.place.pointer.as_str(), *keyword));
            let fate = fate.copied().unwrap_or(Fate::Enforced);
            if fate != Fate::Enforced {
                hidden.extend(inside);
            }
            rows.push(KeywordFate {
                place: schema.place.clone(),
                keyword,
                fate,
            });
        }
    }
    Ok(rows)
}

/// Finds a keyword: the schemas in it that go where it goes, where it is there.
type Find = fn(&Schema) -> Option<Vec<SchemaId>>;

macro_rules! keywords {
    ($($keyword:literal $schema:ident => $is_there:expr $(, $inside:expr)?;)*) => {
        &[$((
            $keyword,
            |$schema: &Schema| ($is_there).then(|| {
                #[allow(unused_mut, clippy::vec_init_then_push)]
                let mut inside: Vec<SchemaId> = Vec::new();
                $(inside.extend($inside);)?
                inside
            }),
        )),*]
    };
}

/// Every keyword that rules values out, and those that say what to write all the same.
const KEYWORDS: &[(&str, Find)] = keywords! {
    "type" s => s.types.is_some();
    "const" s => s.constant.is_some();
    "enum" s => s.enumeration.is_some();
    "format" s => s.format.is_some();
    "pattern" s => s.bounds.pattern.is_some();
    "minLength" s => s.bounds.min_length.is_some();
    "maxLength" s => s.bounds.max_length.is_some();
    "minimum" s => s.bounds.minimum.is_some();
    "exclusiveMinimum" s => s.bounds.exclusive_minimum.is_some();
    "maximum" s => s.bounds.maximum.is_some();
    "exclusiveMaximum" s => s.bounds.exclusive_maximum.is_some();
    "multipleOf" s => s.bounds.multiple_of.is_some();
    "prefixItems" s => !s.rare.prefix_items.is_empty();
    "items" s => s.items.is_some();
    "minItems" s => s.bounds.min_items.is_some();
    "maxItems" s => s.bounds.max_items.is_some();
    "uniqueItems" s => s.unique_items;
    "contains" s => s.rare.contains.is_some(), s.rare.contains;
    "minContains" s => s.rare.min_contains.is_some();
    "maxContains" s => s.rare.max_contains.is_some();
    "unevaluatedItems" s => s.rare.unevaluated_items.is_some(), s.rare.unevaluated_items;
    "properties" s => !s.properties.is_empty();
    "required" s => !s.required.is_empty();
    "patternProperties" s => !s.rare.pattern_properties.is_empty();
    "additionalProperties" s => s.additional_properties.is_some();
    "propertyNames" s => s.rare.property_names.is_some(), s.rare.property_names;
    "minProperties" s => s.bounds.min_properties.is_some();
    "maxProperties" s => s.bounds.max_properties.is_some();
    "dependentRequired" s => !s.rare.dependent_required.is_empty();
    "dependentSchemas" s => !s.rare.dependent_schemas.is_empty(),
        s.rare.dependent_schemas.iter().map(|one| one.schema);
    "unevaluatedProperties" s => s.rare.unevaluated_properties.is_some(), s.rare.unevaluated_properties;
    "anyOf" s => !s.any_of.is_empty();
    "oneOf" s => !s.one_of.is_empty();
    "allOf" s => !s.all_of.is_empty();
    "not" s => s.rare.not.is_some(), s.rare.not;
    "if" s => s.rare.condition.is_some(), s.rare.condition;
    "then" s => s.rare.then.is_some(), s.rare.then;
    "else" s => s.rare.otherwise.is_some(), s.rare.otherwise;
    "$ref" s => s.reference.is_some();
    "$dynamicRef" s => s.rare.dynamic_reference.is_some();
    "default" s => s.rare.default.is_some();
    "examples" s => !s.rare.examples.is_empty();
    "contentEncoding" s => s.rare.content_encoding.is_some();
    "contentMediaType" s => s.rare.content_media_type.is_some();
};
