//! What a schema may grow to, counted on the lowered one.

use crate::maps::HashMap;
use std::rc::Rc;

use super::Dialect;
use super::bundle::Bundle;
use super::reach::Marks;
use crate::model::{JsonType, SchemaId};
use crate::{Json, Place};

/// From this many values on, an `enum` of strings has a bound of its own.
const LARGE_ENUM: usize = 250;

pub(super) fn check(bundle: &mut Bundle<'_>, dialect: &Dialect) {
    let (mut properties, mut enum_values, mut characters) = (0, 0, 0);
    let mut findings: Vec<(Place, String)> = Vec::new();
    let mut too_much = |place: &Place, count: usize, limit: Option<usize>, what: &str| {
        if let Some(limit) = limit.filter(|limit| count > *limit) {
            let message = format!(
                "{} takes at most {limit} {what}, and this has {count}",
                dialect.name
            );
            findings.push((place.clone(), message));
        }
    };
    let reachable = bundle.reachable();
    let mut used = Marks::default();
    for id in &reachable {
        used.set(*id);
    }
    for id in reachable {
        let schema = bundle.get(id);
        properties += schema.properties.len();
        characters += schema
            .properties
            .iter()
            .map(|p| p.name.chars().count())
            .sum::<usize>();
        characters += schema.constant.as_ref().map_or(0, |at| length(&at.value));
        if let Some(list) = &schema.enumeration {
            let own: usize = list.value.iter().map(length).sum();
            enum_values += list.value.len();
            characters += own;
            if list.value.len() > LARGE_ENUM {
                let limit = dialect.limits.large_enum_characters;
                too_much(
                    &list.place,
                    own,
                    limit,
                    "characters in an `enum` of this many values",
                );
            }
        }
    }
    characters += bundle
        .defs
        .iter()
        .filter(|(_, id)| used.has(*id))
        .map(|(name, _)| name.chars().count())
        .sum::<usize>();
    let root = bundle.get(bundle.root).place.clone();
    too_much(&root, properties, dialect.limits.properties, "properties");
    too_much(
        &root,
        enum_values,
        dialect.limits.enum_values,
        "values in `enum`",
    );
    too_much(
        &root,
        characters,
        dialect.limits.characters,
        "characters in names and values",
    );
    if let Some(limit) = dialect.limits.depth
        && let Some(deep) = deeper_than(bundle, limit)
    {
        let message = format!(
            "{} takes at most {limit} objects inside each other",
            dialect.name
        );
        findings.push((bundle.get(deep).place.clone(), message));
    }
    for (place, message) in findings {
        bundle.refuse(&place, message, None);
    }
}

fn length(value: &Json) -> usize {
    match value {
        Json::String(text) => text.chars().count(),
        _ => 0,
    }
}

/// An object that is nested deeper than a limit, following references except where they recur.
fn deeper_than(bundle: &Bundle<'_>, limit: usize) -> Option<SchemaId> {
    // The greatest depth at which each schema has been seen: a schema is looked at again only when
    // it is met deeper, so at most `limit` times.
    let mut seen: HashMap<SchemaId, usize> = HashMap::default();
    let mut stack: Vec<(SchemaId, Option<Rc<Around>>)> = vec![(bundle.root, None)];
    while let Some((id, around)) = stack.pop() {
        if Around::has(around.as_ref(), id) {
            continue;
        }
        let schema = bundle.get(id);
        let is_object = schema.types.is_some_and(|set| set.has(JsonType::Object));
        let outer = around.as_ref().map_or(0, |around| around.depth);
        let depth = outer + usize::from(is_object);
        if depth > limit {
            return Some(id);
        }
        if seen.get(&id).is_some_and(|deepest| *deepest >= depth) {
            continue;
        }
        seen.insert(id, depth);
        let inside = if is_object {
            let outside = around;
            Some(Rc::new(Around { id, depth, outside }))
        } else {
            around
        };
        schema.each_child(|child| stack.push((child, inside.clone())));
        stack.extend(schema.reference.map(|target| (target, inside)));
    }
    None
}

/// The objects around a place, the innermost first.
struct Around {
    id: SchemaId,
    depth: usize,
    outside: Option<Rc<Around>>,
}

impl Around {
    fn has(innermost: Option<&Rc<Self>>, id: SchemaId) -> bool {
        let outer = std::iter::successors(innermost, |around| around.outside.as_ref());
        outer.into_iter().any(|around| around.id == id)
    }
}
