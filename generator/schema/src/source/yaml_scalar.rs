//! Plain YAML scalars to values, by the core schema of YAML 1.2 (section 10.3.2).
//!
//! Also knows which words and numbers YAML 1.1 readers, which are still everywhere, take for
//! something else.

use super::NodeValue;

/// The value of a plain scalar without a tag. `Err` where JSON has no such value (`.inf`, `.nan`).
pub(super) fn resolve(text: &str) -> Result<NodeValue, &'static str> {
    Ok(match text {
        "" | "~" | "null" | "Null" | "NULL" => NodeValue::Null,
        "true" | "True" | "TRUE" => NodeValue::Bool(true),
        "false" | "False" | "FALSE" => NodeValue::Bool(false),
        _ => match number(text) {
            Some(Ok(number)) => NodeValue::Number(number),
            Some(Err(reason)) => return Err(reason),
            None => NodeValue::String(text.to_owned()),
        },
    })
}

/// The value of a scalar with a core tag (`!!str`, `!!int`, ...); `suffix` is the part after `!!`.
pub(super) fn resolve_tagged(text: &str, suffix: &str) -> Result<NodeValue, &'static str> {
    let value = match suffix {
        "str" => return Ok(NodeValue::String(text.to_owned())),
        "null" if matches!(resolve(text), Ok(NodeValue::Null)) => NodeValue::Null,
        "bool" => match resolve(text)? {
            value @ NodeValue::Bool(_) => value,
            _ => return Err("this is not a boolean"),
        },
        "int" | "float" => match resolve(text)? {
            value @ NodeValue::Number(_) => value,
            _ => return Err("this is not a number"),
        },
        _ => return Err("the tag does not fit this value"),
    };
    Ok(value)
}

/// A number of the core schema, in JSON syntax. `None` where it is none, `Some(Err)` where JSON
/// cannot write it.
fn number(text: &str) -> Option<Result<String, &'static str>> {
    let (sign, digits) = match text.as_bytes().first()? {
        b'-' => ("-", &text[1..]),
        b'+' => ("", &text[1..]),
        _ => ("", text),
    };
    if matches!(digits, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return Some(Err("JSON has no infinity and no NaN"));
    }
    let signed = digits.len() != text.len();
    for (prefix, radix) in [("0x", 16), ("0o", 8)] {
        // Only decimal numbers have a sign in the core schema.
        if let Some(rest) = digits.strip_prefix(prefix).filter(|_| !signed) {
            if rest.is_empty() || !rest.chars().all(|c| c.is_digit(radix)) {
                return None;
            }
            return Some(match u128::from_str_radix(rest, radix) {
                Ok(value) => Ok(value.to_string()),
                Err(_) => Err("this number is too large to be brought to decimal"),
            });
        }
    }
    decimal(sign, digits).map(Ok)
}

/// `digits[.digits][e[sign]digits]`, where one side of the point may be missing.
fn decimal(sign: &str, text: &str) -> Option<String> {
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let all_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if !all_digits(whole) || !fraction.is_none_or(all_digits) {
        return None;
    }
    if whole.is_empty() && fraction.is_none_or(str::is_empty) {
        return None;
    }
    let mut out = sign.to_owned();
    let significant = whole.trim_start_matches('0');
    out.push_str(if significant.is_empty() {
        "0"
    } else {
        significant
    });
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(if fraction.is_empty() { "0" } else { fraction });
    }
    if let Some(exponent) = exponent {
        let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        if digits.is_empty() || !all_digits(digits) {
            return None;
        }
        out.push('e');
        out.push_str(exponent);
    }
    Some(out)
}

/// Where a plain scalar stands, as far as it matters to [`other_reading`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// A value that is compared with data: in `enum`, `const`, `default` or `examples`.
    Value,
    /// A property name: in `required`, or a key.
    Name,
    /// Anything else.
    Other,
}

