//! `uniqueItems` (JSON Schema validation, section 6.4.3).

use std::collections::HashMap;

use serde_json::Value;

use crate::json::equal::equal;

pub(super) fn check(value: &Value) -> Option<String> {
    let items = value.as_array()?;
    // Items that can be equal share a rough key; only those are compared.
    let mut seen: HashMap<String, Vec<usize>> = HashMap::new();
    for (index, item) in items.iter().enumerate() {
        let alike = seen.entry(rough(item)).or_default();
        if let Some(first) = alike.iter().find(|&&other| equal(&items[other], item)) {
            return Some(format!(
                "items {first} and {index} are equal, but items must be unique"
            ));
        }
        alike.push(index);
    }
    None
}

/// Text that is the same for equal values: numbers as doubles, objects in key order.
fn rough(value: &Value) -> String {
    match value {
        Value::Number(number) => format!("n{:?}", number.as_f64().map(|n| n + 0.0)),
        Value::Array(items) => items.iter().fold(String::from("["), |mut text, item| {
            text.push_str(&rough(item));
            text.push(',');
            text
        }),
        Value::Object(members) => {
            members
                .iter()
                .fold(String::from("{"), |mut text, (key, item)| {
                    text.push_str(&Value::from(key.as_str()).to_string());
                    text.push_str(&rough(item));
                    text
                })
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::check;

    #[test]
    fn finds_equal_items_by_value() {
        assert!(check(&json!([1, 2, "1"])).is_none());
        assert!(check(&json!([1, 1.0])).is_some());
        assert!(check(&json!([{"a": 1, "b": [2]}, {"b": [2.0], "a": 1}])).is_some());
        assert!(check(&json!([0, false, null, "", []])).is_none());
        assert!(check(&json!([[1], [1, 1]])).is_none());
    }
}
