//! What a YAML document is told about: limits, tags, words, and the parser's own errors.

use granit_parser::{ErrorKind, ScanError, Tag};

use super::open::clip;
use super::yaml::{Builder, NO_TAG, Stop};
use super::{Span, limit, yaml_frame};
use crate::{Code, Finding, Place};

/// What to do about a tag.
pub(super) const TAG_HELP: &str = "leave the tag out; text that begins with `!` stands in quotes";

impl Builder<'_> {
    pub(super) fn check_collection_tag(
        &mut self,
        tag: Option<&Tag>,
        wanted: &str,
        at: &granit_parser::Span,
        span: &Span,
    ) {
        let fits = |tag: &Tag| tag.core_suffix() == Some(wanted) || tag.original() == "!";
        if tag.is_some_and(|tag| !fits(tag)) {
            let range = at.tag_span().and_then(|tag| tag.byte_range());
            let span = range.map_or(span.clone(), |range| {
                clip(self.text, range.start, range.end)
            });
            self.report(Code::YAML_FEATURE, span, NO_TAG, Some(TAG_HELP));
        }
    }

    pub(super) fn count(&mut self, nodes: usize, span: &Span) -> Result<(), Stop> {
        self.nodes += nodes;
        if self.nodes <= limit::MAX_NODES {
            return Ok(());
        }
        let message = format!("the document has more than {} values", limit::MAX_NODES);
        self.report(Code::TOO_LARGE, span.clone(), message, None);
        Err(Stop)
    }

    pub(super) fn too_deep(&mut self, span: Span) -> Stop {
        let message = format!("nested deeper than {} levels", limit::MAX_DEPTH);
        self.report(Code::TOO_LARGE, span, message, Some(limit::DEEP_HELP));
        Stop
    }

    pub(super) fn scan_error(&mut self, error: &ScanError) -> Stop {
        let at = error.marker().byte_offset().unwrap_or(self.text.len());
        let span = clip(self.text, at, at + 1);
        if matches!(error.kind(), ErrorKind::RecursionLimitExceeded) {
            return self.too_deep(span);
        }
        let (message, help) = match error.kind() {
            ErrorKind::UnknownAnchor => (
                "no anchor of this name stands above".to_owned(),
                Some(
                    "an anchor must come before the aliases that name it; text that begins with `*` or `&` stands in quotes",
                ),
            ),
            ErrorKind::TabInIndentation
            | ErrorKind::TabInBlockIndentation
            | ErrorKind::TabNotAllowed => (
                "YAML does not indent with tabs".to_owned(),
                Some("indent with spaces"),
            ),
            ErrorKind::UnexpectedCharacter { character } => (
                format!(
                    "text cannot begin with `{}` here",
                    character.escape_default()
                ),
                Some("put the whole of it in quotes"),
            ),
            kind => {
                let (message, help) = explain(kind);
                let message = message.map_or_else(
                    || format!("this is not YAML: {kind}"),
                    |message| format!("this is not YAML: {message}"),
                );
                (message, help)
            }
        };
        self.report(Code::SYNTAX, span, message, help);
        Stop
    }

    pub(super) fn warn_word(&mut self, text: &str, other: &str, span: &Span) {
        let mut help = vec![format!("put it in quotes: \"{text}\"")];
        match other {
            "true" | "false" => {
                help.push(format!("or write `{other}` where the boolean is meant"));
            }
            "an octal number" => help.push(format!(
                "or write {} where the number is meant",
                text.trim_start_matches('0')
            )),
            // It is a number here, and mostly meant as one.
            "text" => help.insert(
                0,
                "write the number out in decimal digits, or as in `1.5e+3`".to_owned(),
            ),
            _ => {}
        }
        let mut finding = Finding::warning(
            Code::YAML_WORD,
            self.place(span.clone()),
            format!("YAML 1.1 readers take `{text}` for {other}"),
        )
        .label("not quoted");
        finding.help = help;
        self.findings.push(finding);
    }

    /// Warns of a version that has become a number.
    pub(super) fn warn_version(&mut self, text: &str, number: &str, span: &Span) {
        let message = format!("`{text}` is the number {number}: what looks like a version is none");
        let finding = Finding::warning(Code::YAML_WORD, self.place(span.clone()), message)
            .label("not quoted")
            .help(format!("put it in quotes: \"{text}\""))
            .help(format!("or write {number} where the number is meant"));
        self.findings.push(finding);
    }

    pub(super) fn place(&self, span: Span) -> Place {
        Place {
            source: self.source,
            pointer: yaml_frame::pointer(&self.stack).into(),
            span,
        }
    }

    pub(super) fn report(
        &mut self,
        code: Code,
        span: Span,
        message: impl Into<String>,
        help: Option<&str>,
    ) {
        let mut finding = Finding::error(code, self.place(span), message);
        finding.help.extend(help.map(str::to_owned));
        self.findings.push(finding);
    }
}

/// The commonest of the parser's reasons in the words of this crate, and what to do.
fn explain(kind: &ErrorKind) -> (Option<&'static str>, Option<&'static str>) {
    let quotes = "text that holds a colon and a space stands in quotes";
    match kind {
        ErrorKind::InvalidColonPlacement | ErrorKind::FlowMappingValueAdjacentCollection => (
            Some("a colon cannot stand here"),
            Some(
                "close the `[` or `{` that stands open above; text that holds a colon stands in quotes",
            ),
        ),
        ErrorKind::MappingValueNotAllowed => {
            (Some("a second colon cannot stand here"), Some(quotes))
        }
        ErrorKind::UnexpectedEofFlowSequence => (Some("a `[` is never closed"), None),
        ErrorKind::UnexpectedEofFlowMapping | ErrorKind::UnexpectedEofImplicitFlowMapping => {
            (Some("a `{` is never closed"), None)
        }
        ErrorKind::ExpectedFlowSequenceSeparator => {
            (Some("a comma or a `]` is missing before this"), None)
        }
        ErrorKind::ExpectedFlowMappingSeparator => {
            (Some("a comma or a `}` is missing before this"), None)
        }
        ErrorKind::ExpectedBlockMappingKey => (
            Some("no key of an object begins here"),
            Some(
                "the keys of one object begin in the same column; text that begins with `[` or `{` stands in quotes",
            ),
        ),
        ErrorKind::InvalidTrailingSingleQuotedScalar => (
            Some("text follows the closing quote"),
            Some("between single quotes, a quote is written twice: 'it''s'"),
        ),
        ErrorKind::InvalidTrailingDoubleQuotedScalar => (
            Some("text follows the closing quote"),
            Some("between double quotes, a quote is written \\\": \"5\\\" wide\""),
        ),
        ErrorKind::ExpectedBlockSequenceEntry => (
            Some("no item of a list begins here"),
            Some("the dashes of one list stand in the same column"),
        ),
        ErrorKind::InvalidIndentation => (
            Some("this line is indented like none above it"),
            Some("the keys of one object begin in the same column"),
        ),
        ErrorKind::UnknownQuotedScalarEscape => (
            Some("there is no such escape"),
            Some("between single quotes a backslash is a backslash"),
        ),
        _ => (None, None),
    }
}
