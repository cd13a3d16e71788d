//! Schema documents in, a typed model and provider dialects out.
//!
//! The stages, in the order the data flows: [`source`] reads JSON and YAML and keeps every byte
//! position; [`model`] is what a schema says, typed; [`resolve`] follows references, across files;
//! [`analyse`] says what in it does nothing or cannot be met; [`dialect`] lowers a schema into the
//! subset a provider accepts. What goes wrong on the way is a [`Finding`], and [`diag`] draws it at the
//! schema's own line.
//!
//! This crate reads no environment, knows no working directory, prints nothing, and reaches files
//! only through the [`source::Loader`] that its caller hands in.

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

mod analyse;
pub mod diag;
pub mod dialect;
pub mod explain;
mod finding;
mod json;
pub mod maps;
mod meta;
pub mod model;
pub mod pattern;
pub mod resolve;
pub mod source;
pub mod standard;
pub mod suggest;
pub mod tasks;

pub use analyse::{Claim, analyse, claims};
pub use finding::{CODES, Code, CodeInfo, Finding, Place, Related, Severity};
pub use json::Json;
