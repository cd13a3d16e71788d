//! JSON text (RFC 8259, strictly) to a tree.
//!
//! `jsonc-parser` reads; what it allows beyond the standard is switched off, and what it has no
//! switch for (control characters in strings, odd white space, unbounded size) is looked for before
//! it is called.

use jsonc_parser::ast::{ObjectProp, ObjectPropName, Value};
use jsonc_parser::common::Ranged as _;
use jsonc_parser::errors::ParseErrorKind;
use jsonc_parser::{
    CollectOptions, CommentCollectionStrategy, ParseOptions, ParseStringErrorKind, parse_to_ast,
};

use super::object::Members;
use super::open::clip;
use super::{Member, Node, NodeValue, SourceId, Span, limit, pointer};
use crate::{Code, Finding, Place};

/// The tree of a JSON text; `None` where it could not be read, which is then among the findings.
pub(super) fn read(text: &str, source: SourceId, findings: &mut Vec<Finding>) -> Option<Node> {
    let place = |span| Place {
        source,
        pointer: "".into(),
        span,
    };
    if let Err(fault) = check(text) {
        let mut finding = Finding::error(fault.code, place(fault.span), fault.message);
        finding.help.extend(fault.help.map(str::to_owned));
        findings.push(finding);
        return None;
    }
    match parse_to_ast(text, &collect(), &strict()) {
        Ok(parsed) => {
            let mut builder = Builder {
                source,
                pointer: String::new(),
                findings,
            };
            parsed.value.map(|value| builder.node(value))
        }
        Err(error) => {
            let range = error.range();
            let span = clip(text, range.start, range.end);
            let (message, help) = explain(error.kind(), text, &span);
            let mut finding = Finding::error(Code::SYNTAX, place(span), message);
            finding.help.extend(help.map(str::to_owned));
            findings.push(finding);
            None
        }
    }
}

fn collect() -> CollectOptions {
    CollectOptions {
        comments: CommentCollectionStrategy::Off,
        tokens: false,
    }
}

fn strict() -> ParseOptions {
    ParseOptions {
        allow_comments: false,
        allow_loose_object_property_names: false,
        allow_trailing_commas: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    }
}

struct Fault {
    code: Code,
    span: Span,
    message: String,
    help: Option<&'static str>,
}

