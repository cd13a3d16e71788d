//! A prepared call, to the body of a request.
//!
//! Source: `CreateResponse` of `OpenAI`'s API specification 2.3.0. Schemas are spliced as the text they
//! are; no `null` is ever written.

use serde_json::Value;

use super::input;
use crate::Form;
use crate::json::write::Writer;
use crate::provider::{Forcing, Mode, Prepared, RequestError};

/// What makes reasoning items go back to a server that has kept nothing.
const ENCRYPTED: &str = "reasoning.encrypted_content";

/// Keys that belong to the call whether or not it writes them: an extra key must not turn on what the
/// call turned off.
const OWN_KEYS: [&str; 4] = ["model", "input", "stream", "background"];

/// The body of a request.
pub(super) fn body(call: &Prepared<'_>) -> Result<String, RequestError> {
    let (form, mode) = (call.form, call.mode);
    let deviations = call.provider.deviations_of(call.model);
    let wording = call.provider.wording(form, mode)?;
    let mut w = Writer::with_capacity(1024 + wording.size());
    let mut own = OWN_KEYS.to_vec();
    // Extra keys that become a part of what the call writes.
    let mut merged = Vec::new();
    w.begin_object();
    w.string_member("model", call.model);
    w.key("input");
    input::write(call, &mut w)?;
    match mode {
        Mode::Tools | Mode::StrictTools | Mode::ParallelTools => {
            let strict = mode == Mode::StrictTools && deviations.strict_tools;
            w.key("tools");
            w.begin_array();
            for form in call.tools() {
                w.begin_object();
                w.string_member("type", "function");
                name_and_description(form, &mut w);
                w.key("parameters");
                let wording = call.provider.wording(form, mode)?;
                w.splice(|out| wording.write(out));
                // Without the key the server is strict.
                w.key("strict");
                w.bool(strict);
                w.end_object();
            }
            // The server's own tools, if the caller wants some.
            call.write_extra_items("tools", &mut w)?;
            w.end_array();
            merged.push("tools");
            own.push("tool_choice");
            w.key("tool_choice");
            choice(form, mode, deviations.forcing, &mut w);
            // Two calls at once are not held to the schema, and one is wanted.
            if strict && deviations.parallel_tool_calls {
                w.key("parallel_tool_calls");
                w.bool(false);
                own.push("parallel_tool_calls");
            }
        }
        Mode::JsonSchema => {
            text(call, &mut w, |w| {
                w.string_member("type", "json_schema");
                name_and_description(form, w);
                if deviations.strict_text {
                    w.key("strict");
                    w.bool(true);
                }
                w.key("schema");
                w.splice(|out| wording.write(out));
            })?;
            merged.push("text");
        }
        Mode::Json => {
            text(call, &mut w, |w| w.string_member("type", "json_object"))?;
            merged.push("text");
        }
        Mode::MdJson | Mode::Text | Mode::Auto => {}
    }
    if let Some(limit) = call.token_limit() {
        w.key("max_output_tokens");
        w.raw(&limit.to_string());
        own.push("max_output_tokens");
    }
    if call.temperature.is_some() {
        call.write_temperature("temperature", &mut w);
        own.push("temperature");
    }
    if call.stream {
        w.key("stream");
        w.bool(true);
    }
    // Whoever wants the server to keep the conversation says so.
    if !call.extra.contains_key("store") {
        w.key("store");
        w.bool(false);
    }
    if deviations.encrypted_reasoning {
        include(call, &mut w)?;
        merged.push("include");
    }
    call.write_extra_but(&merged, &own, &mut w)?;
    w.end_object();
    Ok(w.into_text())
}

/// The `text` that the call and the caller make together.
fn text(
    call: &Prepared<'_>,
    w: &mut Writer,
    format: impl FnOnce(&mut Writer),
) -> Result<(), RequestError> {
    w.key("text");
    w.begin_object();
    w.key("format");
    w.begin_object();
    format(w);
    w.end_object();
    call.write_extra_within("text", &["format"], w)?;
    w.end_object();
    Ok(())
}

/// The `include` that the call and the caller make together.
fn include(call: &Prepared<'_>, w: &mut Writer) -> Result<(), RequestError> {
    w.key("include");
    w.begin_array();
    w.string(ENCRYPTED);
    let is_more = |item: &&Value| *item != ENCRYPTED;
    match call.extra.get("include") {
        Some(Value::Array(more)) => more
            .iter()
            .filter(is_more)
            .for_each(|item| w.raw(&item.to_string())),
        None | Some(Value::Null) => {}
        Some(_) => return Err(RequestError::ExtraKey("include".to_owned())),
    }
    w.end_array();
    Ok(())
}

/// What makes the model call a tool.
fn choice(form: &Form, mode: Mode, forcing: Forcing, w: &mut Writer) {
    match (mode, forcing) {
        // The model calls as many as it sees fit, and may see fit to call none.
        (Mode::ParallelTools, _) | (_, Forcing::Auto) => w.string("auto"),
        (_, Forcing::Any) => w.string("required"),
        (_, Forcing::Named) => {
            w.begin_object();
            w.string_member("type", "function");
            w.string_member("name", form.name);
            w.end_object();
        }
    }
}

fn name_and_description(form: &Form, w: &mut Writer) {
    w.string_member("name", form.name);
    if !form.description.is_empty() {
        w.string_member("description", form.description);
    }
}
