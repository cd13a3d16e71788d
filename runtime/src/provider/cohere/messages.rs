//! A conversation, to the `messages` of a request.
//!
//! Source: `ChatMessageV2` of the vendor's client 7.3.1. Of media the API knows images alone.

use super::NAME;
use crate::json::write::{self, Writer};
use crate::message::{Content, Media, MediaKind, Message, Part, Role, Source, Turn};
use crate::provider::media::{data_uri, unsupported};
use crate::provider::{Prepared, RequestError};

pub(super) fn write(call: &Prepared<'_>, w: &mut Writer) -> Result<(), RequestError> {
    let (first, rest) = call.told()?;
    w.begin_array();
    if let Some(first) = first {
        text_turn(first.role, &first.text, w);
    }
    for message in rest {
        one(call, message, w)?;
    }
    w.end_array();
    Ok(())
}

fn one(call: &Prepared<'_>, message: &Message, w: &mut Writer) -> Result<(), RequestError> {
    match &message.content {
        Content::Text(text) => text_turn(message.role, text, w),
        Content::Parts(parts) => {
            w.begin_object();
            w.string_member("role", Role::User.as_str());
            w.key("content");
            w.begin_array();
            for part in parts {
                match part {
                    Part::Text(text) => text_item(text, w),
                    Part::Media(media) => image(call, media, w)?,
                }
            }
            w.end_array();
            w.end_object();
        }
        Content::Turn(turn) => self::turn(turn, w),
        Content::ToolResult { call_id, text, .. } => {
            w.begin_object();
            w.string_member("role", Role::Tool.as_str());
            w.string_member("tool_call_id", call_id);
            w.string_member("content", text);
            w.end_object();
        }
    }
    Ok(())
}

/// A turn of text. The operator has one name here.
fn text_turn(role: Role, text: &str, w: &mut Writer) {
    let role = match role {
        Role::Developer => Role::System,
        other => other,
    };
    w.begin_object();
    w.string_member("role", role.as_str());
    w.string_member("content", text);
    w.end_object();
}

fn text_item(text: &str, w: &mut Writer) {
    w.begin_object();
    w.string_member("type", "text");
    w.string_member("text", text);
    w.end_object();
}

/// A turn of the model. Of its own blocks a string is a plan, and an object is an item of the content.
fn turn(turn: &Turn, w: &mut Writer) {
    let blocks = turn.blocks(NAME);
    let is_plan = |json: &str| json.starts_with('"');
    let mut thoughts = blocks
        .iter()
        .filter(|block| !is_plan(&block.json))
        .peekable();
    let mut plans = blocks
        .iter()
        .filter(|block| is_plan(&block.json))
        .peekable();
    w.begin_object();
    w.string_member("role", Role::Assistant.as_str());
    if thoughts.peek().is_some() {
        w.key("content");
        w.begin_array();
        for thought in thoughts {
            w.raw(&thought.json);
        }
        if !turn.text.is_empty() {
            text_item(&turn.text, w);
        }
        w.end_array();
    } else if !turn.text.is_empty() || turn.calls.is_empty() {
        w.string_member("content", &turn.text);
    }
    if plans.peek().is_some() {
        w.key("tool_plan");
        w.splice(|out| {
            // What comes in several strings is one plan.
            out.push('"');
            for plan in plans {
                let inside = plan.json.strip_prefix('"');
                let inside = inside.and_then(|rest| rest.strip_suffix('"'));
                out.push_str(inside.unwrap_or_default());
            }
            out.push('"');
        });
    }
    if !turn.calls.is_empty() {
        w.key("tool_calls");
        w.begin_array();
        for call in &turn.calls {
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
    }
    w.end_object();
}

fn image(call: &Prepared<'_>, media: &Media, w: &mut Writer) -> Result<(), RequestError> {
    let (MediaKind::Image, Source::Base64(_) | Source::Url(_)) = (media.kind, &media.source) else {
        return Err(unsupported(call, media));
    };
    w.begin_object();
    w.string_member("type", "image_url");
    w.key("image_url");
    w.begin_object();
    w.key("url");
    match &media.source {
        Source::Base64(data) => {
            w.splice(|out| write::string(&data_uri(&media.media_type, data), out));
        }
        Source::Url(url) | Source::FileId(url) => w.string(url),
    }
    if let Some(detail) = &media.detail {
        w.string_member("detail", detail);
    }
    w.end_object();
    w.end_object();
    Ok(())
}
