//! What a caller asks for: whole documents, and places in them. What a document offers when it is
//! asked for as a whole.

use std::path::{Path, PathBuf};

use super::Resolver;
use super::index::Part;
use crate::model::{Language, Offer, Reference, ReferenceKind, SchemaId};
use crate::source::{Member, NodeValue, SourceId, pointer, uri};
use crate::tasks::is_task_file;
use crate::{Code, Finding, Place};

/// Where OpenAPI documents keep schemas.
const COMPONENTS: &str = "/components/schemas";

/// A schema to read: a document as a whole, or a place in one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Input {
    /// The file, absolute, or as the loader understands it.
    pub path: PathBuf,
    /// The place, as a reference names it behind `#`: a JSON Pointer, or an anchor. `None` is the
    /// whole document.
    pub fragment: Option<String>,
}

impl Input {
    /// A document as a whole.
    #[must_use]
    pub fn whole(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            fragment: None,
        }
    }

    /// A path as people write it, with a place behind `#` or without:
    /// `api.yaml#/components/schemas/Pet`.
    #[must_use]
    pub fn parse(text: &Path) -> Self {
        let split = text.to_str().and_then(|text| {
            // A folder may have the character in its name.
            [".json#", ".yaml#", ".yml#"].into_iter().find_map(|end| {
                let at = text.find(end)? + end.len();
                Some((text.get(..at - 1)?, text.get(at..)?))
            })
        });
        match split {
            Some((path, fragment)) => Self {
                path: PathBuf::from(path),
                fragment: Some(fragment.to_owned()).filter(|fragment| !fragment.is_empty()),
            },
            None => Self::whole(text),
        }
    }
}

impl From<PathBuf> for Input {
    fn from(path: PathBuf) -> Self {
        Self::whole(path)
    }
}

impl Resolver<'_> {
    /// The schema an input asks for. An OpenAPI document as a whole is none, but offers some.
    pub(super) fn input(&mut self, input: &Input, source: SourceId) -> Option<SchemaId> {
        let language = self.document(source, self.default).language;
        if let Some(fragment) = &input.fragment {
            return self.place(input, fragment, source, language);
        }
        let root = self.sources.get(source)?.root.as_ref()?;
        if is_task_file(root) {
            self.tasks(input, source);
            return None;
        }
        if root.member("openapi").is_none() {
            let root = self.schema_at(&Part::whole(source), self.default)?;
            let schema = self.reader.schemas.get(root.0 as usize)?;
            let offers = schema.rare.definitions.iter().map(|one| Offer {
                path: input.path.clone(),
                name: one.name.clone(),
                schema: one.schema,
            });
            self.offers.extend(offers);
            return Some(root);
        }
        let components = root.at(COMPONENTS).map(|node| &node.value);
        let names: Vec<String> = match components {
            Some(NodeValue::Object(members)) => members.iter().map(|m| m.key.clone()).collect(),
            _ => Vec::new(),
        };
        if names.is_empty() {
            let key = root.member("openapi");
            let finding = nothing_offered(source, key);
            self.reader.findings.push(finding);
        }
        for name in names {
            let part = Part {
                source,
                pointer: pointer::join(COMPONENTS, &name).to_string(),
            };
            let schema = self.schema_at(&part, self.default);
            self.offers.extend(schema.map(|schema| Offer {
                path: input.path.clone(),
                name,
                schema,
            }));
        }
        None
    }

    /// The schema at a place that was asked for.
    fn place(
        &mut self,
        input: &Input,
        fragment: &str,
        source: SourceId,
        language: Language,
    ) -> Option<SchemaId> {
        self.sources.get(source)?.root.as_ref()?;
        let text = format!("#{fragment}");
        let asked = Reference {
            from: SchemaId(0),
            text: text.clone(),
            place: Place {
                source,
                pointer: "".into(),
                span: 0..0,
            },
            scope: self.document(source, language).scope,
            language,
            kind: ReferenceKind::Static,
        };
        let fragment = uri::decode(fragment).unwrap_or_else(|| fragment.to_owned());
        let found = self.locate_in(Part::whole(source), &asked, &fragment);
        let help = match found {
            Ok(target) => match self.schema_at(&target.part, self.default) {
                Some(schema) => return Some(schema),
                None => vec!["name the place of a schema".to_owned()],
            },
            Err(finding) => finding.label.into_iter().chain(finding.help).collect(),
        };
        let path = input.path.display();
        let message = format!("`{path}{text}` names no schema");
        let mut finding = Finding::error(Code::OPTION, None, message);
        finding.help = help;
        self.reader.findings.push(finding);
        None
    }
}

/// An OpenAPI document that has no schemas to name.
fn nothing_offered(source: SourceId, key: Option<&Member>) -> Finding {
    let place = Place {
        source,
        pointer: "/openapi".into(),
        span: key.map_or(0..0, |key| key.key_span.clone()),
    };
    let message = "this OpenAPI document has no schemas in `components`";
    Finding::error(Code::NOT_A_SCHEMA, place, message)
        .help("name the place of a schema: `api.yaml#/paths/...`")
}
