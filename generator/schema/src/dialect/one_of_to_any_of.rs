//! `oneOf` to `anyOf`: that no second branch fits is left to the validator.

use super::bundle::Bundle;
use super::{Dialect, Fate};
use crate::model::Schema;

pub(super) fn rewrite(bundle: &mut Bundle<'_>, dialect: &Dialect) {
    if !bundle.work.one_of || dialect.accepts("oneOf") {
        return;
    }
    for id in bundle.reachable() {
        if bundle.get(id).one_of.is_empty() {
            continue;
        }
        let schema = bundle.get_mut(id);
        let branches = std::mem::take(&mut schema.one_of);
        let place = schema.place.clone();
        if schema.any_of.is_empty() {
            schema.any_of = branches;
        } else {
            // Both must hold: one of them goes where conditions are merged.
            let other = bundle.add(Schema {
                any_of: branches,
                ..Schema::empty(place.clone())
            });
            bundle.get_mut(id).all_of.push(other);
        }
        bundle.drop_keyword(&place, "oneOf", Fate::Local);
    }
}
