//! No word of a schema becomes code: every text that tries to, in every place that takes a text.

use std::io;
use std::path::Path;

use formwork_codegen::{Loader, Options, generate, short};
use serde_json::{Value, json};
use syn::{Attribute, Item};

/// A folder with one file.
struct One(String);

impl Loader for One {
    fn load(&self, _: &Path) -> io::Result<Vec<u8>> {
        Ok(self.0.as_bytes().to_vec())
    }
}

const HOSTILE: &[&str] = &[
    "\"",
    "\\",
    "\\\"",
    "\"; fn evil() {} //",
    "\"); fn evil() {} //",
    "\\\"; fn evil() {} //",
    "\"# ; fn evil() {} //",
    "*/ fn evil() {} /*",
    "/* fn evil() {}",
    "// fn evil() {}",
    "]",
    "])}; fn evil() {}",
    "#[evil]",
    "#![evil]",
    "\n#[evil]\npub fn evil() {}\n",
    "\r\npub fn evil() {}",
    "\u{85}\u{2028}pub fn evil() {}",
    "\u{0}",
    "\u{0}7",
    "\u{1b}[2J",
    "\u{202e}} evil nf",
    "\u{2066}evil\u{2069}",
    "\u{feff}evil",
    "{evil}",
    "$evil",
    "r#\"evil\"#",
    "'evil",
    "`evil`",
    "```\nevil!()\n```",
    "evil!()",
];

/// Schemas with a text in each place that takes one.
fn schemas(text: &str) -> Vec<Value> {
    let one = |keyword: &str, value: Value| {
        let mut schema = json!({ "title": "Root", "type": "object", "properties": { "a": { "type": "string" } } });
        schema[keyword] = value;
        schema
    };
    let about = |property: Value| one("properties", json!({ "a": property }));
    vec![
        one("title", json!(text)),
        one("description", json!(text)),
        one("$comment", json!(text)),
        one("x-something", json!({ text: text })),
        one(
            "properties",
            json!({ text: { "type": "object", "properties": { text: true } } }),
        ),
        one("required", json!([text])),
        one("dependentRequired", json!({ text: ["a", text] })),
        one("patternProperties", json!({ "^x": { "const": text } })),
        one(
            "$defs",
            json!({ text: { "type": "object", "properties": { text: { "enum": [text] } } } }),
        ),
        about(json!({ "type": "string", "title": text, "description": text })),
        about(json!({ "type": "string", "default": text, "examples": [text] })),
        about(json!({ "type": "string", "format": text })),
        about(json!({ "enum": [text, "b"], "default": text })),
        about(json!({ "enum": [text, 1, { text: [text] }] })),
        about(json!({ "const": text })),
        about(json!({ "not": { "const": text }, "type": "string" })),
        about(json!({ "type": "string", "x-aliases": [text] })),
        about(
            json!({ "oneOf": [{ "title": text, "type": "object", "properties": { "kind": { "const": text } } }, { "type": "null" }, { "type": "string" }] }),
        ),
    ]
}

/// The attributes of items, fields and variants, and of what is in them.
fn attributes<'a>(items: &'a [Item], found: &mut Vec<&'a Attribute>) {
    for item in items {
        match item {
            Item::Mod(one) => {
                found.extend(&one.attrs);
                let inner = one.content.as_ref().map(|(_, items)| items.as_slice());
                attributes(inner.unwrap_or_default(), found);
            }
            Item::Struct(one) => {
                found.extend(&one.attrs);
                found.extend(one.fields.iter().flat_map(|field| &field.attrs));
            }
            Item::Enum(one) => {
                found.extend(&one.attrs);
                found.extend(one.variants.iter().flat_map(|variant| &variant.attrs));
            }
            Item::Impl(one) => found.extend(&one.attrs),
            Item::Macro(_) | Item::Static(_) | Item::Const(_) | Item::Use(_) | Item::Type(_) => {}
            Item::Fn(one) => panic!("a function: {}", one.sig.ident),
            _ => panic!("an item of another kind"),
        }
    }
}

#[test]
fn the_words_of_a_schema_are_data() {
    const OWN: [&str; 6] = [
        "doc",
        "derive",
        "allow",
        "must_use",
        "automatically_derived",
        "deprecated",
    ];
    let mut runs = 0;
    for text in HOSTILE {
        for schema in schemas(text) {
            let options = Options::new("s").schema("s/schema.json");
            let output = generate(&options, &One(schema.to_string()));
            let findings = short(&output.findings, &output.sources);
            assert!(!output.has_errors(), "{schema}\n{findings}");
            let module = &output.modules[0];
            for source in [module.to_text(), module.to_file_text()] {
                let file = syn::parse_file(&source)
                    .unwrap_or_else(|error| panic!("{error}\n{schema}\n{source}"));
                let mut found = Vec::new();
                attributes(&file.items, &mut found);
                for attribute in found {
                    let is_own = OWN.iter().any(|name| attribute.path().is_ident(name));
                    assert!(is_own, "{schema}\n{source}");
                }
                let is_seen = |c: char| {
                    !c.is_control()
                        && !matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
                };
                let is_seen = |line: &str| line.chars().all(is_seen);
                assert!(source.lines().all(is_seen), "{schema}\n{source}");
                runs += 1;
            }
        }
    }
    assert!(runs > 1000, "only {runs}");
}

#[test]
fn the_name_of_a_file_is_data() {
    for text in HOSTILE {
        let name = text.replace(['/', '\0'], "-");
        let options = Options::new("s").schema(Path::new("s").join(format!("{name}.json")));
        let output = generate(&options, &One("{\"type\":\"object\"}".to_owned()));
        for source in [
            output.modules[0].to_text(),
            output.modules[0].to_file_text(),
        ] {
            let file = syn::parse_file(&source).unwrap_or_else(|error| panic!("{error}\n{source}"));
            attributes(&file.items, &mut Vec::new());
        }
    }
}
