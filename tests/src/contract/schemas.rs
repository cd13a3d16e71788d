//! Closed request schemas: which one judges a request, and the judge.

use formwork::provider::{Provider, Wire};
use jsonschema::Validator;
use serde_json::{Map, Value, json};

use super::Folder;

/// What judges requests.
pub(super) struct Judge {
    pub(super) validator: Validator,
    /// The same, without room for members that the schema does not name.
    pub(super) closed: Validator,
    /// Whether the schema is the provider's own.
    pub(super) is_own: bool,
    /// Whether it has a place for `stream`: some are published for whole answers alone.
    pub(super) knows_stream: bool,
}

/// The schema of a provider's requests on a wire: the provider's own; where none is published, the
/// one of the vendor whose wire it is. `None` where the folder has neither.
pub(super) fn closed(
    folder: &Folder,
    provider: &Provider,
    wire: Wire,
    stream: bool,
) -> Result<Option<Judge>, String> {
    let vendor = match wire.as_str() {
        "openai-chat" | "openai-responses" => "openai",
        "anthropic-messages" => "anthropic",
        "bedrock-converse" => "bedrock",
        "gemini" => "gemini",
        "cohere-chat" => "cohere",
        _ => "ollama",
    };
    // Ollama's own request is not the one of its compatible address.
    let own = provider.name != "ollama" || wire.as_str() == "ollama";
    let names = [provider.name, vendor];
    for name in names.into_iter().skip(usize::from(!own)) {
        for row in folder.of_kind("spec").filter(|row| row.provider == name) {
            let is_wire = row
                .api
                .split(',')
                .any(|api| super::api::wire(api) == Some(wire));
            let is_request = row.path.contains("request") || !row.path.contains("chat.");
            if !is_wire || !is_request {
                continue;
            }
            let spec = folder.json(&row.path)?;
            // Where a file of its own holds the closed form, the open one is no judge.
            let open = row
                .path
                .replace(".schema.json", ".request.closed.schema.json");
            if folder.has(&open) && !row.path.contains("closed") {
                continue;
            }
            if let Some(schema) = request_schema(&spec, wire, stream) {
                let mut closed = schema.clone();
                close(&mut closed);
                let build = |schema: &Value| {
                    let validator = jsonschema::options().build(schema);
                    validator.map_err(|error| format!("{}: {error}", row.path))
                };
                let knows_stream = knows_stream(&schema);
                return Ok(Some(Judge {
                    validator: build(&schema)?,
                    closed: build(&closed)?,
                    is_own: name == provider.name,
                    knows_stream,
                }));
            }
        }
    }
    Ok(None)
}

/// The schema of requests in a file that may hold others too.
fn request_schema(spec: &Value, wire: Wire, stream: bool) -> Option<Value> {
    let all = spec["$defs"].as_object()?;
    let roots: Vec<&str> = match wire.as_str() {
        "openai-chat" => vec![
            "CreateChatCompletionRequest",
            "ChatCompletionRequest",
            "ChatRequest",
        ],
        "openai-responses" => vec!["CreateResponse", "CreateResponseRequest"],
        "bedrock-converse" if stream => vec!["ConverseStreamRequest"],
        "bedrock-converse" => vec!["ConverseRequest"],
        "gemini" => vec![
            "GenerateContentRequest",
            "GoogleCloudAiplatformV1GenerateContentRequest",
        ],
        "cohere-chat" => vec!["V2ChatRequest"],
        _ => vec!["ChatRequest"],
    };
    if let Some(root) = roots.into_iter().find(|root| all.contains_key(*root)) {
        return Some(json!({
            "$schema": spec["$schema"],
            "$ref": format!("#/$defs/{root}"),
            "$defs": reachable(root, all),
        }));
    }
    let is_schema = ["properties", "anyOf", "oneOf"]
        .iter()
        .any(|keyword| spec.get(*keyword).is_some());
    is_schema.then(|| {
        let mut schema = spec.clone();
        if wire == Wire::Ollama {
            super::ollama::on_the_wire(&mut schema);
        }
        schema
    })
}

/// Whether a schema lets a stream be asked for anywhere.
fn knows_stream(schema: &Value) -> bool {
    let mut open = vec![schema];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(members) => {
                if let Some(stream) = members.get("stream")
                    && stream.get("const") != Some(&json!(false))
                    && stream["enum"]
                        .as_array()
                        .is_none_or(|list| list.contains(&json!(true)))
                {
                    return true;
                }
                open.extend(members.values());
            }
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
    false
}

/// The definitions that one needs. A file may also hold others, worded in keywords of another draft.
fn reachable(root: &str, all: &Map<String, Value>) -> Map<String, Value> {
    let mut found = Map::new();
    let mut open = vec![root.to_owned()];
    while let Some(name) = open.pop() {
        let Some(definition) = all.get(&name).filter(|_| !found.contains_key(&name)) else {
            continue;
        };
        let mut values = vec![definition];
        while let Some(value) = values.pop() {
            match value {
                Value::Object(members) => values.extend(members.values()),
                Value::Array(items) => values.extend(items),
                Value::String(text) => {
                    open.extend(text.strip_prefix("#/$defs/").map(str::to_owned));
                }
                _ => {}
            }
        }
        let mut definition = definition.clone();
        modernise(&mut definition, &name);
        found.insert(name, definition);
    }
    found
}

/// Puts a reference of the draft before (2019-09) into the words of 2020-12, whose own it cannot be
/// validated by.
fn modernise(definition: &mut Value, name: &str) {
    let mut open = vec![definition];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(members) => {
                members.remove("$recursiveAnchor");
                if members.remove("$recursiveRef").is_some() {
                    members.insert("$ref".to_owned(), json!(format!("#/$defs/{name}")));
                }
                open.extend(members.values_mut());
            }
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
}

/// Closes objects that name members and allow any other, as the types of some clients do.
fn close(schema: &mut Value) {
    let mut open = vec![schema];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(members) => {
                let names = members.get("properties").and_then(Value::as_object);
                let is_open = members.get("additionalProperties") == Some(&json!(true));
                if is_open && names.is_some_and(|names| !names.is_empty()) {
                    members.insert("additionalProperties".to_owned(), json!(false));
                }
                open.extend(members.values_mut());
            }
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
}
