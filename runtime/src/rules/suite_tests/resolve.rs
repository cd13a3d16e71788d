//! Schema documents and what references in them mean.

use std::collections::HashMap;

use serde_json::Value;

/// Where a subschema stands: the URI of its resource, and its pointer from the resource's root on.
pub(super) type Place = (String, String);

/// Every resource of every document.
#[derive(Default)]
pub(super) struct Documents {
    resources: HashMap<String, Value>,
    anchors: HashMap<(String, String), Place>,
    /// The dynamic anchors of each resource.
    pub(super) dynamic: HashMap<String, Vec<(String, Place)>>,
}

impl Documents {
    pub(super) fn add(&mut self, uri: &str, document: &Value) {
        self.walk(uri, "", document, true);
        self.resources.insert(uri.to_owned(), document.clone());
    }

    fn walk(&mut self, base: &str, pointer: &str, value: &Value, is_schema: bool) {
        let (mut base, mut pointer) = (base.to_owned(), pointer.to_owned());
        match value {
            Value::Object(members) => {
                if let (true, Some(id)) = (is_schema, members.get("$id").and_then(Value::as_str)) {
                    base = join(&base, id.trim_end_matches('#'));
                    pointer = String::new();
                    self.resources.insert(base.clone(), value.clone());
                }
                for keyword in ["$anchor", "$dynamicAnchor"] {
                    if let (true, Some(name)) =
                        (is_schema, members.get(keyword).and_then(Value::as_str))
                    {
                        let place = (base.clone(), pointer.clone());
                        if keyword == "$dynamicAnchor" {
                            let anchors = self.dynamic.entry(base.clone()).or_default();
                            anchors.push((name.to_owned(), place.clone()));
                        }
                        self.anchors.insert((base.clone(), name.to_owned()), place);
                    }
                }
                if is_schema && members.get("$recursiveAnchor") == Some(&Value::Bool(true)) {
                    let place = (base.clone(), String::new());
                    let anchors = self.dynamic.entry(base.clone()).or_default();
                    anchors.push((String::new(), place));
                }
                for (name, inner) in members {
                    let step = name.replace('~', "~0").replace('/', "~1");
                    let inside = format!("{pointer}/{step}");
                    match name.as_str() {
                        "enum" | "const" | "default" | "examples" if is_schema => {}
                        // Their members are schemas; their own names are data.
                        "properties" | "patternProperties" | "$defs" | "definitions"
                        | "dependentSchemas" | "dependencies"
                            if is_schema =>
                        {
                            self.walk(&base, &inside, inner, false);
                        }
                        _ => self.walk(&base, &inside, inner, true),
                    }
                }
            }
            Value::Array(items) => {
                for (index, inner) in items.iter().enumerate() {
                    self.walk(&base, &format!("{pointer}/{index}"), inner, true);
                }
            }
            _ => {}
        }
    }

    /// The subschema at a place, and the place by which it is known: the resource's that it stands in.
    pub(super) fn get(&self, place: &Place) -> (Place, &Value) {
        let mut value = self
            .resources
            .get(&place.0)
            .unwrap_or_else(|| panic!("no resource {}", place.0));
        let (mut base, mut inside) = (place.0.clone(), String::new());
        for step in place.1.split('/').skip(1) {
            let name = step.replace("~1", "/").replace("~0", "~");
            value = match value {
                Value::Array(items) => &items[name.parse::<usize>().expect("an index")],
                value => value
                    .get(&name)
                    .unwrap_or_else(|| panic!("nothing at {place:?}")),
            };
            inside = format!("{inside}/{step}");
            if let Some(id) = value.get("$id").and_then(Value::as_str) {
                base = join(&base, id.trim_end_matches('#'));
                inside = String::new();
            }
        }
        if let (Some(id), true) = (value.get("$id").and_then(Value::as_str), inside.is_empty()) {
            let named = join(&base, id.trim_end_matches('#'));
            if self.resources.contains_key(&named) {
                base = named;
            }
        }
        ((base, inside), value)
    }

    /// What a reference means, in a resource.
    pub(super) fn target(&self, base: &str, reference: &str) -> Place {
        let (uri, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let uri = if uri.is_empty() {
            base.to_owned()
        } else {
            join(base, uri)
        };
        if fragment.is_empty() || fragment.starts_with('/') {
            return (uri, unescape(fragment));
        }
        self.anchors
            .get(&(uri.clone(), fragment.to_owned()))
            .unwrap_or_else(|| panic!("no anchor {fragment} in {uri}"))
            .clone()
    }
}

/// `%25` and its like.
fn unescape(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let code = behind
            .get(..2)
            .and_then(|two| std::str::from_utf8(two).ok());
        let escaped = code.and_then(|code| u8::from_str_radix(code, 16).ok());
        if let (b'%', Some(byte)) = (first, escaped) {
            bytes.push(byte);
            rest = &behind[2..];
        } else {
            bytes.push(*first);
            rest = behind;
        }
    }
    String::from_utf8(bytes).expect("UTF-8")
}

/// A URI reference, from a base on; as much of RFC 3986 as the suite needs.
fn join(base: &str, reference: &str) -> String {
    let scheme = |text: &str| {
        text.split_once(':')
            .is_some_and(|(scheme, _)| scheme.bytes().all(|b| b.is_ascii_alphanumeric()))
    };
    if scheme(reference) {
        return reference.to_owned();
    }
    let root = base.find("://").map_or(0, |at| at + 3);
    let path = base[root..].find('/').map_or(base.len(), |at| root + at);
    if reference.starts_with('/') {
        return format!("{}{reference}", &base[..path]);
    }
    let folder = base[path..].rfind('/').map_or(base.len(), |at| path + at);
    format!("{}/{}", &base[..folder], reference.trim_start_matches("./"))
}
