//! Schemas that were changed or added, over those of a model, which stay where they are.

use crate::model::{Model, Schema, SchemaId};

/// In place of an index: the schema is the model's.
const READ: u32 = u32::MAX;

pub(super) struct Overlay<'m> {
    model: &'m Model,
    /// For each id, the index of a schema that was changed or added, or [`READ`].
    slots: Vec<u32>,
    own: Vec<Schema>,
}

impl<'m> Overlay<'m> {
    /// Over all of a model, with room for so many changes.
    pub(super) fn new(model: &'m Model, room: usize) -> Self {
        Self {
            model,
            slots: vec![READ; model.schemas.len()],
            own: Vec::with_capacity(room),
        }
    }

    /// How many ids there are.
    pub(super) fn len(&self) -> usize {
        self.slots.len()
    }

    pub(super) fn get(&self, id: SchemaId) -> &Schema {
        let slot = self.slots.get(id.0 as usize);
        let own = slot.and_then(|slot| self.own.get(*slot as usize));
        own.unwrap_or_else(|| self.model.get(id))
    }

    /// A schema to be changed.
    pub(super) fn get_mut(&mut self, id: SchemaId) -> &mut Schema {
        let index = id.0 as usize;
        if self.slots[index] == READ {
            let copy = self.model.get(id).clone();
            self.place(index, copy);
        }
        &mut self.own[self.slots[index] as usize]
    }

    /// A schema that is put back when it has been changed.
    pub(super) fn take(&mut self, id: SchemaId) -> Schema {
        let slot = self.slots.get(id.0 as usize);
        match slot.and_then(|slot| self.own.get_mut(*slot as usize)) {
            Some(own) => {
                let nothing = Schema::empty(own.place.clone());
                std::mem::replace(own, nothing)
            }
            None => self.model.get(id).clone(),
        }
    }

    /// Puts another schema in the place of one.
    pub(super) fn put(&mut self, id: SchemaId, schema: Schema) {
        let index = id.0 as usize;
        let slot = self.slots.get(index).copied().unwrap_or(READ);
        match self.own.get_mut(slot as usize) {
            Some(own) => *own = schema,
            None => self.place(index, schema),
        }
    }

    pub(super) fn add(&mut self, schema: Schema) -> SchemaId {
        let index = self.slots.len();
        self.slots.push(READ);
        self.place(index, schema);
        SchemaId(u32::try_from(index).unwrap_or(u32::MAX))
    }

    fn place(&mut self, index: usize, schema: Schema) {
        self.slots[index] = u32::try_from(self.own.len()).unwrap_or(READ);
        self.own.push(schema);
    }
}
