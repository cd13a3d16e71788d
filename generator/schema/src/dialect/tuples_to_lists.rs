//! Arrays with a schema for each position to arrays of any of these schemas. Which stands where is
//! told, and left to the validator.

use super::bundle::Bundle;
use super::{Dialect, Fate, phrase, told};
use crate::Place;
use crate::model::{Schema, SchemaId};

pub(super) fn rewrite(bundle: &mut Bundle<'_>, dialect: &Dialect) {
    if !bundle.work.tuples || dialect.accepts("prefixItems") {
        return;
    }
    bundle.visit(|bundle, id| {
        if bundle.get(id).rare.prefix_items.is_empty() {
            return;
        }
        let mut schema = bundle.get(id).clone();
        let prefix = std::mem::take(&mut schema.rare.prefix_items);
        let length = prefix.len() as u64;
        let rest = schema.items.take();
        let rest = rest.filter(|rest| match bundle.get(*rest).boolean {
            // Free items at the end are left out, where they may be.
            Some(true) => false,
            Some(false) => {
                let place = schema.place.clone();
                bundle.drop_keyword(&place, "items", Fate::Enforced);
                false
            }
            None => true,
        });
        let sentences = sentences(bundle, &prefix, rest);
        told::drop(bundle, &mut schema, &["prefixItems"], sentences);
        let fits = schema.bounds.min_items.is_none_or(|least| least <= length);
        if rest.is_none() && fits {
            let most = schema.bounds.max_items.unwrap_or(length);
            schema.bounds.max_items = Some(most.min(length));
        }
        if rest.is_some() || fits {
            let place = schema.place.clone();
            let branches = prefix.into_iter().chain(rest).collect();
            schema.items = Some(any_of(bundle, branches, &place));
        }
        bundle.put(id, schema);
    });
}

/// What stands where.
fn sentences(
    bundle: &Bundle<'_>,
    prefix: &[SchemaId],
    rest: Option<SchemaId>,
) -> Option<Vec<String>> {
    let items = prefix.iter().zip(1_usize..).map(|(one, number)| {
        let label = phrase::label(bundle, *one)?;
        Some(format!("Item {number}: {label}."))
    });
    let rest = rest.map(|rest| Some(format!("Further items: {}.", phrase::label(bundle, rest)?)));
    phrase::few(items.chain(rest))
}

/// A schema that any of the branches fits; one that stands twice counts once.
fn any_of(bundle: &mut Bundle<'_>, branches: Vec<SchemaId>, place: &Place) -> SchemaId {
    let mut kept: Vec<SchemaId> = Vec::new();
    let mut texts: Vec<String> = Vec::new();
    for branch in branches {
        let text = super::write::text(bundle, branch);
        if !texts.contains(&text) {
            texts.push(text);
            kept.push(branch);
        }
    }
    match kept.as_slice() {
        [only] => *only,
        _ => bundle.add(Schema {
            any_of: kept,
            ..Schema::empty(place.clone())
        }),
    }
}
