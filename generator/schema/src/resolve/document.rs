//! Documents: opened when something names them, each with its language and its scopes.

use std::path::Path;

use super::index::Part;
use super::target::error;
use super::{Document, Resolver};
use crate::model::{Context, Custom, Declared, Draft, Language, Reference};
use crate::source::{Node, SourceId, path, uri};
use crate::{Code, Finding, meta};

/// How many meta-schemas may describe each other.
const MAX_META: usize = 8;

impl Resolver<'_> {
    /// What is known of a document; one that does not say its language takes `inherited`.
    pub(super) fn document(&mut self, source: SourceId, inherited: Language) -> Document {
        if let Some(document) = self.documents.get(&source) {
            return *document;
        }
        let language = self.language(source, inherited, MAX_META);
        let (mut uri, mut own) = (String::new(), None);
        if let Some(opened) = self.sources.get(source) {
            uri = opened.base_uri();
            let root = opened.root.as_ref();
            own = root.and_then(|root| language.draft.own_uri(root));
        }
        if let Some(own) = own {
            uri = uri::join(&uri, uri::split_fragment(own).0);
        }
        let document = Document {
            language,
            scope: self.reader.scope(source, "".into(), uri, None),
        };
        self.documents.insert(source, document);
        document
    }

    /// The language a document declares.
    fn language(&mut self, source: SourceId, inherited: Language, steps: usize) -> Language {
        let root = self.sources.get(source).and_then(|s| s.root.as_ref());
        let uri = match root.map(Draft::declared) {
            Some(Declared::Draft(draft)) => return Language::whole(draft),
            Some(Declared::TooOld) => return Language::whole(Draft::D20),
            Some(Declared::No) | None => return inherited,
            Some(Declared::Custom(uri)) => uri.to_owned(),
        };
        self.custom(&uri, steps)
            .unwrap_or(Language::whole(Draft::D20))
    }

    /// What the meta-schema of a URI makes of the language that it is written in.
    pub(super) fn custom(&mut self, uri: &str, steps: usize) -> Option<Language> {
        if let Some(custom) = self.reader.customs.get(uri) {
            return Some(custom.language);
        }
        let steps = steps.checked_sub(1)?;
        let source = self.named(uri).or_else(|| self.served(uri))?;
        let own = self.language(source, Language::whole(Draft::D20), steps);
        let custom = Custom::read(own, self.sources.get(source)?.root.as_ref()?);
        let language = custom.language;
        self.reader.customs.insert(uri.to_owned(), custom);
        Some(language)
    }

    /// The open document that calls itself by a URI.
    fn named(&self, uri: &str) -> Option<SourceId> {
        let calls_itself = |root: &Node| {
            let names = [Draft::D20, Draft::D4].map(|draft| draft.own_uri(root));
            names
                .into_iter()
                .flatten()
                .any(|name| name.trim_end_matches('#') == uri)
        };
        self.sources
            .ids()
            .find(|(_, source)| source.root.as_ref().is_some_and(calls_itself))
            .map(|(id, _)| id)
    }

    /// The document that is served under a URI: a meta-schema of the specification, or one that the
    /// loader has.
    pub(super) fn served(&mut self, uri: &str) -> Option<SourceId> {
        let bytes = match meta::find(uri) {
            Some(text) => text.as_bytes().to_owned(),
            None => self.loader.by_uri(uri)?,
        };
        Some(self.sources.serve(uri, bytes, &mut self.reader.findings))
    }

    /// The document a reference names, opened now unless it is open. `target` is its absolute URI.
    pub(super) fn open(
        &mut self,
        reference: &Reference,
        document: &str,
        target: &str,
    ) -> Result<Option<Part>, Box<Finding>> {
        let is_file = |uri: &str| uri::scheme(uri).is_none_or(|s| s.eq_ignore_ascii_case("file"));
        if !is_file(target)
            && let Some(source) = self.served(target)
        {
            return Ok(self.opened(source, reference));
        }
        let here = self.sources.get(reference.place.source);
        let from_file = here.is_none_or(|source| source.uri.is_none());
        if !is_file(document) || document.starts_with("//") || !from_file {
            let message = "this reference leads to the network, which is never asked";
            let mut finding = error(Code::REF_REMOTE, reference, message);
            finding.label = Some("no document that is open has this `$id`".to_owned());
            finding
                .help
                .push("save the document in the schema directory, and refer to the file".into());
            return Err(finding);
        }
        let Some(relative) = uri::decode(uri::path(document)) else {
            let message = "the path of this reference is not percent-encoded UTF-8";
            return Err(error(Code::REF_FILE, reference, message));
        };
        let folder = here.and_then(|source| source.path.parent());
        let path = path::normalise(&folder.unwrap_or(Path::new("")).join(relative));
        if !path::is_inside(&path, &self.directory) {
            let message = "this reference leaves the schema directory";
            let mut finding = error(Code::REF_OUTSIDE, reference, message);
            finding.label = Some(format!("leads to `{}`", path.display()));
            let directory = match self.directory.to_string_lossy() {
                here if here.is_empty() => ".".into(),
                directory => directory,
            };
            finding.help.push(format!(
                "the schema directory is `{directory}`; the option `schema_dir` sets another"
            ));
            return Err(finding);
        }
        let findings = &mut self.reader.findings;
        match self
            .sources
            .fetch(&path, &self.directory, self.loader, findings)
        {
            Ok(source) => Ok(self.opened(source, reference)),
            Err(unreadable) => {
                let mut finding = error(Code::REF_FILE, reference, unreadable.message);
                finding.help.extend(unreadable.help);
                Err(finding)
            }
        }
    }

    /// A document as a whole, where it is sound.
    fn opened(&mut self, source: SourceId, reference: &Reference) -> Option<Part> {
        self.document(source, reference.language);
        let is_sound = self.sources.get(source).is_some_and(|s| s.root.is_some());
        is_sound.then(|| Part::whole(source))
    }

    /// The context around a place. `None` where there is nothing.
    pub(super) fn context(&mut self, part: &Part, document: Document) -> Option<Context> {
        let outermost = Context {
            source: part.source,
            language: document.language,
            scope: document.scope,
        };
        let Some((around, _)) = part.pointer.rsplit_once('/') else {
            return Some(outermost);
        };
        // Many places stand around one: what holds in it is found out once.
        let key = (part.source, around.to_owned());
        if let Some(context) = self.contexts.get(&key) {
            return Some(*context);
        }
        let (reader, finder) = (&mut self.reader, &mut self.finder);
        let root = self.sources.get(part.source)?.root.as_ref()?;
        let mut context = outermost;
        let walked = finder.walk(part.source, root, around, |pointer, node| {
            context = reader.enter(context, &pointer.into(), node);
        });
        walked.ok()?;
        self.contexts.insert(key, context);
        Some(context)
    }

    /// Looks through the documents that have been opened since the last time for what they name.
    pub(super) fn scan_all(&mut self) {
        while let Some(id) = self.sources.nth(self.scanned) {
            self.scanned += 1;
            let language = self.document(id, self.default).language;
            if let Some(source) = self.sources.get(id) {
                let customs = &self.reader.customs;
                self.index.scan(id, source, language, customs);
            }
        }
    }
}
