//! Equality as JSON Schema means it: numbers by value, objects without order.

use serde_json::{Number, Value};

use super::decimal::Decimal;

/// Whether two values are equal (JSON Schema core, section 4.2.2).
pub(crate) fn equal(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => numbers(left, right),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(l, r)| equal(l, r))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .all(|(key, l)| right.get(key).is_some_and(|r| equal(l, r)))
        }
        (left, right) => left == right,
    }
}

fn numbers(left: &Number, right: &Number) -> bool {
    if left == right {
        return true;
    }
    match (
        Decimal::parse(&left.to_string()),
        Decimal::parse(&right.to_string()),
    ) {
        (Some(left), Some(right)) => left == right,
        _ => left.as_f64() == right.as_f64(),
    }
}
