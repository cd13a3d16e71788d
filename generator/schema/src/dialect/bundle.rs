//! A schema and all that it refers to, for rewrites to work on. What they do not change stays in the
//! model.
//!
//! In a bundle every schema has one parent: what is referred to stands in `defs`, and everything
//! else inside one schema only. So a rewrite may change a schema without looking who else sees it.

use crate::maps::HashSet;

use super::overlay::Overlay;
use super::reach::{Dynamic, Marks, Reached, reach};
use super::work::Work;
use super::{Dropped, Fate, Undo};
use crate::model::{Model, Schema, SchemaId};
use crate::{Code, Finding, Place};

/// How many schemas rewrites may add, for each that was there, and in any case. Merging copies, and
/// copies of copies add up.
const GROWTH: usize = 4;
const ROOM: usize = 10_000;

pub(super) struct Bundle<'m> {
    model: &'m Model,
    schemas: Overlay<'m>,
    /// The schema that is being lowered. It may also be among `defs`, where it refers to itself.
    pub(super) root: SchemaId,
    /// What references lead to, with the names they use.
    pub(super) defs: Vec<(String, SchemaId)>,
    pub(super) dropped: Vec<Dropped>,
    known_dropped: HashSet<Dropped>,
    pub(super) undo: Undo,
    pub(super) findings: Vec<Finding>,
    /// Where findings are, and what they say.
    refused: HashSet<(Place, String)>,
    /// What rewrites may have to do. No rewrite makes work for one that has nothing to do so far.
    pub(super) work: Work,
    names: Names,
    /// What the root is called among definitions.
    root_name: String,
    /// How many ids there may be.
    capacity: usize,
}

impl<'m> Bundle<'m> {
    /// Gathers a schema and all that it refers to, for rewrites or to be written as it is.
    pub(super) fn gather(model: &'m Model, root: SchemaId, rewritten: bool) -> Self {
        // A root that only refers is replaced by what it refers to: providers want to see an
        // object there, not a reference.
        let top = model.follow(root);
        let dynamic = Dynamic::of(model, root);
        let Reached {
            schemas,
            targets,
            is_target,
        } = reach(model, &dynamic, top);
        let mut bundle = Self {
            model,
            schemas: Overlay::new(model, if rewritten { schemas.len() * 5 / 4 } else { 0 }),
            root: top,
            defs: Vec::with_capacity(targets.len()),
            dropped: Vec::new(),
            known_dropped: HashSet::default(),
            undo: Undo::default(),
            findings: Vec::new(),
            refused: HashSet::default(),
            work: Work::default(),
            names: Names::default(),
            root_name: wanted_name(model, model.get(top)),
            capacity: model.schemas.len() + schemas.len() * GROWTH + ROOM,
        };
        for target in targets {
            let name = bundle.names.choose(&wanted_name(model, model.get(target)));
            bundle.defs.push((name, target));
        }
        for id in schemas {
            bundle.part(id, &dynamic, &is_target, rewritten);
        }
        let outer = model.get(root);
        if root != top && is_annotated(outer) {
            bundle.annotate_root(outer, is_target.has(top));
        }
        bundle
    }

    /// Brings a schema into the form that schemas have in a bundle.
    fn part(&mut self, id: SchemaId, dynamic: &Dynamic, is_target: &Marks, rewritten: bool) {
        let model = self.model;
        let schema = model.as_shown(id);
        let is_whole = std::ptr::eq(schema, model.get(id));
        if rewritten {
            self.work.add(schema);
        }
        let mut shared = false;
        schema.each_child(|child| shared |= is_target.has(child));
        // Rewrites ask whether a schema says anything else; this is not meant.
        let bare = schema.rare.definitions.is_empty()
            && schema.rare.extensions.is_empty()
            && schema.rare.unknown.is_empty()
            && schema.rare.discriminator_mapping.is_empty()
            && !schema.integer_as_written;
        let is_plain = schema.rare.dynamic_reference.is_none() && (bare || !rewritten);
        if is_whole && !shared && is_plain {
            return;
        }
        let mut schema = schema.clone();
        if let Some(rare) = schema.rare.there() {
            rare.definitions.clear();
            rare.extensions.clear();
            rare.unknown.clear();
            rare.discriminator_mapping.clear();
        }
        schema.integer_as_written = false;
        let place = schema.place.clone();
        // What is referred to elsewhere is referred to here too.
        for child in schema.children_mut().filter(|child| is_target.has(**child)) {
            *child = self.add(Self::reference(*child, place.clone()));
        }
        if let Some((target, is_sure)) = dynamic.target(&schema) {
            schema.rare.dynamic_reference = None;
            if !is_sure {
                self.drop_keyword(&place, "$dynamicRef", Fate::Local);
            }
            if schema.reference.is_some() {
                let second = self.add(Self::reference(target, place));
                schema.all_of.push(second);
            } else {
                schema.reference = Some(target);
            }
        }
        self.put(id, schema);
    }

