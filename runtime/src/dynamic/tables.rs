//! The tables of one schema.

use std::sync::OnceLock;

use formwork_schema::model::{Model, SchemaId};

use super::arena::Arena;
use super::stream::Streams;
use super::texts::Texts;
use crate::extract::Form;
use crate::table::Node;

/// The tables of one schema, and the memory that they lie in.
pub(super) struct Tables {
    /// Where reading begins.
    pub(super) root: &'static Node,
    /// What views show.
    pub(super) streams: Streams,
    /// What they were made from, for the texts that providers are asked with.
    model: Model,
    schema: SchemaId,
    texts: OnceLock<Texts>,
    /// Held for its memory.
    _arena: Arena,
}

impl Tables {
    /// Tables that lie in `arena`, `root` among them.
    pub(super) fn new(
        root: &'static Node,
        streams: Streams,
        arena: Arena,
        (model, schema): (Model, SchemaId),
    ) -> Self {
        Self {
            root,
            streams,
            model,
            schema,
            texts: OnceLock::new(),
            _arena: arena,
        }
    }

    /// What providers are asked for. Made the first time.
    pub(super) fn form(&self) -> &Form {
        let texts = self
            .texts
            .get_or_init(|| Texts::new(&self.model, self.schema));
        texts.form()
    }
}
