//! What a bundle holds for rewrites to do, so that none looks through it in vain.

use super::{distribute, merge_all_of, tell_conditions};
use crate::model::Schema;

/// Kinds of keywords that are there, and that some rewrite is about.
#[derive(Clone, Copy, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a kind of keyword that is there or not"
)]
pub(super) struct Work {
    pub(super) conditions: bool,
    pub(super) one_of: bool,
    /// Schemas that must hold together.
    pub(super) conjunctions: bool,
    pub(super) free_keys: bool,
    pub(super) tuples: bool,
}

impl Work {
    /// What a schema makes.
    pub(super) fn add(&mut self, schema: &Schema) {
        self.conditions |= tell_conditions::has_conditions(schema);
        self.one_of |= !schema.one_of.is_empty();
        self.conjunctions |= merge_all_of::is_conjunction(schema)
            || distribute::is_mixed(schema)
            || !schema.one_of.is_empty()
            || schema.rare.dynamic_reference.is_some();
        self.free_keys |=
            !schema.rare.pattern_properties.is_empty() || schema.rare.property_names.is_some();
        self.tuples |= !schema.rare.prefix_items.is_empty();
    }
}
