//! Schema files in, Rust source for the `formwork` runtime out.
//!
//! The stages, in the order the data flows: `formwork-schema` reads the files and resolves their
//! references; `lower` decides names and types and writes them down as the plain data of [`ir`];
//! `emit` writes that as source, and `print` lays it out on the way. Every front end calls
//! [`generate()`] and nothing else.
//!
//! This crate reads no environment, knows no working directory and prints nothing. Its output depends
//! on its input alone.

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

#[cfg(feature = "check")]
mod check;
mod emit;
mod generate;
pub mod ir;
mod lower;
mod options;
mod paths;
mod print;
mod runtime;
mod select;
mod settings;
mod stand_in;
mod tasks;
mod template;
mod written;

pub use formwork_schema::diag::{
    FateRow, Fates, Style, fates_json, fates_short, fates_table, json, render, short,
};
pub use formwork_schema::explain;
pub use formwork_schema::source::{Disk, Loader, Sources};
pub use formwork_schema::{CODES, Code, CodeInfo, Finding, Severity};
pub use generate::{Module, Output, generate};
pub use options::{FormatTypes, Options};
pub use tasks::{TemplateError, TemplateNames, template_names, template_variables};
