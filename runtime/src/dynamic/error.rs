//! Why there are no tables for a schema.

use std::fmt;

use formwork_schema::Finding;
use formwork_schema::source::Sources;

/// What is wrong with a schema: every problem, with its place. It displays as one line for each.
///
/// ```
/// use formwork::dynamic::Schema;
///
/// let error = Schema::from_json(r#"{"type":"strnig","minLength":-1}"#).unwrap_err();
/// assert_eq!(error.problems().len(), 2);
/// println!("{error}"); // a line for each
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaError {
    problems: Vec<Problem>,
}

/// One thing that is wrong with a schema.
///
/// ```
/// use formwork::dynamic::Schema;
///
/// let error = Schema::from_yaml("type: object\nproperties:\n  town: { type: strnig }\n").unwrap_err();
/// let problem = &error.problems()[0];
/// assert_eq!((problem.line, problem.pointer.as_str()), (3, "/properties/town/type"));
/// println!("{} {}: {:?}", problem.code, problem.message, problem.help);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// The name of the document, as it was given; empty where it is about none.
    pub document: String,
    /// JSON Pointer into the document.
    pub pointer: String,
    /// The line, from 1; 0 where it is about no document.
    pub line: usize,
    /// The column in characters, from 1; 0 where it is about no document.
    pub column: usize,
    /// A stable code such as `R001`, which `cargo formwork explain` explains.
    pub code: String,
    /// What is wrong, as one sentence without a full stop.
    pub message: String,
    /// What to do about it.
    pub help: Vec<String>,
}

impl SchemaError {
    pub(super) fn new(findings: &[Finding], sources: &Sources) -> Self {
        let mut problems: Vec<Problem> = Vec::new();
        for finding in findings.iter().filter(|finding| finding.is_error()) {
            let place = finding.place.as_ref();
            let source = place.and_then(|place| Some((place, sources.get(place.source)?)));
            let (line, column) = source.map_or((0, 0), |(place, _)| {
                sources.line_column(place.source, place.span.start)
            });
            problems.push(Problem {
                document: source.map_or_else(String::new, |(_, source)| source.name.clone()),
                pointer: place.map_or_else(String::new, |place| place.pointer.to_string()),
                line,
                column,
                code: finding.code.to_string(),
                message: finding.message.clone(),
                help: finding.help.clone(),
            });
        }
        problems.sort_by(|a, b| {
            let at = |one: &Problem| (one.document.clone(), one.line, one.column);
            at(a).cmp(&at(b))
        });
        Self { problems }
    }

    /// Every problem, in the order of their places.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line > 0 {
            write!(f, "{}:{}:{}: ", self.document, self.line, self.column)?;
        }
        write!(f, "{} [{}]", self.message, self.code)
    }
}

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            problem.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for SchemaError {}
