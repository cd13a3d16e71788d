//! Lines to cases.

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::words::in_our_words;

/// A text, the schema that it is read by, and what is expected.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its name.
    pub id: String,
    /// What is wrong with the text, in a word.
    pub category: String,
    /// The text of the schema, in the words of this project.
    pub schema: String,
    /// The text.
    pub input: String,
    /// What is to come of it.
    pub expected: Expected,
    /// When that is looked at.
    pub mode: Mode,
}

/// What is to come of a text.
#[derive(Clone, Debug, PartialEq)]
pub enum Expected {
    /// This value, or, of a part of a text, this view.
    Value(Value),
    /// An error; of a part of a text, nothing that could be shown.
    Error,
}

/// When a text is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// When it has ended.
    Final,
    /// While more of it may come.
    Partial,
}

#[derive(Deserialize)]
struct Line<'a> {
    id: String,
    #[serde(default)]
    category: String,
    #[serde(borrow)]
    target_schema: &'a RawValue,
    input: String,
    expected: Option<Value>,
    #[serde(default)]
    expect_error: bool,
    #[serde(default)]
    mode: String,
}

/// Reads cases, one JSON object to a line.
///
/// # Errors
/// A line that is no case, with its number.
pub fn read(text: &str) -> Result<Vec<Case>, String> {
    let lines = text.lines().enumerate();
    let lines = lines.filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(index, text)| {
            let told = |why: String| format!("line {}: {why}", index + 1);
            let line: Line<'_> =
                serde_json::from_str(text).map_err(|error| told(error.to_string()))?;
            // `"expected": null` and no `expected` are one to serde.
            let expected = match (line.expected, line.expect_error) {
                (_, true) => Expected::Error,
                (expected, false) => Expected::Value(expected.unwrap_or_default()),
            };
            let mode = match line.mode.as_str() {
                "final" | "" => Mode::Final,
                "partial" => Mode::Partial,
                other => return Err(told(format!("no mode `{other}`"))),
            };
            Ok(Case {
                id: line.id,
                category: line.category,
                schema: in_our_words(line.target_schema.get()),
                input: line.input,
                expected,
                mode,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_become_cases() {
        let text = concat!(
            r#"{"id":"a","category":"c","target_schema":{"x-stream-done":true,"type":"null"},"#,
            r#""input":"null","expected":null,"mode":"final"}"#,
            "\n\n",
            r#"{"id":"b","category":"c","target_schema":{},"input":"{","expect_error":true,"mode":"partial"}"#,
        );
        let cases = read(text).expect("two cases");
        assert_eq!(cases[0].schema, r#"{"type":"null","x-stream":["done"]}"#);
        assert_eq!(cases[0].expected, Expected::Value(Value::Null));
        let (expected, mode) = (&cases[1].expected, cases[1].mode);
        assert_eq!((expected, mode), (&Expected::Error, Mode::Partial));
        assert!(read("{}").unwrap_err().starts_with("line 1: "));
    }
}
