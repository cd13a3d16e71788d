//! `enum` of values that are not all strings (JSON Schema validation, section 6.1.2).

use serde_json::Value;

use crate::json::equal::equal;

pub(super) fn check(allowed: &str, value: &Value) -> Option<String> {
    let fits = match serde_json::from_str::<Value>(allowed) {
        Ok(Value::Array(allowed)) => allowed.iter().any(|one| equal(one, value)),
        _ => false,
    };
    (!fits).then(|| format!("must be one of {}", allowed.trim_matches(['[', ']'])))
}
