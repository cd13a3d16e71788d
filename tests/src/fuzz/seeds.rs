//! What random documents are made of: real schemas, and the words and values that schemas have.

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use serde_json::Value;

use crate::shared;

/// Schemas to begin with.
#[derive(Clone, Debug, Default)]
pub struct Seeds {
    /// Whole documents, as JSON.
    pub schemas: Vec<Value>,
    /// Schemas inside them.
    pub parts: Vec<Value>,
}

/// Larger ones would take the time of many.
const MOST: usize = 12_000;

/// The schemas of this crate's cases and, where they are at hand, of the corpus and of the suite; read
/// once.
pub fn seeds() -> &'static Seeds {
    static SEEDS: OnceLock<Seeds> = OnceLock::new();
    SEEDS.get_or_init(|| {
        let mut seeds = Seeds::default();
        for text in BUILT_IN {
            seeds.add(serde_json::from_str(text).unwrap_or_default());
        }
        if let Some(shared) = shared() {
            seeds.corpus(&shared.join("data/schema-corpus/dev.jsonl"));
            seeds.suite(&shared.join("data/json-schema-test-suite/tests"));
        }
        seeds
    })
}

impl Seeds {
    fn add(&mut self, schema: Value) {
        let mut waiting = vec![&schema];
        while let Some(value) = waiting.pop() {
            match value {
                Value::Object(members) => {
                    if members.len() > 1 && self.parts.len() < 50_000 {
                        self.parts.push(value.clone());
                    }
                    waiting.extend(members.values());
                }
                Value::Array(items) => waiting.extend(items),
                _ => {}
            }
        }
        self.schemas.push(schema);
    }

    fn corpus(&mut self, path: &Path) {
        let text = fs::read_to_string(path).unwrap_or_default();
        for line in text.lines().filter(|line| line.len() < MOST) {
            if let Ok(mut line) = serde_json::from_str::<Value>(line) {
                self.add(line["schema"].take());
            }
        }
    }

    fn suite(&mut self, folder: &Path) {
        for draft in ["draft4", "draft7", "draft2019-09", "draft2020-12"] {
            let entries = fs::read_dir(folder.join(draft)).into_iter().flatten();
            let mut files: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
            files.sort();
            for file in files {
                let text = fs::read_to_string(file).unwrap_or_default();
                let groups: Vec<Value> = serde_json::from_str(&text).unwrap_or_default();
                for mut group in groups {
                    self.add(group["schema"].take());
                }
            }
        }
    }
}

/// Enough to begin with where there is nothing else.
const BUILT_IN: [&str; 6] = [
    r##"{"type":"object","title":"Order","required":["id"],"properties":{"id":{"type":"integer","minimum":1},"lines":{"type":"array","items":{"$ref":"#/$defs/line"},"uniqueItems":true},"note":{"type":["string","null"],"pattern":"^[a-z]+$"}},"$defs":{"line":{"type":"object","properties":{"sku":{"type":"string"},"parent":{"$ref":"#/$defs/line"}},"additionalProperties":false}}}"##,
    r#"{"oneOf":[{"type":"object","properties":{"kind":{"const":"a"},"x":{"type":"number"}},"required":["kind"]},{"type":"object","properties":{"kind":{"const":"b"}},"required":["kind"]},{"type":"string","enum":["one","two"]},{"type":"null"}]}"#,
    r#"{"allOf":[{"properties":{"a":{"type":"integer"}}},{"anyOf":[{"required":["a"]},{"required":["b"]}]}],"if":{"required":["c"]},"then":{"minProperties":2},"else":false,"dependentRequired":{"a":["b"]},"unevaluatedProperties":false}"#,
    r##"{"$id":"http://example.com/root","$dynamicAnchor":"node","type":"array","prefixItems":[{"$dynamicRef":"#node"},true],"items":{"not":{"type":"string"}},"contains":{"const":1},"minContains":0,"unevaluatedItems":{"type":"string"}}"##,
    r##"{"type":"object","patternProperties":{"^x-":{"type":"string"}},"additionalProperties":{"$ref":"#"},"propertyNames":{"maxLength":9},"minProperties":1,"maxProperties":5}"##,
    r#"{"$schema":"http://json-schema.org/draft-04/schema#","id":"http://example.com/","type":"object","properties":{"a":{"type":"number","minimum":0,"exclusiveMinimum":true,"multipleOf":0.01}},"dependencies":{"a":["b"],"c":{"required":["d"]}},"definitions":{"e":{"enum":[1,"a",null,[1],{"x":2}]}}}"#,
];
