//! Files to a [`Model`]: reads the roots, follows every reference, opens the files they name.
//!
//! A reference may lead to any place of any document below the schema directory, to a meta-schema of
//! the specification, and to what the loader serves by URI. Nothing is ever fetched from the network.
//! Only what is referred to is read of a file that is not a root.

mod cycle;
mod document;
mod dynamic;
mod find;
mod hide;
mod index;
mod input;
mod target;
mod task;

use crate::maps::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use self::dynamic::Dynamic;
use self::find::Finder;
use self::index::{Index, Part};
pub use self::input::Input;
use self::target::Target;
use crate::model::{
    Context, Declared, Draft, DynamicReference, Language, Model, Offer, Reader, Reference,
    ReferenceKind, Schema, SchemaId,
};
use crate::source::{Loader, NodeValue, SourceId, Sources, path};
use crate::tasks::{TaskFile, is_task_file};
use crate::{Code, Finding, Place, Severity};

/// What to read.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Request {
    /// The schemas.
    pub inputs: Vec<Input>,
    /// What files are named relative to, and what no reference may leave.
    pub directory: PathBuf,
    /// What `$schema` says where a document does not. Without it, such a document is read as 2020-12,
    /// and with the spellings of older drafts.
    pub default_schema: Option<String>,
    /// The directory in place of the other, where a task file is among the inputs: it mostly stands in a
    /// folder beside that of its schemas.
    pub task_directory: Option<PathBuf>,
}

impl Request {
    /// Nothing yet, in a schema directory.
    #[must_use]
    pub fn new(directory: impl Into<PathBuf>) -> Self {
        Self {
            directory: directory.into(),
            ..Self::default()
        }
    }

    /// Sets the schemas: whole files, by their paths, or [`Input`]s.
    #[must_use]
    pub fn inputs(mut self, inputs: impl IntoIterator<Item = impl Into<Input>>) -> Self {
        self.inputs = inputs.into_iter().map(Into::into).collect();
        self
    }

    /// Sets the schemas to whole files.
    #[must_use]
    pub fn paths(self, paths: impl IntoIterator<Item = PathBuf>) -> Self {
        self.inputs(paths)
    }

    /// Sets what `$schema` says where a document does not.
    #[must_use]
    pub fn default_schema(mut self, uri: Option<String>) -> Self {
        self.default_schema = uri;
        self
    }

    /// Sets what no reference may leave where a task file is among the inputs.
    #[must_use]
    pub fn task_directory(mut self, directory: Option<PathBuf>) -> Self {
        self.task_directory = directory;
        self
    }

    /// Reads the schemas, and all that they refer to.
    ///
    /// The model has one root for each input, in the order given, `None` where there is no schema to
    /// read. An OpenAPI document as a whole is no schema either, but offers those of its components:
    /// [`Model::offered`]. The model lists every document that was opened, also where it is faulty. The findings are
    /// in no particular order.
    #[must_use]
    pub fn load(&self, loader: &dyn Loader) -> (Model, Vec<Finding>) {
        let mut resolver = Resolver::new(&self.directory, loader);
        // All roots are opened before the first reference is followed: they may name each other by
        // `$id`.
        let mut opened = Vec::new();
        for input in &self.inputs {
            let findings = &mut resolver.reader.findings;
            let directory = &resolver.directory;
            opened.push(
                resolver
                    .sources
                    .open(&input.path, directory, loader, findings),
            );
        }
        resolver.set_default(self.default_schema.as_deref());
        let is_task = |source: &SourceId| {
            let root = resolver
                .sources
                .get(*source)
                .and_then(|one| one.root.as_ref());
            root.is_some_and(is_task_file)
        };
        if let Some(directory) = &self.task_directory
            && opened.iter().flatten().any(is_task)
        {
            resolver.directory = path::normalise(directory);
            resolver.sources.name_from(&resolver.directory);
        }
        let roots = self
            .inputs
            .iter()
            .zip(opened)
            .map(|(input, source)| resolver.input(input, source?))
            .collect();
        resolver.follow();
        resolver.finish(roots)
    }
}

/// [`Request::load`] of whole files: reads the schemas in the files at `paths`, and all that they
/// refer to.
#[must_use]
pub fn load(paths: &[PathBuf], schema_dir: &Path, loader: &dyn Loader) -> (Model, Vec<Finding>) {
    Request::new(schema_dir)
        .paths(paths.iter().cloned())
        .load(loader)
}

