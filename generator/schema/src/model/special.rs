//! Keywords that are read in ways of their own.

use super::draft::Draft;
use super::read::{Context, Reader, Reference, ReferenceKind};
use super::value::Entry;
use super::{At, DependentRequired, JsonType, Property, Schema, SchemaId};
use crate::source::{Member, Node, NodeValue, pointer};
use crate::{Code, Finding};

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
            "$ref" => self.reference(context, id, entry, ReferenceKind::Static),
            "$dynamicRef" => self.reference(context, id, entry, ReferenceKind::Dynamic),
            "$recursiveRef" => self.reference(context, id, entry, ReferenceKind::Recursive),
            "default" => {
                schema.rare.default = Some(At {
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
                    schema.rare.examples.extend(items.iter().map(Node::to_json));
                }
            }
            "example" => schema.rare.examples.push(node.to_json()),
            "enum" => schema.enumeration = self.enumeration(entry),
            "required" => schema.required = self.required(entry).unwrap_or_default(),
            "pattern" => {
                let place = entry.value_place();
                schema.bounds.pattern = self.text(entry).map(|value| At { value, place });
            }
            "discriminator" => {
                schema.rare.discriminator = self.discriminator(entry);
                if schema.rare.discriminator.is_some() {
                    self.mapping(context, id, entry);
                }
            }
            "type" => schema.types = self.types(entry),
            // Folded into `type` when the whole schema has been read.
            "nullable" if context.language.draft == Draft::OpenApi30 => {
                self.flag(entry);
            }
            "items" => self.item_schema(context, schema, entry),
            "additionalItems" => self.additional_items(context, schema, entry),
            "dependencies" => self.dependencies(context, schema, entry),
            "dependentRequired" => self.dependent_required(schema, entry),
            "exclusiveMinimum" => {
                schema.bounds.exclusive_minimum =
                    self.exclusive(context.language.draft, entry, "minimum");
            }
            "exclusiveMaximum" => {
                schema.bounds.exclusive_maximum =
                    self.exclusive(context.language.draft, entry, "maximum");
            }
            _ => {}
        }
    }

    fn reference(&mut self, context: Context, id: SchemaId, entry: Entry<'_>, kind: ReferenceKind) {
        if let Some(text) = self.text(entry) {
            self.references.push(Reference {
                from: id,
                text,
                place: entry.value_place(),
                scope: context.scope,
                language: context.language,
                kind,
            });
        }
    }

    /// `discriminator.mapping`: the schemas of tags that are not called as they are.
    fn mapping(&mut self, context: Context, id: SchemaId, entry: Entry<'_>) {
        let Some(member) = entry.value().member("mapping") else {
            return;
        };
        let NodeValue::Object(members) = &member.value.value else {
            return;
        };
        let base = pointer::join(&entry.pointer(), "mapping");
        for one in members {
            let NodeValue::String(text) = &one.value.value else {
                continue;
            };
            self.references.push(Reference {
                from: id,
                text: text.clone(),
                place: crate::Place {
                    source: context.source,
                    pointer: pointer::join(&base, &one.key),
                    span: one.value.span.clone(),
                },
                scope: context.scope,
                language: context.language,
                kind: ReferenceKind::Mapping(one.key.clone()),
            });
        }
    }

    fn item_schema(&mut self, context: Context, schema: &mut Schema, entry: Entry<'_>) {
        match &entry.value().value {
            NodeValue::Array(items) if context.language.draft.has_item_lists() => {
                // Unlike `prefixItems`, this list may be empty.
                if !items.is_empty() {
                    schema.rare.prefix_items = self.schemas(context, entry);
                }
            }
            NodeValue::Array(_) => {
                let finding = entry.wrong("a schema");
                self.push(match context.language.draft {
                    Draft::D20 => {
                        finding.help("since 2020-12 a list of schemas is written `prefixItems`")
                    }
                    _ => finding,
                });
            }
            _ => schema.items = Some(self.schema(context, entry.pointer(), entry.value())),
        }
    }

    /// It says something only beside a list of schemas in `items`: it is what `items` is beside
    /// `prefixItems`.
    fn additional_items(&mut self, context: Context, schema: &mut Schema, entry: Entry<'_>) {
        let items = entry.node.member("items").map(|member| &member.value.value);
        if matches!(items, Some(NodeValue::Array(_))) {
            schema.items = Some(self.schema(context, entry.pointer(), entry.value()));
        }
    }

    /// A list of names says what `dependentRequired` says; a schema, what `dependentSchemas` says.
    fn dependencies(&mut self, context: Context, schema: &mut Schema, entry: Entry<'_>) {
        let wanted = "an object of schemas or lists of property names";
        let Some(members) = self.members(entry, wanted) else {
            return;
        };
        let base = entry.pointer();
        for member in members {
            let place = Self::key_place(context, &base, member);
            if let NodeValue::Array(_) = member.value.value {
                let required = self.names(entry, member);
                schema
                    .rare
                    .dependent_required
                    .extend(required.map(|required| DependentRequired {
                        property: At {
                            value: member.key.clone(),
                            place,
                        },
                        required,
                    }));
            } else {
                let below = self.schema(context, place.pointer.clone(), &member.value);
                schema.rare.dependent_schemas.push(Property {
                    name: member.key.clone(),
                    place,
                    schema: below,
                });
            }
        }
    }

    fn dependent_required(&mut self, schema: &mut Schema, entry: Entry<'_>) {
        let Some(members) = self.members(entry, "an object of lists of property names") else {
            return;
        };
        let base = entry.pointer();
        for member in members {
            let place = crate::Place {
                source: entry.place.source,
                pointer: pointer::join(&base, &member.key),
                span: member.key_span.clone(),
            };
            let required = self.names(entry, member);
            schema
                .rare
                .dependent_required
                .extend(required.map(|required| DependentRequired {
                    property: At {
                        value: member.key.clone(),
                        place,
                    },
                    required,
                }));
        }
    }

    /// The property names that a member of `dependentRequired` lists.
    fn names(&mut self, entry: Entry<'_>, member: &Member) -> Option<Vec<String>> {
        let text = |node: &Node| match &node.value {
            NodeValue::String(name) => Some(name.clone()),
            _ => None,
        };
        let names = match &member.value.value {
            NodeValue::Array(items) => items.iter().map(text).collect(),
            _ => None,
        };
        if names.is_none() {
            let finding = entry.wrong("an object of lists of property names");
            let label = format!("`{}` has no such list", member.key);
            self.push(finding.label(label));
        }
        names
    }

    fn key_place(context: Context, base: &str, member: &Member) -> crate::Place {
        crate::Place {
            source: context.source,
            pointer: pointer::join(base, &member.key),
            span: member.key_span.clone(),
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
                schema.bounds.exclusive_minimum = schema.bounds.minimum.take();
            }
            if is_true("exclusiveMaximum") {
                schema.bounds.exclusive_maximum = schema.bounds.maximum.take();
            }
        }
        // Without what they lean on, these say nothing.
        if let Some(rare) = schema.rare.there() {
            if rare.condition.is_none() {
                rare.then = None;
                rare.otherwise = None;
            }
            if rare.contains.is_none() {
                rare.min_contains = None;
                rare.max_contains = None;
            }
        }
        schema.contains_is_unseen = schema.rare.contains.is_some() && draft == Draft::D19;
        // Without `type` beside it, `nullable` says nothing (OpenAPI 3.0.3, Schema Object).
        if draft == Draft::OpenApi30 && is_true("nullable") {
            schema.types = schema.types.map(|set| set.with(JsonType::Null));
        }
        let integer = schema.types.is_some_and(|set| set.has(JsonType::Integer));
        schema.integer_as_written = draft == Draft::D4 && integer;
    }
}
