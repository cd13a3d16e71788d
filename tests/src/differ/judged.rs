//! What another validator says of an instance.

use serde_json::Value;

/// The verdict of `jsonschema`; `None` where it and the specification are known to part.
pub(super) fn verdict(schema: &Value, instance: &Value) -> Option<bool> {
    if is_inexact(instance) {
        return None;
    }
    let validator = jsonschema::options()
        .should_validate_formats(false)
        .build(schema)
        .ok()?;
    Some(validator.is_valid(instance))
}

/// Whether a number stands in it that a double does not hold, or that is near the end of what one holds:
/// `serde_json` reads those as doubles, and the text says more.
fn is_inexact(value: &Value) -> bool {
    let mut waiting = vec![value];
    while let Some(value) = waiting.pop() {
        match value {
            Value::Number(number) => {
                let is_short = number.as_f64().is_some_and(|value| value.abs() < 9e15);
                if !is_short || number.to_string().len() > 15 {
                    return true;
                }
            }
            Value::Array(items) => waiting.extend(items),
            Value::Object(members) => waiting.extend(members.values()),
            _ => {}
        }
    }
    false
}
