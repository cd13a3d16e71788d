//! A prepared call, to the body of a request.
//!
//! Source: `ConverseRequest` and `ConverseStreamRequest` of the service model. The tools' schemas are
//! spliced as the text they are; the one of the text is a string that holds it. No `null` is ever written.

use serde_json::Value;

use super::messages;
use crate::Form;
use crate::json::write::Writer;
use crate::message::Content;
use crate::provider::{Deviations, Forcing, Mode, Prepared, RequestError, Wording};

/// Keys that belong to the call whether or not it writes them.
const OWN_KEYS: [&str; 5] = ["messages", "system", "toolConfig", "modelId", "stream"];

/// Keys whose objects the call and its caller share.
const SHARED_KEYS: [&str; 2] = ["inferenceConfig", "outputConfig"];

/// The body of a request.
pub(super) fn body(call: &Prepared<'_>) -> Result<String, RequestError> {
    let (form, mode) = (call.form, call.mode);
    let deviations = call.provider.deviations_of(call.model);
    let wording = call.provider.wording(form, mode)?;
    let mut w = Writer::with_capacity(1024 + wording.size());
    w.begin_object();
    messages::write(call, &deviations, &mut w)?;
    settings(call, &mut w)?;
    if mode.is_tools() {
        let strict = mode == Mode::StrictTools && deviations.strict_tools;
        w.key("toolConfig");
        w.begin_object();
        w.key("tools");
        w.begin_array();
        for form in call.tools() {
            tool(form, &call.provider.wording(form, mode)?, strict, &mut w);
        }
        w.end_array();
        choice(call, &deviations, &mut w);
        w.end_object();
    } else {
        known_tools(call, &mut w);
    }
    output(call, &wording, &mut w)?;
    call.write_extra_but(&SHARED_KEYS, &OWN_KEYS, &mut w)?;
    w.end_object();
    Ok(w.into_text())
}

/// Whether the caller passes something for an object.
fn passes(call: &Prepared<'_>, key: &str) -> bool {
    call.extra.get(key).is_some_and(|value| !value.is_null())
}

fn settings(call: &Prepared<'_>, w: &mut Writer) -> Result<(), RequestError> {
    let limit = call.token_limit();
    if limit.is_none() && call.temperature.is_none() && !passes(call, "inferenceConfig") {
        return Ok(());
    }
    let mut own = Vec::new();
    w.key("inferenceConfig");
    w.begin_object();
    if let Some(limit) = limit {
        w.key("maxTokens");
        w.raw(&limit.to_string());
        own.push("maxTokens");
    }
    if call.temperature.is_some() {
        call.write_temperature("temperature", w);
        own.push("temperature");
    }
    call.write_extra_within("inferenceConfig", &own, w)?;
    w.end_object();
    Ok(())
}

/// How the text is to be, and what else the caller passes about it.
fn output(call: &Prepared<'_>, wording: &Wording, w: &mut Writer) -> Result<(), RequestError> {
    let is_enforced = call.mode == Mode::JsonSchema;
    if !is_enforced && !passes(call, "outputConfig") {
        return Ok(());
    }
    w.key("outputConfig");
    w.begin_object();
    if is_enforced {
        w.key("textFormat");
        w.begin_object();
        w.string_member("type", "json_schema");
        w.key("structure");
        w.begin_object();
        w.key("jsonSchema");
        w.begin_object();
        name_and_description(call.form, w);
        let mut schema = String::new();
        wording.write(&mut schema);
        w.string_member("schema", &schema);
        w.end_object();
        w.end_object();
        w.end_object();
    }
    call.write_extra_within("outputConfig", &["textFormat"], w)?;
    w.end_object();
    Ok(())
}

fn tool(form: &Form, wording: &Wording, strict: bool, w: &mut Writer) {
    w.begin_object();
    w.key("toolSpec");
    w.begin_object();
    name_and_description(form, w);
    w.key("inputSchema");
    w.begin_object();
    w.key("json");
    w.splice(|out| wording.write(out));
    w.end_object();
    if strict {
        w.key("strict");
        w.bool(true);
    }
    w.end_object();
    w.end_object();
}

/// What makes the model call a tool. Models that cannot be made to are not told anything: they refuse
/// the key itself.
fn choice(call: &Prepared<'_>, deviations: &Deviations, w: &mut Writer) {
    if call.mode == Mode::ParallelTools || thinks_to_a_budget(call) {
        return;
    }
    match deviations.forcing {
        Forcing::Auto => {}
        Forcing::Any => {
            w.key("toolChoice");
            w.raw(r#"{"any":{}}"#);
        }
        Forcing::Named => {
            w.key("toolChoice");
            w.begin_object();
            w.key("tool");
            w.begin_object();
            w.string_member("name", call.form.name);
            w.end_object();
            w.end_object();
        }
    }
}

/// Whether the caller has turned on Claude's thinking of the older kind, beside which no tool can be
/// forced.
fn thinks_to_a_budget(call: &Prepared<'_>) -> bool {
    let fields = call.extra.get("additionalModelRequestFields");
    let kind = fields.and_then(|fields| fields.pointer("/thinking/type"));
    kind.and_then(Value::as_str) == Some("enabled")
}

/// The tools that an earlier part of the conversation used: the API wants them named, also where none is
/// to be called any more. What they took is not known here.
fn known_tools(call: &Prepared<'_>, w: &mut Writer) {
    let mut names: Vec<&str> = Vec::new();
    for message in call.messages {
        if let Content::Turn(turn) = &message.content {
            for call in &turn.calls {
                if !call.name.is_empty() && !names.contains(&call.name.as_str()) {
                    names.push(&call.name);
                }
            }
        }
    }
    if names.is_empty() {
        return;
    }
    w.key("toolConfig");
    w.begin_object();
    w.key("tools");
    w.begin_array();
    for name in names {
        w.begin_object();
        w.key("toolSpec");
        w.begin_object();
        w.string_member("name", name);
        w.key("inputSchema");
        w.raw(r#"{"json":{"type":"object"}}"#);
        w.end_object();
        w.end_object();
    }
    w.end_array();
    w.end_object();
}

fn name_and_description(form: &Form, w: &mut Writer) {
    w.string_member("name", form.name);
    if !form.description.trim().is_empty() {
        w.string_member("description", form.description);
    }
}
