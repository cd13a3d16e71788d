//! Schema files to Rust, from a `build.rs`.
//!
//! ```no_run
//! // In the `main` of build.rs:
//! formwork_build::configure().schema("schemas/invoice.yaml").run();
//! ```
//!
//! ```ignore
//! // src/main.rs
//! formwork::include_schemas!();
//! use invoice::Invoice;
//! ```
//!
//! This crate stands under `[build-dependencies]`, and `formwork` under `[dependencies]`; generated code
//! needs nothing else.
//!
//! Every generated module goes into one formatted file, `$OUT_DIR/formwork.rs`. Cargo is told of each
//! file that was read, `$ref`ed ones included, and of nothing else, so a second build does nothing and a
//! change anywhere in the schemas builds again. What is wrong with a schema is drawn at its own line, as
//! an error of the build script:
//!
//! ```text
//! error: shop@0.1.0: error[R001]: this reference leads nowhere
//! error: shop@0.1.0:   --> schemas/invoice.yaml:19:11
//! error: shop@0.1.0:    |
//! error: shop@0.1.0: 19 |     $ref: "#/$defs/partyy"
//! error: shop@0.1.0:    |           ^^^^^^^^^^^^^^^^ `#/$defs` has no `partyy`
//! error: shop@0.1.0:    |
//! error: shop@0.1.0:    = help: did you mean `#/$defs/party`?
//! ```
//!
//! With the feature `check`, defaults and examples are held against their own schemas as well. `cargo
//! formwork lint` always does that; here it costs the building of a whole validator.
//!
//! It reads no file but the schemas, runs no program, asks no network, and writes nothing outside
//! `OUT_DIR` unless told to. It is a thin front end: what it does, it does through `formwork-codegen`.

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

mod cargo;
mod configure;

pub use formwork_codegen::FormatTypes;

pub use configure::{Configure, Error, MessageFormat, configure};
