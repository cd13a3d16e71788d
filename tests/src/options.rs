//! Options as the lines of a text: a name and a value, such as `schema_dir schemas`.

use std::fs;
use std::path::Path;

use formwork_codegen::Options;

/// Sets one option.
///
/// # Panics
/// Where there is no option of this name, or its value is none.
#[must_use]
pub fn set(options: Options, name: &str, value: &str) -> Options {
    let is_true = || value.parse::<bool>().expect("true or false");
    match name {
        "schema" => options.schema(value),
        "schema_dir" => options.schema_dir(value),
        "runtime" => options.runtime(value),
        "exact" => options.exact(is_true()),
        "assert_formats" => options.assert_formats(is_true()),
        "format_types" => match value.parse::<bool>() {
            Ok(all) => options.format_types(all),
            Err(_) => options.format_types(value.split(' ').collect::<Vec<_>>()),
        },
        "provider" => options.provider(value),
        "extern_type" => pair(value, |pattern, path| options.extern_type(pattern, path)),
        "extern_crate" => pair(value, |name, path| options.extern_crate(name, path)),
        "derive" => pair(value, |pattern, traits| options.derive(pattern, traits)),
        "attribute" => pair(value, |pattern, text| options.attribute(pattern, text)),
        _ => panic!("there is no option `{name}`"),
    }
}

/// A pattern, and what it is for.
fn pair(value: &str, set: impl FnOnce(&str, &str) -> Options) -> Options {
    let (pattern, value) = value.split_once(' ').expect("a pattern and a value");
    set(pattern, value)
}

/// Sets the options in a folder's `options.txt`, where it has one.
///
/// # Panics
/// As [`set`] does.
#[must_use]
pub fn set_all(options: Options, folder: &Path) -> Options {
    let text = fs::read_to_string(folder.join("options.txt")).unwrap_or_default();
    let lines = text.lines().filter_map(|line| line.split_once(' '));
    lines.fold(options, |options, (name, value)| set(options, name, value))
}
