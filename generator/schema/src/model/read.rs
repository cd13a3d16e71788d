//! A document tree to [`Schema`]s, one keyword at a time, by the table in [`super::keyword`].
//!
//! References are noted, not followed: that needs other documents, and is the next stage's.

use crate::maps::HashMap;

use super::keyword::{Keyword, Kind};
use super::language::{Custom, Language};
use super::value::Entry;
use super::{At, JsonType, Property, Schema, SchemaId};
use crate::source::{Member, Node, NodeValue, Pointer, SourceId, pointer, uri};
use crate::{Code, Finding, Place};

/// A part of a document that has an identity of its own: the whole, or a schema with `$id`.
#[derive(Clone, Debug)]
pub(crate) struct Scope {
    /// The document.
    pub(crate) source: SourceId,
    /// Where the part begins.
    pub(crate) pointer: Pointer,
    /// The absolute URI that references in it are relative to.
    pub(crate) uri: String,
    /// The scope around it, as an index.
    pub(crate) parent: Option<usize>,
}

/// A reference that has been read.
#[derive(Clone, Debug)]
pub(crate) struct Reference {
    /// The schema that holds it.
    pub(crate) from: SchemaId,
    /// The reference, as written.
    pub(crate) text: String,
    /// Where it stands.
    pub(crate) place: Place,
    /// The innermost scope around it, as an index.
    pub(crate) scope: usize,
    /// What it is written in.
    pub(crate) language: Language,
    /// Which keyword it is.
    pub(crate) kind: ReferenceKind,
}

/// Which keyword refers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ReferenceKind {
    /// `$ref`
    Static,
    /// `$dynamicRef`
    Dynamic,
    /// `$recursiveRef`
    Recursive,
    /// The schema of a tag, in the `mapping` of a `discriminator`.
    Mapping(String),
}

/// What has been read so far, from all documents.
#[derive(Default)]
pub(crate) struct Reader {
    /// The arena.
    pub(crate) schemas: Vec<Schema>,
    /// The schema at each place that has been read.
    pub(crate) known: HashMap<(SourceId, Pointer), SchemaId>,
    /// References nobody has followed yet.
    pub(crate) references: Vec<Reference>,
    /// The innermost scope of each schema, its own included, as an index.
    pub(crate) scope_of: Vec<usize>,
    /// Scopes that were entered.
    pub(crate) scopes: Vec<Scope>,
    /// The scope that begins at a place.
    scope_at: HashMap<(SourceId, Pointer), usize>,
    /// Meta-schemas of someone's own, by the URIs that name them in `$schema`.
    pub(crate) customs: HashMap<String, Custom>,
    /// What was found wrong.
    pub(crate) findings: Vec<Finding>,
    /// Unknown keywords: the index of the finding for the first, and how many more there were.
    pub(super) strangers: HashMap<(SourceId, String), (usize, usize)>,
}

/// What holds for a schema and everything in it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context {
    pub(crate) source: SourceId,
    pub(crate) language: Language,
    /// The innermost scope, as an index.
    pub(crate) scope: usize,
}

impl Reader {
    /// Reads the schema at `pointer` and everything in it, unless that has been done.
    pub(crate) fn read(&mut self, context: Context, pointer: &str, node: &Node) -> SchemaId {
        self.schema(context, pointer.into(), node)
    }

    /// The scope that begins at a place, entered now unless it has been.
    pub(crate) fn scope(
        &mut self,
        source: SourceId,
        pointer: Pointer,
        uri: String,
        parent: Option<usize>,
    ) -> usize {
        let next = self.scopes.len();
        let scope = *self
            .scope_at
            .entry((source, pointer.clone()))
            .or_insert(next);
        if scope == next {
            self.scopes.push(Scope {
                source,
                pointer,
                uri,
                parent,
            });
        }
        scope
    }

    /// Adds the count to the warnings that stand for several places.
    pub(crate) fn finish(&mut self) {
        for (index, more) in std::mem::take(&mut self.strangers).into_values() {
            if let Some(finding) = self.findings.get_mut(index).filter(|_| more > 0) {
                let places = if more == 1 { "place" } else { "places" };
                finding
                    .help
                    .push(format!("it stands at {more} more {places} in this file"));
            }
        }
    }

