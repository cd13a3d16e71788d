//! Properties that may be left out, as the dialect has them: in no `required`, or required and `null`
//! instead. Where it takes so many of the first kind, the others are of the second.

use super::bundle::Bundle;
use super::{Dialect, Optional, limits};
use crate::maps::HashSet;
use crate::model::{At, JsonType, Property, Schema, SchemaId, TypeSet};
use crate::{Json, Place};

pub(super) fn rewrite(bundle: &mut Bundle<'_>, dialect: &Dialect) {
    if dialect.has_properties {
        refuse_without_properties(bundle, dialect);
    }
    match dialect.optional {
        Optional::Absent => require_what_is_there(bundle, dialect),
        Optional::Null => {
            for id in bundle.reachable() {
                let all = optional(bundle.get(id));
                require(bundle, id, &all);
            }
        }
        Optional::ButOne => {
            for id in bundle.reachable() {
                let schema = bundle.get(id);
                if schema.required.is_empty() {
                    let first: Vec<Property> =
                        schema.properties.first().cloned().into_iter().collect();
                    require(bundle, id, &first);
                }
            }
        }
        Optional::AbsentUpTo(most) => some_absent(bundle, dialect, most),
    }
}

/// The properties that may be left out.
fn optional(schema: &Schema) -> Vec<Property> {
    if schema.properties.is_empty() {
        return Vec::new();
    }
    let required: HashSet<&str> = schema.required.iter().map(|one| &*one.value).collect();
    let optional = schema.properties.iter();
    let optional = optional.filter(|property| !required.contains(property.name.as_str()));
    optional.cloned().collect()
}

/// Makes some of the properties required, and nullable. `required` keeps the order of the properties.
fn require(bundle: &mut Bundle<'_>, id: SchemaId, properties: &[Property]) {
    if properties.is_empty() {
        return;
    }
    for property in properties {
        make_nullable(bundle, property.schema);
    }
    bundle.undo.null_is_absent = true;
    let schema = bundle.get_mut(id);
    let mut required: HashSet<&str> = schema.required.iter().map(|one| &*one.value).collect();
    required.extend(properties.iter().map(|one| one.name.as_str()));
    let known = schema.properties.iter();
    let names = known.filter(|property| required.contains(property.name.as_str()));
    schema.required = names
        .map(|property| At {
            value: property.name.clone(),
            place: property.place.clone(),
        })
        .collect();
}

/// A dialect without free keys has no use for the names of properties that it does not know.
fn require_what_is_there(bundle: &mut Bundle<'_>, dialect: &Dialect) {
    if dialect.accepts("additionalProperties") {
        return;
    }
    for id in bundle.reachable() {
        let schema = bundle.get(id);
        if schema.required.is_empty() {
            continue;
        }
        let known: HashSet<&str> = schema.properties.iter().map(|one| &*one.name).collect();
        let is_known = |name: &&At<String>| known.contains(name.value.as_str());
        let names: Vec<At<String>> = schema.required.iter().filter(is_known).cloned().collect();
        if names.len() < schema.required.len() {
            let place = schema.place.clone();
            bundle.drop_keyword(&place, "required", super::Fate::Local);
            bundle.get_mut(id).required = names;
        }
    }
}

/// The first so many stay what they are. Of the others, those that may be `null` anyway come first.
fn some_absent(bundle: &mut Bundle<'_>, dialect: &Dialect, most: usize) {
    let mut all: Vec<(SchemaId, Property)> = Vec::new();
    for id in bundle.reachable() {
        let own = optional(bundle.get(id)).into_iter();
        all.extend(own.map(|property| (id, property)));
    }
    let Some(surplus) = all.len().checked_sub(most).filter(|surplus| *surplus > 0) else {
        return;
    };
    let most_unions = dialect.limits.unions.unwrap_or(usize::MAX);
    let room = most_unions.saturating_sub(limits::unions(bundle));
    let is_free = |(_, property): &(SchemaId, Property)| accepts_null(bundle, property.schema);
    let (free, others): (Vec<_>, Vec<_>) = all.into_iter().partition(is_free);
    let (free_used, needed) = (free.len().min(surplus), surplus.saturating_sub(free.len()));
    if needed > room {
        let message = format!(
            "{} takes {most} properties that may be left out and {most_unions} values of several \
             types, and this has more",
            dialect.name
        );
        let place = bundle.get(bundle.root).place.clone();
        bundle.refuse(
            &place,
            message,
            Some("make properties required, or ask for the parts one by one"),
        );
        return;
    }
    // The last ones, so that the first stay as they are.
    let later = others.len() - needed;
    let chosen = free.into_iter().take(free_used);
    for (id, property) in chosen.chain(others.into_iter().skip(later)) {
        require(bundle, id, &[property]);
    }
}

fn refuse_without_properties(bundle: &mut Bundle<'_>, dialect: &Dialect) {
    for id in bundle.reachable() {
        let schema = bundle.get(id);
        let is_object = schema.types.is_some_and(|set| set.has(JsonType::Object));
        if is_object && schema.properties.is_empty() {
            let place = schema.place.clone();
            let message = format!("{} has no objects without properties", dialect.name);
            bundle.refuse(&place, message, Some("describe one in `properties`"));
        }
    }
}

fn make_nullable(bundle: &mut Bundle<'_>, id: SchemaId) {
    if accepts_null(bundle, id) {
        return;
    }
    let schema = bundle.get(id);
    let null = |place: Place| Schema {
        types: Some(TypeSet::NONE.with(JsonType::Null)),
        ..Schema::empty(place)
    };
    if schema.reference.is_some() {
        let place = schema.place.clone();
        let reference = Schema {
            reference: schema.reference,
            ..Schema::empty(place.clone())
        };
        let branches = vec![bundle.add(reference), bundle.add(null(place))];
        let schema = bundle.get_mut(id);
        schema.reference = None;
        schema.any_of = branches;
    } else if !schema.any_of.is_empty() {
        let null = null(schema.place.clone());
        let null = bundle.add(null);
        bundle.get_mut(id).any_of.push(null);
    } else {
        let schema = bundle.get_mut(id);
        schema.types = schema.types.map(|set| set.with(JsonType::Null));
        if let Some(constant) = schema.constant.take() {
            let At { value, place } = constant;
            schema.enumeration = Some(At {
                value: vec![value],
                place,
            });
        }
        if let Some(list) = &mut schema.enumeration
            && !list.value.contains(&Json::Null)
        {
            list.value.push(Json::Null);
        }
    }
}

/// Whether `null` fits already. Unions of references are looked through one level: what is missed
/// gets a second `null`, which harms nobody.
fn accepts_null(bundle: &Bundle<'_>, id: SchemaId) -> bool {
    let says_null = |id: SchemaId| {
        let schema = bundle.get(bundle.follow(id));
        let listed = schema
            .enumeration
            .as_ref()
            .is_none_or(|at| at.value.contains(&Json::Null));
        let constant = schema
            .constant
            .as_ref()
            .is_none_or(|at| at.value == Json::Null);
        schema.types.is_some_and(|set| set.has(JsonType::Null)) && listed && constant
    };
    let target = bundle.follow(id);
    says_null(target)
        || bundle
            .get(target)
            .any_of
            .iter()
            .any(|branch| says_null(*branch))
}
