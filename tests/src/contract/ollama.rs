//! Ollama publishes no schema of its requests: what there is are the types of its Python client, which
//! are not quite what goes over the wire.

use serde_json::{Value, json};

/// Brings the client's types to what it sends: an image is its base64 alone, a tool's parameters are any
/// JSON Schema, and what the client also takes as a mere dictionary is what its own type says.
pub fn on_the_wire(schema: &mut Value) {
    schema["$defs"]["Image"] = json!({"type": "string"});
    schema["$defs"]["Parameters"] = json!({"type": "object"});
    for place in [
        "/properties/messages/anyOf/0/items/anyOf",
        "/properties/options/anyOf",
    ] {
        let branches = schema.pointer_mut(place).and_then(Value::as_array_mut);
        if let Some(branches) = branches {
            let dictionary = json!({"additionalProperties": true, "type": "object"});
            branches.retain(|branch| *branch != dictionary);
        }
    }
}
