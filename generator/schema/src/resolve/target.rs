//! A `$ref` to the place it names: a document, and a pointer in it.

use std::path::Path;

use super::index::{Part, file_uri};
use super::{Resolver, uri};
use crate::model::Reference;
use crate::source::{Node, NodeValue, path, pointer};
use crate::{Code, Finding, suggest};

/// A finding is large, and most references are sound.
type Located = Result<Option<Part>, Box<Finding>>;

impl Resolver<'_> {
    /// The place a reference names. `Ok(None)` where its document is faulty, which has been reported.
    pub(super) fn locate(&mut self, reference: &Reference) -> Located {
        let (document, fragment) = uri::split_fragment(&reference.text);
        let Some(fragment) = uri::decode(fragment) else {
            let message = "the part behind `#` is not percent-encoded UTF-8";
            return Err(error(Code::UNKNOWN_REF, reference, message));
        };
        if document.is_empty() {
            return self.locate_here(reference, &fragment);
        }
        let target = uri::join(&self.scope_uri(reference.scope), document);
        self.scan_all();
        if let Some(part) = self.index.by_uri(&target).cloned() {
            return self.locate_in(&part, reference, &fragment).map(Some);
        }
        let Some(part) = self.open(reference, document)? else {
            return Ok(None);
        };
        self.locate_in(&part, reference, &fragment).map(Some)
    }

    /// A fragment of the document the reference stands in.
    ///
    /// It counts from the innermost schema with an `$id`. Real schemas write such ids without
    /// meaning it, so the schemas around are tried as well, out to the whole document.
    fn locate_here(&mut self, reference: &Reference, fragment: &str) -> Located {
        let mut next = Some(reference.scope);
        let mut failure = None;
        while let Some(scope) = next.and_then(|index| self.reader.scopes.get(index)) {
            next = scope.parent;
            let part = Part {
                source: scope.source,
                pointer: scope.pointer.clone(),
            };
            match self.locate_in(&part, reference, fragment) {
                Ok(part) => return Ok(Some(part)),
                Err(finding) => failure = Some(finding),
            }
        }
        Err(failure
            .unwrap_or_else(|| error(Code::UNKNOWN_REF, reference, "this reference leads nowhere")))
    }

    /// A fragment of a part: nothing, a JSON Pointer, or a plain name.
    fn locate_in(
        &mut self,
        part: &Part,
        reference: &Reference,
        fragment: &str,
    ) -> Result<Part, Box<Finding>> {
        if fragment.is_empty() {
            return Ok(part.clone());
        }
        if !fragment.starts_with('/') {
            return self.locate_name(part, reference, fragment);
        }
        let mut pointer = part.pointer.clone();
        for token in pointer::tokens(fragment) {
            pointer::push(&mut pointer, &token);
        }
        let found = Part {
            source: part.source,
            pointer,
        };
        if self
            .reader
            .known
            .contains_key(&(found.source, found.pointer.clone()))
        {
            return Ok(found);
        }
        let root = self
            .sources
            .get(part.source)
            .and_then(|source| source.root.as_ref());
        let start = root.and_then(|root| root.at(&part.pointer));
        match start.map(|start| walk(start, fragment)) {
            Some(Err(miss)) => {
                let meant = start.and_then(|start| definition(start, fragment));
                Err(miss.finding(reference, meant))
            }
            Some(Ok(())) => Ok(found),
            None => Err(error(
                Code::UNKNOWN_REF,
                reference,
                "this reference leads nowhere",
            )),
        }
    }

    fn locate_name(
        &mut self,
        part: &Part,
        reference: &Reference,
        name: &str,
    ) -> Result<Part, Box<Finding>> {
        self.scan_all();
        if let Some(pointer) = self.index.by_name(part, name) {
            return Ok(Part {
                source: part.source,
                pointer: pointer.to_owned(),
            });
        }
        let mut finding = error(Code::UNKNOWN_REF, reference, "this reference leads nowhere");
        finding.label = Some(format!("nothing has the `$anchor` `{name}`"));
        let mut names: Vec<&str> = self.index.names(part).collect();
        names.sort_unstable();
        if let Some(meant) = suggest::nearest(name, names) {
            finding.help.push(format!("did you mean `#{meant}`?"));
        } else {
            let root = self
                .sources
                .get(part.source)
                .and_then(|source| source.root.as_ref());
            let start = root.and_then(|root| root.at(&part.pointer));
            let help = match start.and_then(|start| definition(start, name)) {
                Some(meant) => format!("did you mean `#{meant}`?"),
                None => format!("a JSON Pointer begins with a slash: `#/{name}`"),
            };
            finding.help.push(help);
        }
        Err(finding)
    }

    /// The document a relative reference names, opened now unless it is open.
    fn open(
        &mut self,
        reference: &Reference,
        document: &str,
    ) -> Result<Option<Part>, Box<Finding>> {
        let scheme = uri::scheme(document);
        let is_file = scheme.is_none_or(|scheme| scheme.eq_ignore_ascii_case("file"));
        if !is_file || document.starts_with("//") {
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
        let here = self
            .sources
            .get(reference.place.source)
            .map(|source| source.path.as_path());
        let folder = here.and_then(Path::parent).unwrap_or(Path::new(""));
        let path = path::normalise(&folder.join(relative));
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
            Ok(source) => {
                self.document(source, reference.draft);
                let is_sound = self.sources.get(source).is_some_and(|s| s.root.is_some());
                Ok(is_sound.then(|| Part {
                    source,
                    pointer: String::new(),
                }))
            }
            Err(unreadable) => {
                let mut finding = error(Code::REF_FILE, reference, unreadable.message);
                finding.help.extend(unreadable.help);
                Err(finding)
            }
        }
    }

    /// The absolute URI that references in a scope are relative to.
    fn scope_uri(&self, index: usize) -> String {
        let mut ids = Vec::new();
        let mut next = Some(index);
        let mut source = None;
        while let Some(scope) = next.and_then(|index| self.reader.scopes.get(index)) {
            ids.extend(scope.id.as_deref());
            source = self.sources.get(scope.source);
            next = scope.parent;
        }
        let base = source.map(file_uri).unwrap_or_default();
        ids.iter()
            .rev()
            .fold(base, |base, id| uri::join(&base, uri::split_fragment(id).0))
    }

    fn scan_all(&mut self) {
        for (id, source) in self.sources.ids() {
            let draft = self
                .documents
                .get(&id)
                .map_or(crate::model::Draft::Unsaid, |d| d.draft);
            self.index.scan(id, source, draft);
        }
    }
}

