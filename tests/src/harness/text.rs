//! JSON text: brought onto one line, and compared as JSON means it.

use std::collections::BTreeMap;

/// The text without white space between its tokens; all else stays as it was written.
#[must_use]
pub fn compact(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let mut inside = false;
    let mut escaped = false;
    for character in json.chars() {
        if inside || !matches!(character, ' ' | '\t' | '\n' | '\r') {
            out.push(character);
        }
        match character {
            _ if escaped => escaped = false,
            '\\' if inside => escaped = true,
            '"' => inside = !inside,
            _ => {}
        }
    }
    out
}

/// Whether two JSON texts say the same: members have no order, `1.0` is `1`, and `1e2` is `100`.
/// Integers must agree in every digit; numbers with a fraction, as far as a double tells them apart.
/// What is no JSON is the same as nothing.
#[must_use]
pub fn same(a: &str, b: &str) -> bool {
    match (read(a), read(b)) {
        (Some(a), Some(b)) => a == b,
        _ => false,
    }
}

#[derive(Debug)]
enum Said {
    /// `null`, `true`, `false`, or a string, by its text.
    Word(String),
    Number(Number),
    List(Vec<Said>),
    Object(BTreeMap<String, Said>),
}

impl PartialEq for Said {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Word(a), Self::Word(b)) => a == b,
            (Self::Number(a), Self::Number(b)) => a.same(b),
            (Self::List(a), Self::List(b)) => a == b,
            (Self::Object(a), Self::Object(b)) => a == b,
            _ => false,
        }
    }
}

/// `digits` times ten to the `exponent`, without zeros at either end.
#[derive(Debug, PartialEq, Eq)]
struct Number {
    negative: bool,
    digits: String,
    exponent: i64,
    text: String,
}

impl Number {
    fn read(text: &str) -> Option<Self> {
        let (negative, plain) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (mantissa, exponent) = match plain.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse().ok()?),
            None => (plain, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = format!("{whole}{fraction}");
        if whole.is_empty() || !all.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let digits = all.trim_start_matches('0');
        let short = digits.trim_end_matches('0');
        let zeros = i64::try_from(digits.len() - short.len()).ok()?;
        let exponent: i64 = exponent;
        let exponent = exponent
            .checked_sub(i64::try_from(fraction.len()).ok()?)?
            .checked_add(zeros)?;
        Some(Self {
            // Zero has no sign, and no size.
            negative: negative && !short.is_empty(),
            exponent: if short.is_empty() { 0 } else { exponent },
            digits: short.to_owned(),
            text: text.to_owned(),
        })
    }

    fn same(&self, other: &Self) -> bool {
        let exact = (self.negative, self.exponent, &self.digits)
            == (other.negative, other.exponent, &other.digits);
        if exact {
            return true;
        }
        let fractions = self.exponent < 0 && other.exponent < 0;
        let double = |number: &Self| number.text.parse::<f64>().ok().map(f64::to_bits);
        fractions && double(self) == double(other)
    }
}

/// Deeper values are not compared; they are deeper than any decoder reads.
const DEPTH: usize = 1_000;

/// Reads a text without recursion.
fn read(text: &str) -> Option<Said> {
    /// A container that is still open, with the key of the member that comes.
    enum Open {
        List(Vec<Said>),
        Object(BTreeMap<String, Said>, Option<String>),
    }
    let mut open: Vec<Open> = Vec::new();
    let mut rest = text.trim_start();
    loop {
        if open.len() > DEPTH {
            return None;
        }
        let mut done = if let Some(inner) = rest.strip_prefix('[') {
            open.push(Open::List(Vec::new()));
            rest = inner;
            None
        } else if let Some(inner) = rest.strip_prefix('{') {
            open.push(Open::Object(BTreeMap::new(), None));
            rest = inner;
            None
        } else if rest.starts_with('"') {
            let (word, after) = string(rest)?;
            rest = after;
            Some(Said::Word(format!("\"{word}")))
        } else if rest.starts_with([']', '}']) {
            None
        } else {
            let end = rest
                .find(|c: char| matches!(c, ',' | ']' | '}' | ':') || c.is_ascii_whitespace())
                .unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            rest = after;
            Some(match word {
                "null" | "true" | "false" => Said::Word(word.to_owned()),
                number => Said::Number(Number::read(number)?),
            })
        };
        // Puts what is done where it belongs, and closes what ends behind it.
        loop {
            rest = rest.trim_start();
            if let Some(value) = done.take() {
                match open.last_mut() {
                    None => return rest.is_empty().then_some(value),
                    Some(Open::List(items)) => items.push(value),
                    Some(Open::Object(members, key)) => {
                        if let Some(key) = key.take() {
                            members.insert(key, value);
                        } else {
                            let Said::Word(word) = value else { return None };
                            *key = Some(word.strip_prefix('"')?.to_owned());
                            rest = rest.strip_prefix(':')?.trim_start();
                            break;
                        }
                    }
                }
            }
            if let Some(after) = rest.strip_prefix(',') {
                rest = after.trim_start();
                break;
            }
            let Some(after) = rest.strip_prefix([']', '}']) else {
                break;
            };
            rest = after;
            done = Some(match open.pop()? {
                Open::List(items) => Said::List(items),
                Open::Object(members, _) => Said::Object(members),
            });
        }
        if rest.is_empty() {
            return None;
        }
    }
}

/// A string at the front, decoded, and what is behind it.
fn string(text: &str) -> Option<(String, &str)> {
    let mut escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => {
                let (quoted, rest) = text.split_at(at + 1);
                return Some((serde_json::from_str(quoted).ok()?, rest));
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_goes_where_it_says_nothing() {
        assert_eq!(
            compact("{ \"a b\" : [ 1.0 ,\n\t\"\\\" {\" ] }"),
            r#"{"a b":[1.0,"\" {"]}"#
        );
    }

    #[test]
    fn texts_are_the_same_where_json_says_so() {
        for (a, b) in [
            ("1", "1.0"),
            ("1e2", "100"),
            ("-0", "0.0e7"),
            ("12345678901234567890123", "12345678901234567890123.0"),
            ("0.1", "0.10000000000000000001"),
            (r#"{"a":1,"b":[]}"#, r#" { "b" : [ ] , "a" : 1 } "#),
            (r#""\u00e9""#, "\"é\""),
            ("[[],{},[null,true]]", "[ [ ] , { } , [ null , true ] ]"),
        ] {
            assert!(same(a, b), "{a} {b}");
        }
        for (a, b) in [
            ("1", "2"),
            ("1", "true"),
            ("\"null\"", "null"),
            ("12345678901234567890123", "1.2345678901234568e22"),
            ("0.1", "0.2"),
            ("[1,2]", "[2,1]"),
            (r#"{"a":1}"#, r#"{"a":1,"b":null}"#),
            ("", ""),
            ("[", "["),
            ("1 2", "1 2"),
        ] {
            assert!(!same(a, b), "{a} {b}");
        }
    }
}
