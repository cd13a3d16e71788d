//! Keyword values: checked against the kind the meta-schema asks for, and taken out.
//!
//! Every function here has the value or has reported why not.

use crate::maps::HashMap;

use super::number;
use super::read::Reader;
use super::{At, JsonType, TypeSet};
use crate::source::{Member, Node, NodeValue, Pointer, pointer};
use crate::{Code, Finding, Json, Place, Severity, suggest};

/// A keyword with its value, at a place.
#[derive(Clone, Copy)]
pub(super) struct Entry<'a> {
    /// The key and value.
    pub(super) member: &'a Member,
    /// The schema it stands in.
    pub(super) node: &'a Node,
    /// Where that is.
    pub(super) place: &'a Place,
}

impl<'a> Entry<'a> {
    pub(super) fn name(&self) -> &'a str {
        &self.member.key
    }

    pub(super) fn value(&self) -> &'a Node {
        &self.member.value
    }

    /// The pointer of the value.
    pub(super) fn pointer(&self) -> Pointer {
        pointer::join(&self.place.pointer, self.name())
    }

    /// The place of the value.
    pub(super) fn value_place(&self) -> Place {
        self.below_place(self.value(), None)
    }

    /// The place of the key.
    pub(super) fn key_place(&self) -> Place {
        Place {
            source: self.place.source,
            pointer: self.pointer(),
            span: self.member.key_span.clone(),
        }
    }

    /// The place of a node inside the value.
    pub(super) fn below_place(&self, node: &Node, token: Option<&str>) -> Place {
        let own = self.pointer();
        let pointer = token.map_or_else(|| own.clone(), |token| pointer::join(&own, token));
        Place {
            source: self.place.source,
            pointer,
            span: node.span.clone(),
        }
    }

    /// The finding for an item that has stood before, at `first`.
    pub(super) fn repeated(
        &self,
        place: Place,
        message: impl Into<String>,
        first: Option<&Node>,
    ) -> Finding {
        let finding = Finding::warning(Code::KEYWORD_VALUE, place, message).help("remove one");
        match first {
            Some(first) => finding.related(self.below_place(first, None), "first here"),
            None => finding,
        }
    }

    /// The finding for a value of the wrong kind.
    pub(super) fn wrong(&self, wanted: &str) -> Finding {
        let message = format!("`{}` must be {wanted}", self.name());
        // An absent value of YAML has nothing to point at.
        let absent = self.value().span.is_empty();
        let place = if absent {
            self.key_place()
        } else {
            self.value_place()
        };
        let finding = Finding::error(Code::KEYWORD_VALUE, place, message)
            .label(format!("this is {}", self.value().kind()));
        if absent {
            return finding.help("in YAML, what stands behind a space and a `#` is a comment");
        }
        finding
    }
}

impl Reader {
    pub(super) fn text(&mut self, entry: Entry<'_>) -> Option<String> {
        match &entry.value().value {
            NodeValue::String(text) => Some(text.clone()),
            NodeValue::Number(_) | NodeValue::Bool(_) => {
                let finding = entry.wrong("a string").help("put it in quotes");
                self.report(finding)
            }
            _ => self.report(entry.wrong("a string")),
        }
    }

    pub(super) fn flag(&mut self, entry: Entry<'_>) -> Option<bool> {
        match entry.value().value {
            NodeValue::Bool(value) => Some(value),
            _ => self.report(entry.wrong("a boolean")),
        }
    }

    pub(super) fn count(&mut self, entry: Entry<'_>) -> Option<u64> {
        let wrong = entry.wrong("an integer that is not negative");
        let NodeValue::Number(text) = &entry.value().value else {
            return self.report(with_number_help(wrong, entry.value()));
        };
        let Some(count) = number::count(text) else {
            let negative = text.starts_with('-');
            let label = if negative {
                "this is negative"
            } else {
                "this is not an integer"
            };
            return self.report(wrong.label(label));
        };
        Some(count)
    }

    pub(super) fn number(&mut self, entry: Entry<'_>) -> Option<String> {
        match &entry.value().value {
            NodeValue::Number(text)
                if entry.name() == "multipleOf" && !number::is_positive(text) =>
            {
                self.report(entry.wrong("greater than zero").label("this is not"))
            }
            NodeValue::Number(text) => Some(text.clone()),
            _ => self.report(with_number_help(entry.wrong("a number"), entry.value())),
        }
    }

