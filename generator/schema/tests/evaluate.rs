//! A plain evaluator of models, to see whether what was read means what the author wrote.
//!
//! It follows the specification word for word and knows nothing of how the model was made.

use formwork_schema::model::{JsonType, Model, Schema, SchemaId, TypeSet};
use serde_json::Value;

/// Whether an instance is valid. `None` where a pattern or a format would have to be matched.
pub(crate) fn accepts(model: &Model, id: SchemaId, value: &Value) -> Option<bool> {
    let schema = model.get(id);
    if let Some(boolean) = schema.boolean {
        return Some(boolean);
    }
    if (schema.pattern.is_some() || schema.format.is_some()) && value.is_string() {
        return None;
    }
    let simple = of_type(schema.types, value)
        && fits_values(schema, value)
        && fits_number(schema, value)
        && fits_length(schema, value);
    let mut results = vec![Some(simple)];
    results.extend(schema.reference.map(|target| accepts(model, target, value)));
    results.extend(
        schema
            .all_of
            .iter()
            .map(|branch| accepts(model, *branch, value)),
    );
    if !schema.any_of.is_empty() {
        results.push(count(model, &schema.any_of, value).map(|fits| fits > 0));
    }
    if !schema.one_of.is_empty() {
        results.push(count(model, &schema.one_of, value).map(|fits| fits == 1));
    }
    if let Value::Array(items) = value {
        results.extend(
            schema
                .items
                .into_iter()
                .flat_map(|of| items.iter().map(move |v| accepts(model, of, v))),
        );
    }
    if let Value::Object(members) = value {
        for (key, member) in members {
            let named = schema
                .properties
                .iter()
                .find(|property| property.name == *key);
            let judge = named
                .map(|property| property.schema)
                .or(schema.additional_properties);
            results.extend(judge.map(|id| accepts(model, id, member)));
        }
    }
    results
        .into_iter()
        .try_fold(true, |all, result| result.map(|fits| all && fits))
}

fn count(model: &Model, branches: &[SchemaId], value: &Value) -> Option<usize> {
    branches
        .iter()
        .map(|branch| accepts(model, *branch, value))
        .try_fold(0, |sum, fits| Some(sum + usize::from(fits?)))
}

fn of_type(types: Option<TypeSet>, value: &Value) -> bool {
    let Some(types) = types else { return true };
    match value {
        Value::Null => types.has(JsonType::Null),
        Value::Bool(_) => types.has(JsonType::Boolean),
        Value::String(_) => types.has(JsonType::String),
        Value::Array(_) => types.has(JsonType::Array),
        Value::Object(_) => types.has(JsonType::Object),
        Value::Number(number) => {
            let whole = number.as_f64().is_some_and(|f| f.fract() == 0.0);
            types.has(JsonType::Number) || (types.has(JsonType::Integer) && whole)
        }
    }
}

fn fits_values(schema: &Schema, value: &Value) -> bool {
    let same = |own: &formwork_schema::Json| {
        let own: Value = serde_json::from_str(&own.to_text()).expect("it is JSON");
        equal(&own, value)
    };
    schema.constant.as_ref().is_none_or(|at| same(&at.value))
        && schema
            .enumeration
            .as_ref()
            .is_none_or(|at| at.value.iter().any(same))
}

/// Equality of JSON Schema: numbers by value.
fn equal(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => {
            left == right || left.as_f64() == right.as_f64()
        }
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(l, r)| equal(l, r))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .all(|(key, l)| right.get(key).is_some_and(|r| equal(l, r)))
        }
        _ => left == right,
    }
}

fn fits_number(schema: &Schema, value: &Value) -> bool {
    let Some(value) = value.as_number().and_then(serde_json::Number::as_f64) else {
        return true;
    };
    let bound = |text: &Option<String>, fits: fn(f64, f64) -> bool| {
        text.as_ref()
            .is_none_or(|text| fits(value, text.parse().expect("it is a number")))
    };
    bound(&schema.minimum, |value, bound| value >= bound)
        && bound(&schema.maximum, |value, bound| value <= bound)
        && bound(&schema.exclusive_minimum, |value, bound| value > bound)
        && bound(&schema.exclusive_maximum, |value, bound| value < bound)
        && bound(&schema.multiple_of, |value, step| {
            let times = value / step;
            (times - times.round()).abs() < 1e-9
        })
}

fn fits_length(schema: &Schema, value: &Value) -> bool {
    let within = |length: usize, min: Option<u64>, max: Option<u64>| {
        let length = length as u64;
        min.is_none_or(|min| length >= min) && max.is_none_or(|max| length <= max)
    };
    match value {
        Value::String(text) => within(text.chars().count(), schema.min_length, schema.max_length),
        Value::Array(items) => {
            let repeats =
                || (1..items.len()).any(|i| items[..i].iter().any(|other| equal(other, &items[i])));
            within(items.len(), schema.min_items, schema.max_items)
                && !(schema.unique_items && repeats())
        }
        Value::Object(members) => {
            within(members.len(), schema.min_properties, schema.max_properties)
                && schema
                    .required
                    .iter()
                    .all(|name| members.contains_key(&name.value))
        }
        _ => true,
    }
}
