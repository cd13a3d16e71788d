//! A reference to the place it names: a document, and a pointer in it.

use super::Resolver;
use super::index::Part;
use crate::model::{Reference, ReferenceKind};
use crate::source::{Node, NodeValue, pointer, uri};
use crate::{Code, Finding, suggest};

/// The place that a reference names.
#[derive(Debug)]
pub(super) struct Target {
    /// The place.
    pub(super) part: Part,
    /// The part with an identity that it was looked for in.
    pub(super) resource: Part,
    /// The plain name it was found by.
    pub(super) name: Option<String>,
}

/// A finding is large, and most references are sound.
type Located<T> = Result<T, Box<Finding>>;

impl Resolver<'_> {
    /// The place a reference names. `Ok(None)` where its document is faulty, which has been reported.
    pub(super) fn locate(&mut self, reference: &Reference) -> Located<Option<Target>> {
        if let ReferenceKind::Mapping(_) = reference.kind
            && let Some(target) = self.component(reference)?
        {
            return Ok(Some(target));
        }
        let (document, fragment) = uri::split_fragment(&reference.text);
        let Some(fragment) = uri::decode(fragment) else {
            let message = "the part behind `#` is not percent-encoded UTF-8";
            return Err(error(Code::UNKNOWN_REF, reference, message));
        };
        if document.is_empty() {
            return self.locate_here(reference, &fragment).map(Some);
        }
        let scope = self.reader.scopes.get(reference.scope);
        let target = uri::join(scope.map_or("", |scope| &scope.uri), document);
        self.scan_all();
        let known = self.index.by_uri(&target, reference.place.source);
        let part = match known.cloned() {
            Some(part) => Some(part),
            None => self.open(reference, document, &target)?,
        };
        let Some(part) = part else {
            return Ok(None);
        };
        self.locate_in(part, reference, &fragment).map(Some)
    }

    /// The component that a bare name means, in a `mapping`. `None` where it may be a file.
    fn component(&mut self, reference: &Reference) -> Located<Option<Target>> {
        let is_bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        if !reference.text.chars().all(is_bare) {
            return Ok(None);
        }
        let fragment = format!("/components/schemas/{}", reference.text);
        let whole = Part::whole(reference.place.source);
        let meant = Reference {
            text: format!("#{fragment}"),
            ..reference.clone()
        };
        match self.locate_in(whole, &meant, &fragment) {
            Ok(target) => Ok(Some(target)),
            Err(_) if reference.text.contains('.') => Ok(None),
            Err(finding) => Err(finding),
        }
    }

    /// A fragment of the document the reference stands in.
    ///
    /// It counts from the innermost schema with an `$id`. Real schemas write such ids without
    /// meaning it, so the schemas around are tried as well, out to the whole document.
    fn locate_here(&mut self, reference: &Reference, fragment: &str) -> Located<Target> {
        let mut next = Some(reference.scope);
        let mut failure = None;
        while let Some(scope) = next.and_then(|index| self.reader.scopes.get(index)) {
            next = scope.parent;
            let part = Part {
                source: scope.source,
                pointer: scope.pointer.to_string(),
            };
            match self.locate_in(part, reference, fragment) {
                Ok(target) => return Ok(target),
                Err(finding) => failure = Some(finding),
            }
        }
        Err(failure
            .unwrap_or_else(|| error(Code::UNKNOWN_REF, reference, "this reference leads nowhere")))
    }

    /// A fragment of a part: nothing, a JSON Pointer, or a plain name.
    pub(super) fn locate_in(
        &mut self,
        resource: Part,
        reference: &Reference,
        fragment: &str,
    ) -> Located<Target> {
        let mut part = resource.clone();
        let mut name = None;
        if fragment.starts_with('/') {
            for token in pointer::tokens(fragment) {
                pointer::push(&mut part.pointer, &token);
            }
            self.check_pointer(&part, &resource, reference, fragment)?;
        } else if !fragment.is_empty() {
            part.pointer = self.locate_name(&resource, reference, fragment)?;
            name = Some(fragment.to_owned());
        }
        Ok(Target {
            part,
            resource,
            name,
        })
    }

    /// Whether there is something at a place.
    fn check_pointer(
        &mut self,
        part: &Part,
        resource: &Part,
        reference: &Reference,
        fragment: &str,
    ) -> Located<()> {
        let key = (part.source, part.pointer.as_str().into());
        if self.reader.known.contains_key(&key) {
            return Ok(());
        }
        let source = self.sources.get(part.source);
        let Some(root) = source.and_then(|source| source.root.as_ref()) else {
            let message = "this reference leads nowhere";
            return Err(error(Code::UNKNOWN_REF, reference, message));
        };
        let walked = self
            .finder
            .walk(part.source, root, &part.pointer, |_, _| {});
        let Err(mut miss) = walked else {
            return Ok(());
        };
        // What is told of counts from the resource.
        if let Some(rest) = miss.reached.strip_prefix(&resource.pointer) {
            miss.reached = String::from(rest);
        }
        let start = root.at(&resource.pointer);
        let start = start.filter(|start| self.finder.may_compare(definitions(start)));
        let meant = start.and_then(|start| definition(start, fragment));
        Err(miss.finding(reference, meant))
    }

    fn locate_name(&mut self, part: &Part, reference: &Reference, name: &str) -> Located<String> {
        self.scan_all();
        if let Some(pointer) = self.index.by_name(part, name) {
            return Ok(pointer.to_owned());
        }
        let mut finding = error(Code::UNKNOWN_REF, reference, "this reference leads nowhere");
        finding.label = Some(format!("nothing has the `$anchor` `{name}`"));
        let root = self
            .sources
            .get(part.source)
            .and_then(|source| source.root.as_ref());
        let start = root.and_then(|root| root.at(&part.pointer));
        let count = self.index.count(part) + start.map_or(0, definitions);
        if !self.finder.may_compare(count) {
            return Err(finding);
        }
        let mut names: Vec<&str> = self.index.names(part).collect();
        names.sort_unstable();
        if let Some(meant) = suggest::nearest(name, names) {
            finding.help.push(format!("did you mean `#{meant}`?"));
        } else {
            let help = match start.and_then(|start| definition(start, name)) {
                Some(meant) => format!("did you mean `#{meant}`?"),
                None => format!("a JSON Pointer begins with a slash: `#/{name}`"),
            };
            finding.help.push(help);
        }
        Err(finding)
    }
}