/// One pass over the bytes for what the parser would not refuse: depth, number of values, raw
/// control characters in strings, white space that JSON does not have.
fn check(text: &str) -> Result<(), Fault> {
    let fault = |code, at: usize, message: String| {
        let length = text[at..].chars().next().map_or(0, char::len_utf8);
        Err(Fault {
            code,
            span: at..at + length,
            message,
            help: (code == Code::TOO_LARGE).then_some(limit::DEEP_HELP),
        })
    };
    let mut in_string = false;
    let mut escaped = false;
    let mut depth = 0_usize;
    let mut nodes = 1_usize;
    for (at, byte) in text.bytes().enumerate() {
        if in_string {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => in_string = false,
                0..0x20 => {
                    return fault(
                        Code::SYNTAX,
                        at,
                        format!(
                            "a control character must be written `\\u{byte:04x}` in a JSON string"
                        ),
                    );
                }
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => in_string = true,
            b'[' | b'{' => {
                depth += 1;
                nodes += 1;
                if depth > limit::MAX_DEPTH {
                    let message = format!("nested deeper than {} levels", limit::MAX_DEPTH);
                    return fault(Code::TOO_LARGE, at, message);
                }
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            b',' => nodes += 1,
            // The parser stops at a comment or a single quote, with the better message.
            b'/' | b'\'' => return Ok(()),
            0x0B | 0x0C | 0x80.. => {
                let message = "this character cannot stand outside a JSON string".to_owned();
                return fault(Code::SYNTAX, at, message);
            }
            _ => {}
        }
        if nodes > limit::MAX_NODES {
            let message = format!("the document has more than {} values", limit::MAX_NODES);
            return fault(Code::TOO_LARGE, at, message);
        }
    }
    Ok(())
}

/// The parser's reason in the words of this crate.
fn explain(kind: &ParseErrorKind, text: &str, span: &Span) -> (&'static str, Option<&'static str>) {
    let begins_with = |is: fn(&u8) -> bool| text.as_bytes().get(span.start).is_some_and(is);
    match kind {
        ParseErrorKind::CommentsNotAllowed | ParseErrorKind::UnterminatedCommentBlock => (
            "JSON has no comments",
            Some("use `$comment`, or write the schema in YAML"),
        ),
        ParseErrorKind::TrailingCommasNotAllowed => (
            "a comma before the closing bracket",
            Some("remove the comma"),
        ),
        ParseErrorKind::ExpectedComma if begins_with(u8::is_ascii_digit) => {
            ("a JSON number has no leading zeros", None)
        }
        ParseErrorKind::ExpectedComma => ("a comma is missing here", None),
        ParseErrorKind::ExpectedStringObjectProperty => {
            ("a key must be a string in double quotes", None)
        }
        ParseErrorKind::SingleQuotedStringsNotAllowed => {
            ("a JSON string stands in double quotes", None)
        }
        ParseErrorKind::ExpectedColonAfterObjectKey => ("a colon must follow the key", None),
        ParseErrorKind::ExpectedObjectValue => ("a value must follow the colon", None),
        ParseErrorKind::MultipleRootJsonValues => ("text after the end of the document", None),
        ParseErrorKind::UnterminatedArray => ("this array is never closed", None),
        ParseErrorKind::UnterminatedObject => ("this object is never closed", None),
        ParseErrorKind::HexadecimalNumbersNotAllowed
        | ParseErrorKind::NonFiniteNumbersNotAllowed
        | ParseErrorKind::UnaryPlusNumbersNotAllowed
        | ParseErrorKind::BareDecimalPointNumbersNotAllowed
        | ParseErrorKind::ExpectedDigit
        | ParseErrorKind::ExpectedDigitFollowingNegativeSign
        | ParseErrorKind::ExpectedPlusMinusOrDigitInNumberLiteral => (
            "this is not a JSON number",
            Some("write it with decimal digits, such as 0.5 or -3e7"),
        ),
        ParseErrorKind::String(reason) => match reason {
            ParseStringErrorKind::UnterminatedStringLiteral => {
                ("this string is never closed", None)
            }
            ParseStringErrorKind::InvalidUnicodeEscapeSequence(_) => {
                ("half of a surrogate pair is not a character", None)
            }
            ParseStringErrorKind::ExpectedFourHexDigits => {
                ("`\\u` takes four hexadecimal digits", None)
            }
            _ => (
                "JSON has no such escape",
                Some("write `\\\\` where a backslash is meant"),
            ),
        },
        ParseErrorKind::UnexpectedWord | ParseErrorKind::UnexpectedToken
            if begins_with(u8::is_ascii_alphabetic) =>
        {
            (
                "a bare word is not a JSON value",
                Some("write strings in double quotes"),
            )
        }
        _ => ("this cannot stand here in JSON", None),
    }
}

struct Builder<'a> {
    source: SourceId,
    pointer: String,
    findings: &'a mut Vec<Finding>,
}

impl Builder<'_> {
    /// Recurses at most [`limit::MAX_DEPTH`] levels: [`check`] has counted.
    fn node(&mut self, value: Value<'_>) -> Node {
        let span = value.range().start..value.range().end;
        let value = match value {
            Value::NullKeyword(_) => NodeValue::Null,
            Value::BooleanLit(literal) => NodeValue::Bool(literal.value),
            Value::NumberLit(literal) => NodeValue::Number(literal.value.to_owned()),
            Value::StringLit(literal) => NodeValue::String(literal.value.into_owned()),
            Value::Array(array) => {
                let mut items = Vec::with_capacity(array.elements.len());
                for (index, element) in array.elements.into_iter().enumerate() {
                    items.push(self.below(&index.to_string(), element));
                }
                NodeValue::Array(items)
            }
            Value::Object(object) => {
                let mut members = Members::default();
                for property in object.properties {
                    let member = self.member(property);
                    if let Some(repeat) = members.push(member) {
                        self.findings
                            .push(repeat.finding(self.source, &self.pointer));
                    }
                }
                NodeValue::Object(members.finish())
            }
        };
        Node { span, value }
    }

    fn member(&mut self, property: ObjectProp<'_>) -> Member {
        let (key, range) = match property.name {
            ObjectPropName::String(name) => (name.value.into_owned(), name.range),
            ObjectPropName::Word(name) => (name.value.to_owned(), name.range),
        };
        let value = self.below(&key, property.value);
        Member {
            key,
            key_span: range.start..range.end,
            value,
        }
    }

    fn below(&mut self, token: &str, value: Value<'_>) -> Node {
        let length = self.pointer.len();
        pointer::push(&mut self.pointer, token);
        let node = self.node(value);
        self.pointer.truncate(length);
        node
    }
}
