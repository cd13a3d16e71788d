//! A conversation, to the `input` of a request.
//!
//! Source: `InputItem` of `OpenAI`'s API specification 2.3.0. The operator's words stay in their place:
//! the server looks for the word JSON in the input, not in `instructions`.

use crate::json::write::Writer;
use crate::message::{
    Content, Holds, Media, MediaKind, Message, Part, Role, Source, ToolCall, Turn,
};
use crate::provider::media::{data_uri, unsupported};
use crate::provider::{Prepared, RequestError, Wire};

pub(super) fn write(call: &Prepared<'_>, w: &mut Writer) -> Result<(), RequestError> {
    let (first, rest) = call.told()?;
    w.begin_array();
    if let Some(first) = first {
        text(first.role, &first.text, w);
    }
    for message in rest {
        one(call, message, w)?;
    }
    w.end_array();
    Ok(())
}

fn one(call: &Prepared<'_>, message: &Message, w: &mut Writer) -> Result<(), RequestError> {
    match &message.content {
        Content::Text(text) => self::text(message.role, text, w),
        Content::Parts(parts) => {
            w.begin_object();
            w.string_member("role", message.role.as_str());
            w.key("content");
            w.begin_array();
            for part in parts {
                w.begin_object();
                match part {
                    Part::Text(text) => {
                        w.string_member("type", "input_text");
                        w.string_member("text", text);
                    }
                    Part::Media(media) => self::media(call, media, w)?,
                }
                w.end_object();
            }
            w.end_array();
            w.end_object();
        }
        Content::Turn(turn) => self::turn(turn, w),
        Content::ToolResult { call_id, text, .. } => {
            w.begin_object();
            w.string_member("type", "function_call_output");
            w.string_member("call_id", call_id);
            w.string_member("output", text);
            w.end_object();
        }
    }
    Ok(())
}

fn text(role: Role, text: &str, w: &mut Writer) {
    w.begin_object();
    // The specification lets it be left out; llama.cpp refuses a turn of the model without.
    if role == Role::Assistant {
        w.string_member("type", "message");
    }
    w.string_member("role", role.as_str());
    w.string_member("content", text);
    w.end_object();
}

/// The items as they came, and in their order what none of them holds: a reasoning item is refused
/// without the item it led to.
fn turn(turn: &Turn, w: &mut Writer) {
    let blocks = turn.blocks(Wire::OpenaiResponses.as_str());
    let mut beside = turn.text_beside(blocks);
    let mut calls = turn.calls_beside(blocks).peekable();
    for block in blocks {
        if let Holds::Call(held) = block.holds {
            if let Some(text) = beside.take() {
                self::text(Role::Assistant, text, w);
            }
            while let Some((_, earlier)) = calls.next_if(|(number, _)| *number < held) {
                tool_call(earlier, w);
            }
        }
        w.raw(&block.json);
    }
    if let Some(text) = beside {
        self::text(Role::Assistant, text, w);
    }
    for (_, call) in calls {
        tool_call(call, w);
    }
}

fn tool_call(call: &ToolCall, w: &mut Writer) {
    w.begin_object();
    w.string_member("type", "function_call");
    w.string_member("call_id", &call.id);
    w.string_member("name", &call.name);
    w.string_member("arguments", &call.arguments);
    w.end_object();
}

fn media(call: &Prepared<'_>, media: &Media, w: &mut Writer) -> Result<(), RequestError> {
    match media.kind {
        MediaKind::Image => {
            w.string_member("type", "input_image");
            match &media.source {
                Source::Base64(data) => {
                    w.string_member("image_url", &data_uri(&media.media_type, data));
                }
                Source::Url(url) => w.string_member("image_url", url),
                Source::FileId(id) => w.string_member("file_id", id),
            }
            w.string_member("detail", media.detail.as_deref().unwrap_or("auto"));
        }
        MediaKind::Document => {
            w.string_member("type", "input_file");
            match &media.source {
                Source::Base64(data) => {
                    let name = media.name.as_deref().unwrap_or("document.pdf");
                    w.string_member("filename", name);
                    w.string_member("file_data", &data_uri(&media.media_type, data));
                }
                Source::Url(url) => w.string_member("file_url", url),
                Source::FileId(id) => w.string_member("file_id", id),
            }
        }
        MediaKind::Audio | MediaKind::Video => return Err(unsupported(call, media)),
    }
    Ok(())
}
