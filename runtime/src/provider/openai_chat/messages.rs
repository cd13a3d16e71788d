//! A conversation, to the `messages` of a request.
//!
//! Source: `ChatCompletionRequestMessage` of `OpenAI`'s API specification 2.3.0; Mistral's own part
//! for documents where the provider's row asks for it.

use super::FUNCTION_CALL;
use crate::json::write::{self, Writer};
use crate::message::{
    CacheFor, Content, Media, MediaKind, Message, Part, Role, Source, ToolCall, Turn,
};
use crate::provider::media::{data_uri, extension, unsupported};
use crate::provider::{Deviations, Prepared, RequestError, Wire};

pub(super) fn write(call: &Prepared<'_>, w: &mut Writer) -> Result<(), RequestError> {
    let deviations = call.provider.deviations_of(call.model);
    let (first, rest) = call.told()?;
    w.begin_array();
    if let Some(first) = first {
        let role = role(first.role, &deviations);
        text_turn(role, &first.text, cache_mark(first.cache, &deviations), w);
    }
    for message in rest {
        one(call, &deviations, message, w)?;
    }
    w.end_array();
    Ok(())
}

fn one(
    call: &Prepared<'_>,
    deviations: &Deviations,
    message: &Message,
    w: &mut Writer,
) -> Result<(), RequestError> {
    match &message.content {
        Content::Text(text) => {
            let mark = cache_mark(message.cache, deviations);
            text_turn(role(message.role, deviations), text, mark, w);
        }
        Content::Parts(parts) => {
            w.begin_object();
            w.string_member("role", message.role.as_str());
            w.key("content");
            w.begin_array();
            for part in parts {
                match part {
                    Part::Text(text) => text_part(text, None, w),
                    Part::Media(media) => self::media(call, deviations, media, w)?,
                }
            }
            w.end_array();
            w.end_object();
        }
        Content::Turn(turn) => self::turn(turn, deviations, w),
        Content::ToolResult {
            call_id,
            name,
            text,
            ..
        } => {
            let is_function_call = call_id == FUNCTION_CALL;
            w.begin_object();
            if is_function_call {
                w.string_member("role", "function");
            } else {
                w.string_member("role", Role::Tool.as_str());
                w.string_member("tool_call_id", call_id);
            }
            if deviations.names_results || is_function_call {
                w.string_member("name", name);
            }
            w.string_member("content", text);
            w.end_object();
        }
    }
    Ok(())
}

/// The role as the server knows it.
fn role(role: Role, deviations: &Deviations) -> Role {
    match role {
        Role::Developer if !deviations.developer_role => Role::System,
        role => role,
    }
}

/// How a server that is told is told that the conversation up to here is worth keeping.
fn cache_mark(cache: Option<CacheFor>, deviations: &Deviations) -> Option<&'static str> {
    if !deviations.cache_marks {
        return None;
    }
    cache.map(|time| match time {
        CacheFor::Default => r#"{"type":"ephemeral"}"#,
        CacheFor::Hour => r#"{"type":"ephemeral","ttl":"1h"}"#,
    })
}

fn text_turn(role: Role, text: &str, mark: Option<&str>, w: &mut Writer) {
    w.begin_object();
    w.string_member("role", role.as_str());
    w.key("content");
    match mark {
        // A mark belongs to a part.
        Some(mark) => {
            w.begin_array();
            text_part(text, Some(mark), w);
            w.end_array();
        }
        None => w.string(text),
    }
    w.end_object();
}

fn text_part(text: &str, mark: Option<&str>, w: &mut Writer) {
    w.begin_object();
    w.string_member("type", "text");
    w.string_member("text", text);
    if let Some(mark) = mark {
        w.key("cache_control");
        w.raw(mark);
    }
    w.end_object();
}

