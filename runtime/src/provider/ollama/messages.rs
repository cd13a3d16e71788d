//! A conversation, to the `messages` of a request.
//!
//! Source: `Message` of Ollama's API. Content is plain text; images lie beside it as bare base64.

use crate::json::write::Writer;
use crate::message::{Content, MediaKind, Message, Part, Role, Source, Turn};
use crate::provider::media::unsupported;
use crate::provider::{Mode, Prepared, RequestError};

pub(super) fn write(call: &Prepared<'_>, w: &mut Writer) -> Result<(), RequestError> {
    // No tool can be forced here, so that the model is asked.
    let telling = match call.mode {
        Mode::Tools | Mode::StrictTools => {
            Some(format!("Answer by calling the tool {}.", call.form.name))
        }
        _ => call.telling()?,
    };
    let (first, rest) = call.told_with(telling);
    w.begin_array();
    if let Some(first) = first {
        begin(first.role, w);
        w.string_member("content", &first.text);
        w.end_object();
    }
    for message in rest {
        one(call, message, w)?;
    }
    w.end_array();
    Ok(())
}

fn begin(role: Role, w: &mut Writer) {
    let role = match role {
        Role::Developer => Role::System,
        role => role,
    };
    w.begin_object();
    w.string_member("role", role.as_str());
}

fn one(call: &Prepared<'_>, message: &Message, w: &mut Writer) -> Result<(), RequestError> {
    begin(message.role, w);
    match &message.content {
        Content::Text(text) => w.string_member("content", text),
        Content::Parts(parts) => self::parts(call, parts, w)?,
        Content::Turn(turn) => self::turn(turn, w),
        Content::ToolResult { name, text, .. } => {
            w.string_member("tool_name", name);
            w.string_member("content", text);
        }
    }
    w.end_object();
    Ok(())
}

fn parts(call: &Prepared<'_>, parts: &[Part], w: &mut Writer) -> Result<(), RequestError> {
    let texts = parts.iter().filter_map(|part| match part {
        Part::Text(text) => Some(text.as_str()),
        Part::Media(_) => None,
    });
    let texts: Vec<&str> = texts.collect();
    w.string_member("content", &texts.join("\n\n"));
    if texts.len() == parts.len() {
        return Ok(());
    }
    w.key("images");
    w.begin_array();
    for part in parts {
        let Part::Media(media) = part else { continue };
        match (media.kind, &media.source) {
            (MediaKind::Image, Source::Base64(data)) => w.string(data),
            _ => return Err(unsupported(call, media)),
        }
    }
    w.end_array();
    Ok(())
}

/// What the model thought goes back with what came of it.
fn turn(turn: &Turn, w: &mut Writer) {
    w.string_member("content", &turn.text);
    if !turn.reasoning.is_empty() {
        w.string_member("thinking", &turn.reasoning);
    }
    if turn.calls.is_empty() {
        return;
    }
    w.key("tool_calls");
    w.begin_array();
    for call in &turn.calls {
        w.begin_object();
        w.key("function");
        w.begin_object();
        w.string_member("name", &call.name);
        w.key("arguments");
        w.raw(call.object());
        w.end_object();
        w.end_object();
    }
    w.end_array();
}
