//! What stands beside `$ref` to what stands around it: the dialect allows nothing beside a reference.

use super::Dialect;
use super::bundle::Bundle;
use crate::model::Schema;

pub(super) fn rewrite(bundle: &mut Bundle<'_>, dialect: &Dialect) {
    if dialect.beside_reference {
        return;
    }
    for id in bundle.reachable() {
        let schema = bundle.get(id);
        let Some(target) = schema.reference else {
            continue;
        };
        let bare = Schema {
            reference: Some(target),
            ..Schema::empty(schema.place.clone())
        };
        if *schema == bare {
            continue;
        }
        let bare = bundle.add(bare);
        let schema = bundle.get_mut(id);
        schema.reference = None;
        schema.any_of = vec![bare];
    }
}
