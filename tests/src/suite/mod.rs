//! The JSON-Schema-Test-Suite through generated code.
//!
//! [`read()`] makes of its folder one [`Case`] for each schema; the [`harness`](crate::harness) generates,
//! compiles and runs them; [`judge()`] says of each test how it went; [`Known`] is the list of those that are
//! known to fail.

mod dynamic;
mod judge;
mod known;
mod read;

pub use dynamic::{judge_dynamic, schema};
pub use judge::{Judged, judge};
pub use known::{Known, Surprise};
pub use read::{Case, DRAFTS, Test, read};
