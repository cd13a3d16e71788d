//! A schema and all that it refers to, copied out of the model, for rewrites to work on.
//!
//! In a bundle every schema has one parent: what is referred to stands in `defs`, and everything
//! else inside one schema only. So a rewrite may change a schema without looking who else sees it.

use std::collections::{HashMap, HashSet};

use super::{Dropped, Fate, Undo};
use crate::model::{DynamicReference, Model, Resource, Schema, SchemaId};
use crate::{Code, Finding, Place};

/// How many schemas rewrites may add, for each that was there, and in any case. Merging copies, and
/// copies of copies add up.
const GROWTH: usize = 4;
const ROOM: usize = 10_000;

pub(super) struct Bundle {
    schemas: Vec<Schema>,
    /// The schema that is being lowered. It may also be among `defs`, where it refers to itself.
    pub(super) root: SchemaId,
    /// What references lead to, with the names they use.
    pub(super) defs: Vec<(String, SchemaId)>,
    pub(super) dropped: Vec<Dropped>,
    known_dropped: HashSet<Dropped>,
    pub(super) undo: Undo,
    pub(super) findings: Vec<Finding>,
    names: Names,
    /// The resource that evaluation begins in.
    outermost: Option<usize>,
    /// What the root is called among definitions.
    root_name: String,
    /// How many schemas it may grow to.
    capacity: usize,
}

impl Bundle {
    /// Copies a schema and all that it refers to.
    pub(super) fn gather(model: &Model, root: SchemaId) -> Self {
        // A root that only refers is replaced by what it refers to: providers want to see an
        // object there, not a reference.
        let top = model.follow(root);
        let targets = targets(model, root, top);
        let mut bundle = Self {
            schemas: Vec::new(),
            root: SchemaId(0),
            defs: Vec::new(),
            dropped: Vec::new(),
            known_dropped: HashSet::new(),
            undo: Undo::default(),
            findings: Vec::new(),
            names: Names::default(),
            outermost: model.resource_of.get(&root).copied(),
            root_name: wanted_name(model, model.get(top)),
            capacity: 0,
        };
        // The slots come first, so that references among the targets find each other.
        let mut local: HashMap<SchemaId, SchemaId> = HashMap::new();
        for target in &targets {
            let schema = model.get(*target);
            let id = bundle.add(Schema::empty(schema.place.clone()));
            let name = bundle.names.choose(&wanted_name(model, schema));
            bundle.defs.push((name, id));
            local.insert(*target, id);
        }
        for target in &targets {
            let copy = bundle.copy(model, *target, &local);
            if let Some(id) = local.get(target) {
                *bundle.get_mut(*id) = copy;
            }
        }
        let shared = local.get(&top).copied();
        let outer = model.get(root);
        bundle.root = match shared {
            Some(id) if root == top || !is_annotated(outer) => id,
            _ => {
                let mut copy = bundle.copy(model, top, &local);
                if root != top {
                    copy.title = outer.title.clone().or(copy.title);
                    copy.description = outer.description.clone().or(copy.description);
                }
                bundle.add(copy)
            }
        };
        bundle.capacity = bundle.schemas.len() * GROWTH + ROOM;
        bundle
    }

    /// Copies a schema and its children. Recurses no deeper than the document does.
    fn copy(&mut self, model: &Model, id: SchemaId, local: &HashMap<SchemaId, SchemaId>) -> Schema {
        let mut schema = model.get(id).clone();
        schema.definitions.clear();
        schema.extensions.clear();
        schema.unknown.clear();
        let dynamic = self.settle(model, &mut schema);
        let beside = dynamic.filter(|_| schema.reference.is_some());
        let reference = schema.reference.or(dynamic);
        schema.reference = reference.and_then(|target| local.get(&target).copied());
        let place = schema.place.clone();
        for child in schema.children_mut() {
            let copy = match local.get(child) {
                // What is referred to elsewhere is referred to here too.
                Some(def) => Schema {
                    reference: Some(*def),
                    ..Schema::empty(place.clone())
                },
                None => self.copy(model, *child, local),
            };
            *child = self.add(copy);
        }
        if let Some(target) = beside.and_then(|target| local.get(&target).copied()) {
            let second = self.add(Self::reference(target, place));
            schema.all_of.push(second);
        }
        schema
    }

