//! A conversation, to `systemInstruction` and `contents`.
//!
//! Source: `Content` and `Part` of the Gemini API `v1beta` and of Vertex AI `v1`. Turns alternate: what
//! the same side says in a row, a tool's results included, is one turn.

use crate::json::write::Writer;
use crate::message::{Content, Holds, Media, Message, Part, Role, Source, ToolCall, Turn};
use crate::provider::cursor::Cursor;
use crate::provider::media::unsupported;
use crate::provider::told::Instruction;
use crate::provider::{Prepared, RequestError, Wire};

/// The model's own side.
const MODEL: &str = "model";

/// What stands in place of a signature where there is none: the call was written by somebody else than a model that
/// signs. It says that nothing is to be compared, in the encoding of signatures.
///
/// Source: "Thought signatures" in the documents of the Gemini API and of Vertex AI; its bytes are those that Google's own
/// ADK (2.13.0) sends, `skip_thought_signature_validator`. Vertex AI takes it in base64 alone, the Gemini API in both forms.
const NO_SIGNATURE: &str = "c2tpcF90aG91Z2h0X3NpZ25hdHVyZV92YWxpZGF0b3I=";

/// The cached content that the caller names, under the key that it is named by. Instructions, tools and what is said
/// of them are in it, and the API refuses them beside it.
///
/// Source: `CachedContent` of the Gemini API `v1beta`.
pub(super) fn cached(call: &Prepared<'_>) -> Option<&'static str> {
    let keys = ["cachedContent", "cached_content"];
    let is_named = |key: &&str| call.extra.get(*key).is_some_and(|value| !value.is_null());
    keys.into_iter().find(is_named)
}

pub(super) fn write(call: &Prepared<'_>, w: &mut Writer) -> Result<(), RequestError> {
    let instructions = call.instructions()?;
    let mut turns = call.conversation().peekable();
    // Beside content that is cached the API takes none, so that the first turn says it.
    let mut first: &[Instruction<'_>] = match cached(call) {
        Some(_) if turns.peek().is_some() => &instructions,
        _ => &[],
    };
    // There must be something to answer.
    if turns.peek().is_some() && !instructions.is_empty() && first.is_empty() {
        w.key("systemInstruction");
        w.begin_object();
        w.key("parts");
        w.begin_array();
        for instruction in &instructions {
            text(&instruction.text, w);
        }
        w.end_array();
        w.end_object();
    }
    w.key("contents");
    w.begin_array();
    if turns.peek().is_none() {
        begin("user", w);
        for instruction in &instructions {
            text(&instruction.text, w);
        }
        end(w);
    }
    let is_the_models = |message: &&Message| side(message.role) == MODEL;
    if !first.is_empty() && turns.peek().is_some_and(is_the_models) {
        begin("user", w);
        for instruction in std::mem::take(&mut first) {
            text(&instruction.text, w);
        }
        end(w);
    }
    let signs = call.provider.deviations_of(call.model).signed_calls;
    while let Some(message) = turns.next() {
        let side = side(message.role);
        // Of several calls in a turn, the first one bears the signature.
        let mut wants_signature = signs;
        begin(side, w);
        for instruction in std::mem::take(&mut first) {
            text(&instruction.text, w);
        }
        parts(call, message, &mut wants_signature, w)?;
        while let Some(next) = turns.next_if(|next| self::side(next.role) == side) {
            parts(call, next, &mut wants_signature, w)?;
        }
        end(w);
    }
    w.end_array();
    Ok(())
}

fn side(role: Role) -> &'static str {
    match role {
        Role::Assistant => MODEL,
        _ => "user",
    }
}

fn begin(side: &str, w: &mut Writer) {
    w.begin_object();
    w.string_member("role", side);
    w.key("parts");
    w.begin_array();
}

fn end(w: &mut Writer) {
    w.end_array();
    w.end_object();
}

