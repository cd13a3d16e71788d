//! Differential fuzzing of the decode engine: the same answers read in two ways that must agree.
//!
//! Schemas and their instances are real ones where the corpus is at hand, and small ones besides; instances are
//! changed in places, written in many layouts, and spoilt. Everything follows from a seed.

mod answers;
mod judged;
mod layout;
mod targets;

pub use answers::{Case, Cases};
pub use targets::{Target, try_seed};
