//! Random schemas from the words that everyday schemas use, with names and texts of any kind.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use crate::choices::Choices;

const HOSTILE: [&str; 47] = [
    "\"",
    "\\",
    "\n",
    "\r\n\r\n",
    "*/",
    "/*",
    "//! ",
    "]",
    "#[derive(Evil)]",
    "\"; fn evil() {} //",
    "\u{202e}",
    "\u{2066}x\u{2069}",
    "\u{200f}",
    "fn",
    "self",
    "Self",
    "super",
    "crate",
    "r#type",
    "😀",
    "é",
    "e\u{301}",
    "\u{0}",
    "{",
    "}}",
    "'",
    "`",
    "```rust\npanic!()\n```",
    "    indented",
    "<script>",
    "[link](x)",
    "${x}",
    "%s",
    "union",
    "async",
    "gen",
    "_",
    "__",
    "'a",
    "1st",
    "$ref",
    "~/%25",
    "\u{feff}",
    "ﬁ ǅ ß İ",
    "\u{6e1}",
    "ⓐ",
    "\u{212b}",
];

/// A random schema document, twice: with harmless words, and with hostile ones in their places.
pub(crate) fn schema(choices: &mut Choices) -> [String; 2] {
    let mut author = Author {
        written: 0,
        definitions: Vec::new(),
    };
    for _ in 0..choices.below(4) {
        let name = author.word();
        author.definitions.push(name);
    }
    let mut root = author.position(4, choices);
    let mut definitions = Map::new();
    for name in author.definitions.clone() {
        let mut schema = author.position(2, choices);
        // Something that only refers to others may refer to itself in the end.
        if schema.get("$ref").is_some()
            || schema.get("anyOf").is_some()
            || schema.get("oneOf").is_some()
        {
            schema = json!({"type": "object", "properties": {"it": schema}});
        }
        definitions.insert(name, schema);
    }
    if let Some(members) = root.as_object_mut() {
        members.insert("$defs".to_owned(), Value::Object(definitions));
    }
    let harmless = root.to_string();
    // The words are replaced in the text, so that what stands in order stays in order.
    let mut hostile = harmless.clone();
    for index in 1..=author.written {
        let word = hostile_word(index);
        let quoted = Value::from(word.as_str()).to_string();
        hostile = hostile
            .replace(&format!("\"w{index:04}x\""), &quoted)
            .replace(
                &format!("#/$defs/w{index:04}x"),
                &format!("#/$defs/{}", fragment(&word)),
            );
    }
    [harmless, hostile]
}

/// No two are the same.
fn hostile_word(index: usize) -> String {
    let piece = HOSTILE[index * 7 % HOSTILE.len()];
    match index % 3 {
        0 => format!("{piece}{index}"),
        1 => format!("{index}{piece}"),
        _ => format!("{piece}w{index}x{piece}"),
    }
}

struct Author {
    written: usize,
    definitions: Vec<String>,
}

impl Author {
    /// A word that has not been written before.
    fn word(&mut self) -> String {
        self.written += 1;
        format!("w{:04}x", self.written)
    }

    /// A schema, with words about it.
    fn position(&mut self, depth: usize, choices: &mut Choices) -> Value {
        let mut schema = self.bare(depth, choices);
        let Some(members) = schema.as_object_mut() else {
            return schema;
        };
        for keyword in ["title", "description", "$comment", "x-anything"] {
            if choices.one_in(4) {
                members.insert(keyword.to_owned(), self.word().into());
            }
        }
        if choices.one_in(8) {
            members.insert("deprecated".to_owned(), true.into());
        }
        schema
    }

    fn bare(&mut self, depth: usize, choices: &mut Choices) -> Value {
        match choices.below(if depth == 0 { 7 } else { 13 }) {
            0 => choices.pick(&[
                json!({}),
                json!(true),
                json!({"type": "null"}),
                json!({"type": "boolean"}),
            ]),
            1 => {
                let mut schema = json!({"type": choices.pick(&["integer", "number"])});
                for keyword in [
                    "minimum",
                    "maximum",
                    "exclusiveMinimum",
                    "exclusiveMaximum",
                    "multipleOf",
                ] {
                    if choices.one_in(5) {
                        let limits = [json!(1), json!(0.25), json!(100), json!(1e30), json!(1e-9)];
                        schema[keyword] = choices.pick(&limits);
                    }
                }
                schema
            }
            2 => {
                let mut schema =
                    json!({"type": choices.pick(&[json!("string"), json!(["string", "null"])])});
                if choices.one_in(4) {
                    schema["maxLength"] = choices.below(9).into();
                }
                if choices.one_in(4) {
                    let patterns = [
                        "^a\"\\\\b$",
                        "[\\]\"'*/]",
                        "\\u{1F600}|\\n",
                        "^(?:a|b){2,3}$",
                    ];
                    schema["pattern"] = (choices.pick(&patterns)).into();
                }
                if choices.one_in(3) {
                    schema["default"] = self.word().into();
                }
                schema
            }
            3 => {
                let mut values: Vec<Value> =
                    (0..=choices.below(4)).map(|_| self.word().into()).collect();
                if choices.one_in(4) {
                    values.push(Value::Null);
                }
                let default = values[0].clone();
                json!({"enum": values, "default": default})
            }
            4 => json!({"const": self.word()}),
            5 => json!({"enum": [1, 2.5, self.word(), null, {"a": [self.word()]}]}),
            6 => match self.definitions.as_slice() {
                [] => json!({"type": "string"}),
                known => json!({"$ref": format!("#/$defs/{}", choices.pick(known))}),
            },
            7 => {
                json!({"type": "array", "items": self.position(depth - 1, choices), "uniqueItems": choices.one_in(4)})
            }
            8 => {
                json!({"type": "object", "additionalProperties": self.position(depth - 1, choices)})
            }
            9 => {
                let keyword = choices.pick(&["anyOf", "oneOf"]);
                let branches: Vec<Value> = (0..2 + choices.below(2))
                    .map(|_| self.position(depth - 1, choices))
                    .collect();
                json!({ keyword: branches })
            }
            10 => {
                json!({"type": ["integer", "string", "array"], "items": self.position(depth - 1, choices)})
            }
            _ => self.object(depth, choices),
        }
    }

    fn object(&mut self, depth: usize, choices: &mut Choices) -> Value {
        let mut properties = Map::new();
        let mut required = Vec::new();
        for _ in 0..=choices.below(4) {
            let name = self.word();
            if choices.one_in(2) {
                required.push(Value::from(name.clone()));
            }
            properties.insert(name, self.position(depth - 1, choices));
        }
        let mut schema = json!({"type": "object", "properties": properties, "required": required});
        match choices.below(4) {
            1 => schema["additionalProperties"] = false.into(),
            2 => schema["additionalProperties"] = self.position(0, choices),
            _ => {}
        }
        schema
    }
}

/// A name as it stands in the fragment of a reference: escaped for a JSON Pointer, then for a URI.
fn fragment(name: &str) -> String {
    let mut out = String::new();
    for byte in name.replace('~', "~0").replace('/', "~1").bytes() {
        if byte.is_ascii_alphanumeric() || byte == b'~' {
            out.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}
