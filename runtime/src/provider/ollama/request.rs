//! A prepared call, to the body of a request.
//!
//! Source: `ChatRequest` of Ollama's API. Schemas are spliced as the text they are; no `null` is ever
//! written.

use super::messages;
use crate::json::write::Writer;
use crate::provider::{Mode, Prepared, RequestError};

/// The body of a request.
pub(super) fn body(call: &Prepared<'_>) -> Result<String, RequestError> {
    let wording = call.provider.wording(call.form, call.mode)?;
    let mut w = Writer::with_capacity(1024 + wording.size());
    let mut own = vec!["model", "messages", "stream", "format"];
    let mut merged = vec!["options"];
    w.begin_object();
    w.string_member("model", call.model);
    w.key("messages");
    messages::write(call, &mut w)?;
    match call.mode {
        Mode::Tools | Mode::StrictTools | Mode::ParallelTools => {
            tools(call, &mut w)?;
            merged.push("tools");
        }
        Mode::JsonSchema => {
            w.key("format");
            w.splice(|out| wording.write(out));
        }
        Mode::Json => w.string_member("format", "json"),
        Mode::MdJson | Mode::Text | Mode::Auto => {
            own.retain(|key| *key != "format");
        }
    }
    options(call, &mut w)?;
    // It streams unless it is told not to.
    w.key("stream");
    w.bool(call.stream);
    call.write_extra_but(&merged, &own, &mut w)?;
    w.end_object();
    Ok(w.into_text())
}

fn tools(call: &Prepared<'_>, w: &mut Writer) -> Result<(), RequestError> {
    w.key("tools");
    w.begin_array();
    for form in call.tools() {
        w.begin_object();
        w.string_member("type", "function");
        w.key("function");
        w.begin_object();
        w.string_member("name", form.name);
        if !form.description.is_empty() {
            w.string_member("description", form.description);
        }
        w.key("parameters");
        let wording = call.provider.wording(form, call.mode)?;
        w.splice(|out| wording.write(out));
        w.end_object();
        w.end_object();
    }
    call.write_extra_items("tools", w)?;
    w.end_array();
    Ok(())
}

/// Limits, and what else the caller sets in the same place.
fn options(call: &Prepared<'_>, w: &mut Writer) -> Result<(), RequestError> {
    let has_more = call
        .extra
        .get("options")
        .is_some_and(|more| !more.is_null());
    let limit = call.token_limit();
    if !(limit.is_some() || call.temperature.is_some() || has_more) {
        return Ok(());
    }
    let mut own = Vec::new();
    w.key("options");
    w.begin_object();
    if let Some(limit) = limit {
        w.key("num_predict");
        w.raw(&limit.to_string());
        own.push("num_predict");
    }
    if call.temperature.is_some() {
        call.write_temperature("temperature", w);
        own.push("temperature");
    }
    call.write_extra_within("options", &own, w)?;
    w.end_object();
    Ok(())
}
