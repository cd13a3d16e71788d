//! A prepared call, to the body of a request.
//!
//! Source: `MessageCreateParams` of the vendor's client 2.11.0 (API version 2026-10-21), and its client of Vertex AI.
//! Schemas are spliced as the text they are; no `null` is ever written.

use serde_json::{Map, Value};

use super::{VERSION, messages};
use crate::Form;
use crate::json::write::Writer;
use crate::provider::{Deviations, Forcing, Mode, Prepared, RequestError, Wording, google};

/// The limit that is sent where nobody names one, because the API demands one: so much beside thinking.
const MAX_TOKENS: u64 = 4096;

/// Keys that belong to the call whether or not it writes them.
const OWN_KEYS: [&str; 7] = [
    "model",
    "max_tokens",
    "system",
    "messages",
    "tools",
    "tool_choice",
    "stream",
];

/// Where a request goes that names its model in the path, as Google serves it; so does whether it is a stream.
pub(super) fn raw_predict_url(call: &Prepared<'_>, base_url: &str) -> String {
    let base_url = google::located(base_url);
    let model = google::encoded(call.model);
    let method = if call.stream {
        "streamRawPredict"
    } else {
        "rawPredict"
    };
    format!("{base_url}/models/{model}:{method}")
}

/// The body of a request.
pub(super) fn body(call: &Prepared<'_>) -> Result<String, RequestError> {
    let (form, mode) = (call.form, call.mode);
    let deviations = call.provider.deviations_of(call.model);
    let wording = call.provider.wording(form, mode)?;
    let mut w = Writer::with_capacity(1024 + wording.size());
    let mut own = OWN_KEYS.to_vec();
    w.begin_object();
    if deviations.raw_predict {
        version(call, &mut w)?;
    } else {
        w.string_member("model", call.model);
    }
    w.key("max_tokens");
    w.raw(&token_limit(call).to_string());
    messages::write(call, &mut w)?;
    if mode.is_tools() {
        let strict = mode == Mode::StrictTools && deviations.strict_tools;
        w.key("tools");
        w.begin_array();
        for form in call.tools() {
            tool(form, &call.provider.wording(form, mode)?, strict, &mut w);
        }
        w.end_array();
        w.key("tool_choice");
        choice(call, &deviations, &mut w);
    }
    let passed = call.extra.get("output_config");
    if mode == Mode::JsonSchema || passed.is_some_and(|passed| !passed.is_null()) {
        w.key("output_config");
        w.begin_object();
        if mode == Mode::JsonSchema {
            w.key("format");
            w.begin_object();
            w.string_member("type", "json_schema");
            w.key("schema");
            w.splice(|out| wording.write(out));
            w.end_object();
        }
        call.write_extra_within("output_config", &["format"], &mut w)?;
        w.end_object();
    }
    if call.temperature.is_some() {
        call.write_temperature("temperature", &mut w);
        own.push("temperature");
    }
    if call.stream {
        w.key("stream");
        w.bool(true);
    }
    call.write_extra_but(&["output_config"], &own, &mut w)?;
    w.end_object();
    Ok(w.into_text())
}

/// What stands in the body where the model is in the address: the API's version, unless the caller says another.
fn version(call: &Prepared<'_>, w: &mut Writer) -> Result<(), RequestError> {
    let is_given = |key| call.extra.get(key).is_some_and(|value| !value.is_null());
    if is_given("cache_control") {
        return Err(RequestError::Unsupported {
            provider: call.provider.name,
            what: "`cache_control` for the whole request; `Message::cached` marks turns".to_owned(),
        });
    }
    if !is_given("anthropic_version") {
        w.string_member("anthropic_version", VERSION);
    }
    Ok(())
}

fn tool(form: &Form, wording: &Wording, strict: bool, w: &mut Writer) {
    w.begin_object();
    w.string_member("name", form.name);
    if !form.description.is_empty() {
        w.string_member("description", form.description);
    }
    w.key("input_schema");
    w.splice(|out| wording.write(out));
    if strict {
        w.key("strict");
        w.bool(true);
    }
    w.end_object();
}

/// What makes the model call a tool.
fn choice(call: &Prepared<'_>, deviations: &Deviations, w: &mut Writer) {
    let forcing = if thinks_to_a_budget(call) {
        Forcing::Auto
    } else {
        deviations.forcing
    };
    w.begin_object();
    match (call.mode, forcing) {
        // The model calls as many as it sees fit, and may see fit to call none.
        (Mode::ParallelTools, _) => w.string_member("type", "auto"),
        (_, forcing) => {
            match forcing {
                Forcing::Auto => w.string_member("type", "auto"),
                Forcing::Any => w.string_member("type", "any"),
                Forcing::Named => {
                    w.string_member("type", "tool");
                    w.string_member("name", call.form.name);
                }
            }
            if deviations.parallel_tool_calls {
                w.key("disable_parallel_tool_use");
                w.bool(true);
            }
        }
    }
    w.end_object();
}

/// The most tokens of the answer, which thinking is a part of.
fn token_limit(call: &Prepared<'_>) -> u64 {
    let budget = thinking(call).and_then(|thinking| thinking.get("budget_tokens")?.as_u64());
    let usual = MAX_TOKENS.saturating_add(budget.unwrap_or(0));
    call.token_limit().map_or(usual, u64::from)
}

/// Whether the caller has turned on thinking of the older kind, beside which no tool can be forced.
fn thinks_to_a_budget(call: &Prepared<'_>) -> bool {
    let kind = thinking(call).and_then(|thinking| thinking.get("type"));
    kind.is_some_and(|kind| kind == "enabled")
}

/// What the caller says about thinking.
fn thinking<'c>(call: &'c Prepared<'_>) -> Option<&'c Map<String, Value>> {
    call.extra.get("thinking").and_then(Value::as_object)
}
