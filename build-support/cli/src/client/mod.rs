//! The commands that ask a model. They use the runtime as any program does, and nothing else here knows it.
//!
//! ```text
//!  SCHEMA ──> wanted.rs ──> dynamic::Schema ─┐
//!  --model ─> whom.rs ────> Client ──────────┴──> try_out.rs: one call, shown by screen.rs
//!                                                batch/: many, handed over, and fetched later
//!                           what either wrote ──> usage.rs: what it cost
//! ```
//!
//! Keys come from the environment alone: a command line is seen by others, and kept.

pub(crate) mod batch;
mod fault;
mod screen;
mod text;
pub(crate) mod try_out;
pub(crate) mod usage;
mod wanted;
mod whom;
