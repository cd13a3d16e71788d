#![doc = include_str!("../README.md")]

// Its documentation is what the schema's authors wrote.
#[allow(missing_docs)]
mod generated;

pub use formwork::{Client, Error, Violation};
pub use generated::invoice::*;
