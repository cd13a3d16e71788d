//! Texts and scalars to booleans and to nothing.

use super::coerce_fold::bare;
use super::coerce_name;

/// Whether a text says yes or no.
pub(super) fn boolean(text: &str) -> Option<bool> {
    match bare(text).to_ascii_lowercase().as_str() {
        "true" | "yes" | "y" | "on" | "1" => return Some(true),
        "false" | "no" | "n" | "off" | "0" => return Some(false),
        _ => {}
    }
    let (index, _) = coerce_name::find(text, &["true", "false"], &[])?;
    Some(index == 0)
}

/// Whether a text says that there is nothing.
pub(super) fn is_nothing(text: &str) -> bool {
    matches!(
        bare(text).to_ascii_lowercase().as_str(),
        "" | "null" | "none" | "nil" | "undefined" | "n/a"
    )
}
