//! A prepared call, to the address and body of a request.
//!
//! Source: `GenerateContentRequest` of the Gemini API `v1beta` and of Vertex AI `v1`. Schemas are
//! spliced as the text they are, in the fields that take JSON Schema; no `null` is ever written.

use serde_json::Value;

use super::contents;
use crate::json::write::Writer;
use crate::provider::{Forcing, Mode, Prepared, RequestError, google};

/// Where a request goes. The model is part of the address, and so is whether it is a stream.
pub(super) fn url(call: &Prepared<'_>, base_url: &str) -> String {
    let method = if call.stream {
        "streamGenerateContent?alt=sse"
    } else {
        "generateContent"
    };
    let base_url = google::located(base_url);
    let model = google::encoded(call.model);
    // Tuned models and endpoints come with their collection.
    let collection = if model.contains('/') { "" } else { "models/" };
    format!("{base_url}/{collection}{model}:{method}")
}

/// The body of a request.
pub(super) fn body(call: &Prepared<'_>) -> Result<String, RequestError> {
    let wording = call.provider.wording(call.form, call.mode)?;
    let mut w = Writer::with_capacity(1024 + wording.size());
    let mut merged = vec!["generationConfig"];
    w.begin_object();
    contents::write(call, &mut w)?;
    if let Some(key) = contents::cached(call) {
        for beside in ["tools", "toolConfig"] {
            if call.extra.get(beside).is_some_and(|more| !more.is_null()) {
                return Err(RequestError::Unsupported {
                    provider: call.provider.name,
                    what: format!("`{beside}` beside `{key}`, which has its own"),
                });
            }
        }
    } else if call.mode.is_tools() {
        merged.extend(["tools", "toolConfig"]);
        tools(call, &mut w)?;
        tool_config(call, &mut w)?;
    }
    generation_config(call, &mut w)?;
    call.write_extra_but(&merged, &["contents", "systemInstruction", "model"], &mut w)?;
    w.end_object();
    Ok(w.into_text())
}

/// The functions of the call, and the caller's other tools.
fn tools(call: &Prepared<'_>, w: &mut Writer) -> Result<(), RequestError> {
    w.key("tools");
    w.begin_array();
    w.begin_object();
    w.key("functionDeclarations");
    w.begin_array();
    for form in call.tools() {
        w.begin_object();
        w.string_member("name", form.name);
        if !form.description.is_empty() {
            w.string_member("description", form.description);
        }
        w.key("parametersJsonSchema");
        let wording = call.provider.wording(form, call.mode)?;
        w.splice(|out| wording.write(out));
        w.end_object();
    }
    w.end_array();
    w.end_object();
    call.write_extra_items("tools", w)?;
    w.end_array();
    Ok(())
}

/// What makes the model call a function. Arguments are held to the schema wherever a call is forced.
fn tool_config(call: &Prepared<'_>, w: &mut Writer) -> Result<(), RequestError> {
    const KEY: &str = "functionCallingConfig";
    let forcing = call.provider.deviations_of(call.model).forcing;
    let is_free = call.mode == Mode::ParallelTools || forcing == Forcing::Auto;
    w.key("toolConfig");
    w.begin_object();
    w.key(KEY);
    w.begin_object();
    w.string_member("mode", if is_free { "AUTO" } else { "ANY" });
    if !is_free && forcing == Forcing::Named {
        w.key("allowedFunctionNames");
        w.begin_array();
        w.string(call.form.name);
        w.end_array();
    }
    // How calls come is the caller's to say; what is called is not.
    let inner = call
        .extra
        .get("toolConfig")
        .and_then(|config| config.get(KEY));
    for (key, value) in inner.and_then(Value::as_object).into_iter().flatten() {
        if matches!(key.as_str(), "mode" | "allowedFunctionNames") {
            return Err(RequestError::ExtraKey(format!("toolConfig.{KEY}.{key}")));
        }
        if !value.is_null() {
            w.key(key);
            w.raw(&value.to_string());
        }
    }
    w.end_object();
    if inner.is_some_and(|inner| !inner.is_object()) {
        return Err(RequestError::ExtraKey(format!("toolConfig.{KEY}")));
    }
    call.write_extra_within_but("toolConfig", &[KEY], &[], w)?;
    w.end_object();
    Ok(())
}

/// Limits, and the schema of the text.
fn generation_config(call: &Prepared<'_>, w: &mut Writer) -> Result<(), RequestError> {
    let mut own = Vec::new();
    let is_json = matches!(call.mode, Mode::JsonSchema | Mode::Json);
    let has_more = call
        .extra
        .get("generationConfig")
        .is_some_and(|more| !more.is_null());
    if !(is_json || call.token_limit().is_some() || call.temperature.is_some() || has_more) {
        return Ok(());
    }
    w.key("generationConfig");
    w.begin_object();
    if is_json {
        w.string_member("responseMimeType", "application/json");
        own.extend(["responseMimeType", "responseJsonSchema", "responseSchema"]);
    }
    if call.mode == Mode::JsonSchema {
        w.key("responseJsonSchema");
        let wording = call.provider.wording(call.form, call.mode)?;
        w.splice(|out| wording.write(out));
    }
    if let Some(limit) = call.token_limit() {
        w.key("maxOutputTokens");
        w.raw(&limit.to_string());
        own.push("maxOutputTokens");
    }
    if call.temperature.is_some() {
        call.write_temperature("temperature", w);
        own.push("temperature");
    }
    // The answer is one.
    own.push("candidateCount");
    call.write_extra_within("generationConfig", &own, w)?;
    w.end_object();
    Ok(())
}
