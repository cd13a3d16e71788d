//! Where the keywords of a schema stand. The model keeps the place of the schema alone; its document
//! has the rest.

use crate::maps::HashMap;

use crate::Place;
use crate::model::{Model, Schema};
use crate::source::{Member, Node, NodeValue, SourceId, pointer};

/// Every object of the documents, by its place.
pub(super) struct Places<'a> {
    objects: HashMap<(SourceId, usize, usize), &'a [Member]>,
}

impl<'a> Places<'a> {
    pub(super) fn new(model: &'a Model) -> Self {
        let mut objects = HashMap::default();
        for (source, file) in model.sources.ids() {
            let mut stack: Vec<&Node> = file.root.iter().collect();
            while let Some(node) = stack.pop() {
                match &node.value {
                    NodeValue::Object(members) => {
                        let key = (source, node.span.start, node.span.end);
                        objects.insert(key, members.as_slice());
                        stack.extend(members.iter().map(|member| &member.value));
                    }
                    NodeValue::Array(items) => stack.extend(items),
                    _ => {}
                }
            }
        }
        Self { objects }
    }

    /// The keywords of a schema, as written; none for `true` and `false`.
    pub(super) fn members(&self, schema: &Schema) -> &'a [Member] {
        let Place { source, span, .. } = &schema.place;
        let key = (*source, span.start, span.end);
        self.objects.get(&key).copied().unwrap_or_default()
    }

    /// A keyword of a schema.
    pub(super) fn member(&self, schema: &Schema, keyword: &str) -> Option<&'a Member> {
        let members = self.members(schema);
        members.iter().find(|member| member.key == keyword)
    }

    /// The place of a keyword's name; the schema's where it is not there.
    pub(super) fn key(&self, schema: &Schema, keyword: &str) -> Place {
        match self.member(schema, keyword) {
            Some(member) => Place {
                source: schema.place.source,
                pointer: pointer::join(&schema.place.pointer, keyword),
                span: member.key_span.clone(),
            },
            None => schema.place.clone(),
        }
    }

    /// The place of a keyword's value; the schema's where it is not there.
    pub(super) fn value(&self, schema: &Schema, keyword: &str) -> Place {
        match self.member(schema, keyword) {
            Some(member) => Place {
                source: schema.place.source,
                pointer: pointer::join(&schema.place.pointer, keyword),
                span: member.value.span.clone(),
            },
            None => schema.place.clone(),
        }
    }
}