/// What is known of an open document.
#[derive(Clone, Copy)]
struct Document {
    language: Language,
    scope: usize,
}

struct Resolver<'a> {
    loader: &'a dyn Loader,
    directory: PathBuf,
    sources: Sources,
    reader: Reader,
    documents: HashMap<SourceId, Document>,
    index: Index,
    /// How many documents the index knows.
    scanned: usize,
    finder: Finder,
    /// The contexts inside values that have been looked into.
    contexts: HashMap<(SourceId, String), Context>,
    dynamic: Dynamic,
    /// The language of documents that do not say.
    default: Language,
    /// Where each schema's reference stands.
    places: HashMap<SchemaId, Place>,
    /// What the documents offer that were asked for as a whole.
    offers: Vec<Offer>,
    task_files: Vec<TaskFile>,
    /// References that lead nowhere, and the schemas that have them.
    dangling: Vec<(SchemaId, Finding)>,
}

impl<'a> Resolver<'a> {
    fn new(directory: &Path, loader: &'a dyn Loader) -> Self {
        Self {
            loader,
            directory: path::normalise(directory),
            sources: Sources::default(),
            reader: Reader::default(),
            documents: HashMap::default(),
            index: Index::default(),
            scanned: 0,
            finder: Finder::default(),
            contexts: HashMap::default(),
            dynamic: Dynamic::default(),
            default: Language::whole(Draft::Unsaid),
            places: HashMap::default(),
            offers: Vec::new(),
            task_files: Vec::new(),
            dangling: Vec::new(),
        }
    }

    fn set_default(&mut self, uri: Option<&str>) {
        let Some(uri) = uri else { return };
        let found = match Draft::from_uri(uri) {
            Declared::Draft(draft) => Some(Language::whole(draft)),
            Declared::Custom(uri) => self.custom(uri, 1),
            _ => None,
        };
        if let Some(language) = found {
            self.default = language;
            return;
        }
        let message = format!("`{uri}` is no meta-schema that is known");
        let help = "the newest is \"https://json-schema.org/draft/2020-12/schema\"";
        let finding = Finding::error(Code::OPTION, None, message);
        self.reader.findings.push(finding.help(help));
    }

    /// Follows references until there are none left; reading a target may bring new ones.
    fn follow(&mut self) {
        loop {
            while let Some(reference) = self.reader.references.pop() {
                match self.locate(&reference) {
                    Ok(Some(target)) => self.connect(&reference, &target),
                    // The document has a fault that has been reported.
                    Ok(None) => {}
                    Err(mut finding) => {
                        // A tag says nothing about values.
                        if matches!(reference.kind, ReferenceKind::Mapping(_)) {
                            finding.severity = Severity::Warning;
                        }
                        self.dangling.push((reference.from, *finding));
                    }
                }
            }
            if !self.read_dynamic_anchors() {
                return;
            }
        }
    }

    /// Fills in where a reference leads.
    fn connect(&mut self, reference: &Reference, target: &Target) {
        let Some(id) = self.read(reference, &target.part) else {
            return;
        };
        let name = self.dynamic_name(&reference.kind, target);
        let Some(schema) = self.reader.schemas.get_mut(reference.from.0 as usize) else {
            return;
        };
        if let ReferenceKind::Mapping(tag) = &reference.kind {
            // References are followed from the last to the first.
            schema
                .rare
                .discriminator_mapping
                .insert(0, (tag.clone(), id));
            return;
        }
        if let Some(name) = name {
            schema.rare.dynamic_reference = Some(DynamicReference { name, initial: id });
        } else if reference.kind == ReferenceKind::Static || schema.reference.is_none() {
            let other = schema.reference.replace(id);
            if let Some(other) = other {
                self.connect_beside(reference, other);
            }
        } else {
            self.connect_beside(reference, id);
        }
        self.places.insert(reference.from, reference.place.clone());
    }

    /// A schema may have several references that lead to one place each: a second one becomes a
    /// schema that must hold too.
    fn connect_beside(&mut self, reference: &Reference, target: SchemaId) {
        let (reader, from) = (&mut self.reader, reference.from.0 as usize);
        let id = SchemaId(u32::try_from(reader.schemas.len()).unwrap_or(u32::MAX));
        reader.schemas.push(Schema {
            reference: Some(target),
            ..Schema::empty(reference.place.clone())
        });
        let scope = reader.scope_of.get(from).copied().unwrap_or_default();
        reader.scope_of.push(scope);
        if let Some(schema) = reader.schemas.get_mut(from) {
            schema.all_of.push(id);
        }
        self.places.insert(id, reference.place.clone());
    }

