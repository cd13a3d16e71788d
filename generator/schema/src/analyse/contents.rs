//! Properties and items that must be there and cannot.

use crate::maps::HashMap;

use super::possible::Possible;
use super::{Analysis, Known};
use crate::model::{At, Schema, SchemaId};
use crate::{Code, Finding, suggest};

/// How many properties are looked through in a schema that is not the one in hand, so that a large one
/// costs little to those who refer to it.
const MAX_NAMES: usize = 256;

/// Takes away objects and arrays, where none can have what it must.
pub(super) fn narrow(analysis: &mut Analysis<'_>, id: SchemaId, known: &mut Known) {
    if known.possible.meets(Possible::OBJECT) {
        required(analysis, id, known);
        too_few_properties(analysis, id, known);
    }
    if known.possible.meets(Possible::ARRAY) {
        items(analysis, id, known);
    }
}

/// Names that are required in one part of a conjunction and impossible in another.
fn required(analysis: &mut Analysis<'_>, id: SchemaId, known: &mut Known) {
    let model = analysis.model;
    let own = model.get(id);
    if own.required.is_empty() && own.reference.is_none() && own.all_of.is_empty() {
        return;
    }
    let parts = analysis.parts(id);
    if parts
        .iter()
        .all(|part| model.get(part.id).required.is_empty())
    {
        return;
    }
    for holder in &parts {
        let schema = model.get(holder.id);
        if holder.by != 0 && schema.properties.len() > MAX_NAMES {
            continue;
        }
        let is_closed = is_closed(analysis, schema);
        if schema.properties.is_empty() && !is_closed && schema.rare.property_names.is_none() {
            continue;
        }
        let properties: HashMap<&str, SchemaId> = schema
            .properties
            .iter()
            .map(|property| (property.name.as_str(), property.schema))
            .collect();
        for asker in &parts {
            let names = &model.get(asker.id).required;
            if asker.by != 0 && (names.len() > MAX_NAMES || asker.by == holder.by) {
                continue;
            }
            let mut forbidden = Vec::new();
            for name in names {
                match properties.get(name.value.as_str()) {
                    Some(property) => below(analysis, name, *property, known),
                    None => forbidden.push(name),
                }
            }
            if is_closed {
                outside(analysis, &forbidden, schema, known);
            }
            no_names(analysis, names, schema, known);
        }
    }
}

/// A required property whose schema nothing fits. It is told where that is meant; a slip further in has
/// been told of.
fn below(analysis: &mut Analysis<'_>, name: &At<String>, property: SchemaId, known: &mut Known) {
    let Some(cause) = analysis.cause(property).cloned() else {
        return;
    };
    if !cause.deliberate {
        known.exclude(Possible::OBJECT, cause);
        return;
    }
    let finding = forbidden(&[name])
        .related(cause.place, "this accepts no value")
        .help("require it no more, or give it a schema");
    exclude(analysis, known, Possible::OBJECT, finding);
}

/// Required properties that a closed schema does not name.
fn outside(analysis: &mut Analysis<'_>, names: &[&At<String>], schema: &Schema, known: &mut Known) {
    if names.is_empty() {
        return;
    }
    let keyword = match schema.additional_properties {
        Some(_) => "additionalProperties",
        None => "unevaluatedProperties",
    };
    let place = analysis.places.key(schema, keyword);
    let finding = forbidden(names)
        .related(place, "only what stands in `properties` here is allowed")
        .help("add to `properties` there what is required, or allow more");
    exclude(analysis, known, Possible::OBJECT, finding);
}

/// Required properties where no name is allowed at all.
fn no_names(analysis: &mut Analysis<'_>, names: &[At<String>], schema: &Schema, known: &mut Known) {
    let Some(allowed) = schema.rare.property_names else {
        return;
    };
    if names.is_empty() || analysis.possible(allowed).meets(Possible::STRING) {
        return;
    }
    let names: Vec<&At<String>> = names.iter().collect();
    let finding = forbidden(&names)
        .related(
            analysis.places.value(schema, "propertyNames"),
            "no name fits this",
        )
        .help("change `propertyNames`");
    exclude(analysis, known, Possible::OBJECT, finding);
}

