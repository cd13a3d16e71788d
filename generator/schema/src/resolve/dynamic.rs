//! References that may lead elsewhere at run time: which are, and all that they may lead to.
//!
//! `$dynamicRef` (2020-12) is dynamic where by itself it leads to a `$dynamicAnchor` of the name that
//! it gives, and `$recursiveRef` (2019-09) where it leads to a resource with `$recursiveAnchor: true`.
//! Everywhere else the two are `$ref` by another name.

use crate::maps::{HashMap, HashSet};

use super::Resolver;
use super::index::Part;
use super::target::Target;
use crate::model::{ReferenceKind, Resource, SchemaId};

/// The names that dynamic references look for, and how far the resources have been searched for them.
#[derive(Default)]
pub(super) struct Dynamic {
    names: Vec<String>,
    known: HashSet<String>,
    /// The names that all scopes below the other number have been searched for.
    names_done: usize,
    scopes_done: usize,
}

impl Resolver<'_> {
    /// The name that a reference looks for at run time; `None` where it leads to one place only.
    pub(super) fn dynamic_name(&mut self, kind: &ReferenceKind, target: &Target) -> Option<String> {
        let name = match kind {
            ReferenceKind::Static | ReferenceKind::Mapping(_) => return None,
            ReferenceKind::Dynamic => target.name.clone()?,
            ReferenceKind::Recursive => String::new(),
        };
        self.scan_all();
        let anchor = self.index.by_dynamic_name(&target.resource, &name);
        if anchor != Some(&target.part.pointer) {
            return None;
        }
        if self.dynamic.known.insert(name.clone()) {
            self.dynamic.names.push(name.clone());
        }
        Some(name)
    }

    /// Reads what dynamic references may find in the resources that have been entered, and says
    /// whether anything was new.
    pub(super) fn read_dynamic_anchors(&mut self) -> bool {
        let (names, scopes) = (self.dynamic.names.len(), self.reader.scopes.len());
        if names == self.dynamic.names_done && (names == 0 || scopes == self.dynamic.scopes_done) {
            return false;
        }
        self.scan_all();
        let mut wanted: Vec<Part> = Vec::new();
        let new: HashSet<&String> = self
            .dynamic
            .names
            .iter()
            .skip(self.dynamic.names_done)
            .collect();
        for (index, scope) in self.reader.scopes.iter().enumerate() {
            let part = Part {
                source: scope.source,
                pointer: scope.pointer.to_string(),
            };
            let searched = index < self.dynamic.scopes_done;
            for (name, place) in self.index.dynamic(&part) {
                let asked = if searched {
                    new.contains(name)
                } else {
                    self.dynamic.known.contains(name)
                };
                if asked {
                    wanted.push(Part {
                        source: scope.source,
                        pointer: place.clone(),
                    });
                }
            }
        }
        self.dynamic.names_done = names;
        self.dynamic.scopes_done = scopes;
        for part in wanted {
            self.schema_at(&part, self.default);
        }
        true
    }

    /// The schemas that dynamic references of a name may lead to.
    pub(super) fn dynamic_targets(&self, name: &str) -> Vec<SchemaId> {
        let scopes = self.reader.scopes.iter();
        let found = scopes.filter_map(|scope| {
            let part = Part {
                source: scope.source,
                pointer: scope.pointer.to_string(),
            };
            let place = self.index.by_dynamic_name(&part, name)?;
            let key = (scope.source, place.into());
            self.reader.known.get(&key).copied()
        });
        found.collect()
    }

    /// The resources that schemas stand in, and which schema stands in which; nothing where no
    /// reference is dynamic.
    pub(super) fn resources(&self) -> (Vec<Resource>, HashMap<SchemaId, usize>) {
        let (mut resources, mut resource_of) = (Vec::new(), HashMap::default());
        if self.dynamic.names.is_empty() {
            return (resources, resource_of);
        }
        let mut numbers: HashMap<usize, usize> = HashMap::default();
        for (id, scope) in (0..).map(SchemaId).zip(&self.reader.scope_of) {
            let number = *numbers.entry(*scope).or_insert_with(|| {
                resources.push(self.resource(*scope));
                resources.len() - 1
            });
            resource_of.insert(id, number);
        }
        (resources, resource_of)
    }

    fn resource(&self, scope: usize) -> Resource {
        let Some(scope) = self.reader.scopes.get(scope) else {
            return Resource::default();
        };
        let part = Part {
            source: scope.source,
            pointer: scope.pointer.to_string(),
        };
        let anchors = self.index.dynamic(&part).iter();
        let asked = anchors.filter(|(name, _)| self.dynamic.known.contains(name));
        let read = asked.filter_map(|(name, place)| {
            let key = (scope.source, place.as_str().into());
            let schema = self.reader.known.get(&key)?;
            Some((name.clone(), *schema))
        });
        Resource {
            dynamic: read.collect(),
        }
    }
}
