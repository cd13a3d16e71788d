//! Schemas in the words of this project: `x-stream-done: true` is `x-stream: done`, and `x-stream-not-null: true` is
//! `x-stream: required`. All else stays as it is, and where it is.

use formwork::dynamic::{Schema, Value};
use serde_json::json;

/// The extensions, and what they are called here.
const WORDS: [(&str, &str); 2] = [("x-stream-done", "done"), ("x-stream-not-null", "required")];

/// The text of a schema, in the words of this project; as it was, where it is no JSON.
pub(super) fn in_our_words(schema: &str) -> String {
    let anything = Schema::from_json("true");
    match anything.map(|any| any.decode(schema)) {
        Ok(Ok(value)) => {
            let mut out = String::new();
            write(&value, &mut out);
            out
        }
        _ => schema.to_owned(),
    }
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::Object(object) => {
            let is_on = |name: &str| object.get(name).and_then(Value::as_bool) == Some(true);
            let words: Vec<&str> = WORDS
                .iter()
                .filter(|(name, _)| is_on(name))
                .map(|(_, word)| *word)
                .collect();
            let mut separator = '{';
            let mut begin = |name: &str, out: &mut String| {
                out.push(std::mem::replace(&mut separator, ','));
                *out += &json!(name).to_string();
                out.push(':');
            };
            for (name, value) in object.iter() {
                if !WORDS.iter().any(|(known, _)| *known == name) {
                    begin(name, out);
                    write(value, out);
                }
            }
            if !words.is_empty() {
                begin("x-stream", out);
                *out += &json!(words).to_string();
            }
            *out += if separator == '{' { "{}" } else { "}" };
        }
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write(item, out);
            }
            out.push(']');
        }
        other => *out += &other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::in_our_words;

    #[test]
    fn extensions_change_their_names_and_nothing_moves() {
        let text = r#"{"b":{"x-stream-done":true,"x-stream-not-null":true},"a":[1.50,{},{"x-stream-done":false}]}"#;
        let wanted = r#"{"b":{"x-stream":["done","required"]},"a":[1.50,{},{}]}"#;
        assert_eq!(in_our_words(text), wanted);
        assert_eq!(in_our_words("{"), "{");
    }
}
