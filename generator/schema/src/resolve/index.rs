//! What the open documents call their parts: absolute `$id`s, and plain names.

use crate::maps::HashMap;
use std::collections::VecDeque;
use std::collections::hash_map::Entry;
use std::rc::Rc;

use crate::model::{Custom, Language};
use crate::source::{Node, NodeValue, Source, SourceId, pointer, uri};

/// A part of a document.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Part {
    pub(super) source: SourceId,
    pub(super) pointer: String,
}

impl Part {
    pub(super) fn whole(source: SourceId) -> Self {
        Self {
            source,
            pointer: String::new(),
        }
    }
}

/// The names of all documents that were scanned.
#[derive(Default)]
pub(super) struct Index {
    /// Several documents may claim one URI.
    by_uri: HashMap<String, Vec<Part>>,
    by_part: HashMap<Part, Names>,
}

/// The names in a part that has an identity.
#[derive(Default)]
struct Names {
    /// The pointer of the schema that has each.
    plain: HashMap<String, String>,
    /// Those that dynamic references look for, in the order of the document; `$recursiveAnchor` is
    /// the one without a name.
    dynamic: Vec<(String, String)>,
    /// Where each of these stands in the list.
    dynamic_at: HashMap<String, usize>,
}

impl Names {
    fn add_dynamic(&mut self, name: &str, pointer: &str) {
        self.dynamic_at.insert(name.to_owned(), self.dynamic.len());
        self.dynamic.push((name.to_owned(), pointer.to_owned()));
    }
}

impl Index {
    /// Scans a document.
    pub(super) fn scan(
        &mut self,
        id: SourceId,
        source: &Source,
        language: Language,
        customs: &HashMap<String, Custom>,
    ) {
        let Some(root) = &source.root else { return };
        let base = Rc::new(Base {
            uri: source.base_uri(),
            part: Part::whole(id),
        });
        if source.uri.is_some() {
            self.claim(&base);
        }
        let mut walk = Walk {
            index: self,
            customs,
            pointer: String::new(),
            later: VecDeque::new(),
        };
        walk.schema(root, &base, language);
        // What stands where no keyword puts a schema gets the names that are left.
        while let Some(later) = walk.later.pop_front() {
            walk.pointer = later.pointer;
            walk.stranger(later.node, &later.base, later.language);
        }
    }

    fn claim(&mut self, base: &Base) {
        let parts = self.by_uri.entry(base.uri.clone()).or_default();
        // Within a document the first counts.
        if parts.iter().all(|part| part.source != base.part.source) {
            parts.push(base.part.clone());
        }
    }

    /// The part that has an absolute URI, as seen from a document: its own come first.
    pub(super) fn by_uri(&self, uri: &str, from: SourceId) -> Option<&Part> {
        let parts = self.by_uri.get(uri)?;
        let own = parts.iter().find(|part| part.source == from);
        own.or_else(|| parts.first())
    }

    /// The pointer of the schema that has a plain name in a part.
    pub(super) fn by_name(&self, part: &Part, name: &str) -> Option<&str> {
        let pointer = self.by_part.get(part)?.plain.get(name)?;
        Some(pointer)
    }

    /// How many plain names there are in a part.
    pub(super) fn count(&self, part: &Part) -> usize {
        self.by_part.get(part).map_or(0, |names| names.plain.len())
    }

    /// The plain names in a part.
    pub(super) fn names(&self, part: &Part) -> impl Iterator<Item = &str> {
        let names = self.by_part.get(part).into_iter();
        names.flat_map(|names| names.plain.keys().map(String::as_str))
    }

    /// The pointer of the schema in a part that dynamic references of a name look for.
    pub(super) fn by_dynamic_name(&self, part: &Part, name: &str) -> Option<&str> {
        let names = self.by_part.get(part)?;
        let (_, pointer) = names.dynamic.get(*names.dynamic_at.get(name)?)?;
        Some(pointer)
    }

    /// The names in a part that dynamic references look for, and the pointers of their schemas.
    pub(super) fn dynamic(&self, part: &Part) -> &[(String, String)] {
        self.by_part
            .get(part)
            .map_or(&[], |names| names.dynamic.as_slice())
    }
}

struct Base {
    uri: String,
    part: Part,
}

