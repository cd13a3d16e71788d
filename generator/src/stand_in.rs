//! Names that stand in for what an error kept from being generated.
//!
//! Code that uses a schema names its types. When the schema has an error, some of them are not
//! generated, and every `use` of one would be an error of its own, which says nothing. So every word of
//! the schema files that could have become the name of a type becomes one, of a type in error; and in a task
//! file, every word that could have become a function becomes a value of that type, which can be called.

use formwork_schema::maps::HashSet;
use std::path::Path;

use formwork_schema::source::Sources;

use crate::ir;
use crate::lower::{field_name, singular, type_name};
use crate::tasks;

/// More names than these are not needed by anybody.
const MAX_NAMES: usize = 2000;

/// The module of a file that could not be read. Its root type probably has the file's name.
pub(crate) fn module(name: &str, path: &Path) -> ir::Module {
    let type_name = type_name(name).unwrap_or_else(|| "Schema".to_owned());
    ir::Module {
        name: name.to_owned(),
        source: path.display().to_string(),
        root: ir::TypeId(0),
        types: vec![unknown(type_name.clone())],
        tool_name: type_name,
        description: String::new(),
        schema: ir::SchemaText {
            root: "{}".to_owned(),
            defs: Vec::new(),
        },
        notation: Vec::new(),
        dialects: Vec::new(),
        tools: Vec::new(),
        checks: Vec::new(),
        resources: Vec::new(),
        forms: Vec::new(),
        tasks: Vec::new(),
        unknown: Vec::new(),
    }
}

/// Adds the names that code around may use, and that the module of a file does not have.
pub(crate) fn add(module: &mut ir::Module, file: &Path, sources: &Sources) {
    add_types(module, sources);
    let own = sources.files.iter().find(|source| source.path == file);
    if let Some(own) = own.filter(|own| words(&own.text).any(|word| word == "tasks")) {
        add_tasks(module, &own.text);
    }
}

fn add_types(module: &mut ir::Module, sources: &Sources) {
    let mut taken: HashSet<String> = module.types.iter().map(|one| one.name.clone()).collect();
    let words = sources.files.iter().flat_map(|file| words(&file.text));
    let names = words.flat_map(|word| [type_name(word), type_name(&singular(word))]);
    let names = names.flatten().filter(|name| taken.insert(name.clone()));
    let types: Vec<ir::Type> = names.take(MAX_NAMES).map(unknown).collect();
    module.types.extend(types);
}

/// Functions of tasks, and statics. They are values, as functions are; a type may have the same name.
fn add_tasks(module: &mut ir::Module, text: &str) {
    let tasks = module.tasks.iter();
    let own = tasks.flat_map(|task| [&task.function, &task.constant]);
    // A type may be its own constructor, which is a value.
    let types = module.types.iter().map(|one| &one.name);
    let mut taken: HashSet<String> = own.chain(types).cloned().collect();
    let names = words(text).filter_map(field_name);
    let names = names.flat_map(|function| [tasks::constant(&function), function]);
    let names = names.filter(|name| taken.insert(name.clone()));
    module.unknown = names.take(MAX_NAMES).collect();
}

fn unknown(name: String) -> ir::Type {
    ir::Type {
        name,
        doc: Vec::new(),
        kind: ir::TypeKind::Unknown,
        rules: Vec::new(),
        derives: Vec::new(),
        attributes: Vec::new(),
    }
}

/// The keys of a text and its short values, as far as they show without parsing it: line by line, what
/// stands before a colon and behind it.
fn words(text: &str) -> impl Iterator<Item = &str> {
    const DECORATION: &[char] = &['-', '"', '\'', '{', '}', '[', ']', ',', ' ', '\t', '\r'];
    text.lines()
        .flat_map(|line| line.splitn(2, ':'))
        .map(|word| word.trim_matches(DECORATION))
        .filter(|word| !word.is_empty() && word.len() <= 60)
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn keys_and_titles_show_in_broken_text() {
        let text = "title: Invoice\n  \"line item\": {\n- { title: 'Money', type: [";
        let words: Vec<&str> = words(text).collect();
        assert_eq!(
            words,
            ["title", "Invoice", "line item", "title", "Money', type:"]
        );
    }
}
