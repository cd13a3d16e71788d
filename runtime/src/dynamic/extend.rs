//! A type's schema with more properties, as it is known at run time only.

use serde_json::{Map, Value, json};

use super::{Schema, SchemaError};
use crate::extract::Extract;

impl Schema {
    /// The schema of a type, to be read at run time.
    ///
    /// # Errors
    /// Something is wrong with it, which would be a fault of the generator.
    pub fn of<T: Extract>() -> Result<Self, SchemaError> {
        Self::from_value(&document::<T>())
    }

    /// The schema of a type, with more properties: those of `extension`, a schema of an object. Its
    /// `properties`, `required` and `$defs` are added to the type's; one that the type has is replaced. Every
    /// other keyword of it is put into an `allOf`.
    ///
    /// ```
    /// use formwork::dynamic::Schema;
    /// use serde_json::json;
    ///
    /// let schema = Schema::extending::<formwork::Verdict>(&json!({
    ///     "properties": { "confidence": { "type": "number", "minimum": 0, "maximum": 1 } },
    ///     "required": ["confidence"],
    /// }))?;
    /// let answer = br#"{"is_valid":true,"reason":"","fixed_value":"","confidence":0.9}"#;
    /// let value = schema.decode(answer).unwrap();
    /// assert_eq!(value.get("confidence").unwrap().to_string(), "0.9");
    /// # Ok::<(), formwork::dynamic::SchemaError>(())
    /// ```
    ///
    /// # Errors
    /// Everything that is wrong with the schema that comes of it.
    pub fn extending<T: Extract>(extension: &Value) -> Result<Self, SchemaError> {
        let mut base = document::<T>();
        let (Some(whole), Some(more)) = (base.as_object_mut(), extension.as_object()) else {
            return Self::from_value(&json!({"allOf": [base, extension]}));
        };
        let mut rest = Map::new();
        for (keyword, value) in more {
            match (keyword.as_str(), value) {
                ("properties" | "$defs", Value::Object(members)) => {
                    let into = whole.entry(keyword.as_str()).or_insert_with(|| json!({}));
                    if let Some(into) = into.as_object_mut() {
                        into.extend(members.clone());
                    }
                }
                ("required", Value::Array(names)) => {
                    let into = whole.entry("required").or_insert_with(|| json!([]));
                    if let Some(into) = into.as_array_mut() {
                        let new: Vec<Value> = names
                            .iter()
                            .filter(|name| !into.contains(name))
                            .cloned()
                            .collect();
                        into.extend(new);
                    }
                }
                ("title" | "description" | "$schema" | "$id", value) => {
                    whole.insert(keyword.clone(), value.clone());
                }
                (_, value) => {
                    rest.insert(keyword.clone(), value.clone());
                }
            }
        }
        if !rest.is_empty() {
            let all = whole.entry("allOf").or_insert_with(|| json!([]));
            if let Some(all) = all.as_array_mut() {
                all.push(Value::Object(rest));
            }
        }
        Self::from_value(&base)
    }
}

/// The document of a type's schema.
fn document<T: Extract>() -> Value {
    let mut text = String::new();
    T::FORM.schema.write(&mut text);
    serde_json::from_str(&text).unwrap_or(Value::Bool(true))
}
