//! What a stage found wrong, or worth saying, and where.
//!
//! A finding knows its place as a source file, a JSON Pointer and a byte span. It does not know how
//! it will be drawn: that is [`crate::diag`].

use std::fmt;

use crate::source::{Pointer, SourceId, Span};

/// How bad a finding is. An [`Severity::Error`] stops generation after its stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; nothing is wrong.
    Note,
    /// Code is generated, but perhaps not what was meant.
    Warning,
    /// No code can be generated from this.
    Error,
}

/// A place in a schema document.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// The document.
    pub source: SourceId,
    /// JSON Pointer (RFC 6901) of the value inside the document; `""` is the whole document.
    pub pointer: Pointer,
    /// Byte range in the document's text.
    pub span: Span,
}

/// A second place that belongs to a finding ("first defined here").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// Where.
    pub place: Place,
    /// What is there, in a few words.
    pub label: String,
}

/// A stable identifier such as `R001`; the letter names the stage.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code(pub &'static str);

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// One row of the table of codes.
///
/// ```
/// use formwork_schema::CODES;
///
/// for info in CODES {
///     println!("{}: {}", info.name(), info.to_text());
/// }
/// # assert!(CODES.len() > 10);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct CodeInfo {
    /// The code.
    pub code: Code,
    /// What it means, in one line.
    pub title: &'static str,
    /// The name of its constant, such as `UNKNOWN_REF`.
    pub(crate) constant: &'static str,
    /// The long text, as written; [`CodeInfo::explanation`] takes it apart.
    pub(crate) explanation: &'static str,
}

impl CodeInfo {
    /// The code in words, such as `unknown-ref`.
    #[must_use]
    pub fn name(&self) -> String {
        self.constant.to_ascii_lowercase().replace('_', "-")
    }
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $title:literal;)*) => {
        impl Code {
            $(#[doc = $title] pub const $name: Code = Code($code);)*
        }

        /// Every code there is, in order.
        pub const CODES: &[CodeInfo] = &[$(CodeInfo {
            code: Code($code),
            title: $title,
            constant: stringify!($name),
            // Where this fails, the code has no explanation yet: the files there show what one holds.
            explanation: include_str!(concat!("explain/", $code, ".md")),
        }),*];
    };
}