/// What YAML 1.1 readers take a plain scalar for, where they and YAML 1.2 differ.
pub(super) fn other_reading(text: &str, role: Role) -> Option<&'static str> {
    let lower = text.to_ascii_lowercase();
    match (role, lower.as_str()) {
        (Role::Value | Role::Name, "yes" | "on") | (Role::Value, "y") => Some("true"),
        (Role::Value | Role::Name, "no" | "off") | (Role::Value, "n") => Some("false"),
        (Role::Value | Role::Other, _) if is_octal(text) => Some("an octal number"),
        (Role::Value, _) if is_sexagesimal(text) => Some("a number to base 60"),
        (Role::Value, _) if has_underscores(text) => Some("a number"),
        _ => None,
    }
}

fn is_octal(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    digits.len() > 1 && digits.starts_with('0') && digits.bytes().all(|b| matches!(b, b'0'..=b'7'))
}

fn is_sexagesimal(text: &str) -> bool {
    let mut parts = text.split(':');
    let number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    parts
        .next()
        .is_some_and(|first| number(first) && !first.starts_with('0'))
        && text.contains(':')
        && parts.all(|part| part.len() <= 2 && number(part) && part < "60")
}

fn has_underscores(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
        && text.contains('_')
        && text.bytes().all(|b| b.is_ascii_digit() || b == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> String {
        match resolve(text) {
            Ok(NodeValue::Null) => "null".to_owned(),
            Ok(NodeValue::Bool(value)) => value.to_string(),
            Ok(NodeValue::Number(number)) => number,
            Ok(NodeValue::String(text)) => format!("{text:?}"),
            Ok(_) => "a collection".to_owned(),
            Err(reason) => reason.to_owned(),
        }
    }

    #[test]
    fn the_core_schema_decides() {
        for (yaml, wanted) in [
            ("", "null"),
            ("~", "null"),
            ("Null", "null"),
            ("True", "true"),
            ("no", "\"no\""),
            ("12", "12"),
            ("+12", "12"),
            ("-0", "-0"),
            ("012", "12"),
            ("000", "0"),
            ("0x1F", "31"),
            ("0o17", "15"),
            ("-0x1F", "\"-0x1F\""),
            ("0x", "\"0x\""),
            (".5", "0.5"),
            ("-.5", "-0.5"),
            ("5.", "5.0"),
            ("1.e3", "1.0e3"),
            ("1E+3", "1e+3"),
            ("1e", "\"1e\""),
            (".", "\".\""),
            ("+", "\"+\""),
            ("-", "\"-\""),
            ("1.2.3", "\"1.2.3\""),
            ("1_000", "\"1_000\""),
            ("1:30", "\"1:30\""),
            ("12345678901234567890123.000", "12345678901234567890123.000"),
            ("-.inf", "JSON has no infinity and no NaN"),
            (".nan", "JSON has no infinity and no NaN"),
            ("-.nan", "\"-.nan\""),
        ] {
            assert_eq!(json(yaml), wanted, "{yaml}");
        }
    }

    #[test]
    fn other_readers_differ_in_few_words() {
        assert_eq!(other_reading("NO", Role::Value), Some("false"));
        assert_eq!(other_reading("on", Role::Name), Some("true"));
        // Coordinates are often named `x` and `y`, and hardly any reader minds.
        assert_eq!(other_reading("y", Role::Name), None);
        assert_eq!(other_reading("y", Role::Value), Some("true"));
        assert_eq!(other_reading("no", Role::Other), None);
        assert_eq!(other_reading("017", Role::Other), Some("an octal number"));
        assert_eq!(other_reading("019", Role::Other), None);
        assert_eq!(other_reading("0", Role::Value), None);
        assert_eq!(
            other_reading("1:30", Role::Value),
            Some("a number to base 60")
        );
        assert_eq!(other_reading("1:90", Role::Value), None);
        assert_eq!(other_reading("1_000", Role::Value), Some("a number"));
        assert_eq!(other_reading("nope", Role::Value), None);
    }
}
