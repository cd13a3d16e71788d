//! Equality as JSON Schema means it: numbers by value, objects without order.

use super::decimal::Decimal;
use super::tree::{Content, Members, Tree};
use super::write;

/// Whether two values are equal (JSON Schema core, section 4.2.2). Its recursion is bounded by the
/// depth of trees.
pub(crate) fn equal(left: &Tree<'_>, right: &Tree<'_>) -> bool {
    match (&left.content, &right.content) {
        (Content::Null, Content::Null) => true,
        (Content::Boolean(left), Content::Boolean(right)) => left == right,
        (Content::Number, Content::Number) => {
            left.text == right.text || Decimal::parse(left.text) == Decimal::parse(right.text)
        }
        (Content::String(left), Content::String(right)) => left == right,
        (Content::Array(left), Content::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(l, r)| equal(l, r))
        }
        (Content::Object(left), Content::Object(right)) => objects(left, right),
        _ => false,
    }
}

fn objects(left: &Members<'_>, right: &Members<'_>) -> bool {
    left.len() == right.len()
        && left
            .by_name()
            .zip(right.by_name())
            .all(|(left, right)| left.name() == right.name() && equal(&left.value, &right.value))
}

/// Appends text that is the same for equal values, and only for them. Its recursion is bounded by the
/// depth of trees.
pub(crate) fn write_canonical(value: &Tree<'_>, out: &mut String) {
    match &value.content {
        Content::Null => out.push_str("null"),
        Content::Boolean(value) => out.push_str(if *value { "true" } else { "false" }),
        Content::Number => Decimal::parse(value.text).write(out),
        Content::String(text) => write::string(text, out),
        Content::Array(items) => {
            out.push('[');
            for item in items {
                write_canonical(item, out);
                out.push(',');
            }
            out.push(']');
        }
        Content::Object(members) => {
            out.push('{');
            for member in members.by_name() {
                write::string(member.name(), out);
                out.push(':');
                write_canonical(&member.value, out);
                out.push(',');
            }
            out.push('}');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Tree, equal, write_canonical};

    #[test]
    fn values_are_equal_by_value() {
        let both = |left: &str, right: &str| {
            let (Some(left), Some(right)) = (Tree::parse(left), Tree::parse(right)) else {
                panic!("{left} or {right} is no JSON");
            };
            let (mut one, mut other) = (String::new(), String::new());
            write_canonical(&left, &mut one);
            write_canonical(&right, &mut other);
            let equal = equal(&left, &right);
            assert_eq!(one == other, equal, "{one} {other}");
            equal
        };
        assert!(both("1", "1.0"));
        assert!(both("100000000000000000000000000000", "1e29"));
        assert!(!both("9007199254740993", "9007199254740992"));
        assert!(!both("1e400", "1e401"));
        assert!(both(r#"{"a":1,"b":[2]}"#, r#"{"b":[2.0],"a":1}"#));
        assert!(!both(r#"{"a":1}"#, r#"{"a":1,"b":1}"#));
        assert!(!both(r#"{"a":1}"#, r#"{"b":1}"#));
        assert!(!both("[1]", "[1,1]"));
        assert!(both(r#""\u0061""#, r#""a""#));
        for (left, right) in [("0", "false"), ("null", "0"), ("\"\"", "[]"), ("{}", "[]")] {
            assert!(!both(left, right), "{left} {right}");
        }
    }
}