    pub(super) fn members<'a>(&mut self, entry: Entry<'a>, wanted: &str) -> Option<&'a [Member]> {
        match &entry.value().value {
            NodeValue::Object(members) => Some(members),
            _ => self.report(entry.wrong(wanted)),
        }
    }

    pub(super) fn items<'a>(&mut self, entry: Entry<'a>, wanted: &str) -> Option<&'a [Node]> {
        match &entry.value().value {
            NodeValue::Array(items) => Some(items),
            _ => self.report(entry.wrong(wanted)),
        }
    }

    /// `required`: an array of names. A name that stands twice is kept once.
    pub(super) fn required(&mut self, entry: Entry<'_>) -> Option<Vec<At<String>>> {
        if matches!(entry.value().value, NodeValue::Bool(_)) {
            let finding = entry
                .wrong("an array of property names")
                .help("list the name in the `required` of the object that has the property");
            return self.report(finding);
        }
        let items = self.items(entry, "an array of property names")?;
        let mut names: Vec<At<String>> = Vec::with_capacity(items.len());
        let mut seen: HashMap<&str, usize> = HashMap::default();
        for (index, item) in items.iter().enumerate() {
            let place = entry.below_place(item, Some(&index.to_string()));
            let NodeValue::String(name) = &item.value else {
                let message = "a property name must be a string";
                let finding = Finding::error(Code::KEYWORD_VALUE, place, message);
                self.push(finding.label(format!("this is {}", item.kind())));
                continue;
            };
            let first = *seen.entry(name).or_insert(index);
            if first != index {
                let message = format!("`{name}` is required twice");
                self.push(entry.repeated(place, message, items.get(first)));
                continue;
            }
            names.push(At {
                value: name.clone(),
                place,
            });
        }
        Some(names)
    }

    /// `enum`: an array of values. One that stands twice is kept once.
    pub(super) fn enumeration(&mut self, entry: Entry<'_>) -> Option<At<Vec<Json>>> {
        let items = self.items(entry, "an array of values")?;
        if items.is_empty() {
            let message = "an empty `enum` accepts nothing";
            let finding = Finding::warning(Code::KEYWORD_VALUE, entry.value_place(), message);
            self.push(finding.label("this is empty"));
        }
        let mut values = Vec::with_capacity(items.len());
        let mut seen: HashMap<Json, usize> = HashMap::default();
        for (index, item) in items.iter().enumerate() {
            let value = item.to_json();
            let first = *seen.entry(value.canonical()).or_insert(index);
            if first == index {
                values.push(value);
                continue;
            }
            let place = entry.below_place(item, Some(&index.to_string()));
            let message = "this value stands in `enum` twice";
            self.push(entry.repeated(place, message, items.get(first)));
        }
        Some(At {
            value: values,
            place: entry.value_place(),
        })
    }

    /// `type`: one name, or an array of them.
    pub(super) fn types(&mut self, entry: Entry<'_>) -> Option<TypeSet> {
        match &entry.value().value {
            NodeValue::String(name) => {
                let found = self.type_named(name, entry.value_place())?;
                Some(TypeSet::NONE.with(found))
            }
            NodeValue::Array(items) if !items.is_empty() => {
                let mut set = TypeSet::NONE;
                for (index, item) in items.iter().enumerate() {
                    let place = entry.below_place(item, Some(&index.to_string()));
                    let NodeValue::String(name) = &item.value else {
                        let message = "a type must be the name of one";
                        let finding = Finding::error(Code::KEYWORD_VALUE, place, message)
                            .label(format!("this is {}", item.kind()));
                        self.push(with_null_help(finding, item));
                        continue;
                    };
                    let Some(found) = self.type_named(name, place.clone()) else {
                        continue;
                    };
                    if set.has(found) {
                        let message = format!("`{name}` stands in `type` twice");
                        self.push(entry.repeated(place, message, None));
                    }
                    set = set.with(found);
                }
                (!set.is_empty()).then_some(set)
            }
            _ => {
                let wrong = entry.wrong("the name of a type, or an array of them");
                self.report(with_null_help(wrong, entry.value()))
            }
        }
    }

    fn type_named(&mut self, name: &str, place: Place) -> Option<JsonType> {
        if let Some(found) = JsonType::from_name(name) {
            return Some(found);
        }
        let mut finding = Finding::error(
            Code::KEYWORD_VALUE,
            place,
            format!("there is no type `{name}`"),
        );
        let known = JsonType::ALL.map(JsonType::name);
        let meant = match name.to_ascii_lowercase().as_str() {
            "int" | "int32" | "int64" | "long" => Some("integer"),
            "float" | "double" | "decimal" => Some("number"),
            "str" | "text" => Some("string"),
            "bool" => Some("boolean"),
            "list" => Some("array"),
            "dict" | "map" => Some("object"),
            "none" | "nil" => Some("null"),
            _ => suggest::nearest(name, known),
        };
        finding = match meant {
            Some(meant) => finding.help(format!("did you mean `{meant}`?")),
            None if name == "any" => finding.help("leave `type` out to accept any value"),
            None => finding.help(format!("the types are {}", known.join(", "))),
        };
        self.report(finding)
    }

    /// `discriminator`: an object with `propertyName` (OpenAPI).
    pub(super) fn discriminator(&mut self, entry: Entry<'_>) -> Option<String> {
        let property = entry
            .value()
            .member("propertyName")
            .map(|member| &member.value.value);
        if let Some(NodeValue::String(name)) = property {
            return Some(name.clone());
        }
        // It rules nothing out, and outside OpenAPI it is a word like any other.
        let mut finding = entry.wrong("an object with a `propertyName`");
        finding.severity = Severity::Warning;
        self.report(finding.help("it has no effect as it is"))
    }
}

/// Says so where the type's name is only not put in quotes.
fn with_null_help(finding: Finding, value: &Node) -> Finding {
    match &value.value {
        NodeValue::Null if !value.span.is_empty() => {
            finding.help("the type is named by a string: \"null\"")
        }
        _ => finding,
    }
}

/// Says so where a number is only put in quotes.
fn with_number_help(finding: Finding, value: &Node) -> Finding {
    match &value.value {
        NodeValue::String(text) if text.parse::<f64>().is_ok() => {
            finding.help(format!("write {text} without quotes"))
        }
        _ => finding,
    }
}