pub(super) fn error(code: Code, reference: &Reference, message: impl Into<String>) -> Box<Finding> {
    Box::new(Finding::error(code, reference.place.clone(), message))
}

/// Where documents keep definitions.
const HOLDERS: [&str; 3] = ["/$defs", "/definitions", "/components/schemas"];

/// How many definitions a document keeps.
fn definitions(root: &Node) -> usize {
    let held = HOLDERS.into_iter().filter_map(|holder| root.at(holder));
    held.map(|held| match &held.value {
        NodeValue::Object(members) => members.len(),
        _ => 0,
    })
    .sum()
}

/// The definition that the last word of a fragment names, wherever the document keeps them.
fn definition(root: &Node, fragment: &str) -> Option<String> {
    let name = fragment
        .rsplit('/')
        .next()?
        .replace("~1", "/")
        .replace("~0", "~");
    HOLDERS
        .into_iter()
        .find(|holder| {
            root.at(holder)
                .is_some_and(|held| held.member(&name).is_some())
        })
        .map(|holder| pointer::join(holder, &name).to_string())
}

/// Where a pointer stopped leading anywhere.
pub(super) struct Miss {
    /// The part of the pointer that leads somewhere.
    pub(super) reached: String,
    /// The token that does not.
    pub(super) token: String,
    /// What there is instead.
    pub(super) there: There,
}

pub(super) enum There {
    /// A key that is near the token.
    Near(String),
    /// Keys that are not.
    Keys(Vec<String>),
    Items(usize),
    Scalar(&'static str),
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
