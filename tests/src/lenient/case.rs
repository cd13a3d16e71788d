//! Lines to cases.

use serde::Deserialize;
use serde_json::{Map, Value, json};

/// A text, the schema that it is read by, and what is expected.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its name.
    pub id: String,
    /// What is wrong with the text, in a word.
    pub category: String,
    /// The schema, in the words of this project.
    pub schema: Value,
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
struct Line {
    id: String,
    #[serde(default)]
    category: String,
    target_schema: Value,
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
            let line: Line = serde_json::from_str(text).map_err(|error| told(error.to_string()))?;
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
                schema: in_our_words(&line.target_schema),
                input: line.input,
                expected,
                mode,
            })
        })
        .collect()
}

/// A schema with its extensions in the words of this project: `x-stream-done: true` is `x-stream: done`, and
/// `x-stream-not-null: true` is `x-stream: required`.
fn in_our_words(schema: &Value) -> Value {
    match schema {
        Value::Object(members) => {
            let is = |name: &str| members.get(name) == Some(&json!(true));
            let words = [("x-stream-done", "done"), ("x-stream-not-null", "required")];
            let stream: Vec<&str> = words
                .iter()
                .filter(|(name, _)| is(name))
                .map(|(_, word)| *word)
                .collect();
            let own = members
                .iter()
                .filter(|(name, _)| !words.iter().any(|(known, _)| known == name));
            let mut all: Map<String, Value> = own
                .map(|(name, value)| (name.clone(), in_our_words(value)))
                .collect();
            if !stream.is_empty() {
                all.insert("x-stream".to_owned(), json!(stream));
            }
            Value::Object(all)
        }
        Value::Array(items) => items.iter().map(in_our_words).collect(),
        other => other.clone(),
    }
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
        assert_eq!(
            cases[0].schema,
            json!({"type": "null", "x-stream": ["done"]})
        );
        assert_eq!(cases[0].expected, Expected::Value(Value::Null));
        let (expected, mode) = (&cases[1].expected, cases[1].mode);
        assert_eq!((expected, mode), (&Expected::Error, Mode::Partial));
        assert!(read("{}").unwrap_err().starts_with("line 1: "));
    }
}
