//! Lists of types to unions, and unions to what can be said without them, where the dialect lacks the one
//! or the other.

use super::bundle::Bundle;
use super::{Dialect, Types, told};
use crate::Json;
use crate::model::{At, JsonType, Rare, Schema, SchemaId, TypeSet};

pub(super) fn rewrite(bundle: &mut Bundle<'_>, dialect: &Dialect) {
    if !dialect.accepts("anyOf") {
        // What stands inside is settled before what stands around it.
        for id in bundle.reachable().into_iter().rev() {
            without_union(bundle, dialect, id);
        }
    }
    if dialect.types != Types::List {
        for id in bundle.reachable() {
            split(bundle, dialect, id);
        }
    }
}

fn split(bundle: &mut Bundle<'_>, dialect: &Dialect, id: SchemaId) {
    let schema = bundle.get(id);
    let Some(set) = schema.types.filter(|_| schema.any_of.is_empty()) else {
        return;
    };
    let others = set.without(JsonType::Null);
    let fits = match dialect.types {
        Types::List => true,
        Types::OrNull | Types::Nullable => others.len() <= 1,
        Types::Union => set.len() <= 1,
    };
    if fits {
        return;
    }
    if !dialect.accepts("anyOf") {
        let place = schema.place.clone();
        let message = format!("{} has no values of several types", dialect.name);
        bundle.refuse(&place, message, Some("write one type, or that and `null`"));
        return;
    }
    let mut rest = schema.clone();
    let mut outer = Schema {
        title: rest.title.take(),
        description: rest.description.take(),
        deprecated: std::mem::take(&mut rest.deprecated),
        read_only: std::mem::take(&mut rest.read_only),
        write_only: std::mem::take(&mut rest.write_only),
        ..Schema::empty(rest.place.clone())
    };
    if let Some(rare) = rest.rare.there() {
        outer.rare = Rare {
            default: rare.default.take(),
            examples: std::mem::take(&mut rare.examples),
            unknown: std::mem::take(&mut rare.unknown),
            ..Rare::default()
        }
        .into();
    }
    let null = set.has(JsonType::Null).then_some(JsonType::Null);
    let kinds = others.iter().chain(null);
    let branches = kinds.filter_map(|kind| of_type(&rest, kind));
    let branches: Vec<Schema> = branches.collect();
    outer.any_of = branches.into_iter().map(|one| bundle.add(one)).collect();
    bundle.put(id, outer);
}

/// What a schema says of the values of one type; nothing, where it has none.
fn of_type(schema: &Schema, kind: JsonType) -> Option<Schema> {
    let mut own = Schema {
        types: Some(TypeSet::NONE.with(kind)),
        ..Schema::empty(schema.place.clone())
    };
    if let Some(list) = &schema.enumeration {
        let fits = |value: &&Json| {
            let found = value.json_type();
            found == kind || (kind == JsonType::Number && found == JsonType::Integer)
        };
        let value: Vec<Json> = list.value.iter().filter(fits).cloned().collect();
        if value.is_empty() {
            return None;
        }
        let place = list.place.clone();
        // A type says that it is `null`.
        own.enumeration = (kind != JsonType::Null).then_some(At { value, place });
    }
    if let Some(one) = &schema.constant {
        let found = one.value.json_type();
        if found != kind && !(kind == JsonType::Number && found == JsonType::Integer) {
            return None;
        }
        own.constant = Some(one.clone());
    }
    let bounds = &schema.bounds;
    match kind {
        JsonType::Object => {
            own.properties.clone_from(&schema.properties);
            own.required.clone_from(&schema.required);
            own.additional_properties = schema.additional_properties;
            if bounds.min_properties.or(bounds.max_properties).is_some() {
                own.bounds.min_properties = bounds.min_properties;
                own.bounds.max_properties = bounds.max_properties;
            }
        }
        JsonType::Array => {
            own.items = schema.items;
            own.unique_items = schema.unique_items;
            if !schema.rare.prefix_items.is_empty() {
                own.rare.prefix_items.clone_from(&schema.rare.prefix_items);
            }
            if bounds.min_items.or(bounds.max_items).is_some() {
                own.bounds.min_items = bounds.min_items;
                own.bounds.max_items = bounds.max_items;
            }
        }
        JsonType::String => {
            own.format.clone_from(&schema.format);
            if bounds.min_length.or(bounds.max_length).is_some() || bounds.pattern.is_some() {
                own.bounds.min_length = bounds.min_length;
                own.bounds.max_length = bounds.max_length;
                own.bounds.pattern.clone_from(&bounds.pattern);
            }
        }
        JsonType::Number | JsonType::Integer if !bounds.is_empty() => {
            own.bounds.minimum.clone_from(&bounds.minimum);
            own.bounds.maximum.clone_from(&bounds.maximum);
            own.bounds
                .exclusive_minimum
                .clone_from(&bounds.exclusive_minimum);
            own.bounds
                .exclusive_maximum
                .clone_from(&bounds.exclusive_maximum);
            own.bounds.multiple_of.clone_from(&bounds.multiple_of);
        }
        _ => {}
    }
    Some(own)
}

