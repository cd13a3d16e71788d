//! Schemas from text, and back.

use std::path::{Path, PathBuf};

use formwork_schema::Finding;
use formwork_schema::model::Model;
use formwork_schema::resolve::load;

use crate::memory::Memory;

/// Reads one schema file that holds a JSON text.
pub(crate) fn read(text: &str) -> (Model, Vec<Finding>) {
    let loader = Memory::new(&[("/s/schema.json", text)]);
    load(&[PathBuf::from("/s/schema.json")], Path::new("/s"), &loader)
}
