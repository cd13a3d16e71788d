//! Keywords that lean on another one that is not there, and keywords beside `$ref` that their draft
//! ignores.

use super::Analysis;
use super::possible::Possible;
use crate::model::{JsonType, Schema, SchemaId, TypeSet};
use crate::source::{Member, Node, NodeValue};
use crate::{Code, Finding, suggest};

/// Keywords that mean nothing without another, that one, and what to do.
const NEEDS: &[(&str, &str, &str)] = &[
    (
        "then",
        "if",
        "add the `if`, or write the rule out without `then`",
    ),
    (
        "else",
        "if",
        "add the `if`, or write the rule out without `else`",
    ),
    (
        "minContains",
        "contains",
        "add `contains`, or say `minItems` where any item counts",
    ),
    (
        "maxContains",
        "contains",
        "add `contains`, or say `maxItems` where any item counts",
    ),
];

/// Keywords that constrain a value, whatever their own value is.
const CONSTRAINING: &[&str] = &[
    "type",
    "enum",
    "const",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "pattern",
    "format",
    "minItems",
    "maxItems",
    "uniqueItems",
    "items",
    "contains",
    "minProperties",
    "maxProperties",
    "required",
    "properties",
    "patternProperties",
    "additionalProperties",
    "propertyNames",
    "dependencies",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "if",
    "nullable",
];

pub(super) fn check(analysis: &mut Analysis<'_>, id: SchemaId) {
    let schema = analysis.model.get(id);
    let members = analysis.places.members(schema);
    if ignores_siblings(schema, members) {
        beside_reference(analysis, schema, members);
        return;
    }
    for (keyword, needed, help) in NEEDS {
        let is_there = |name: &str| members.iter().any(|member| member.key == name);
        if is_there(keyword) && !is_there(needed) && is_known(schema, keyword) {
            report(
                analysis,
                schema,
                keyword,
                &format!("without `{needed}`"),
                help,
            );
        }
    }
    let find = |name: &str| members.iter().find(|member| member.key == name);
    // `if` alone still notes which properties it has looked at, for `unevaluatedProperties`.
    if schema.rare.condition.is_some()
        && schema.rare.then.is_none()
        && schema.rare.otherwise.is_none()
        && !analysis.notes_matter
    {
        let help = "add `then` or `else`, or drop the `if`";
        report(analysis, schema, "if", "without `then` or `else`", help);
    }
    if let Some(more) = find("additionalItems")
        && is_known(schema, "additionalItems")
        && !is_list(find("items"))
        && !accepts_all(&more.value)
        // Where no array is allowed, that is what there is to say.
        && Possible::of_types(schema.types).meets(Possible::ARRAY)
    {
        let what = "without a list of schemas in `items`";
        let help =
            "it is about the items behind such a list; for all items, say `items` or `maxItems`";
        report(analysis, schema, "additionalItems", what, help);
    }
    if let Some(nullable) = find("nullable")
        && is_known(schema, "nullable")
        && matches!(nullable.value.value, NodeValue::Bool(true))
        && find("type").is_none()
    {
        let help = "add `type`, or an `anyOf` with a schema that takes null";
        report(analysis, schema, "nullable", "without `type`", help);
    }
}

fn report(analysis: &mut Analysis<'_>, schema: &Schema, keyword: &str, what: &str, help: &str) {
    let message = format!("`{keyword}` has no effect {what}");
    let place = analysis.places.key(schema, keyword);
    analysis.push(Finding::warning(Code::LONE_KEYWORD, place, message).help(help));
}

/// Whether a word is a keyword in the schema's draft; the reader has told of those that are not.
fn is_known(schema: &Schema, keyword: &str) -> bool {
    schema.rare.unknown.iter().all(|(name, _)| name != keyword)
}

fn is_list(member: Option<&Member>) -> bool {
    matches!(
        member.map(|member| &member.value.value),
        Some(NodeValue::Array(_))
    )
}

fn accepts_all(node: &Node) -> bool {
    match &node.value {
        NodeValue::Bool(accepts) => *accepts,
        NodeValue::Object(members) => members.is_empty(),
        _ => false,
    }
}

/// Whether a schema has rules beside `$ref` that were not read, as drafts before 2019-09 want it.
fn ignores_siblings(schema: &Schema, members: &[Member]) -> bool {
    schema.bare_reference().is_some() && members.iter().any(constrains)
}

fn constrains(member: &Member) -> bool {
    if !CONSTRAINING.contains(&member.key.as_str()) {
        return false;
    }
    match &member.value.value {
        NodeValue::Object(members) => !members.is_empty(),
        NodeValue::Array(items) => !items.is_empty(),
        NodeValue::Bool(value) => match member.key.as_str() {
            "additionalProperties" | "items" => !value,
            _ => *value,
        },
        _ => true,
    }
}

/// The types that a value of `type` names.
fn named(node: &Node) -> Possible {
    let items = match &node.value {
        NodeValue::Array(items) => items.as_slice(),
        _ => std::slice::from_ref(node),
    };
    let types = items.iter().filter_map(|item| match &item.value {
        NodeValue::String(name) => JsonType::from_name(name),
        _ => None,
    });
    Possible::of_types(Some(types.fold(TypeSet::NONE, TypeSet::with)))
}

fn beside_reference(analysis: &mut Analysis<'_>, schema: &Schema, members: &[Member]) {
    // `type: object` beside a reference to an object is a habit, and does no harm.
    let target = schema.reference.map(|target| analysis.types(target));
    let repeats = |member: &Member| {
        member.key == "type" && target.is_some_and(|target| target.is_within(named(&member.value)))
    };
    let names: Vec<&str> = members
        .iter()
        .filter(|member| constrains(member) && !repeats(member))
        .map(|member| member.key.as_str())
        .collect();
    let Some(first) = names.first() else { return };
    let has = if names.len() == 1 { "has" } else { "have" };
    let message = format!(
        "{} {has} no effect: in this draft, `$ref` hides what stands beside it",
        suggest::listed(&names)
    );
    let finding = Finding::warning(
        Code::BESIDE_REF,
        analysis.places.key(schema, first),
        message,
    )
    .related(analysis.places.key(schema, "$ref"), "only this counts")
    .help("write `allOf` with the `$ref` as a member, and the rules beside it");
    analysis.push(finding);
}