/// One branch is the schema itself, `null` beside one is a type of it, and branches that list values are one
/// list.
fn without_union(bundle: &mut Bundle<'_>, dialect: &Dialect, id: SchemaId) {
    let schema = bundle.get(id);
    if schema.any_of.is_empty() {
        return;
    }
    let null = Some(TypeSet::NONE.with(JsonType::Null));
    let is_null = |branch: &&SchemaId| {
        let branch = bundle.get(**branch);
        branch.types == null && branch.enumeration.is_none() && branch.constant.is_none()
    };
    let nulls = schema.any_of.iter().filter(is_null).count();
    let others: Vec<SchemaId> = schema
        .any_of
        .iter()
        .copied()
        .filter(|id| !is_null(&id))
        .collect();
    let merged = match others.as_slice() {
        [] => schema
            .any_of
            .first()
            .map(|first| bundle.get(*first).clone()),
        [only] => Some(bundle.get(*only).clone()),
        many => one_list(bundle, many),
    };
    let Some(mut inner) = merged else {
        let place = schema.place.clone();
        let message = format!("{} has no unions", dialect.name);
        bundle.refuse(
            &place,
            message,
            Some("write one object with optional properties"),
        );
        return;
    };
    if nulls > 0 && !others.is_empty() {
        inner.types = inner.types.map(|set| set.with(JsonType::Null));
        if let Some(one) = inner.constant.take() {
            let At { value, place } = one;
            let value = vec![value];
            inner.enumeration = Some(At { value, place });
        }
        if let Some(list) = &mut inner.enumeration
            && !list.value.contains(&Json::Null)
        {
            list.value.push(Json::Null);
        }
    }
    let outer = bundle.take(id);
    inner.title = outer.title.clone().or(inner.title);
    inner.description = outer.description.clone().or(inner.description);
    told::join(&mut inner, &outer);
    bundle.put(id, inner);
}

/// One list of the values that each of some schemas lists, where they do nothing else.
fn one_list(bundle: &Bundle<'_>, branches: &[SchemaId]) -> Option<Schema> {
    let mut whole: Option<Schema> = None;
    for branch in branches {
        let schema = bundle.get(*branch);
        let list = match (&schema.enumeration, &schema.constant) {
            (Some(list), _) => list.clone(),
            (None, Some(one)) => At {
                value: vec![one.value.clone()],
                place: one.place.clone(),
            },
            (None, None) => return None,
        };
        match &mut whole {
            None => {
                whole = Some(Schema {
                    types: schema.types,
                    enumeration: Some(list),
                    ..Schema::empty(schema.place.clone())
                });
            }
            Some(whole) => {
                if whole.types != schema.types {
                    return None;
                }
                let values = whole.enumeration.iter_mut();
                for all in values {
                    for value in &list.value {
                        if !all.value.contains(value) {
                            all.value.push(value.clone());
                        }
                    }
                }
            }
        }
    }
    whole
}
