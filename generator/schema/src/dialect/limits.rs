//! What a schema may grow to, counted on the lowered one.

use crate::maps::HashMap;
use std::rc::Rc;

use super::bundle::Bundle;
use super::reach::Marks;
use super::{Dialect, Lowered};
use crate::model::{JsonType, SchemaId};
use crate::{Code, Finding, Json, Place};

/// From this many values on, an `enum` of strings has a bound of its own.
const LARGE_ENUM: usize = 250;

/// What surely is too large in the end is not lowered to the end: no later step takes properties out.
pub(super) fn check_early(bundle: &mut Bundle<'_>, dialect: &Dialect) {
    let Some(limit) = dialect.limits.properties else {
        return;
    };
    let reachable = bundle.reachable().into_iter();
    let count = reachable.map(|id| bundle.get(id).properties.len()).sum();
    if count > limit {
        let message = exceeds(dialect, limit, "properties");
        let place = bundle.get(bundle.root).place.clone();
        bundle.refuse(&place, message, Some(&counted(count)));
    }
}

/// What is wrong, without the count: the sentence is in generated code, where it is to stay the same while the schema
/// grows.
fn exceeds(dialect: &Dialect, limit: usize, what: &str) -> String {
    format!(
        "{} takes at most {limit} {what}, and this has more",
        dialect.name
    )
}

fn counted(count: usize) -> String {
    format!("this has {count}; ask for its parts one by one, or in another of the provider's modes")
}

/// The finding about a text of too many characters.
pub(super) fn too_long(lowered: &Lowered, dialect: &Dialect, place: Place) -> Option<Finding> {
    let limit = dialect.limits.text?;
    let count = lowered.document().chars().count();
    let message = exceeds(dialect, limit, "characters of schema");
    (count > limit).then(|| Finding::warning(Code::DIALECT, place, message).help(counted(count)))
}

/// How many values may be of several types.
pub(super) fn unions(bundle: &Bundle<'_>) -> usize {
    let is_union = |id: &SchemaId| {
        let schema = bundle.get(*id);
        schema.any_of.len() > 1 || schema.types.is_some_and(|set| set.len() > 1)
    };
    bundle.reachable().iter().filter(|id| is_union(id)).count()
}

pub(super) fn check(bundle: &mut Bundle<'_>, dialect: &Dialect) {
    let (mut properties, mut enum_values, mut characters) = (0, 0, 0);
    let mut findings: Vec<(Place, String, Option<String>)> = Vec::new();
    let mut too_much = |place: &Place, count: usize, limit: Option<usize>, what: &str| {
        if let Some(limit) = limit.filter(|limit| count > *limit) {
            let message = exceeds(dialect, limit, what);
            findings.push((place.clone(), message, Some(counted(count))));
        }
    };
    let reachable = bundle.reachable();
    let mut used = Marks::default();
    for id in &reachable {
        used.set(*id);
    }
    for id in reachable {
        let schema = bundle.get(id);
        let branches = schema.any_of.len();
        too_much(
            &schema.place,
            branches,
            dialect.limits.branches,
            "branches in a union",
        );
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
    too_much(
        &root,
        unions(bundle),
        dialect.limits.unions,
        "values of several types",
    );
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
        findings.push((bundle.get(deep).place.clone(), message, None));
    }
    for (place, message, help) in findings {
        bundle.refuse(&place, message, help.as_deref());
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
    let mut stack: Vec<(SchemaId, usize, Option<Rc<Around>>)> = vec![(bundle.root, 0, None)];
    while let Some((id, outer, around)) = stack.pop() {
        let schema = bundle.get(id);
        let is_object = schema.types.is_some_and(|set| set.has(JsonType::Object));
        let depth = outer + usize::from(is_object);
        if depth > limit {
            return Some(id);
        }
        if seen.get(&id).is_some_and(|deepest| *deepest >= depth) {
            continue;
        }
        seen.insert(id, depth);
        schema.each_child(|child| stack.push((child, depth, around.clone())));
        if let Some(target) = schema.reference
            && !Around::has(around.as_ref(), target)
        {
            let outside = around;
            let inside = Some(Rc::new(Around { target, outside }));
            stack.push((target, depth, inside));
        }
    }
    None
}

/// The definitions around a place, the innermost first. The root is none, as long as nothing has led to it.
struct Around {
    target: SchemaId,
    outside: Option<Rc<Around>>,
}

impl Around {
    fn has(innermost: Option<&Rc<Self>>, target: SchemaId) -> bool {
        let outer = std::iter::successors(innermost, |around| around.outside.as_ref());
        outer.into_iter().any(|around| around.target == target)
    }
}
