//! Schemas in great number through the whole way: generated, compiled, run on instances.
//!
//! [`measure()`] takes [`Subject`]s and gives an [`Outcome`] for each. Whatever may crash, hang or eat
//! memory runs in a process of its own with a limit on both, so one bad schema costs itself alone:
//!
//! - [`make`] generates a module and writes it to a file;
//! - [`compile`] makes programs of many modules, and takes out those that do not compile, by what the
//!   compiler says of them, or where it says nothing, by halving;
//! - [`run`] asks such a program about instances; [`reference`](mod@reference) asks the `jsonschema` crate.

mod asked;
pub mod compile;
pub mod corpus;
pub mod make;
mod measure;
mod program;
pub mod reference;
pub mod run;
mod runtime;
pub mod sample;
mod serve;
pub mod text;
mod watch;

pub use asked::{Asked, Lost};
pub use measure::{Outcome, Settings, Subject, each, measure};
pub use runtime::Runtime;
pub use serve::serve;
