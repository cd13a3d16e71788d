//! Malformed answers, and what is expected to be made of them.
//!
//! [`read()`] makes [`Case`]s of a file of lines; [`judge()`] reads a case's text by its schema, which is made at run
//! time, and compares. What a case expects is written as the reader does that the cases come from; [`agree`](mod@agree)
//! says where that is another spelling of the same.

pub mod agree;
mod case;
mod judge;
mod words;

pub use case::{Case, Expected, Mode, read};
pub use judge::{Outcome, judge};
