//! What a person types to the code that is meant.

use crate::{CODES, CodeInfo};

/// How many codes are named where none is the one.
const SHOWN: usize = 3;

/// The code a text names: `R001` or `unknown-ref`, in any case.
///
/// # Errors
/// The nearest codes, the nearest first; none where the text is like no code at all.
pub fn find(text: &str) -> Result<&'static CodeInfo, Vec<&'static CodeInfo>> {
    let text = text.trim();
    let same = |info: &&CodeInfo| {
        info.code.0.eq_ignore_ascii_case(text) || info.name().eq_ignore_ascii_case(text)
    };
    if let Some(found) = CODES.iter().find(same) {
        return Ok(found);
    }
    Err(if looks_like_a_code(text) {
        near_codes(text)
    } else {
        near_names(text)
    })
}

/// A letter and digits.
fn looks_like_a_code(text: &str) -> bool {
    let digits = text.get(1..).unwrap_or_default();
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && (1..=6).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Codes of the same stage, the next numbers first; where there is no such stage, the same number of
/// others.
fn near_codes(text: &str) -> Vec<&'static CodeInfo> {
    let parts = |text: &str| {
        let letter = text.chars().next().map(|c| c.to_ascii_uppercase());
        let number: u32 = text.get(1..).and_then(|n| n.parse().ok()).unwrap_or(0);
        (letter, number)
    };
    let (letter, number) = parts(text);
    let is_known = CODES.iter().any(|info| parts(info.code.0).0 == letter);
    let mut near: Vec<&CodeInfo> = CODES
        .iter()
        .filter(|info| !is_known || parts(info.code.0).0 == letter)
        .collect();
    near.sort_by_key(|info| (parts(info.code.0).1.abs_diff(number), info.code.0));
    near.truncate(SHOWN);
    near
}

/// Codes whose names differ from the text by a third of it at most, or hold it.
fn near_names(text: &str) -> Vec<&'static CodeInfo> {
    let text = text.to_ascii_lowercase();
    let length = text.chars().count();
    if !(3..=60).contains(&length) {
        return Vec::new();
    }
    let mut near: Vec<(usize, &CodeInfo)> = CODES
        .iter()
        .filter_map(|info| {
            let name = info.name();
            let distance = if name.contains(&text) {
                0
            } else {
                strsim::damerau_levenshtein(&text, &name)
            };
            (distance * 3 <= length).then_some((distance, info))
        })
        .collect();
    near.sort_by_key(|(distance, info)| (*distance, info.code.0));
    near.truncate(SHOWN);
    near.into_iter().map(|(_, info)| info).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&'static str> {
        match find(text) {
            Ok(info) => vec![info.code.0],
            Err(near) => near.iter().map(|info| info.code.0).collect(),
        }
    }

    #[test]
    fn codes_are_found_by_number_and_by_name() {
        for text in ["R001", "r001", " R001 ", "unknown-ref", "UNKNOWN-REF"] {
            assert_eq!(found(text), ["R001"], "{text}");
            assert!(find(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn near_ones_are_named_where_there_is_none() {
        assert_eq!(found("D014")[0], "D001");
        assert_eq!(found("R009")[..2], ["R005", "R004"]);
        assert_eq!(found("Z001").len(), 3);
        assert_eq!(found("unknown-reff")[0], "R001");
        assert!(found("draft").contains(&"M005"));
        for nothing in ["", "?", "R", "R0000001", "cheese and biscuits", "é1"] {
            assert_eq!(found(nothing), [""; 0], "{nothing}");
        }
        assert_eq!(found(&"x".repeat(1_000_000)), [""; 0]);
    }
}
