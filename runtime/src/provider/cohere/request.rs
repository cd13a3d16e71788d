//! A prepared call, to the body of a request.
//!
//! Source: `V2ChatRequest` of the vendor's client 7.3.1. Schemas are spliced as the text they are; no
//! `null` is ever written.

use super::messages;
use crate::Form;
use crate::json::write::Writer;
use crate::provider::{Forcing, Mode, Prepared, RequestError, Wording};

/// Keys that belong to the call whether or not it writes them.
const OWN_KEYS: [&str; 7] = [
    "model",
    "messages",
    "stream",
    "tools",
    "tool_choice",
    "strict_tools",
    "response_format",
];

/// The body of a request.
pub(super) fn body(call: &Prepared<'_>) -> Result<String, RequestError> {
    let (form, mode) = (call.form, call.mode);
    let deviations = call.provider.deviations_of(call.model);
    let wording = call.provider.wording(form, mode)?;
    let mut w = Writer::with_capacity(1024 + wording.size());
    let mut own = OWN_KEYS.to_vec();
    w.begin_object();
    w.string_member("model", call.model);
    w.key("stream");
    w.bool(call.stream);
    w.key("messages");
    messages::write(call, &mut w)?;
    match mode {
        Mode::Tools | Mode::StrictTools | Mode::ParallelTools => {
            w.key("tools");
            w.begin_array();
            for form in call.tools() {
                tool(form, &call.provider.wording(form, mode)?, &mut w);
            }
            w.end_array();
            // No tool can be named: the one that is wanted is the only one that is sent.
            if mode != Mode::ParallelTools && deviations.forcing != Forcing::Auto {
                w.string_member("tool_choice", "REQUIRED");
            }
            if mode == Mode::StrictTools && deviations.strict_tools {
                w.key("strict_tools");
                w.bool(true);
            }
        }
        Mode::JsonSchema => {
            w.key("response_format");
            w.begin_object();
            w.string_member("type", "json_object");
            w.key("json_schema");
            w.splice(|out| wording.write(out));
            w.end_object();
        }
        Mode::Json => {
            w.key("response_format");
            w.raw(r#"{"type":"json_object"}"#);
        }
        Mode::MdJson | Mode::Text | Mode::Auto => {}
    }
    if let Some(limit) = call.token_limit() {
        w.key("max_tokens");
        w.raw(&limit.to_string());
        own.push("max_tokens");
    }
    if call.temperature.is_some() {
        call.write_temperature("temperature", &mut w);
        own.push("temperature");
    }
    call.write_extra(&own, &mut w)?;
    w.end_object();
    Ok(w.into_text())
}

fn tool(form: &Form, wording: &Wording, w: &mut Writer) {
    w.begin_object();
    w.string_member("type", "function");
    w.key("function");
    w.begin_object();
    w.string_member("name", form.name);
    if !form.description.is_empty() {
        w.string_member("description", form.description);
    }
    w.key("parameters");
    w.splice(|out| wording.write(out));
    w.end_object();
    w.end_object();
}