fn turn(turn: &Turn, deviations: &Deviations, w: &mut Writer) {
    w.begin_object();
    w.string_member("role", Role::Assistant.as_str());
    if let [call] = turn.calls.as_slice()
        && call.id == FUNCTION_CALL
    {
        // In the older form the content is there, and may be null.
        w.key("content");
        if turn.text.is_empty() {
            w.raw("null");
        } else {
            w.string(&turn.text);
        }
        w.key("function_call");
        function(call, w);
        w.end_object();
        return;
    }
    if !turn.text.is_empty() || turn.calls.is_empty() || deviations.full_calls {
        w.string_member("content", &turn.text);
    }
    for member in deviations.echoes {
        if *member == "reasoning_details" {
            let blocks = turn.blocks(Wire::OpenaiChat.as_str());
            if !blocks.is_empty() {
                w.key(member);
                w.begin_array();
                for block in blocks {
                    w.raw(&block.json);
                }
                w.end_array();
            }
        } else if !turn.reasoning.is_empty() {
            w.string_member(member, &turn.reasoning);
        }
    }
    if !turn.calls.is_empty() {
        w.key("tool_calls");
        w.begin_array();
        for (index, call) in turn.calls.iter().enumerate() {
            tool_call(call, deviations.full_calls.then_some(index), w);
        }
        w.end_array();
    }
    w.end_object();
}

fn tool_call(call: &ToolCall, index: Option<usize>, w: &mut Writer) {
    w.begin_object();
    if let Some(index) = index {
        w.key("index");
        w.raw(&index.to_string());
    }
    w.string_member("id", &call.id);
    w.string_member("type", "function");
    w.key("function");
    function(call, w);
    w.end_object();
}

fn function(call: &ToolCall, w: &mut Writer) {
    w.begin_object();
    w.string_member("name", &call.name);
    w.string_member("arguments", &call.arguments);
    w.end_object();
}

/// Opens the object of a part and of its payload, `{"type":"T","T":{`, writes the payload, and closes
/// both.
fn part(kind: &str, w: &mut Writer, payload: impl FnOnce(&mut Writer)) {
    w.begin_object();
    w.string_member("type", kind);
    w.key(kind);
    w.begin_object();
    payload(w);
    w.end_object();
    w.end_object();
}

fn media(
    call: &Prepared<'_>,
    deviations: &Deviations,
    media: &Media,
    w: &mut Writer,
) -> Result<(), RequestError> {
    if !deviations.media.contains(&media.kind) {
        return Err(unsupported(call, media));
    }
    match (media.kind, &media.source) {
        (MediaKind::Image, Source::Base64(_) | Source::Url(_)) => part("image_url", w, |w| {
            match &media.source {
                Source::Base64(data) => {
                    w.key("url");
                    w.splice(|out| write::string(&data_uri(&media.media_type, data), out));
                }
                Source::Url(url) | Source::FileId(url) => w.string_member("url", url),
            }
            if let Some(detail) = &media.detail {
                w.string_member("detail", detail);
            }
        }),
        // Mistral's own parts: sounds are bare base64.
        (MediaKind::Audio, Source::Base64(data)) if deviations.mistral_parts => {
            w.begin_object();
            w.string_member("type", "input_audio");
            w.string_member("input_audio", data);
            w.end_object();
        }
        (MediaKind::Audio, Source::Base64(data)) => part("input_audio", w, |w| {
            w.string_member("data", data);
            w.string_member("format", extension(&media.media_type));
        }),
        // Mistral's own part, which takes an address and a data URI alike.
        (MediaKind::Document, Source::Base64(_) | Source::Url(_)) if deviations.mistral_parts => {
            w.begin_object();
            w.string_member("type", "document_url");
            match &media.source {
                Source::Base64(data) => {
                    w.string_member("document_url", &data_uri(&media.media_type, data));
                }
                Source::Url(url) | Source::FileId(url) => w.string_member("document_url", url),
            }
            w.end_object();
        }
        (MediaKind::Document, Source::Base64(data)) => part("file", w, |w| {
            let name = media.name.as_deref().unwrap_or("document.pdf");
            w.string_member("filename", name);
            w.string_member("file_data", &data_uri(&media.media_type, data));
        }),
        (MediaKind::Document, Source::FileId(id)) => {
            part("file", w, |w| w.string_member("file_id", id));
        }
        _ => return Err(unsupported(call, media)),
    }
    Ok(())
}
