//! `formwork::generate!`: schema files to types where the macro stands.
//!
//! A thin front end: it reads the macro's arguments, calls `formwork-codegen`, and turns what comes out
//! into tokens, tracked files and compile errors. It knows nothing of schemas. Users reach it through
//! the runtime's feature `macros`, and never name this crate.

#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::todo,
        clippy::unimplemented,
        clippy::unreachable
    )
)]

mod arguments;
mod expand;
mod report;

use proc_macro::TokenStream;

/// Generates the module of a schema file where it stands.
///
/// ```ignore
/// formwork::generate!("schemas/invoice.yaml");
/// use invoice::Invoice;
///
/// let invoice: Invoice = client.extract("Invoice RE-1, 12.00 EUR").await?;
/// ```
///
/// # Input
///
/// The paths of one or more schema files: JSON (`.json`) or YAML (`.yaml`, `.yml`). They count from the
/// folder of the package's `Cargo.toml`. Each file becomes a module of its own name:
/// `schemas/line-item.schema.json` becomes `pub mod line_item`. A place in a file may stand behind its path, as
/// in a reference: `api.yaml#/components/schemas/Pet` becomes `pub mod pet`. Schemas that share definitions by `$ref`
/// are best named by one macro for each, since each module has types of its own. A task file, which has `tasks`, is
/// named here too; it becomes a module of functions.
///
/// Options follow, in any order:
///
/// - `schema_dir = "schemas"`: the folder that references may not leave. Without it, that is the nearest
///   folder that holds all files named.
/// - `crate = my_formwork`: the path of the runtime in the generated code, where the manifest renames it
///   (`my_formwork`) or a crate of your own exports it (`crate::vendored::formwork`). Without it, that
///   is `::formwork`.
/// - `exact = true`: acceptance is what the specification says, to the letter. A schema without `type` then
///   takes values of every type, properties that a schema does not name are kept in a map, and integers
///   without bounds are of any size. Otherwise types are what their authors mostly mean.
/// - `assert_formats = true`: `format` is checked. Otherwise formats are documentation.
/// - `providers = ["anthropic", "gemini"]`: the schema is worded in the dialects of these providers, and what
///   one of them cannot take is an error; without it, for `openai-strict`, and portably
/// - `format_types = true`, or `format_types = ["date-time", "uuid"]`: strings of these formats become types
///   of their own, of the crates that the runtime's features `jiff`, `url` and `uuid` bring: `date`, `date-time`,
///   `duration` and `time`, `uri`, `uuid`. They are checked.
/// - `extern_type = { "#/$defs/Money" = "crate::Money" }`: types of your own in place of generated ones. They
///   read and write by serde, and are `Clone`, `Debug`, `PartialEq` and `Send`.
/// - `extern_crate = { "my-crate" = "::my_crate" }`: where the crates are that `x-rust-type` names.
/// - `derive = { "#/$defs/*" = "Eq, Hash" }`: traits that the types of some schemas derive besides. Schemas
///   are picked by JSON Pointers, where `*` stands for any part of a step and `**` for any steps, with the
///   end of a file's path before the `#` where only that file is meant. Traits of the standard library go by
///   their names, others by paths.
/// - `attribute = { "#/properties/total" = "#[allow(dead_code)]" }`: attributes of the types, or of the
///   fields, of some schemas.
///
/// # What it tells the compiler
///
/// Every file that was read is tracked, `$ref`ed ones included: an edit to any of them compiles again.
///
/// What is wrong with a schema is a compile error, drawn at its own line of the schema, one for each
/// finding. Types are generated as far as they are known, and what is not known is in error without a
/// word, so that code which uses it does not fail a second time. The names that only a file which could
/// not be read would have given are the exception: a `use` of them is an error too.
///
/// Warnings are told as the use of a deprecated constant, `schema_with_warnings`, since a macro has no
/// other voice for them. `#![deny(warnings)]` makes them errors.
///
/// # Which way in
///
/// A build script (`formwork_build::configure()`) formats what it generates, so that an editor can show
/// it; the macro needs no build script, and expands in every build of the crate; `cargo formwork
/// generate` writes files to be checked in. The types are the same.
#[proc_macro]
pub fn generate(input: TokenStream) -> TokenStream {
    expand::expand(input.into()).into()
}
