//! Keywords that are read in ways of their own, or not at all.

use super::draft::{Declared, Draft};
use super::keyword::Keyword;
use super::read::{Context, Reader, Reference};
use super::value::Entry;
use super::{At, JsonType, Schema, SchemaId, unsupported};
use crate::source::{Member, Node, NodeValue};
use crate::{Code, Finding, suggest};

impl Reader {
    pub(super) fn special(
        &mut self,
        context: Context,
        id: SchemaId,
        schema: &mut Schema,
        entry: Entry<'_>,
    ) {
        let node = entry.value();
        match entry.name() {
            "$schema" => self.check_draft(entry),
            "$ref" => {
                if let Some(text) = self.text(entry) {
                    self.references.push(Reference {
                        from: id,
                        text,
                        place: entry.value_place(),
                        scope: context.scope,
                        draft: context.draft,
                    });
                }
            }
            "default" => {
                schema.default = Some(At {
                    value: node.to_json(),
                    place: entry.value_place(),
                });
            }
            "const" => {
                schema.constant = Some(At {
                    value: node.to_json(),
                    place: entry.value_place(),
                });
            }
            "examples" => {
                if let Some(items) = self.items(entry, "an array of values") {
                    schema.examples.extend(items.iter().map(Node::to_json));
                }
            }
            "example" => schema.examples.push(node.to_json()),
            "enum" => schema.enumeration = self.enumeration(entry),
            "required" => schema.required = self.required(entry).unwrap_or_default(),
            "pattern" => {
                let place = entry.value_place();
                schema.pattern = self.text(entry).map(|value| At { value, place });
            }
            "discriminator" => schema.discriminator = self.discriminator(entry),
            "type" => schema.types = self.types(entry),
            // Folded into `type` when the whole schema has been read.
            "nullable" => {
                self.flag(entry);
            }
            "items" => self.item_schema(context, schema, entry),
            "exclusiveMinimum" => {
                schema.exclusive_minimum = self.exclusive(context.draft, entry, "minimum");
            }
            "exclusiveMaximum" => {
                schema.exclusive_maximum = self.exclusive(context.draft, entry, "maximum");
            }
            _ => {}
        }
    }

    fn item_schema(&mut self, context: Context, schema: &mut Schema, entry: Entry<'_>) {
        match &entry.value().value {
            NodeValue::Array(_) if context.draft.has_item_lists() => self.unsupported(entry),
            NodeValue::Array(_) => {
                let finding = entry.wrong("a schema");
                self.push(match context.draft {
                    Draft::D20 => {
                        finding.help("since 2020-12 a list of schemas is written `prefixItems`")
                    }
                    _ => finding,
                });
            }
            _ => schema.items = Some(self.schema(context, entry.pointer(), entry.value())),
        }
    }

    /// The numeric form; the boolean one is folded in when the whole schema has been read.
    fn exclusive(&mut self, draft: Draft, entry: Entry<'_>, other: &str) -> Option<String> {
        match &entry.value().value {
            NodeValue::Bool(value) if draft.has_boolean_exclusive() => {
                if *value && entry.node.member(other).is_none() {
                    let message =
                        format!("a boolean `{}` needs a `{other}` beside it", entry.name());
                    self.push(Finding::error(
                        Code::KEYWORD_VALUE,
                        entry.key_place(),
                        message,
                    ));
                }
                None
            }
            NodeValue::Bool(_) => {
                let help = format!("since draft-06 it is the bound itself, in place of `{other}`");
                self.report(entry.wrong("a number").help(help))
            }
            NodeValue::Number(_) if !draft.has_numeric_exclusive() => {
                let help = format!(
                    "in {} it says whether `{other}` itself is excluded",
                    draft.name()
                );
                self.report(entry.wrong("a boolean").help(help))
            }
            _ => self.number(entry),
        }
    }

    /// Keywords that change what another says: read when both are there.
    pub(super) fn fold(schema: &mut Schema, node: &Node, draft: Draft) {
        let is_true = |key| {
            matches!(
                node.member(key),
                Some(Member {
                    value: Node {
                        value: NodeValue::Bool(true),
                        ..
                    },
                    ..
                })
            )
        };
        if draft.has_boolean_exclusive() {
            if is_true("exclusiveMinimum") {
                schema.exclusive_minimum = schema.minimum.take();
            }
            if is_true("exclusiveMaximum") {
                schema.exclusive_maximum = schema.maximum.take();
            }
        }
        // Without `type` beside it, `nullable` says nothing (OpenAPI 3.0.3, Schema Object).
        if draft == Draft::OpenApi30 && is_true("nullable") {
            schema.types = schema.types.map(|set| set.with(JsonType::Null));
        }
    }

    pub(super) fn unsupported(&mut self, entry: Entry<'_>) {
        if !unsupported::has_effect(entry.name(), entry.value(), entry.node) {
            return;
        }
        let message = match entry.name() {
            "items" => "a list of schemas in `items` is not supported yet".to_owned(),
            name => format!("`{name}` is not supported yet"),
        };
        let finding = Finding::error(Code::UNSUPPORTED_KEYWORD, entry.key_place(), message);
        self.push(finding.help(unsupported::advice(entry.name())));
    }

    fn check_draft(&mut self, entry: Entry<'_>) {
        let Some(uri) = self.text(entry) else { return };
        let finding = match Draft::from_uri(&uri) {
            Declared::Draft(_) | Declared::No => return,
            Declared::TooOld => Finding::error(
                Code::UNKNOWN_DRAFT,
                entry.value_place(),
                "drafts before draft-04 are not supported",
            ),
            Declared::Unknown => Finding::warning(
                Code::UNKNOWN_DRAFT,
                entry.value_place(),
                "this meta-schema is unknown; the schema is read as 2020-12",
            ),
        };
        self.push(finding.help("write \"https://json-schema.org/draft/2020-12/schema\""));
    }

    pub(super) fn stranger(&mut self, draft: Draft, entry: Entry<'_>) {
        let name = entry.name();
        let place = entry.key_place();
        if Keyword::find(name).is_some() {
            let message = format!(
                "`{name}` is not a keyword of {}; it has no effect",
                draft.name()
            );
            let finding = Finding::warning(Code::UNKNOWN_KEYWORD, place, message);
            self.push(match name {
                "nullable" => finding.help("add \"null\" to `type`"),
                _ => finding.help("name the draft that has it in `$schema`"),
            });
            return;
        }
        let message = format!("`{name}` is not a keyword; it has no effect");
        let finding = Finding::warning(Code::UNKNOWN_KEYWORD, place.clone(), message);
        if let Some(meant) = suggest::nearest(name, Keyword::names(draft)) {
            self.push(finding.help(format!("did you mean `{meant}`?")));
            return;
        }
        // Vendors use a word of their own hundreds of times: it is told once for each file.
        let key = (place.source, name.to_owned());
        if let Some((_, more)) = self.strangers.get_mut(&key) {
            *more += 1;
            return;
        }
        self.strangers.insert(key, (self.findings.len(), 0));
        self.push(finding.help("a keyword that starts with `x-` is taken for an extension"));
    }
}