codes! {
    // S: source text.
    UNREADABLE = "S001", "the file cannot be read";
    NOT_UTF8 = "S002", "the file is not UTF-8";
    SYNTAX = "S003", "the text is not JSON or YAML";
    DUPLICATE_KEY = "S004", "a key stands twice in one object";
    TOO_LARGE = "S005", "the document is too large or too deep";
    YAML_FEATURE = "S006", "a YAML feature that JSON Schema has no meaning for";
    YAML_WORD = "S007", "a bare word that other YAML readers take for something else";
    FORMAT = "S008", "the file's extension is neither JSON nor YAML";
    // R: references.
    UNKNOWN_REF = "R001", "a reference leads nowhere";
    REF_FILE = "R002", "the file a reference names cannot be read";
    REF_REMOTE = "R003", "a reference leads to the network";
    REF_OUTSIDE = "R004", "a reference leaves the schema directory";
    REF_CYCLE = "R005", "a reference leads to itself and nothing else";
    // M: the model: what the meta-schema forbids.
    NOT_A_SCHEMA = "M001", "a schema must be an object or a boolean";
    KEYWORD_VALUE = "M002", "a keyword has a value of the wrong kind";
    UNKNOWN_KEYWORD = "M003", "a keyword that JSON Schema does not know";
    UNKNOWN_DRAFT = "M005", "an unknown `$schema`";
    BAD_PATTERN = "M006", "a pattern that cannot be translated";
    // A: what a sound schema says without meaning to.
    NOTHING_FITS = "A001", "nothing can satisfy this schema";
    CONTRADICTION = "A002", "bounds that exclude each other";
    TYPE_CONFLICT = "A003", "types that exclude each other";
    FORBIDDEN_PROPERTY = "A004", "a required property that cannot be there";
    EXCLUDED_VALUE = "A005", "a value that its own schema excludes";
    IDLE_BRANCH = "A006", "a branch that can never be the one";
    LONE_KEYWORD = "A007", "a keyword that needs another, which is not there";
    IDLE_KEYWORD = "A008", "a keyword that says nothing about the declared type";
    BESIDE_REF = "A009", "a keyword beside `$ref`, where its draft ignores it";
    // T: types.
    IMPLIED_TYPE = "T001", "a schema without `type`, taken for what its keywords are about";
    // C: values held against their schemas, by the feature `check`.
    BAD_DEFAULT = "C001", "a default that breaks its own schema";
    BAD_EXAMPLE = "C002", "an example that breaks its own schema";
    // N: names.
    NAME_CLASH = "N001", "two schemas claim one type name";
    FIELD_CLASH = "N002", "two properties claim one field name";
    BAD_NAME = "N003", "not a Rust identifier";
    // X: extensions.
    EXTENSION = "X001", "an extension has a value that means nothing";
    ALIAS_CLASH = "X002", "an alias is the name of something else";
    CHECK_LEFT_OUT = "X003", "an `x-check` that is not asked";
    FOREIGN_TYPE = "X004", "an `x-rust-type` that is passed over";
    HIDDEN = "X005", "a hidden property that is needed, or shown all the same";
    // D: dialects.
    DIALECT = "D001", "a provider cannot enforce this schema";
    // P: tasks and their prompts.
    TASK_KEY = "P001", "a key that a task file does not know";
    TASK_VALUE = "P002", "a key of a task with a value that means nothing";
    TASK_NAME = "P003", "a name of a task or a test that cannot be one in Rust";
    TASK_SCHEMA = "P004", "an input that is no object";
    TEMPLATE = "P005", "a template that cannot be read";
    UNKNOWN_VARIABLE = "P006", "a variable in a template that is no input";
    UNKNOWN_PROPERTY = "P007", "a property in a template that an input has not";
    UNKNOWN_FILTER = "P008", "a filter, test or function that templates have not";
    OTHER_TEMPLATE = "P009", "a template that wants another one";
    UNUSED_INPUT = "P010", "an input that no template uses";
    BARE_OPTIONAL = "P011", "an optional input that is used as if it were always there";
    TEST_INPUT = "P012", "the input of a test breaks the input's schema";
    TEST_EXPECTATION = "P013", "what a test expects can never come";
    // O: options.
    OPTION = "O001", "an option that cannot be honoured";
    NO_INPUT = "O002", "no schema to generate from";
    UNUSED_OPTION = "O003", "an option with nothing to act on";
}

/// Something a stage has to say about a schema.
///
/// ```
/// use formwork_schema::{Code, Finding};
///
/// let finding = Finding::error(Code::UNREADABLE, None, "the file is not there").help("paths count from here");
/// assert!(finding.is_error());
/// assert_eq!(finding.code.0, Code::UNREADABLE.0);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What kind of finding it is.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// Where; `None` when no document could be opened at all.
    pub place: Option<Place>,
    /// One sentence, no full stop.
    pub message: String,
    /// What stands at the place, in a few words, drawn under it.
    pub label: Option<String>,
    /// What to do about it.
    pub help: Vec<String>,
    /// Other places that belong to it.
    pub related: Vec<Related>,
}

impl Finding {
    /// A finding of severity error at a place.
    #[must_use]
    pub fn error(code: Code, place: impl Into<Option<Place>>, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, place.into(), message.into())
    }

    /// A finding of severity warning at a place.
    #[must_use]
    pub fn warning(
        code: Code,
        place: impl Into<Option<Place>>,
        message: impl Into<String>,
    ) -> Self {
        Self::new(Severity::Warning, code, place.into(), message.into())
    }

    /// A finding of severity note at a place.
    #[must_use]
    pub fn note(code: Code, place: impl Into<Option<Place>>, message: impl Into<String>) -> Self {
        Self::new(Severity::Note, code, place.into(), message.into())
    }

    fn new(severity: Severity, code: Code, place: Option<Place>, message: String) -> Self {
        Self {
            code,
            severity,
            place,
            message,
            label: None,
            help: Vec::new(),
            related: Vec::new(),
        }
    }

    /// Adds the words drawn under the place.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Adds a line of help.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// Adds a second place.
    #[must_use]
    pub fn related(mut self, place: Place, label: impl Into<String>) -> Self {
        self.related.push(Related {
            place,
            label: label.into(),
        });
        self
    }

    /// Whether generation must stop.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}