    /// The schema a reference leads to, read now unless it has been.
    fn read(&mut self, reference: &Reference, part: &Part) -> Option<SchemaId> {
        if let Some(id) = self.schema_at(part, reference.language) {
            return Some(id);
        }
        let node = self.sources.get(part.source)?.root.as_ref()?;
        let node = node.at(&part.pointer)?;
        let place = Place {
            source: part.source,
            pointer: part.pointer.as_str().into(),
            span: node.span.clone(),
        };
        let message = format!("this reference leads to {}, not to a schema", node.kind());
        let finding = Finding::error(Code::UNKNOWN_REF, reference.place.clone(), message);
        let finding = finding.related(place, "it leads here");
        self.dangling.push((reference.from, finding));
        None
    }

    /// The schema at a place, read now unless it has been. `None` where there is none.
    fn schema_at(&mut self, part: &Part, inherited: Language) -> Option<SchemaId> {
        let key = (part.source, part.pointer.as_str().into());
        if let Some(id) = self.reader.known.get(&key) {
            return Some(*id);
        }
        let document = self.document(part.source, inherited);
        let context = self.context(part, document)?;
        let root = self.sources.get(part.source)?.root.as_ref()?;
        let walked = self
            .finder
            .walk(part.source, root, &part.pointer, |_, _| {});
        let node = walked.ok()?;
        // Whatever is given as a root is read; the reader says what is wrong with it.
        let is_schema = matches!(node.value, NodeValue::Object(_) | NodeValue::Bool(_));
        if !is_schema && !part.pointer.is_empty() {
            return None;
        }
        Some(self.reader.read(context, &part.pointer, node))
    }

    /// Every schema that what was asked for comes to.
    fn used(&self, roots: &[Option<SchemaId>]) -> HashSet<SchemaId> {
        let schemas = &self.reader.schemas;
        let only_offers = |id: &SchemaId| {
            let schema = schemas.get(id.0 as usize);
            schema.is_some_and(Schema::only_defines)
        };
        let mut stack: Vec<SchemaId> = roots.iter().flatten().copied().collect();
        if roots.iter().any(Option::is_none) || stack.iter().any(only_offers) {
            stack.extend(self.offers.iter().map(|offer| offer.schema));
        }
        let mut used = HashSet::default();
        while let Some(id) = stack.pop() {
            let Some(schema) = schemas.get(id.0 as usize).filter(|_| used.insert(id)) else {
                continue;
            };
            schema.each_child(|child| stack.push(child));
            stack.extend(schema.reference);
            stack.extend(schema.rare.discriminator_mapping.iter().map(|(_, id)| *id));
            if let Some(dynamic) = &schema.rare.dynamic_reference {
                stack.push(dynamic.initial);
                stack.extend(self.dynamic_targets(&dynamic.name));
            }
        }
        used
    }

    fn finish(mut self, roots: Vec<Option<SchemaId>>) -> (Model, Vec<Finding>) {
        let (resources, resource_of) = self.resources();
        let cycles = cycle::find(&self.reader.schemas, &self.places, &resources);
        let wrong: Vec<(SchemaId, Finding)> = self.dangling.drain(..).chain(cycles).collect();
        if !wrong.is_empty() {
            let used = self.used(&roots);
            for (from, mut finding) in wrong {
                // Nothing hangs on what is not used.
                if finding.is_error() && !used.contains(&from) {
                    finding.severity = Severity::Warning;
                    finding
                        .help
                        .push("nothing that was asked for leads here".into());
                }
                self.reader.findings.push(finding);
            }
        }
        self.reader.finish();
        let Reader {
            schemas,
            mut findings,
            ..
        } = self.reader;
        let mut model = Model {
            sources: self.sources,
            schemas,
            roots,
            offers: self.offers,
            task_files: self.task_files,
            resources,
            resource_of,
            shown: HashMap::default(),
        };
        findings.extend(hide::hide(&mut model));
        // One schema may be reached on two ways, but is told about once.
        let mut seen = HashSet::default();
        findings.retain(|finding| {
            let place = finding
                .place
                .as_ref()
                .map(|p| (p.source, p.pointer.clone(), p.span.clone()));
            seen.insert((finding.code, finding.message.clone(), place))
        });
        (model, findings)
    }
}
