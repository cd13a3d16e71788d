//! Lines of JSON to requests of a batch.

use serde_json::Value;

/// A request.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Input {
    /// Its name, where it has one.
    pub(super) id: Option<String>,
    /// What is said last.
    pub(super) text: String,
}

/// Reads a line each: a string, or an object with `text` and perhaps `id`. Empty lines say nothing.
pub(super) fn inputs(text: &str) -> Result<Vec<Input>, String> {
    let mut inputs = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        match input(line) {
            Some(input) => inputs.push(input),
            None => {
                return Err(format!(
                    "line {}: a string of JSON is wanted, or an object with `text` and perhaps `id`",
                    index + 1
                ));
            }
        }
    }
    Ok(inputs)
}

fn input(line: &str) -> Option<Input> {
    match serde_json::from_str(line).ok()? {
        Value::String(text) => Some(Input { id: None, text }),
        Value::Object(mut members) => {
            let Some(Value::String(text)) = members.remove("text") else {
                return None;
            };
            let id = match members.remove("id") {
                None => None,
                Some(Value::String(id)) => Some(id),
                Some(Value::Number(id)) => Some(id.to_string()),
                Some(_) => return None,
            };
            members.is_empty().then_some(Input { id, text })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Input, inputs};

    #[test]
    fn lines_are_strings_or_objects() {
        let text = "\"a\"\n\n{\"id\":\"x\",\"text\":\"b\"}\r\n{\"id\":7,\"text\":\"c\"}\n";
        let input = |id: Option<&str>, text: &str| Input {
            id: id.map(str::to_owned),
            text: text.to_owned(),
        };
        let expected = [
            input(None, "a"),
            input(Some("x"), "b"),
            input(Some("7"), "c"),
        ];
        assert_eq!(inputs(text).expect("they are"), expected);
        for wrong in [
            "a",
            "[]",
            "{}",
            "{\"text\":1}",
            "{\"text\":\"a\",\"txt\":1}",
            "{\"text\":\"\",\"id\":[]}",
        ] {
            let text = format!("\"a\"\n{wrong}\n");
            let why = inputs(&text).expect_err(wrong);
            assert!(why.starts_with("line 2: "), "{why}");
        }
    }
}
