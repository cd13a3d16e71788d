//! `x-stream`: what views show, and when.

use std::collections::{HashMap, HashSet};

use formwork_schema::Json;
use formwork_schema::model::Schema as Described;

use super::slot::{Slot, State};
use crate::table::{Kind, Node, Object};

/// What a schema says of views.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Stream {
    /// Nothing of its values shows before they are complete.
    pub(super) done: bool,
    /// Without it, what it is in is not ready to be shown.
    pub(super) required: bool,
}

impl Stream {
    /// What several schemas say of one value.
    pub(super) fn of<'a>(schemas: impl Iterator<Item = &'a Described>) -> Self {
        let mut stream = Self::default();
        for value in schemas.filter_map(|schema| schema.extension("x-stream")) {
            let words = match &value.value {
                Json::Array(words) => words.as_slice(),
                word => std::slice::from_ref(word),
            };
            let says = |wanted: &str| {
                let mut words = words.iter();
                words.any(|word| matches!(word, Json::String(word) if word == wanted))
            };
            stream.done |= says("done");
            stream.required |= says("required");
        }
        stream
    }
}

/// What the tables of a schema leave to views, by the addresses of their rows.
#[derive(Debug, Default)]
pub(super) struct Streams {
    done: HashSet<usize>,
    required: HashMap<usize, Vec<&'static str>>,
}

impl Streams {
    /// Nothing of a position shows before it is complete.
    pub(super) fn hide(&mut self, node: &'static Node) {
        self.done.insert(std::ptr::from_ref(node).addr());
    }

    /// Without these properties, an object is not ready.
    pub(super) fn require(&mut self, object: &'static Object, names: Vec<&'static str>) {
        if !names.is_empty() {
            self.required
                .insert(std::ptr::from_ref(object).addr(), names);
        }
    }

    /// Whether nothing of a slot shows yet.
    pub(super) fn hides(&self, slot: &Slot) -> bool {
        if slot.state == State::Complete || self.done.is_empty() {
            return false;
        }
        let mut rows = slot.rows();
        rows.any(|node| self.done.contains(&std::ptr::from_ref(node).addr()))
    }

    /// The properties without which a slot's object is not ready.
    pub(super) fn required(&self, slot: &Slot) -> &[&'static str] {
        let Some(Kind::Object(object)) = slot.rows().last().map(|node| node.kind) else {
            return &[];
        };
        let names = self.required.get(&std::ptr::from_ref(object).addr());
        names.map_or(&[], Vec::as_slice)
    }
}
