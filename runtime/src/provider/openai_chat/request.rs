//! A prepared call, to the body of a request.
//!
//! Source: `CreateChatCompletionRequest` of `OpenAI`'s API specification 2.3.0, with the deviations
//! of the provider's row. Schemas are spliced as the text they are; no `null` is ever written.

use super::{DIALECT, messages};
use crate::Form;
use crate::json::write::Writer;
use crate::provider::wording::wording;
use crate::provider::{Deviations, Forcing, Mode, Prepared, RequestError, Wording};

/// Keys that belong to the call whether or not it writes them: an extra key must not turn on what
/// the call turned off.
const OWN_KEYS: [&str; 8] = [
    "model",
    "messages",
    "stream",
    "stream_options",
    "tools",
    "tool_choice",
    "response_format",
    "n",
];

/// The body of a request.
///
/// # Errors
/// Where the mode, the schema's dialect, the temperature or an extra key do not fit.
pub(super) fn body(call: &Prepared<'_>) -> Result<String, RequestError> {
    let (form, mode) = (call.form, call.mode);
    let deviations = call.provider.deviations_of(call.model);
    let wording = call.provider.wording(form, mode)?;
    let mut w = Writer::with_capacity(1024 + wording.size());
    let mut own = OWN_KEYS.to_vec();
    w.begin_object();
    w.string_member("model", call.model);
    w.key("messages");
    messages::write(call, &mut w)?;
    match mode {
        Mode::Tools | Mode::StrictTools | Mode::ParallelTools => {
            let strict = mode == Mode::StrictTools && deviations.strict_tools;
            w.key("tools");
            w.begin_array();
            for form in call.tools() {
                tool(form, &call.provider.wording(form, mode)?, strict, &mut w);
            }
            w.end_array();
            w.key("tool_choice");
            if deviations.boxed_choice {
                w.begin_object();
                w.key("value");
                choice(form, mode, &deviations, &mut w);
                w.end_object();
            } else {
                choice(form, mode, &deviations, &mut w);
            }
            // Two calls at once are not held to the schema, and one is wanted.
            if strict && deviations.parallel_tool_calls {
                w.key("parallel_tool_calls");
                w.bool(false);
                own.push("parallel_tool_calls");
            }
        }
        Mode::JsonSchema => {
            w.key("response_format");
            format(form, &wording, deviations.strict_text, &mut w);
        }
        Mode::Json => {
            w.key("response_format");
            w.raw(r#"{"type":"json_object"}"#);
        }
        Mode::MdJson | Mode::Text | Mode::Auto => {}
    }
    if let Some(limit) = call.token_limit() {
        w.key(deviations.token_limit);
        w.raw(&limit.to_string());
        own.push(deviations.token_limit);
    }
    if call.temperature.is_some() {
        call.write_temperature("temperature", &mut w);
        own.push("temperature");
    }
    if call.stream {
        w.key("stream");
        w.bool(true);
        if deviations.asks_for_usage {
            w.key("stream_options");
            w.raw(r#"{"include_usage":true}"#);
        }
    }
    if deviations.requires_parameters && mode.is_enforced() && !call.extra.contains_key("provider")
    {
        w.key("provider");
        w.raw(r#"{"require_parameters":true}"#);
    }
    call.write_extra(&own, &mut w)?;
    w.end_object();
    Ok(w.into_text())
}

/// The definition of a form's tool, as `tools` holds it.
///
/// ```
/// use formwork::Extract;
/// use formwork::provider::openai_chat::tool_definition;
///
/// let tool = tool_definition(&bool::FORM, true)?;
/// assert!(tool.starts_with(r#"{"type":"function","function":{"name":"#));
/// assert!(tool.contains(r#""strict":true"#));
/// # Ok::<_, formwork::provider::RequestError>(())
/// ```
///
/// # Errors
/// Where `strict` is asked for and the dialect cannot word the schema.
pub fn tool_definition(form: &Form, strict: bool) -> Result<String, RequestError> {
    let mode = if strict {
        Mode::StrictTools
    } else {
        Mode::Tools
    };
    let wording = wording(form, mode, DIALECT)?;
    let mut w = Writer::default();
    tool(form, &wording, strict, &mut w);
    Ok(w.into_text())
}

/// The `response_format` that makes the provider enforce a form's schema.
///
/// ```
/// use formwork::Extract;
/// use formwork::provider::openai_chat::response_format;
///
/// let format = response_format(&bool::FORM)?;
/// assert!(format.starts_with(r#"{"type":"json_schema","json_schema":{"#));
/// # Ok::<_, formwork::provider::RequestError>(())
/// ```
///
/// # Errors
/// Where the dialect cannot word the schema.
pub fn response_format(form: &Form) -> Result<String, RequestError> {
    let wording = wording(form, Mode::JsonSchema, DIALECT)?;
    let mut w = Writer::default();
    format(form, &wording, true, &mut w);
    Ok(w.into_text())
}

fn tool(form: &Form, wording: &Wording, strict: bool, w: &mut Writer) {
    w.begin_object();
    w.string_member("type", "function");
    w.key("function");
    w.begin_object();
    name_and_description(form, w);
    w.key("parameters");
    w.splice(|out| wording.write(out));
    if strict {
        w.key("strict");
        w.bool(true);
    }
    w.end_object();
    w.end_object();
}

/// What makes the model call a tool.
fn choice(form: &Form, mode: Mode, deviations: &Deviations, w: &mut Writer) {
    match (mode, deviations.forcing) {
        // The model calls as many as it sees fit, and may see fit to call none.
        (Mode::ParallelTools, _) | (_, Forcing::Auto) => w.string("auto"),
        (_, Forcing::Any) => w.string(deviations.any_tool),
        (_, Forcing::Named) => {
            w.begin_object();
            w.string_member("type", "function");
            w.key("function");
            w.begin_object();
            w.string_member("name", form.name);
            w.end_object();
            w.end_object();
        }
    }
}

fn format(form: &Form, wording: &Wording, strict: bool, w: &mut Writer) {
    w.begin_object();
    w.string_member("type", "json_schema");
    w.key("json_schema");
    w.begin_object();
    name_and_description(form, w);
    if strict {
        w.key("strict");
        w.bool(true);
    }
    w.key("schema");
    w.splice(|out| wording.write(out));
    w.end_object();
    w.end_object();
}

fn name_and_description(form: &Form, w: &mut Writer) {
    w.string_member("name", form.name);
    if !form.description.is_empty() {
        w.string_member("description", form.description);
    }
}