/// The finding for required properties, at the first of them.
fn forbidden(names: &[&At<String>]) -> Finding {
    let place = names.first().map(|name| name.place.clone());
    let shown: Vec<&str> = names.iter().map(|name| name.value.as_str()).collect();
    let are = if names.len() == 1 { "is" } else { "are" };
    let message = format!(
        "{} {are} required, and can never be there",
        suggest::listed(&shown)
    );
    Finding::warning(Code::FORBIDDEN_PROPERTY, place, message)
}

/// Whether a schema forbids every property that it does not name.
fn is_closed(analysis: &Analysis<'_>, schema: &Schema) -> bool {
    if !schema.rare.pattern_properties.is_empty() {
        return false;
    }
    let closes = |rest: Option<SchemaId>| rest.is_some_and(|id| analysis.is_deliberately_never(id));
    // What stands beside it may have looked at a property.
    let stands_alone = schema.additional_properties.is_none()
        && schema.in_place().next().is_none()
        && schema.reference.is_none()
        && schema.rare.dynamic_reference.is_none();
    closes(schema.additional_properties)
        || stands_alone && closes(schema.rare.unevaluated_properties)
}

/// Counts that no object can have.
fn too_few_properties(analysis: &mut Analysis<'_>, id: SchemaId, known: &mut Known) {
    let schema = analysis.model.get(id);
    let named = schema.properties.len() as u64;
    if let Some(least) = schema.bounds.min_properties
        && least > named
        && is_closed(analysis, schema)
    {
        let message =
            format!("`minProperties` {least} is more than this object can have: at most {named}");
        let place = analysis.places.value(schema, "minProperties");
        let finding = Finding::warning(Code::CONTRADICTION, place, message)
            .help("ask for less, or allow more properties");
        exclude(analysis, known, Possible::OBJECT, finding);
    }
    let required = schema.required.len() as u64;
    if let Some(most) = schema.bounds.max_properties
        && most < required
    {
        let message = format!(
            "`maxProperties` {most} is less than `required` asks for: {required} are listed"
        );
        let place = analysis.places.value(schema, "maxProperties");
        let finding = Finding::warning(Code::CONTRADICTION, place, message)
            .related(analysis.places.value(schema, "required"), "these")
            .help("allow more, or require less");
        exclude(analysis, known, Possible::OBJECT, finding);
    }
}

fn exclude(analysis: &mut Analysis<'_>, known: &mut Known, types: Possible, finding: Finding) {
    if let Some(cause) = analysis.push_cause(finding) {
        known.exclude(types, cause);
    }
}

/// Items that must be there and cannot.
fn items(analysis: &mut Analysis<'_>, id: SchemaId, known: &mut Known) {
    let schema = analysis.model.get(id);
    let least = schema.bounds.min_items.unwrap_or(0);
    let listed = schema.rare.prefix_items.len() as u64;
    // The items that must be there, each with its schema.
    for (index, item) in schema.rare.prefix_items.iter().enumerate() {
        if least > index as u64
            && let Some(cause) = analysis.cause(*item)
        {
            known.exclude(Possible::ARRAY, cause.clone());
        }
    }
    if let Some(rest) = schema.items
        && least > listed
        && let Some(cause) = analysis.cause(rest).cloned()
    {
        if cause.deliberate {
            let message =
                format!("`minItems` {least} is more than this array can have: at most {listed}");
            let place = analysis.places.value(schema, "minItems");
            let finding = Finding::warning(Code::CONTRADICTION, place, message)
                .related(cause.place, "no more items are allowed")
                .help("ask for less, or allow more items");
            exclude(analysis, known, Possible::ARRAY, finding);
        } else {
            known.exclude(Possible::ARRAY, cause);
        }
    }
    let Some(contains) = schema.rare.contains else {
        return;
    };
    let wanted = schema.rare.min_contains.unwrap_or(1);
    if let Some(cause) = analysis.cause(contains).filter(|_| wanted > 0) {
        known.exclude(Possible::ARRAY, cause.clone());
    }
    if let Some(most) = schema.bounds.max_items
        && most < wanted
    {
        let message =
            format!("`contains` asks for {wanted} items, and `maxItems` {most} allows fewer");
        let place = analysis.places.value(schema, "maxItems");
        let finding = Finding::warning(Code::CONTRADICTION, place, message)
            .related(analysis.places.key(schema, "contains"), "asked for here")
            .help("allow more items, or set `minContains`");
        exclude(analysis, known, Possible::ARRAY, finding);
    }
}
