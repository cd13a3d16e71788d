//! `x-aliases`, and `x-alias` for one alone: other names of properties, other spellings of values. They say nothing
//! about acceptance; a lenient reader takes them.
//!
//! What means nothing, or something else already, is passed over.

use std::collections::{HashMap, HashSet};

use formwork_schema::Json;
use formwork_schema::model::Schema as Described;

use super::plan::Row;

/// Other names of a property: what the first of its descriptions says that says any.
pub(super) fn aliases<'a>(mut schemas: impl Iterator<Item = &'a Described>) -> Vec<String> {
    schemas.find_map(listed).unwrap_or_default()
}

/// The names in a list, or the one.
fn listed(schema: &Described) -> Option<Vec<String>> {
    let mut all = None;
    for (keyword, value) in &schema.rare.extensions {
        let more = match (keyword.as_str(), &value.value) {
            ("x-alias", Json::String(name)) => Some(vec![name.clone()]),
            ("x-aliases", value) => value.strings(),
            _ => None,
        };
        if let Some(more) = more {
            all.get_or_insert_with(Vec::new).extend(more);
        }
    }
    all
}

/// Takes away the aliases that are names of other properties, or their aliases.
pub(super) fn tell_apart(rows: &mut [Row]) {
    let mut taken: HashSet<String> = rows.iter().map(|row| row.name.clone()).collect();
    for row in rows {
        row.aliases.retain(|alias| taken.insert(alias.clone()));
    }
}

/// Other spellings of an enumeration's names, each with the index of its name. The schema of a single name may
/// list them without saying whose they are.
pub(super) fn spellings<'a>(
    schemas: impl Iterator<Item = &'a Described>,
    all: &[String],
) -> Vec<(String, usize)> {
    let places: HashMap<&str, usize> = all.iter().map(String::as_str).zip(0..).collect();
    let mut taken: HashSet<String> = all.iter().cloned().collect();
    let mut spellings = Vec::new();
    let mut add = |index: usize, list: Vec<String>| {
        for spelling in list {
            if taken.insert(spelling.clone()) {
                spellings.push((spelling, index));
            }
        }
    };
    for schema in schemas {
        if all.len() == 1 {
            add(0, listed(schema).unwrap_or_default());
        }
        let Some(Json::Object(members)) = schema.extension("x-aliases").map(|at| &at.value) else {
            continue;
        };
        for (name, list) in members {
            if let Some(index) = places.get(name.as_str()) {
                add(*index, list.strings().unwrap_or_default());
            }
        }
    }
    spellings
}