    /// Where a schema's dynamic reference leads in one piece, where there are no other resources to
    /// look into. That is only so for sure where it leads there from everywhere.
    fn settle(&mut self, model: &Model, schema: &mut Schema) -> Option<SchemaId> {
        let one = schema.dynamic_reference.take()?;
        let (target, is_sure) = dynamic_target(model, self.outermost, &one);
        if !is_sure {
            self.drop_keyword(&schema.place, "$dynamicRef", Fate::Local);
        }
        Some(target)
    }

    pub(super) fn get(&self, id: SchemaId) -> &Schema {
        &self.schemas[id.0 as usize]
    }

    pub(super) fn get_mut(&mut self, id: SchemaId) -> &mut Schema {
        &mut self.schemas[id.0 as usize]
    }

    pub(super) fn add(&mut self, schema: Schema) -> SchemaId {
        let id = SchemaId(u32::try_from(self.schemas.len()).unwrap_or(u32::MAX));
        self.schemas.push(schema);
        id
    }

    /// Whether there is room for copies.
    pub(super) fn is_full(&self) -> bool {
        self.schemas.len() >= self.capacity
    }

    /// Every schema in use: the root, what stands in it, and what is referred to, each once, with
    /// a schema before its children.
    pub(super) fn reachable(&self) -> Vec<SchemaId> {
        let mut seen = HashSet::new();
        let mut order = Vec::new();
        let mut stack = vec![self.root];
        while let Some(id) = stack.pop() {
            if !seen.insert(id) {
                continue;
            }
            order.push(id);
            let schema = self.get(id);
            let mut next: Vec<SchemaId> = schema.children().chain(schema.reference).collect();
            next.reverse();
            stack.append(&mut next);
        }
        order
    }

    /// Visits every schema once, a schema before what stands in it: what a visit puts into a
    /// schema is visited, and what it takes out is not.
    pub(super) fn visit(&mut self, mut visit: impl FnMut(&mut Self, SchemaId)) {
        let mut seen = HashSet::new();
        let mut stack = vec![self.root];
        while let Some(id) = stack.pop() {
            if seen.insert(id) {
                visit(self, id);
                let schema = self.get(id);
                let mut next: Vec<SchemaId> = schema.children().chain(schema.reference).collect();
                next.reverse();
                stack.append(&mut next);
            }
        }
    }

    /// A schema that only refers.
    pub(super) fn reference(target: SchemaId, place: Place) -> Schema {
        Schema {
            reference: Some(target),
            ..Schema::empty(place)
        }
    }

    /// Makes a schema one that references may lead to, and returns where they lead.
    pub(super) fn define(&mut self, id: SchemaId) -> SchemaId {
        if self.defs.iter().any(|(_, def)| *def == id) {
            return id;
        }
        let place = self.get(id).place.clone();
        let token = crate::source::pointer::tokens(&place.pointer).last();
        let wanted = token.unwrap_or_else(|| self.root_name.clone());
        let name = self.names.choose(&wanted);
        if id == self.root {
            self.defs.push((name, id));
            return id;
        }
        let reference = Schema::empty(place);
        let content = std::mem::replace(self.get_mut(id), reference);
        let def = self.add(content);
        self.get_mut(id).reference = Some(def);
        self.defs.push((name, def));
        def
    }

    /// A copy of a schema and of all that stands in it; references stay as they are. `None` where
    /// the bundle is full.
    pub(super) fn duplicate(&mut self, id: SchemaId) -> Option<SchemaId> {
        if self.is_full() {
            return None;
        }
        let mut copy = self.get(id).clone();
        for child in copy.children_mut() {
            *child = self.duplicate(*child)?;
        }
        Some(self.add(copy))
    }

    /// Follows references to a schema that says something.
    pub(super) fn follow(&self, mut id: SchemaId) -> SchemaId {
        for _ in 0..self.schemas.len() {
            match self.get(id).bare_reference() {
                Some(target) => id = target,
                None => break,
            }
        }
        id
    }

