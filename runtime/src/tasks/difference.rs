//! What a value lacks of what was expected of it.

use serde_json::Value;

use crate::violation::{SHOWN, Violation};

/// How many differences are told.
const MOST: usize = 20;

/// What of `expected` the value has not. An object may have more than is expected; everything else is the same.
pub(super) fn differences(value: &Value, expected: &Value) -> Vec<Violation> {
    let mut found = Vec::new();
    // Each at its place: a stack, since values may be deep.
    let mut open = vec![(String::new(), Some(value), expected)];
    while let Some((at, value, expected)) = open.pop() {
        if found.len() == MOST {
            break;
        }
        match (value, expected) {
            (Some(Value::Object(value)), Value::Object(expected)) => {
                for (key, expected) in expected.iter().rev() {
                    open.push((below(&at, key), value.get(key), expected));
                }
            }
            (Some(Value::Array(items)), Value::Array(wanted)) if items.len() == wanted.len() => {
                for (index, (item, wanted)) in items.iter().zip(wanted).enumerate().rev() {
                    open.push((below(&at, &index.to_string()), Some(item), wanted));
                }
            }
            (Some(value), expected) if is_same(value, expected) => {}
            (value, expected) => found.push(different(at, value, expected)),
        }
    }
    found
}

fn different(at: String, value: Option<&Value>, expected: &Value) -> Violation {
    let message = match (value, expected) {
        (Some(Value::Array(items)), Value::Array(wanted)) => {
            format!("has {} items and not {}", items.len(), wanted.len())
        }
        (None, _) => format!("is not there, and should be {}", shown(expected)),
        _ => format!("should be {}", shown(expected)),
    };
    let violation = Violation::new(at, "expect", message);
    match value {
        Some(value) => violation.with_value(shown(value)),
        None => violation,
    }
}

/// Whether two values that are no containers are the same; numbers by their worth.
fn is_same(value: &Value, expected: &Value) -> bool {
    match (value, expected) {
        (Value::Number(value), Value::Number(expected)) => {
            value == expected || value.as_f64() == expected.as_f64()
        }
        _ => value == expected,
    }
}

fn below(at: &str, key: &str) -> String {
    format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"))
}

fn shown(value: &Value) -> String {
    let mut text = value.to_string();
    if text.len() > SHOWN {
        let end = (0..=SHOWN).rev().find(|at| text.is_char_boundary(*at));
        text.truncate(end.unwrap_or_default());
        text.push_str("...");
    }
    text
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::differences;

    fn said(value: &Value, expected: &Value) -> Vec<String> {
        let found = differences(value, expected);
        found.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn objects_may_have_more_and_everything_else_is_the_same() {
        let value = json!({ "a": 1, "b": [1, { "c": "x" }], "n": null });
        for expected in [
            json!({}),
            json!({ "a": 1.0 }),
            json!({ "b": [1, {}], "n": null }),
            value.clone(),
        ] {
            assert_eq!(said(&value, &expected), [""; 0], "{expected}");
        }
    }

    #[test]
    fn every_difference_is_told_at_its_place() {
        let value = json!({ "a": 1, "b": [1, { "c/d": "x" }] });
        let expected = json!({ "a": 2, "b": [1, { "c/d": "y" }], "z": true });
        let said = said(&value, &expected);
        assert_eq!(
            said,
            [
                "/a: should be 2 [expect], got 1",
                "/b/1/c~1d: should be \"y\" [expect], got \"x\"",
                "/z: is not there, and should be true [expect]"
            ]
        );
        assert_eq!(
            differences(&json!([1]), &json!([1, 2]))[0].message,
            "has 1 items and not 2"
        );
    }
}
