//! Whether what came out is what was expected.
//!
//! A value agrees with itself; numbers by value. The cases' reader fills in what is not there, and this project does
//! not; so
//!
//! - a member that is expected to be `null` may be absent,
//! - in a view, what has not arrived may be expected as `null`, or as an empty list or object,
//! - `{"value": .., "state": ".."}` may be expected of a view, and says how far it has come.

use formwork::dynamic::View;
use serde_json::{Map, Value};

/// Whether a whole value is the expected one.
#[must_use]
pub fn with_value(expected: &Value, got: &Value) -> bool {
    match (expected, got) {
        (Value::Object(expected), Value::Object(got)) => {
            got.keys().all(|name| expected.contains_key(name))
                && expected.iter().all(|(name, expected)| match got.get(name) {
                    Some(got) => with_value(expected, got),
                    None => expected.is_null(),
                })
        }
        (Value::Array(expected), Value::Array(got)) => {
            expected.len() == got.len()
                && expected
                    .iter()
                    .zip(got)
                    .all(|(expected, got)| with_value(expected, got))
        }
        (Value::Number(expected), Value::Number(got)) => {
            expected == got || {
                let whole = |one: &serde_json::Number| one.is_i64() || one.is_u64();
                // Integers are what they are; `1` and `1.0` are one number.
                !(whole(expected) && whole(got)) && expected.as_f64() == got.as_f64()
            }
        }
        (expected, got) => expected == got,
    }
}

/// Whether a view shows what is expected. What is not ready to be shown does not count.
#[must_use]
pub fn with_view(expected: &Value, view: Option<View<'_>>) -> bool {
    let view = view.filter(shows);
    if let Some((value, state)) = with_state(expected) {
        let own = match view {
            None => "Pending",
            Some(view) if view.is_complete() => "Complete",
            Some(_) => "Incomplete",
        };
        return own == state && with_view(value, view);
    }
    let Some(view) = view else {
        return match expected {
            Value::Null => true,
            Value::Array(items) => items.is_empty(),
            Value::Object(members) => members.values().all(|one| with_view(one, None)),
            _ => false,
        };
    };
    match expected {
        Value::Null => view.is_null(),
        Value::Bool(value) => view.as_bool() == Some(*value),
        Value::String(text) => view.as_str() == Some(text),
        Value::Number(_) => view
            .as_number()
            .and_then(|number| serde_json::to_value(number).ok())
            .is_some_and(|number| with_value(expected, &number)),
        Value::Array(expected) => {
            let items: Vec<View<'_>> = view.items().filter(shows).collect();
            view.is_array()
                && items.len() == expected.len()
                && expected
                    .iter()
                    .zip(items)
                    .all(|(expected, item)| with_view(expected, Some(item)))
        }
        Value::Object(expected) => {
            view.is_object()
                && view.members().all(|(name, _)| expected.contains_key(name))
                && expected
                    .iter()
                    .all(|(name, expected)| with_view(expected, view.get(name)))
        }
    }
}

/// Whether there is something to be seen of a view.
#[must_use]
pub fn shows(view: &View<'_>) -> bool {
    !view.is_absent() && view.is_ready()
}

/// The value and the state in what is expected of a view.
fn with_state(expected: &Value) -> Option<(&Value, &str)> {
    let members: &Map<String, Value> = expected.as_object().filter(|all| all.len() == 2)?;
    let state = members.get("state")?.as_str()?;
    matches!(state, "Pending" | "Incomplete" | "Complete").then_some((members.get("value")?, state))
}

#[cfg(test)]
mod tests {
    use formwork::dynamic::Schema;
    use serde_json::json;

    use super::*;

    #[test]
    fn values_agree_but_for_what_is_filled_in() {
        let got = json!({"a": 1, "b": [1.0, "x"]});
        assert!(with_value(
            &json!({"a": 1.0, "b": [1, "x"], "c": null}),
            &got
        ));
        assert!(!with_value(&json!({"a": 1, "b": [1, "x"], "c": []}), &got));
        assert!(!with_value(&json!({"a": 1}), &got));
        assert!(!with_value(&json!({"a": 2, "b": [1, "x"]}), &got));
        let large = json!(9_007_199_254_740_993_u64);
        assert!(!with_value(&large, &json!(9_007_199_254_740_992_u64)));
    }

    #[test]
    fn views_agree_with_what_has_arrived() {
        let schema = Schema::from_json(r#"{"properties": {"a": {"type": "array"}}}"#);
        let mut decoder = schema.expect("a schema").decoder();
        decoder.push(br#"{"a": [1, "x"#);
        let agrees = |expected: Value| with_view(&expected, Some(decoder.view()));
        assert!(agrees(
            json!({"a": [1, "x"], "b": null, "c": [], "d": {"e": null}})
        ));
        assert!(agrees(
            json!({"a": {"value": [1, "x"], "state": "Incomplete"}})
        ));
        assert!(agrees(
            json!({"a": [1, "x"], "b": {"value": null, "state": "Pending"}})
        ));
        assert!(!agrees(
            json!({"a": {"value": [1, "x"], "state": "Complete"}})
        ));
        assert!(!agrees(json!({"a": [1]})));
        assert!(!agrees(json!({"a": [1, "x"], "b": 1})));
        assert!(!agrees(json!({})));
    }
}
