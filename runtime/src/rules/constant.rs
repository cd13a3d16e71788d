//! `const` of a value that is not a string (JSON Schema validation, section 6.1.3).

use serde_json::Value;

use crate::json::equal::equal;

pub(super) fn check(wanted: &str, value: &Value) -> Option<String> {
    let fits = serde_json::from_str::<Value>(wanted).is_ok_and(|wanted| equal(&wanted, value));
    (!fits).then(|| format!("must be {wanted}"))
}
