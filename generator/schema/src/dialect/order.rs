//! Required properties before the others, where answers come in that order.

use super::bundle::Bundle;
use super::{Dialect, Order};
use crate::maps::HashSet;

pub(super) fn rewrite(bundle: &mut Bundle<'_>, dialect: &Dialect) {
    if dialect.order != Order::RequiredFirst {
        return;
    }
    for id in bundle.reachable() {
        let schema = bundle.get(id);
        let required: HashSet<&str> = schema.required.iter().map(|one| &*one.value).collect();
        let is_late = |name: &str| !required.contains(name);
        let names = schema.properties.iter().map(|one| one.name.as_str());
        if names.is_sorted_by_key(is_late) {
            continue;
        }
        let mut properties = schema.properties.clone();
        properties.sort_by_key(|one| is_late(&one.name));
        bundle.get_mut(id).properties = properties;
    }
}