fn parts(
    call: &Prepared<'_>,
    message: &Message,
    wants_signature: &mut bool,
    w: &mut Writer,
) -> Result<(), RequestError> {
    match &message.content {
        Content::Text(text) => self::text(text, w),
        Content::Parts(parts) => {
            for part in parts {
                match part {
                    Part::Text(text) => self::text(text, w),
                    Part::Media(media) => self::media(call, media, w)?,
                }
            }
        }
        Content::Turn(turn) => self::turn(turn, wants_signature, w),
        Content::ToolResult {
            call_id,
            name,
            text,
            is_error,
        } => {
            w.begin_object();
            w.key("functionResponse");
            w.begin_object();
            if !call_id.is_empty() {
                w.string_member("id", call_id);
            }
            w.string_member("name", name);
            w.key("response");
            w.begin_object();
            w.string_member(if *is_error { "error" } else { "output" }, text);
            w.end_object();
            w.end_object();
            w.end_object();
        }
    }
    Ok(())
}

fn text(text: &str, w: &mut Writer) {
    w.begin_object();
    w.string_member("text", text);
    w.end_object();
}

/// The parts as they came, and in their order what none of them holds.
fn turn(turn: &Turn, wants_signature: &mut bool, w: &mut Writer) {
    let blocks = turn.blocks(Wire::Gemini.as_str());
    let mut beside = turn.text_beside(blocks);
    let mut calls = turn.calls_beside(blocks).peekable();
    for block in blocks {
        if let Holds::Call(held) = block.holds {
            if let Some(text) = beside.take() {
                self::text(text, w);
            }
            while let Some((_, earlier)) = calls.next_if(|(number, _)| *number < held) {
                function_call(earlier, wants_signature, w);
            }
            let is_first = std::mem::take(wants_signature);
            if is_first && !is_signed(&block.json) {
                signed(&block.json, w);
                continue;
            }
        }
        w.raw(&block.json);
    }
    if let Some(text) = beside {
        self::text(text, w);
    }
    for (_, call) in calls {
        function_call(call, wants_signature, w);
    }
}

/// Whether a part bears a signature, or is nothing that could.
fn is_signed(part: &str) -> bool {
    let mut is_signed = false;
    let read = Cursor::new(part).object(|cursor, key| {
        is_signed |= matches!(key, "thoughtSignature" | "thought_signature");
        cursor.skip()
    });
    is_signed || !matches!(read, Ok(true))
}

/// A part that came without a signature, from a model that gives none.
fn signed(part: &str, w: &mut Writer) {
    match part.trim_end().strip_suffix('}') {
        Some(open) => {
            w.raw(open);
            w.string_member("thoughtSignature", NO_SIGNATURE);
            w.end_object();
        }
        None => w.raw(part),
    }
}

fn function_call(call: &ToolCall, wants_signature: &mut bool, w: &mut Writer) {
    w.begin_object();
    w.key("functionCall");
    w.begin_object();
    if !call.id.is_empty() {
        w.string_member("id", &call.id);
    }
    w.string_member("name", &call.name);
    w.key("args");
    w.raw(call.object());
    w.end_object();
    if std::mem::take(wants_signature) {
        w.string_member("thoughtSignature", NO_SIGNATURE);
    }
    w.end_object();
}

fn media(call: &Prepared<'_>, media: &Media, w: &mut Writer) -> Result<(), RequestError> {
    let uri = match &media.source {
        Source::Base64(data) => {
            w.begin_object();
            w.key("inlineData");
            w.begin_object();
            w.string_member("mimeType", &media.media_type);
            w.string_member("data", data);
            w.end_object();
            w.end_object();
            return Ok(());
        }
        Source::Url(uri) => uri.clone(),
        Source::FileId(id) if id.contains("://") => id.clone(),
        // Vertex AI has no store of its own.
        Source::FileId(_) if call.provider.base_url.contains('{') => {
            return Err(unsupported(call, media));
        }
        Source::FileId(id) => {
            let id = id.strip_prefix("files/").unwrap_or(id);
            format!("{}/files/{id}", call.provider.base_url)
        }
    };
    w.begin_object();
    w.key("fileData");
    w.begin_object();
    if !media.media_type.is_empty() {
        w.string_member("mimeType", &media.media_type);
    }
    w.string_member("fileUri", &uri);
    w.end_object();
    w.end_object();
    Ok(())
}
