//! Keywords that rule values out by other schemas, to sentences in the description. What no short
//! sentence says is left to the validator.

use super::bundle::Bundle;
use super::{Dialect, phrase, told};
use crate::model::Schema;

pub(super) fn rewrite(bundle: &mut Bundle<'_>, dialect: &Dialect) {
    if !bundle.work.conditions {
        return;
    }
    let lacking = CONDITIONS
        .iter()
        .filter(|(keyword, _)| !dialect.accepts(keyword));
    let lacking: Vec<Take> = lacking.map(|(_, take)| *take).collect();
    // What is taken out of a schema is not visited.
    bundle.visit(|bundle, id| {
        if !has_conditions(bundle.get(id)) {
            return;
        }
        let mut schema = bundle.get(id).clone();
        for take in &lacking {
            take(bundle, &mut schema);
        }
        bundle.put(id, schema);
    });
}

/// Whether a schema hands its value to another one under a condition.
pub(super) fn has_conditions(schema: &Schema) -> bool {
    schema.rare.not.is_some()
        || schema.rare.condition.is_some()
        || !schema.rare.dependent_required.is_empty()
        || !schema.rare.dependent_schemas.is_empty()
        || schema.rare.contains.is_some()
        || schema.rare.unevaluated_properties.is_some()
        || schema.rare.unevaluated_items.is_some()
}

type Take = fn(&mut Bundle<'_>, &mut Schema);

const CONDITIONS: &[(&str, Take)] = &[
    ("not", not),
    ("if", condition),
    ("dependentRequired", dependent_required),
    ("dependentSchemas", dependent_schemas),
    ("contains", contains),
    ("unevaluatedProperties", unevaluated_properties),
    ("unevaluatedItems", unevaluated_items),
];

fn not(bundle: &mut Bundle<'_>, schema: &mut Schema) {
    if let Some(not) = schema.rare.not.take() {
        let sentence = phrase::must_not(bundle, not).map(|one| vec![one]);
        told::drop(bundle, schema, &["not"], sentence);
    }
}

fn condition(bundle: &mut Bundle<'_>, schema: &mut Schema) {
    let Some(condition) = schema.rare.condition.take() else {
        return;
    };
    let (then, otherwise) = (schema.rare.then.take(), schema.rare.otherwise.take());
    let mut keywords = vec!["if"];
    keywords.extend(then.map(|_| "then"));
    keywords.extend(otherwise.map(|_| "else"));
    let sentence = || {
        let mut out = format!("If {}, ", phrase::when(bundle, condition)?);
        match (then, otherwise) {
            (Some(then), None) => out += &phrase::must(bundle, then)?,
            (Some(then), Some(otherwise)) => {
                out += &phrase::must(bundle, then)?;
                out += "; otherwise ";
                out += &phrase::must(bundle, otherwise)?;
            }
            (None, Some(otherwise)) => {
                let rest = phrase::must(bundle, otherwise)?;
                out = format!("Unless {}, {rest}", phrase::when(bundle, condition)?);
            }
            (None, None) => return Some(Vec::new()),
        }
        Some(vec![out + "."])
    };
    let sentence = sentence();
    told::drop(bundle, schema, &keywords, sentence);
}

fn dependent_required(bundle: &mut Bundle<'_>, schema: &mut Schema) {
    let rules = std::mem::take(&mut schema.rare.dependent_required);
    if rules.is_empty() {
        return;
    }
    let some = rules.iter().filter(|rule| !rule.required.is_empty());
    let sentences = some.map(|rule| {
        let names = phrase::names(&rule.required)?;
        let name = phrase::name(&rule.property.value)?;
        Some(format!("If {name} is there, {names} must be too."))
    });
    let sentences = phrase::few(sentences);
    told::drop(bundle, schema, &["dependentRequired"], sentences);
}

fn dependent_schemas(bundle: &mut Bundle<'_>, schema: &mut Schema) {
    let rules = std::mem::take(&mut schema.rare.dependent_schemas);
    if rules.is_empty() {
        return;
    }
    let sentences = rules.iter().map(|rule| {
        let name = phrase::name(&rule.name)?;
        let must = phrase::must(bundle, rule.schema)?;
        Some(format!("If {name} is there, {must}."))
    });
    let sentences = phrase::few(sentences);
    told::drop(bundle, schema, &["dependentSchemas"], sentences);
}

fn contains(bundle: &mut Bundle<'_>, schema: &mut Schema) {
    let Some(contains) = schema.rare.contains.take() else {
        return;
    };
    let (least, most) = (
        schema.rare.min_contains.take(),
        schema.rare.max_contains.take(),
    );
    let mut keywords = vec!["contains"];
    keywords.extend(least.map(|_| "minContains"));
    keywords.extend(most.map(|_| "maxContains"));
    let items = |count: u64| {
        if count == 1 {
            "1 item is".to_owned()
        } else {
            format!("{count} items are")
        }
    };
    let sentences = phrase::value(bundle, contains).map(|value| {
        let least = Some(least.unwrap_or(1)).filter(|count| *count > 0);
        let least = least.map(|count| format!("At least {} {value}.", items(count)));
        let most = most.map(|count| format!("At most {} {value}.", items(count)));
        least.into_iter().chain(most).collect()
    });
    told::drop(bundle, schema, &keywords, sentences);
}

fn unevaluated_properties(bundle: &mut Bundle<'_>, schema: &mut Schema) {
    if schema.rare.unevaluated_properties.take().is_some() {
        told::drop(bundle, schema, &["unevaluatedProperties"], None);
    }
}

fn unevaluated_items(bundle: &mut Bundle<'_>, schema: &mut Schema) {
    if schema.rare.unevaluated_items.take().is_some() {
        told::drop(bundle, schema, &["unevaluatedItems"], None);
    }
}
