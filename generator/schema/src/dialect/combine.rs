//! Schemas that must hold together to one: `allOf`, `$ref` with conditions beside it, and conditions
//! beside `anyOf`. Each of these makes work for the others, so they are settled in one pass.

use crate::maps::HashMap;

use super::bundle::Bundle;
use super::{Dialect, distribute, merge_all_of, write};
use crate::model::SchemaId;

pub(super) fn rewrite(bundle: &mut Bundle<'_>, dialect: &Dialect) {
    if !bundle.work.conjunctions {
        return;
    }
    // What has been settled, by its text. On recursive schemas, what is copied in holds again what
    // is being settled: that becomes a reference to the first.
    let mut settled: HashMap<String, SchemaId> = HashMap::default();
    bundle.visit(|bundle, id| {
        let schema = bundle.get(id);
        if !merge_all_of::is_conjunction(schema) && !distribute::is_mixed(schema) {
            return;
        }
        let text = write::text(bundle, id);
        if let Some(first) = settled.get_mut(&text) {
            *first = bundle.define(*first);
            let place = bundle.get(id).place.clone();
            bundle.put(id, Bundle::reference(*first, place));
            return;
        }
        settled.insert(text, id);
        if merge_all_of::is_conjunction(bundle.get(id)) {
            merge_all_of::settle(bundle, dialect, id);
        }
        if distribute::is_mixed(bundle.get(id)) {
            distribute::settle(bundle, dialect, id);
        }
    });
    bundle.settle_root();
}