fn error(code: Code, reference: &Reference, message: impl Into<String>) -> Box<Finding> {
    Box::new(Finding::error(code, reference.place.clone(), message))
}

/// The definition that the last word of a fragment names, wherever the document keeps them.
fn definition(root: &Node, fragment: &str) -> Option<String> {
    let name = fragment
        .rsplit('/')
        .next()?
        .replace("~1", "/")
        .replace("~0", "~");
    ["/$defs", "/definitions", "/components/schemas"]
        .into_iter()
        .find(|holder| {
            root.at(holder)
                .is_some_and(|held| held.member(&name).is_some())
        })
        .map(|holder| pointer::join(holder, &name))
}

/// Where a pointer stopped leading anywhere.
struct Miss {
    /// The part of the pointer that leads somewhere.
    reached: String,
    /// The token that does not.
    token: String,
    /// What there is instead.
    there: There,
}

enum There {
    /// A key that is near the token.
    Near(String),
    /// Keys that are not.
    Keys(Vec<String>),
    Items(usize),
    Scalar(&'static str),
}

fn walk(start: &Node, fragment: &str) -> Result<(), Miss> {
    let mut node = start;
    let mut reached = String::new();
    for token in pointer::tokens(fragment) {
        let Some(child) = pointer::child(node, &token) else {
            let there = match &node.value {
                NodeValue::Object(members) => {
                    let keys = members.iter().map(|member| member.key.as_str());
                    match suggest::nearest(&token, keys.clone()) {
                        Some(meant) => There::Near(meant.to_owned()),
                        None => There::Keys(keys.map(str::to_owned).collect()),
                    }
                }
                NodeValue::Array(items) => There::Items(items.len()),
                _ => There::Scalar(node.kind()),
            };
            return Err(Miss {
                reached,
                token,
                there,
            });
        };
        node = child;
        pointer::push(&mut reached, &token);
    }
    Ok(())
}

impl Miss {
    /// `meant` is a place that the last word of the pointer names.
    fn finding(self, reference: &Reference, meant: Option<String>) -> Box<Finding> {
        let mut finding = error(Code::UNKNOWN_REF, reference, "this reference leads nowhere");
        let (document, _) = uri::split_fragment(&reference.text);
        let Self {
            reached,
            token,
            there,
        } = self;
        let place = format!("{document}#{reached}");
        finding.label = Some(match &there {
            There::Near(_) | There::Keys(_) => format!("`{place}` has no `{token}`"),
            There::Items(1) => format!("`{place}` has one item, and no `{token}`"),
            There::Items(count) => format!("`{place}` has {count} items, and no `{token}`"),
            There::Scalar(kind) => format!("`{place}` is {kind}"),
        });
        if let Some(meant) = meant {
            let help = format!("did you mean `{document}#{meant}`?");
            finding.help.push(help);
            return finding;
        }
        match there {
            There::Near(meant) => finding.help.push(format!(
                "did you mean `{place}{}`?",
                pointer::join("", &meant)
            )),
            There::Keys(keys) if !keys.is_empty() => finding
                .help
                .push(format!("it has {}", suggest::listed(&keys))),
            _ => {}
        }
        finding
    }
}
