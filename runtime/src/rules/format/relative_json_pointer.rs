//! `relative-json-pointer` (draft-bhutton-relative-json-pointer-00, section 3).
//!
//! Its successor's index manipulation (`1+2/a`) is not of the draft that JSON Schema names.

use super::json_pointer;

/// A number, and then `#` or a JSON Pointer.
pub(super) fn fits(text: &str) -> bool {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = text.len() - rest.len();
    let leading_zero = number > 1 && text.starts_with('0');
    number > 0 && !leading_zero && (rest == "#" || json_pointer::fits(rest))
}
