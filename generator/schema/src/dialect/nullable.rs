//! `null` in unions to a type that is nullable, where the dialect writes `nullable: true`: a union takes
//! `null` where one of its branches does.

use super::bundle::Bundle;
use super::{Dialect, Types, told};
use crate::Json;
use crate::model::{JsonType, SchemaId, TypeSet};

pub(super) fn rewrite(bundle: &mut Bundle<'_>, dialect: &Dialect) {
    if dialect.types != Types::Nullable {
        return;
    }
    // What stands inside is settled before what stands around it.
    for id in bundle.reachable().into_iter().rev() {
        settle(bundle, id);
        let schema = bundle.get(id);
        let nullable = schema
            .types
            .is_some_and(|set| set.has(JsonType::Null) && set.len() > 1);
        let listed = schema.enumeration.as_ref();
        if nullable && listed.is_some_and(|list| list.value.contains(&Json::Null)) {
            let list = bundle.get_mut(id).enumeration.iter_mut();
            list.for_each(|list| list.value.retain(|value| *value != Json::Null));
        }
    }
}

fn settle(bundle: &mut Bundle<'_>, id: SchemaId) {
    let schema = bundle.get(id);
    let null = Some(TypeSet::NONE.with(JsonType::Null));
    let is_null = |branch: &SchemaId| bundle.get(*branch).types == null;
    if !schema.any_of.iter().any(is_null) {
        return;
    }
    let others: Vec<SchemaId> = schema
        .any_of
        .iter()
        .copied()
        .filter(|id| !is_null(id))
        .collect();
    let Some(first) = others.first().copied() else {
        return;
    };
    // An inner union has been settled; its first branch takes `null` for it.
    let mut branch = first;
    while let Some(inner) = bundle.get(branch).any_of.first() {
        branch = *inner;
    }
    let types = bundle.get(branch).types;
    bundle.get_mut(branch).types = types.map(|set| set.with(JsonType::Null));
    if others.len() > 1 {
        bundle.get_mut(id).any_of = others;
        return;
    }
    let outer = bundle.take(id);
    let mut inner = bundle.take(first);
    inner.title = outer.title.clone().or(inner.title);
    inner.description = outer.description.clone().or(inner.description);
    told::join(&mut inner, &outer);
    bundle.put(id, inner);
}
