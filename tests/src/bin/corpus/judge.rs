//! What `jsonschema` says, and equality as JSON sees it.

use serde_json::{Number, Value};

/// The verdicts of the reference; `None` where it cannot compile the schema.
pub(crate) fn verdicts(schema: &str, instances: &[Value]) -> Option<Vec<bool>> {
    let schema: Value = serde_json::from_str(schema).ok()?;
    let validator = jsonschema::options()
        .should_validate_formats(false)
        .build(&schema)
        .ok()?;
    Some(
        instances
            .iter()
            .map(|instance| validator.is_valid(instance))
            .collect(),
    )
}

/// Whether two values are the same: `1` is `1.0`, members have no order.
pub(crate) fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a == b || double(a) == double(b),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter()
                    .all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
        }
        _ => a == b,
    }
}

fn double(number: &Number) -> Option<f64> {
    number.as_f64()
}
