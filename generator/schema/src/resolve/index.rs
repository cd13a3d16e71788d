//! What the open documents call their parts: absolute `$id`s, and plain names.

use std::collections::HashMap;

use super::uri;
use crate::model::Draft;
use crate::source::{Node, NodeValue, Source, SourceId, pointer};

/// A part of a document.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Part {
    pub(super) source: SourceId,
    pub(super) pointer: String,
}

/// The names of all documents that were scanned.
#[derive(Default)]
pub(super) struct Index {
    by_uri: HashMap<String, Part>,
    /// By the part that has an identity and the name in it, the pointer of the schema.
    by_name: HashMap<(Part, String), String>,
    scanned: Vec<SourceId>,
}

impl Index {
    /// Scans a document, unless that has been done.
    pub(super) fn scan(&mut self, id: SourceId, source: &Source, draft: Draft) {
        if self.scanned.contains(&id) {
            return;
        }
        self.scanned.push(id);
        if let Some(root) = &source.root {
            let whole = Part {
                source: id,
                pointer: String::new(),
            };
            let base = Base {
                uri: file_uri(source),
                part: whole,
            };
            Walk {
                index: self,
                draft,
                pointer: String::new(),
            }
            .schema(root, &base);
        }
    }

    /// The part that has an absolute URI.
    pub(super) fn by_uri(&self, uri: &str) -> Option<&Part> {
        self.by_uri.get(uri)
    }

    /// The pointer of the schema that has a plain name in a part.
    pub(super) fn by_name(&self, part: &Part, name: &str) -> Option<&str> {
        self.by_name
            .get(&(part.clone(), name.to_owned()))
            .map(String::as_str)
    }

    /// The plain names in a part.
    pub(super) fn names<'a>(&'a self, part: &'a Part) -> impl Iterator<Item = &'a str> {
        self.by_name
            .keys()
            .filter(move |(of, _)| of == part)
            .map(|(_, name)| name.as_str())
    }
}

/// A URI for a document that does not name itself. It serves to join other references to.
pub(super) fn file_uri(source: &Source) -> String {
    let path = source.path.to_string_lossy().replace('\\', "/");
    // Leading `..` would be lost when references are joined.
    let path = path.trim_start_matches('/').replace("../", "_/");
    format!("file:///{path}")
}

struct Base {
    uri: String,
    part: Part,
}

struct Walk<'a> {
    index: &'a mut Index,
    draft: Draft,
    pointer: String,
}

impl Walk<'_> {
    /// Recurses no deeper than the tree, which the source stage has bounded. Any object may be a
    /// schema that a reference leads to, wherever it stands.
    fn schema(&mut self, node: &Node, outer: &Base) {
        let own = self.own_base(node, outer);
        let base = own.as_ref().unwrap_or(outer);
        for name in self.draft.anchors(node) {
            let key = (base.part.clone(), name.to_owned());
            self.index
                .by_name
                .entry(key)
                .or_insert_with(|| self.pointer.clone());
        }
        match &node.value {
            NodeValue::Object(members) => {
                for member in members {
                    match member.key.as_str() {
                        "enum" | "const" | "default" | "example" | "examples" => {}
                        "properties" | "patternProperties" | "$defs" | "definitions"
                        | "dependentSchemas" | "dependencies" => {
                            self.below(&member.key, |walk| walk.map(&member.value, base));
                        }
                        key => self.below(key, |walk| walk.schema(&member.value, base)),
                    }
                }
            }
            NodeValue::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.below(&index.to_string(), |walk| walk.schema(item, base));
                }
            }
            _ => {}
        }
    }

    /// The values of an object whose keys are names, not keywords.
    fn map(&mut self, node: &Node, base: &Base) {
        let NodeValue::Object(members) = &node.value else {
            return;
        };
        for member in members {
            self.below(&member.key, |walk| walk.schema(&member.value, base));
        }
    }

    fn own_base(&mut self, node: &Node, outer: &Base) -> Option<Base> {
        let id = self
            .draft
            .identity(node)
            .filter(|id| !id.starts_with('#'))?;
        let uri = uri::join(&outer.uri, uri::split_fragment(id).0);
        let part = Part {
            source: outer.part.source,
            pointer: self.pointer.clone(),
        };
        self.index
            .by_uri
            .entry(uri.clone())
            .or_insert_with(|| part.clone());
        Some(Base { uri, part })
    }

    fn below(&mut self, token: &str, visit: impl FnOnce(&mut Self)) {
        let length = self.pointer.len();
        pointer::push(&mut self.pointer, token);
        visit(self);
        self.pointer.truncate(length);
    }
}
