//! A prepared call, to the body of a request.
//!
//! Source: `CreateChatCompletionRequest` of `OpenAI`'s API specification 2.3.0, with the deviations
//! of the provider's row. Schemas are spliced as the text they are; no `null` is ever written.

use serde_json::Number;

use super::DIALECT;
use crate::json::write::Writer;
use crate::message::{Content, Message, Role, ToolCall};
use crate::provider::prepared::wording;
use crate::provider::{Mode, Prepared, RequestError, Wording};
use crate::{Form, SchemaText};

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
pub fn body(call: &Prepared<'_>) -> Result<String, RequestError> {
    let Prepared {
        provider,
        form,
        mode,
        ..
    } = *call;
    if !provider.modes.contains(&mode) {
        return Err(RequestError::Mode {
            provider: provider.name,
            mode,
            modes: provider.modes,
        });
    }
    let wording = provider.wording(form, mode)?;
    let mut w = Writer::with_capacity(1024 + wording.schema.root.len() + wording.schema.defs.len());
    let mut own = OWN_KEYS.to_vec();
    w.begin_object();
    w.string_member("model", call.model);
    w.key("messages");
    let schema = (mode == Mode::Json).then_some(&wording.schema);
    messages(call.messages, schema, &mut w);
    match mode {
        Mode::Tools | Mode::StrictTools => {
            let strict = mode == Mode::StrictTools;
            w.key("tools");
            w.begin_array();
            tool(form, &wording, strict, &mut w);
            w.end_array();
            w.key("tool_choice");
            w.begin_object();
            w.string_member("type", "function");
            w.key("function");
            w.begin_object();
            w.string_member("name", form.name);
            w.end_object();
            w.end_object();
            // Two calls at once are not held to the schema, and one is wanted.
            if strict && provider.deviations.parallel_tool_calls {
                w.key("parallel_tool_calls");
                w.bool(false);
                own.push("parallel_tool_calls");
            }
        }
        Mode::JsonSchema => {
            w.key("response_format");
            format(form, &wording, &mut w);
        }
        Mode::Json => {
            w.key("response_format");
            w.raw(r#"{"type":"json_object"}"#);
        }
    }
    if let Some(limit) = call.max_tokens {
        w.key(provider.deviations.token_limit);
        w.raw(&limit.to_string());
        own.push(provider.deviations.token_limit);
    }
    if let Some(temperature) = call.temperature {
        let number = Number::from_f64(temperature).ok_or(RequestError::Temperature(temperature))?;
        w.key("temperature");
        w.raw(&number.to_string());
        own.push("temperature");
    }
    if call.stream {
        w.key("stream");
        w.bool(true);
        if provider.deviations.asks_for_usage {
            w.key("stream_options");
            w.raw(r#"{"include_usage":true}"#);
        }
    }
    for (key, value) in call.extra {
        if own.contains(&key.as_str()) {
            return Err(RequestError::ExtraKey(key.clone()));
        }
        if !value.is_null() {
            w.key(key);
            w.raw(&value.to_string());
        }
    }
    w.end_object();
    Ok(w.into_text())
}

/// The definition of a form's tool, as `tools` holds it.
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
/// # Errors
/// Where the dialect cannot word the schema.
pub fn response_format(form: &Form) -> Result<String, RequestError> {
    let wording = wording(form, Mode::JsonSchema, DIALECT)?;
    let mut w = Writer::default();
    format(form, &wording, &mut w);
    Ok(w.into_text())
}

fn tool(form: &Form, wording: &Wording, strict: bool, w: &mut Writer) {
    w.begin_object();
    w.string_member("type", "function");
    w.key("function");
    w.begin_object();
    name_and_description(form, w);
    w.key("parameters");
    w.splice(|out| wording.schema.write(out));
    if strict {
        w.key("strict");
        w.bool(true);
    }
    w.end_object();
    w.end_object();
}

fn format(form: &Form, wording: &Wording, w: &mut Writer) {
    w.begin_object();
    w.string_member("type", "json_schema");
    w.key("json_schema");
    w.begin_object();
    name_and_description(form, w);
    w.key("strict");
    w.bool(true);
    w.key("schema");
    w.splice(|out| wording.schema.write(out));
    w.end_object();
    w.end_object();
}

fn name_and_description(form: &Form, w: &mut Writer) {
    w.string_member("name", form.name);
    if !form.description.is_empty() {
        w.string_member("description", form.description);
    }
}

/// The conversation. Where the provider is not given the schema itself, the first turn tells it:
/// the operator's own first turn, or a new one before all others.
fn messages(messages: &[Message], schema: Option<&SchemaText>, w: &mut Writer) {
    let instructions = schema.map(instructions);
    w.begin_array();
    let mut rest = messages;
    if let Some(instructions) = instructions {
        let (role, text) = match messages {
            [
                Message {
                    role: role @ (Role::System | Role::Developer),
                    content: Content::Text(text),
                },
                tail @ ..,
            ] => {
                rest = tail;
                (*role, format!("{text}\n\n{instructions}"))
            }
            _ => (Role::System, instructions),
        };
        turn(role, &text, w);
    }
    for message in rest {
        match &message.content {
            Content::Text(text) => turn(message.role, text, w),
            Content::ToolCalls { text, calls } => calling_turn(text, calls, w),
            Content::ToolResult { call_id, text } => {
                w.begin_object();
                w.string_member("role", Role::Tool.as_str());
                w.string_member("tool_call_id", call_id);
                w.string_member("content", text);
                w.end_object();
            }
        }
    }
    w.end_array();
}

/// How a model is told the schema in words. The word JSON has to occur, or the API refuses.
fn instructions(schema: &SchemaText) -> String {
    let mut out = "Answer with one JSON object that is valid against this JSON Schema, and with \
                   nothing else.\n<schema>\n"
        .to_owned();
    schema.write(&mut out);
    out.push_str("\n</schema>");
    out
}

fn turn(role: Role, text: &str, w: &mut Writer) {
    w.begin_object();
    w.string_member("role", role.as_str());
    w.string_member("content", text);
    w.end_object();
}

fn calling_turn(text: &str, calls: &[ToolCall], w: &mut Writer) {
    w.begin_object();
    w.string_member("role", Role::Assistant.as_str());
    if !text.is_empty() {
        w.string_member("content", text);
    }
    w.key("tool_calls");
    w.begin_array();
    for call in calls {
        w.begin_object();
        w.string_member("id", &call.id);
        w.string_member("type", "function");
        w.key("function");
        w.begin_object();
        w.string_member("name", &call.name);
        w.string_member("arguments", &call.arguments);
        w.end_object();
        w.end_object();
    }
    w.end_array();
    w.end_object();
}
