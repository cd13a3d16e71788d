//! Files to a [`Model`]: reads the roots, follows every `$ref`, opens the files they name.
//!
//! A reference may lead to any place of any document below the schema directory. Nothing is ever
//! fetched from the network. Only what is referred to is read of a file that is not a root.

mod cycle;
mod index;
mod target;
mod uri;

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use self::index::{Index, Part};
use crate::model::{Declared, Draft, Model, Reader, Reference, SchemaId, Scope};
use crate::source::{Loader, NodeValue, SourceId, Sources, path};
use crate::{Code, Finding, Place};

/// Reads the schemas in the files at `paths`, and all that they refer to.
///
/// `schema_dir` is what files are named relative to, and what no reference may leave; both it and
/// the paths are taken as they are, so a caller makes them absolute. The model has one root for
/// each path, in the order given, `None` where there is no schema to read; and it lists every file
/// that was opened, also where it is faulty. The findings are in no particular order.
#[must_use]
pub fn load(paths: &[PathBuf], schema_dir: &Path, loader: &dyn Loader) -> (Model, Vec<Finding>) {
    let mut resolver = Resolver {
        loader,
        directory: path::normalise(schema_dir),
        sources: Sources::default(),
        reader: Reader::default(),
        documents: HashMap::new(),
        index: Index::default(),
        places: HashMap::new(),
    };
    // All roots are opened before the first reference is followed: they may name each other by `$id`.
    let mut opened = Vec::new();
    for path in paths {
        let findings = &mut resolver.reader.findings;
        opened.push(
            resolver
                .sources
                .open(path, &resolver.directory, loader, findings),
        );
    }
    let roots = opened
        .into_iter()
        .map(|source| source.and_then(|source| resolver.root(source)))
        .collect();
    resolver.follow();
    resolver.finish(roots)
}

/// What is known of an open document.
#[derive(Clone, Copy)]
struct Document {
    draft: Draft,
    scope: usize,
}

struct Resolver<'a> {
    loader: &'a dyn Loader,
    directory: PathBuf,
    sources: Sources,
    reader: Reader,
    documents: HashMap<SourceId, Document>,
    index: Index,
    /// Where each schema's `$ref` stands.
    places: HashMap<SchemaId, Place>,
}

impl Resolver<'_> {
    fn root(&mut self, source: SourceId) -> Option<SchemaId> {
        let document = self.document(source, Draft::Unsaid);
        let root = self.sources.get(source)?.root.as_ref()?;
        if let Some(member) = root.member("openapi") {
            let place = Place {
                source,
                pointer: "/openapi".to_owned(),
                span: member.key_span.clone(),
            };
            let message = "an OpenAPI document is not a schema";
            self.reader.findings.push(Finding::error(Code::NOT_A_SCHEMA, place, message).help(
                "write a schema file that refers into it: `$ref: \"api.yaml#/components/schemas/Name\"`",
            ));
            return None;
        }
        Some(
            self.reader
                .read(document.draft, document.scope, source, "", root),
        )
    }

    /// What is known of a document; one that does not say its draft takes `inherited`.
    fn document(&mut self, source: SourceId, inherited: Draft) -> Document {
        if let Some(document) = self.documents.get(&source) {
            return *document;
        }
        let root = self.sources.get(source).and_then(|s| s.root.as_ref());
        let draft = match root.map(Draft::declared) {
            Some(Declared::Draft(draft)) => draft,
            Some(Declared::Unknown | Declared::TooOld) => Draft::D20,
            Some(Declared::No) | None => inherited,
        };
        let id = root
            .and_then(|root| draft.identity(root))
            .filter(|id| !id.starts_with('#'));
        let document = Document {
            draft,
            scope: self.reader.scopes.len(),
        };
        self.reader.scopes.push(Scope {
            source,
            pointer: String::new(),
            id: id.map(str::to_owned),
            parent: None,
        });
        self.documents.insert(source, document);
        document
    }

    /// Follows references until there are none left; reading a target may bring new ones.
    fn follow(&mut self) {
        while let Some(reference) = self.reader.references.pop() {
            self.places.insert(reference.from, reference.place.clone());
            match self.locate(&reference) {
                Ok(Some(part)) => {
                    let target = self.read(&reference, &part);
                    if let Some(schema) = self.reader.schemas.get_mut(reference.from.0 as usize) {
                        schema.reference = target;
                    }
                }
                // The document has a fault that has been reported.
                Ok(None) => {}
                Err(finding) => self.reader.findings.push(*finding),
            }
        }
    }

    /// The schema at a place, read now unless it has been.
    fn read(&mut self, reference: &Reference, part: &Part) -> Option<SchemaId> {
        let key = (part.source, part.pointer.clone());
        if let Some(id) = self.reader.known.get(&key) {
            return Some(*id);
        }
        let document = self.document(part.source, reference.draft);
        let scope = self.scope_at(part, document);
        let root = self.sources.get(part.source)?.root.as_ref()?;
        let node = root.at(&part.pointer)?;
        if !matches!(node.value, NodeValue::Object(_) | NodeValue::Bool(_)) {
            let place = Place {
                source: part.source,
                pointer: part.pointer.clone(),
                span: node.span.clone(),
            };
            let message = format!("this reference leads to {}, not to a schema", node.kind());
            let finding = Finding::error(Code::UNKNOWN_REF, reference.place.clone(), message);
            self.reader
                .findings
                .push(finding.related(place, "it leads here"));
            return None;
        }
        Some(
            self.reader
                .read(document.draft, scope, part.source, &part.pointer, node),
        )
    }

    /// The innermost scope around a place, for schemas that are not reached from the top.
    fn scope_at(&mut self, part: &Part, document: Document) -> usize {
        let mut scope = document.scope;
        let Some(mut node) = self.sources.get(part.source).and_then(|s| s.root.as_ref()) else {
            return scope;
        };
        let mut pointer = String::new();
        for token in crate::source::pointer::tokens(&part.pointer) {
            let Some(child) = crate::source::pointer::child(node, &token) else {
                return scope;
            };
            node = child;
            crate::source::pointer::push(&mut pointer, &token);
            // The target's own identity is the reader's to see.
            if pointer.len() == part.pointer.len() {
                return scope;
            }
            if let Some(id) = document
                .draft
                .identity(node)
                .filter(|id| !id.starts_with('#'))
            {
                let inner = Scope {
                    source: part.source,
                    pointer: pointer.clone(),
                    id: Some(id.to_owned()),
                    parent: Some(scope),
                };
                scope = self.reader.scopes.len();
                self.reader.scopes.push(inner);
            }
        }
        scope
    }

    fn finish(mut self, roots: Vec<Option<SchemaId>>) -> (Model, Vec<Finding>) {
        let cycles = cycle::find(&self.reader.schemas, &self.places);
        self.reader.findings.extend(cycles);
        self.reader.finish();
        let Reader {
            schemas,
            mut findings,
            ..
        } = self.reader;
        // One schema may be reached on two ways, but is told about once.
        let mut seen = HashSet::new();
        findings.retain(|finding| {
            let place = finding
                .place
                .as_ref()
                .map(|p| (p.source, p.pointer.clone(), p.span.clone()));
            seen.insert((finding.code, finding.message.clone(), place))
        });
        (
            Model {
                sources: self.sources,
                schemas,
                roots,
                resources: Vec::new(),
                resource_of: HashMap::new(),
            },
            findings,
        )
    }
}