    /// A root that only refers is replaced by what it refers to.
    pub(super) fn settle_root(&mut self) {
        for _ in 0..self.schemas.len() {
            let Some(target) = self.get(self.root).bare_reference() else {
                return;
            };
            let outer = self.get(self.root).clone();
            self.root = target;
            if is_annotated(&outer) {
                self.annotate_root(&outer, true);
            }
        }
    }

    /// The root is what it refers to, with words of its own.
    fn annotate_root(&mut self, outer: &Schema, is_shared: bool) {
        let top = self.root;
        if is_shared {
            // It stays what it is for the others.
            let mut copy = self.get(top).clone();
            for child in copy.children_mut() {
                *child = self.duplicate(*child).unwrap_or(*child);
            }
            self.root = self.add(copy);
        }
        let root = self.get_mut(self.root);
        root.title = outer.title.clone().or(root.title.take());
        root.description = outer.description.clone().or(root.description.take());
    }

    pub(super) fn get(&self, id: SchemaId) -> &Schema {
        self.schemas.get(id)
    }

    /// A schema to be changed. Who only looks calls [`Bundle::get`], which costs nothing.
    pub(super) fn get_mut(&mut self, id: SchemaId) -> &mut Schema {
        self.schemas.get_mut(id)
    }

    /// A schema that is put back when it has been changed.
    pub(super) fn take(&mut self, id: SchemaId) -> Schema {
        self.schemas.take(id)
    }

    /// Puts another schema in the place of one.
    pub(super) fn put(&mut self, id: SchemaId, schema: Schema) {
        self.schemas.put(id, schema);
    }

    pub(super) fn add(&mut self, schema: Schema) -> SchemaId {
        self.schemas.add(schema)
    }

    /// Whether there is room for copies.
    pub(super) fn is_full(&self) -> bool {
        self.schemas.len() >= self.capacity
    }

    /// Every schema in use: the root, what stands in it, and what is referred to, each once, with
    /// a schema before its children.
    pub(super) fn reachable(&self) -> Vec<SchemaId> {
        let mut order = Vec::with_capacity(self.schemas.len());
        let mut walk = Walk::from(self.root, self.schemas.len());
        while let Some(id) = walk.next() {
            order.push(id);
            walk.enter(self.get(id));
        }
        order
    }

    /// Visits every schema once, a schema before what stands in it: what a visit puts into a
    /// schema is visited, and what it takes out is not.
    pub(super) fn visit(&mut self, mut visit: impl FnMut(&mut Self, SchemaId)) {
        let mut walk = Walk::from(self.root, self.schemas.len());
        while let Some(id) = walk.next() {
            visit(self, id);
            walk.enter(self.get(id));
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
        let token = crate::source::pointer::last(&place.pointer);
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
        let key = (place.clone(), finding.message.clone());
        if self.refused.insert(key) {
            self.findings.push(finding);
        }
    }
}

/// A way through schemas that comes to each once, to a schema before its children.
struct Walk {
    stack: Vec<SchemaId>,
    seen: Marks,
}

impl Walk {
    fn from(root: SchemaId, schemas: usize) -> Self {
        Self {
            stack: vec![root],
            seen: Marks::with_room(schemas),
        }
    }

    fn next(&mut self) -> Option<SchemaId> {
        loop {
            let id = self.stack.pop()?;
            if self.seen.set(id) {
                return Some(id);
            }
        }
    }

    /// Goes on to what stands in a schema, and then to where it refers.
    fn enter(&mut self, schema: &Schema) {
        self.stack.extend(schema.reference);
        let bottom = self.stack.len();
        schema.each_child(|child| self.stack.push(child));
        // The first comes first.
        if let Some(children) = self.stack.get_mut(bottom..) {
            children.reverse();
        }
    }
}

fn is_annotated(schema: &Schema) -> bool {
    schema.title.is_some() || schema.description.is_some()
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
    let token = crate::source::pointer::last(&place.pointer);
    let stem = || {
        let path = model.sources.get(place.source)?.path.as_path();
        Some(path.file_stem()?.to_string_lossy().into_owned())
    };
    token
        .or_else(|| schema.title.clone())
        .or_else(stem)
        .unwrap_or_default()
}