    pub(super) fn push(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// Adds a finding, for a function that has nothing to return then.
    pub(super) fn report<T>(&mut self, finding: Finding) -> Option<T> {
        self.findings.push(finding);
        None
    }

    /// Recurses no deeper than the tree, which the source stage has bounded.
    pub(super) fn schema(&mut self, context: Context, pointer: Pointer, node: &Node) -> SchemaId {
        let key = (context.source, pointer);
        if let Some(id) = self.known.get(&key) {
            return *id;
        }
        let (context, id, mut schema) = self.begin(context, key, node);
        match &node.value {
            NodeValue::Bool(value) => schema.boolean = Some(*value),
            NodeValue::Object(members) => {
                self.keywords(context, id, &mut schema, node, members);
                Self::fold(&mut schema, node, context.language.draft);
            }
            _ => self.push(not_a_schema(schema.place.clone(), node)),
        }
        self.end(id, schema);
        id
    }

    /// An id, and a schema to fill, for what stands at a place. Apart, as is [`Reader::end`], and the
    /// schema in a box, to keep what recurses small on the stack.
    #[inline(never)]
    fn begin(
        &mut self,
        context: Context,
        key: (SourceId, Pointer),
        node: &Node,
    ) -> (Context, SchemaId, Box<Schema>) {
        let place = Place {
            source: key.0,
            pointer: key.1.clone(),
            span: node.span.clone(),
        };
        let context = self.enter(context, &place.pointer, node);
        // More schemas than ids would need more values than a document may have.
        let id = SchemaId(u32::try_from(self.schemas.len()).unwrap_or(u32::MAX));
        self.schemas.push(Schema::empty(place.clone()));
        self.scope_of.push(context.scope);
        self.known.insert(key, id);
        (context, id, Box::new(Schema::empty(place)))
    }

    #[inline(never)]
    fn end(&mut self, id: SchemaId, schema: Box<Schema>) {
        if let Some(slot) = self.schemas.get_mut(id.0 as usize) {
            *slot = *schema;
        }
    }

    /// The context inside a schema: one with an identity begins a scope, and it may change the draft.
    pub(crate) fn enter(&mut self, context: Context, pointer: &Pointer, node: &Node) -> Context {
        let language = context.language.inside(node, &self.customs);
        let outer = self.scopes.get(context.scope);
        let begins_here =
            outer.is_some_and(|scope| scope.source == context.source && scope.pointer == *pointer);
        let own = language.draft.own_uri(node).filter(|_| !begins_here);
        let scope = match (own, outer) {
            (Some(own), Some(outer)) => {
                let uri = uri::join(&outer.uri, uri::split_fragment(own).0);
                self.scope(context.source, pointer.clone(), uri, Some(context.scope))
            }
            _ => context.scope,
        };
        Context {
            language,
            scope,
            ..context
        }
    }

    fn keywords(
        &mut self,
        context: Context,
        id: SchemaId,
        schema: &mut Schema,
        node: &Node,
        members: &[Member],
    ) {
        let place = schema.place.clone();
        let alone = context.language.draft.reference_stands_alone()
            && members
                .iter()
                .any(|m| m.key == "$ref" && matches!(m.value.value, NodeValue::String(_)));
        for member in members {
            let entry = Entry {
                member,
                node,
                place: &place,
            };
            if member.key.starts_with("x-") {
                let value = At {
                    value: member.value.to_json(),
                    place: entry.value_place(),
                };
                schema.rare.extensions.push((member.key.clone(), value));
                continue;
            }
            match Keyword::find(&member.key).filter(|row| row.counts_in(context.language)) {
                Some(row) if !alone || counts_beside_reference(row) => {
                    self.keyword(context, id, schema, row, entry);
                }
                Some(_) => {}
                None => {
                    if !alone {
                        self.stranger(context.language.draft, entry);
                    }
                    schema
                        .rare
                        .unknown
                        .push((member.key.clone(), member.value.to_json()));
                }
            }
        }
    }

    fn keyword(
        &mut self,
        context: Context,
        id: SchemaId,
        schema: &mut Schema,
        row: &Keyword,
        entry: Entry<'_>,
    ) {
        match &row.kind {
            Kind::Text(field) => *field(schema) = self.text(entry),
            Kind::Count(field) => *field(schema) = self.count(entry),
            Kind::Number(field) => *field(schema) = self.number(entry),
            Kind::Flag(field) => *field(schema) = self.flag(entry).unwrap_or(false),
            Kind::Hint(field) => match entry.value().value {
                NodeValue::Bool(value) => *field(schema) = value,
                _ => self.push(Finding::warning(
                    Code::KEYWORD_VALUE,
                    entry.value_place(),
                    format!("`{}` has no effect: it is not a boolean", row.name),
                )),
            },
            Kind::Schema(field) => {
                *field(schema) = Some(self.schema(context, entry.pointer(), entry.value()));
            }
            Kind::Schemas(field) => *field(schema) = self.schemas(context, entry),
            Kind::Map(field) => {
                let properties = self.map(context, entry);
                // `$defs` and `definitions` go to one list.
                field(schema).extend(properties);
            }
            Kind::Special => self.special(context, id, schema, entry),
            Kind::Annotation => {}
        }
    }

    pub(super) fn schemas(&mut self, context: Context, entry: Entry<'_>) -> Vec<SchemaId> {
        let Some(items) = self.items(entry, "an array of schemas") else {
            return Vec::new();
        };
        if items.is_empty() {
            self.push(
                entry
                    .wrong("an array of at least one schema")
                    .label("this is empty"),
            );
        }
        let pointer = entry.pointer();
        let below = |index: usize| pointer::join(&pointer, &index.to_string());
        items
            .iter()
            .enumerate()
            .map(|(i, item)| self.schema(context, below(i), item))
            .collect()
    }

    pub(super) fn map(&mut self, context: Context, entry: Entry<'_>) -> Vec<Property> {
        let Some(members) = self.members(entry, "an object of schemas") else {
            return Vec::new();
        };
        let base = entry.pointer();
        let mut properties = Vec::with_capacity(members.len());
        for member in members {
            let pointer = pointer::join(&base, &member.key);
            let place = Place {
                source: context.source,
                pointer: pointer.clone(),
                span: member.key_span.clone(),
            };
            let schema = self.schema(context, pointer, &member.value);
            properties.push(Property {
                name: member.key.clone(),
                place,
                schema,
            });
        }
        properties
    }
}

/// The finding for a value that is no schema. Apart, to keep what recurses small on the stack.
#[cold]
#[inline(never)]
fn not_a_schema(place: Place, node: &Node) -> Finding {
    let text = match &node.value {
        NodeValue::String(text) => text.as_str(),
        _ => "",
    };
    let help = if let Some(named) = JsonType::from_name(text) {
        format!("write `{{\"type\": \"{}\"}}`", named.name())
    } else if let Some(keyword) = without_space(text) {
        format!("a space must follow the colon: `{keyword}: ...`")
    } else if node.span.is_empty() {
        "write `{}` to accept any value".to_owned()
    } else {
        "write an object of keywords, such as `type`".to_owned()
    };
    let kind = node.kind();
    let message = format!("a schema must be an object or a boolean, not {kind}");
    Finding::error(Code::NOT_A_SCHEMA, place, message).help(help)
}

/// The keyword at the beginning of a YAML text that was to be a keyword and its value.
pub(super) fn without_space(text: &str) -> Option<&'static str> {
    let (name, _) = text.split_once(':')?;
    Keyword::find(name).map(|row| row.name)
}

/// Whether a keyword says something where `$ref` makes its siblings void: annotations, and the
/// places that hold schemas for others.
fn counts_beside_reference(row: &Keyword) -> bool {
    match row.kind {
        Kind::Hint(_) | Kind::Annotation => true,
        _ => matches!(
            row.name,
            "$ref"
                | "title"
                | "description"
                | "default"
                | "examples"
                | "example"
                | "$defs"
                | "definitions"
        ),
    }
}