struct Walk<'a, 'n> {
    index: &'a mut Index,
    customs: &'a HashMap<String, Custom>,
    pointer: String,
    /// What may be schemas all the same: a reference may lead to any place.
    later: VecDeque<Later<'n>>,
}

struct Later<'n> {
    pointer: String,
    node: &'n Node,
    base: Rc<Base>,
    language: Language,
}

impl<'n> Walk<'_, 'n> {
    /// Recurses no deeper than the tree, which the source stage has bounded.
    fn schema(&mut self, node: &'n Node, outer: &Rc<Base>, language: Language) {
        let NodeValue::Object(members) = &node.value else {
            return;
        };
        let language = language.inside(node, self.customs);
        let own = self.own_base(node, outer, language);
        let base = own.as_ref().unwrap_or(outer);
        self.names(node, base, own.is_some(), language);
        for member in members {
            let value = &member.value;
            match member.key.as_str() {
                "enum" | "const" | "default" | "example" | "examples" => {}
                "properties" | "patternProperties" | "$defs" | "definitions"
                | "dependentSchemas" | "dependencies" => {
                    if let NodeValue::Object(named) = &value.value {
                        self.below(&member.key, |walk| {
                            for one in named {
                                walk.below(&one.key, |walk| {
                                    walk.schema(&one.value, base, language);
                                });
                            }
                        });
                    }
                }
                "allOf" | "anyOf" | "oneOf" | "prefixItems" | "items" => {
                    self.below(&member.key, |walk| walk.one_or_many(value, base, language));
                }
                "additionalItems"
                | "additionalProperties"
                | "contains"
                | "contentSchema"
                | "else"
                | "if"
                | "not"
                | "propertyNames"
                | "then"
                | "unevaluatedItems"
                | "unevaluatedProperties" => {
                    self.below(&member.key, |walk| walk.schema(value, base, language));
                }
                _ => self.postpone(&member.key, value, base, language),
            }
        }
    }

    fn one_or_many(&mut self, node: &'n Node, base: &Rc<Base>, language: Language) {
        let NodeValue::Array(items) = &node.value else {
            self.schema(node, base, language);
            return;
        };
        for (index, item) in items.iter().enumerate() {
            self.below(&index.to_string(), |walk| walk.schema(item, base, language));
        }
    }

    /// What an unknown keyword holds.
    fn stranger(&mut self, node: &'n Node, base: &Rc<Base>, language: Language) {
        match &node.value {
            NodeValue::Object(_) => self.schema(node, base, language),
            NodeValue::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.postpone(&index.to_string(), item, base, language);
                }
            }
            _ => {}
        }
    }

    fn postpone(&mut self, token: &str, node: &'n Node, base: &Rc<Base>, language: Language) {
        if matches!(node.value, NodeValue::Object(_) | NodeValue::Array(_)) {
            self.later.push_back(Later {
                pointer: pointer::join(&self.pointer, token).to_string(),
                node,
                base: base.clone(),
                language,
            });
        }
    }

    fn names(&mut self, node: &Node, base: &Base, is_root: bool, language: Language) {
        let draft = language.draft;
        let recursive =
            (is_root || base.part.pointer == self.pointer) && draft.is_recursive_anchor(node);
        let dynamic = draft.dynamic_anchor(node);
        let mut plain = draft.anchors(node).peekable();
        if plain.peek().is_none() && !recursive {
            return;
        }
        let names = self.index.by_part.entry(base.part.clone()).or_default();
        for name in plain {
            if let Entry::Vacant(place) = names.plain.entry(name.to_owned()) {
                place.insert(self.pointer.clone());
                if dynamic == Some(name) {
                    names.add_dynamic(name, &self.pointer);
                }
            }
        }
        if recursive {
            names.add_dynamic("", &self.pointer);
        }
    }

    fn own_base(&mut self, node: &Node, outer: &Base, language: Language) -> Option<Rc<Base>> {
        let id = language.draft.own_uri(node)?;
        let base = Base {
            uri: uri::join(&outer.uri, uri::split_fragment(id).0),
            part: Part {
                source: outer.part.source,
                pointer: self.pointer.clone(),
            },
        };
        self.index.claim(&base);
        Some(Rc::new(base))
    }

    fn below(&mut self, token: &str, visit: impl FnOnce(&mut Self)) {
        let length = self.pointer.len();
        pointer::push(&mut self.pointer, token);
        visit(self);
        self.pointer.truncate(length);
    }
}
