//! Values of `enum` and `const` that their own schema excludes.

use super::fits::broken;
use super::possible::Possible;
use super::{Analysis, Cause, Known};
use crate::model::{Schema, SchemaId};
use crate::source::{NodeValue, pointer};
use crate::{Code, Finding, Json, Place};

/// How many characters of a value are shown.
const SHOWN: usize = 40;

/// How many more values are shown beside the first.
const MORE: usize = 3;

/// Takes away the types that `type`, `const` and `enum` exclude together.
pub(super) fn narrow(analysis: &mut Analysis<'_>, id: SchemaId, known: &mut Known) {
    let schema = analysis.model.get(id);
    known.possible = known.possible.and(Possible::of_types(schema.types));
    if let Some(constant) = &schema.constant {
        match misfit(analysis, schema, &constant.value, &constant.place) {
            Some(finding) => exclude_all(analysis, known, finding),
            None => known.possible = known.possible.and(Possible::of_value(&constant.value)),
        }
    }
    if let Some(values) = &schema.enumeration {
        enumeration(analysis, schema, &values.value, known);
    }
}

fn exclude_all(analysis: &mut Analysis<'_>, known: &mut Known, finding: Finding) {
    if let Some(cause) = analysis.push_cause(finding) {
        known.exclude(Possible::ALL, cause);
    }
}

/// What is wrong with the value of `const`.
fn misfit(
    analysis: &Analysis<'_>,
    schema: &Schema,
    value: &Json,
    place: &Place,
) -> Option<Finding> {
    if let Some(keyword) = broken(schema, value) {
        let message = format!(
            "`const` never fits: `{keyword}` beside it excludes {}",
            shown(value)
        );
        return Some(
            Finding::warning(Code::EXCLUDED_VALUE, place.clone(), message)
                .related(analysis.places.value(schema, keyword), "by this")
                .help(format!("change the value, or `{keyword}`")),
        );
    }
    let values = schema.enumeration.as_ref()?;
    let wanted = value.canonical();
    if values.value.iter().any(|one| one.canonical() == wanted) {
        return None;
    }
    let message = "`const` never fits: `enum` beside it does not have the value";
    Some(
        Finding::warning(Code::EXCLUDED_VALUE, place.clone(), message)
            .related(values.place.clone(), "it is not here")
            .help("`const` alone says that there is one value: leave `enum` out"),
    )
}

fn enumeration(analysis: &mut Analysis<'_>, schema: &Schema, values: &[Json], known: &mut Known) {
    let mut left = Possible::NONE;
    let mut misfits: Vec<(&Json, &'static str)> = Vec::new();
    for value in values {
        match broken(schema, value) {
            Some(keyword) => misfits.push((value, keyword)),
            None => left = left.or(Possible::of_value(value)),
        }
    }
    let place = |value| place_of(analysis, schema, value);
    if let Some((value, keyword)) = misfits.first().copied() {
        let by = analysis.places.value(schema, keyword);
        if left.is_empty() {
            let place = analysis.places.value(schema, "enum");
            let message =
                format!("no value of `enum` ever fits: `{keyword}` beside it excludes them");
            let finding = Finding::warning(Code::EXCLUDED_VALUE, place, message)
                .related(by, "by this")
                .help(format!("change the values, or `{keyword}`"));
            exclude_all(analysis, known, finding);
            return;
        }
        let message = format!("this value of `enum` never fits: `{keyword}` beside it excludes it");
        let mut finding = Finding::warning(Code::EXCLUDED_VALUE, place(value), message)
            .label(format!("this is {}", shown(value)))
            .related(by, "by this")
            .help(match (keyword, value) {
                ("type", Json::Null) => "add \"null\" to `type`, or remove the value".to_owned(),
                _ => format!("remove the value, or change `{keyword}`"),
            });
        for (value, keyword) in misfits.iter().skip(1).take(MORE) {
            finding = finding.related(place(value), format!("nor does this, by `{keyword}`"));
        }
        analysis.push(finding);
    } else if left.is_empty() {
        // An empty `enum` has been told of where it was read.
        let cause = Cause {
            place: schema.place.clone(),
            deliberate: false,
        };
        known.exclude(Possible::ALL, cause);
    }
    known.possible = known.possible.and(left);
}

/// Where a value of `enum` stands.
fn place_of(analysis: &Analysis<'_>, schema: &Schema, value: &Json) -> Place {
    let whole = analysis.places.value(schema, "enum");
    let items = match analysis
        .places
        .member(schema, "enum")
        .map(|m| &m.value.value)
    {
        Some(NodeValue::Array(items)) => items.as_slice(),
        _ => &[],
    };
    let found = items.iter().position(|item| item.to_json() == *value);
    match found.and_then(|index| Some((index, items.get(index)?))) {
        Some((index, item)) => Place {
            source: whole.source,
            pointer: pointer::join(&whole.pointer, &index.to_string()),
            span: item.span.clone(),
        },
        None => whole,
    }
}

/// A value as text, cut where it is long.
fn shown(value: &Json) -> String {
    let text = value.to_text();
    match text.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("`{}...`", text.get(..at).unwrap_or_default()),
        None => format!("`{text}`"),
    }
}
