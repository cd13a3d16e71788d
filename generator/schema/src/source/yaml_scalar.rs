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
        (Role::Value | Role::Name, _) if is_date(text) => Some("a date"),
        (Role::Value | Role::Other, _) if is_octal(text) => Some("an octal number"),
        (Role::Value | Role::Other, _) if is_new_number(text) => Some("text"),
        (Role::Value, _) if is_binary(text) => Some("a binary number"),
        (Role::Value, _) if is_sexagesimal(text) => Some("a number to base 60"),
        (Role::Value, _) if has_underscores(text) => Some("a number"),
        _ => None,
    }
}

/// The number that is left of a plain scalar which looks like a version: `1.10` is 1.1.
pub(super) fn shortened(text: &str) -> Option<String> {
    let (whole, fraction) = text.split_once('.')?;
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || fraction.len() < 2 || !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    let kept = fraction.trim_end_matches('0');
    if kept.len() == fraction.len() {
        return None;
    }
    Some(match kept {
        "" => whole.to_owned(),
        kept => format!("{whole}.{kept}"),
    })
}

/// A day, alone or with a time behind it.
fn is_date(text: &str) -> bool {
    let mut parts = text.splitn(3, '-');
    let mut number = |lengths: &[usize], rest: bool| {
        let part = parts.next().unwrap_or_default();
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        let behind = part.get(digits..).unwrap_or_default();
        lengths.contains(&digits)
            && (behind.is_empty()
                || rest && behind.starts_with(['T', 't', ' ']) && behind.contains(':'))
    };
    number(&[4], false) && number(&[1, 2], false) && number(&[1, 2], true)
}

/// A number of YAML 1.2 that is none in YAML 1.1: `0o17`, and an exponent without a point or a sign.
fn is_new_number(text: &str) -> bool {
    let octal = text.strip_prefix("0o");
    if octal.is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| matches!(b, b'0'..=b'7')))
    {
        return true;
    }
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else {
        return false;
    };
    let is_old = mantissa.contains('.') && exponent.starts_with(['+', '-']);
    !is_old && matches!(number(text), Some(Ok(_)))
}

fn is_binary(text: &str) -> bool {
    let digits = text.strip_prefix("0b");
    digits.is_some_and(|rest| {
        !rest.is_empty() && rest.bytes().all(|b| matches!(b, b'0' | b'1' | b'_'))
    })
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
        && text.bytes().filter(|b| *b == b'.').count() <= 1
        && text
            .bytes()
            .all(|b| b.is_ascii_digit() || matches!(b, b'_' | b'.'))
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
        assert_eq!(other_reading("1_000.5", Role::Value), Some("a number"));
        assert_eq!(other_reading("1_0.0.1", Role::Value), None);
        assert_eq!(other_reading("nope", Role::Value), None);
        for date in [
            "2026-03-14",
            "2026-3-4",
            "2026-03-14T10:00:00Z",
            "2026-03-14 10:00:00",
        ] {
            assert_eq!(other_reading(date, Role::Value), Some("a date"), "{date}");
        }
        for text in [
            "2026-03",
            "2026-03-14x",
            "2026-03-14T",
            "26-03-14",
            "-2026-03-14",
            "2026--14",
        ] {
            assert_eq!(other_reading(text, Role::Value), None, "{text}");
        }
        for number in ["1e3", "1E+3", "1.5e3", "0o17"] {
            assert_eq!(other_reading(number, Role::Other), Some("text"), "{number}");
        }
        for same in ["1.5e+3", "e3", "1e", "0o", "0o8", "0x1F", "1.5"] {
            assert_eq!(other_reading(same, Role::Other), None, "{same}");
        }
        assert_eq!(other_reading("0b11", Role::Value), Some("a binary number"));
    }

    #[test]
    fn versions_lose_their_zeros() {
        assert_eq!(shortened("1.10").as_deref(), Some("1.1"));
        assert_eq!(shortened("3.00").as_deref(), Some("3"));
        // Numbers are written like this.
        for number in ["1.0", "1.25", "10", "1.", ".50", "-1.50", "1.5e0", "1.10.0"] {
            assert_eq!(shortened(number), None, "{number}");
        }
    }
}