    /// Notes a keyword that is not in the lowered schema.
    pub(super) fn drop_keyword(&mut self, place: &Place, keyword: &'static str, fate: Fate) {
        self.note(Dropped {
            pointer: place.pointer.clone(),
            keyword,
            fate,
        });
    }

    /// [`Bundle::drop_keyword`], of a row that is whole. A copy of a schema drops what the original did.
    pub(super) fn note(&mut self, dropped: Dropped) {
        if self.known_dropped.insert(dropped.clone()) {
            self.dropped.push(dropped);
        }
    }

    /// Says that the dialect has no words for what stands at a place.
    pub(super) fn refuse(&mut self, place: &Place, message: impl Into<String>, help: Option<&str>) {
        let mut finding = Finding::warning(Code::DIALECT, place.clone(), message);
        finding.help.extend(help.map(str::to_owned));
        if !self.findings.contains(&finding) {
            self.findings.push(finding);
        }
    }
}

fn is_annotated(schema: &Schema) -> bool {
    schema.title.is_some() || schema.description.is_some()
}

/// Where a schema's own references lead.
fn references(
    model: &Model,
    outermost: Option<usize>,
    schema: &Schema,
) -> impl Iterator<Item = SchemaId> + Clone {
    let dynamic = schema.dynamic_reference.as_ref();
    let dynamic = dynamic.map(|one| dynamic_target(model, outermost, one).0);
    schema.reference.into_iter().chain(dynamic)
}

/// Where a dynamic reference leads when evaluation begins in a resource, as far as that is known
/// beforehand, and whether it is: the outermost resource comes first, wherever one comes from.
fn dynamic_target(
    model: &Model,
    outermost: Option<usize>,
    reference: &DynamicReference,
) -> (SchemaId, bool) {
    let named = |resource: &Resource| {
        let found = resource.dynamic.iter().find(|(n, _)| *n == reference.name);
        found.map(|(_, id)| *id)
    };
    let first = outermost.and_then(|index| model.resources.get(index));
    if let Some(id) = first.and_then(named) {
        return (id, true);
    }
    let offers = model.resources.iter().filter_map(named);
    (reference.initial, offers.count() == 1)
}

/// What references lead to from a schema on, in the order they are met.
fn targets(model: &Model, root: SchemaId, top: SchemaId) -> Vec<SchemaId> {
    let outermost = model.resource_of.get(&root).copied();
    let mut targets = Vec::new();
    let mut is_target = HashSet::new();
    let mut seen = HashSet::from([top]);
    let mut stack = vec![top];
    while let Some(id) = stack.pop() {
        let schema = model.get(id);
        let references = references(model, outermost, schema);
        targets.extend(
            references
                .clone()
                .filter(|target| is_target.insert(*target)),
        );
        let mut next: Vec<SchemaId> = schema.children().chain(references).collect();
        next.retain(|id| seen.insert(*id));
        next.reverse();
        stack.append(&mut next);
    }
    targets
}

/// Names for `$defs`, each given once.
#[derive(Default)]
struct Names(HashSet<String>);

impl Names {
    fn choose(&mut self, wanted: &str) -> String {
        let mut clean: String = wanted
            .chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.') {
                    c
                } else {
                    '_'
                }
            })
            .collect();
        if clean.is_empty() {
            clean.push('_');
        }
        let mut name = clean.clone();
        let mut number = 1;
        while !self.0.insert(name.clone()) {
            number += 1;
            name = format!("{clean}_{number}");
        }
        name
    }
}

/// The key a schema stands under; of a whole document, its title or the name of its file.
fn wanted_name(model: &Model, schema: &Schema) -> String {
    let place = &schema.place;
    let token = crate::source::pointer::tokens(&place.pointer).last();
    let stem = || {
        let path = model.sources.get(place.source)?.path.as_path();
        Some(path.file_stem()?.to_string_lossy().into_owned())
    };
    token
        .or_else(|| schema.title.clone())
        .or_else(stem)
        .unwrap_or_default()
}
