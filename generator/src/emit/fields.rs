//! The fields of a union's twin, one for each branch.

use formwork_schema::maps::HashSet;

use heck::ToSnakeCase;

use crate::ir::Union;

/// The names of the fields; `leader` is taken.
pub(super) fn field_names(union: &Union) -> Vec<String> {
    let mut names = Vec::with_capacity(union.branches.len());
    let mut taken = HashSet::from_iter(["leader".to_owned()]);
    for branch in &union.branches {
        let mut name = branch.name.to_snake_case();
        if name.is_empty() || matches!(name.as_str(), "self" | "super" | "crate") {
            name.push('_');
        }
        while !taken.insert(name.clone()) {
            name.push('_');
        }
        names.push(name);
    }
    names
}
