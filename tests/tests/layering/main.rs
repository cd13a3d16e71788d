//! The one-way rule: which crate may name which, and which part of a crate which other.
//!
//! It is read from the manifests and from the paths in the sources, so that an arrow that runs back
//! fails here, and not in a review.

mod crates;
mod made_up;
mod modules;
mod rules;
mod scan;
