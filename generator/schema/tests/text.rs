//! Schemas from text, and back.

use std::path::{Path, PathBuf};

use formwork_schema::Finding;
use formwork_schema::dialect::Lowered;
use formwork_schema::model::Model;
use formwork_schema::resolve::load;

use crate::memory::Memory;

/// Reads one schema file that holds a JSON text.
pub(crate) fn read(text: &str) -> (Model, Vec<Finding>) {
    let loader = Memory::new(&[("/s/schema.json", text)]);
    load(&[PathBuf::from("/s/schema.json")], Path::new("/s"), &loader)
}

/// The whole document of a lowered schema, as a caller composes it.
pub(crate) fn document(lowered: &Lowered) -> String {
    let open = lowered
        .root
        .strip_suffix('}')
        .expect("the root is an object");
    let comma = if open == "{" { "" } else { "," };
    if lowered.defs.is_empty() {
        return lowered.root.clone();
    }
    format!("{open}{comma}\"$defs\":{{{}}}}}", lowered.defs)
}
