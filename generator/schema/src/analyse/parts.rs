//! What a value must fit all at once: a schema's own keywords, the target of its `$ref`, and the
//! members of its `allOf`, with theirs.

use super::Analysis;
use crate::model::{Schema, SchemaId};

/// How many schemas are looked at together. What a conjunction of more has to say is not said.
const MAX: usize = 24;

/// A schema that is part of a conjunction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) id: SchemaId,
    /// By which keyword of the outermost schema it comes in; 0 is that schema itself. What is wrong
    /// within one of the others has been told there.
    pub(super) by: usize,
}

impl Analysis<'_> {
    /// The parts of a conjunction, the schema itself first.
    pub(super) fn parts(&self, id: SchemaId) -> Vec<Part> {
        let mut parts = vec![Part { id, by: 0 }];
        let mut next = 0;
        while let Some(part) = parts.get(next).copied() {
            next += 1;
            for (index, inner) in conjuncts(self.model.get(part.id)).enumerate() {
                let by = if part.by == 0 { index + 1 } else { part.by };
                let is_new = parts.iter().all(|known| known.id != inner);
                if is_new && parts.len() < MAX {
                    parts.push(Part { id: inner, by });
                }
            }
        }
        parts
    }
}

/// The schemas that a value must fit besides this one.
pub(super) fn conjuncts(schema: &Schema) -> impl Iterator<Item = SchemaId> {
    schema
        .reference
        .into_iter()
        .chain(schema.all_of.iter().copied())
}
