//! What a schema of the model comes to: everything that stands in it, and all that references lead to.

use crate::maps::HashMap;

use crate::model::{Model, Schema, SchemaId};

/// What a schema comes to.
pub(super) struct Reached {
    /// The schemas, each once.
    pub(super) schemas: Vec<SchemaId>,
    /// Those among them that references lead to, in the order they are met.
    pub(super) targets: Vec<SchemaId>,
    pub(super) is_target: Marks,
}

/// Follows a schema to everything that it holds and refers to.
pub(super) fn reach(model: &Model, dynamic: &Dynamic, top: SchemaId) -> Reached {
    let mut reached = Reached {
        schemas: Vec::new(),
        targets: Vec::new(),
        is_target: Marks::default(),
    };
    let mut seen = Marks::default();
    seen.set(top);
    let mut stack = vec![top];
    while let Some(id) = stack.pop() {
        reached.schemas.push(id);
        let schema = model.as_shown(id);
        let references = schema.reference.into_iter();
        let references = references.chain(dynamic.target(schema).map(|(target, _)| target));
        let bottom = stack.len();
        schema.each_child(|child| {
            if seen.set(child) {
                stack.push(child);
            }
        });
        for target in references {
            if reached.is_target.set(target) {
                reached.targets.push(target);
            }
            if seen.set(target) {
                stack.push(target);
            }
        }
        // The first comes first.
        if let Some(next) = stack.get_mut(bottom..) {
            next.reverse();
        }
    }
    reached
}

/// A set of schemas.
#[derive(Default)]
pub(super) struct Marks(Vec<bool>);

impl Marks {
    /// An empty set, with room for so many schemas.
    pub(super) fn with_room(schemas: usize) -> Self {
        Self(vec![false; schemas])
    }

    /// Adds one, and says whether it was not there.
    pub(super) fn set(&mut self, id: SchemaId) -> bool {
        let index = id.0 as usize;
        if index >= self.0.len() {
            self.0.resize(index + 1, false);
        }
        self.0
            .get_mut(index)
            .is_some_and(|mark| !std::mem::replace(mark, true))
    }

    /// Whether one is in it.
    pub(super) fn has(&self, id: SchemaId) -> bool {
        self.0.get(id.0 as usize).is_some_and(|mark| *mark)
    }
}

/// Where dynamic references lead in one piece, where there are no other resources to look into.
pub(super) struct Dynamic {
    /// What the resource offers that evaluation begins in: the outermost counts, wherever one comes
    /// from.
    first: HashMap<String, SchemaId>,
    /// How many resources offer a name.
    offers: HashMap<String, usize>,
}

impl Dynamic {
    /// For evaluation that begins in `root`.
    pub(super) fn of(model: &Model, root: SchemaId) -> Self {
        let first = model.resource_of.get(&root);
        let first = first.and_then(|index| model.resources.get(*index));
        let first = first.into_iter().flat_map(|resource| &resource.dynamic);
        let mut offers = HashMap::default();
        for (name, _) in model
            .resources
            .iter()
            .flat_map(|resource| &resource.dynamic)
        {
            *offers.entry(name.clone()).or_insert(0) += 1;
        }
        Self {
            first: first.cloned().collect(),
            offers,
        }
    }

    /// Where the dynamic reference of a schema leads, and whether it does from everywhere.
    pub(super) fn target(&self, schema: &Schema) -> Option<(SchemaId, bool)> {
        let one = schema.rare.dynamic_reference.as_ref()?;
        Some(match self.first.get(&one.name) {
            Some(id) => (*id, true),
            None => (one.initial, self.offers.get(&one.name) == Some(&1)),
        })
    }
}
