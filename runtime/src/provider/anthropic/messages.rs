//! A conversation, to the `system` and the `messages` of a request.
//!
//! Source: `MessageParam` of the vendor's client 2.11.0. Turns of the user and of the model alternate,
//! so that what follows one another from the same side becomes one turn; in it, results of calls come
//! first, as the API demands.

use super::{NAME, media};
use crate::json::write::Writer;
use crate::message::{CacheFor, Content, Holds, Message, Part, Role, ToolCall, Turn};
use crate::provider::cache_marks::Marks;
use crate::provider::prepared::is_object;
use crate::provider::told::Instruction;
use crate::provider::{Prepared, RequestError};

/// How many marks for the cache the API takes.
const MOST_MARKS: usize = 4;

/// Writes both.
pub(super) fn write(call: &Prepared<'_>, w: &mut Writer) -> Result<(), RequestError> {
    let instructions = call.instructions()?;
    let conversation: Vec<&Message> = call.conversation().collect();
    let marks = instructions.iter().map(|one| one.cache);
    let marks = marks.chain(conversation.iter().map(|message| message.cache));
    let mut marks = Marks::new(MOST_MARKS, marks);
    system(&instructions, &mut marks, w);
    w.key("messages");
    w.begin_array();
    for turn in conversation.chunk_by(|a, b| is_model(a) == is_model(b)) {
        self::turn(call, turn, &mut marks, w)?;
    }
    w.end_array();
    Ok(())
}

fn is_model(message: &Message) -> bool {
    matches!(message.content, Content::Turn(_)) || message.role == Role::Assistant
}

fn system(instructions: &[Instruction<'_>], marks: &mut Marks, w: &mut Writer) {
    let mut texts = instructions.iter().filter(|one| !one.text.is_empty());
    match (texts.next(), texts.next()) {
        (None, _) => {}
        (Some(only), None) if only.cache.is_none() => w.string_member("system", &only.text),
        _ => {
            w.key("system");
            w.begin_array();
            for one in instructions {
                let mark = marks.next(one.cache);
                if !one.text.is_empty() {
                    text_block(&one.text, mark, w);
                }
            }
            w.end_array();
        }
    }
}

/// One turn: what came from one side without a break.
fn turn(
    call: &Prepared<'_>,
    messages: &[&Message],
    marks: &mut Marks,
    w: &mut Writer,
) -> Result<(), RequestError> {
    w.begin_object();
    let is_model = messages.first().is_some_and(|first| is_model(first));
    w.string_member("role", if is_model { "assistant" } else { "user" });
    w.key("content");
    if let [
        Message {
            content: Content::Text(text),
            cache: None,
            ..
        },
    ] = messages
    {
        w.string(text);
        w.end_object();
        return Ok(());
    }
    w.begin_array();
    let is_result = |message: &&&Message| matches!(message.content, Content::ToolResult { .. });
    let results = messages.iter().filter(is_result);
    let others = messages.iter().filter(|message| !is_result(message));
    for message in results.chain(others) {
        let mark = marks.next(message.cache);
        match &message.content {
            Content::Text(text) => text_block(text, mark, w),
            Content::Parts(parts) => self::parts(call, parts, mark, w)?,
            Content::Turn(turn) => blocks(call, turn, mark, w)?,
            Content::ToolResult {
                call_id,
                text,
                is_error,
                ..
            } => {
                w.begin_object();
                w.string_member("type", "tool_result");
                w.string_member("tool_use_id", &id(call_id));
                if *is_error {
                    w.key("is_error");
                    w.bool(true);
                }
                w.string_member("content", text);
                end_block(mark, w);
            }
        }
    }
    w.end_array();
    w.end_object();
    Ok(())
}

fn parts(
    call: &Prepared<'_>,
    parts: &[Part],
    mark: Option<CacheFor>,
    w: &mut Writer,
) -> Result<(), RequestError> {
    for (number, part) in parts.iter().enumerate() {
        let mark = mark.filter(|_| number + 1 == parts.len());
        match part {
            Part::Text(text) => text_block(text, mark, w),
            Part::Media(media) => {
                media::write(call, media, w)?;
                end_block(mark, w);
            }
        }
    }
    Ok(())
}

/// The blocks of a turn of the model: its own as they came, then what none of them holds.
fn blocks(
    call: &Prepared<'_>,
    turn: &Turn,
    mark: Option<CacheFor>,
    w: &mut Writer,
) -> Result<(), RequestError> {
    let blocks = turn.blocks(NAME);
    let text = turn.text_beside(blocks);
    let calls: Vec<&ToolCall> = turn.calls_beside(blocks).map(|beside| beside.1).collect();
    for (number, block) in blocks.iter().enumerate() {
        let is_last = number + 1 == blocks.len() && text.is_none() && calls.is_empty();
        // Thinking takes no mark.
        let mark = mark.filter(|_| is_last && block.holds != Holds::Other);
        match (mark, block.json.trim_end().strip_suffix('}')) {
            (Some(mark), Some(open)) => {
                w.raw(open);
                end_block(Some(mark), w);
            }
            _ => w.raw(&block.json),
        }
    }
    if let Some(text) = text {
        text_block(text, mark.filter(|_| calls.is_empty()), w);
    }
    for (number, one) in calls.iter().enumerate() {
        let mark = mark.filter(|_| number + 1 == calls.len());
        tool_use(call, one, mark, w)?;
    }
    Ok(())
}

fn tool_use(
    call: &Prepared<'_>,
    one: &ToolCall,
    mark: Option<CacheFor>,
    w: &mut Writer,
) -> Result<(), RequestError> {
    let arguments = match one.arguments.trim() {
        "" => "{}",
        arguments if is_object(arguments) => arguments,
        _ => {
            return Err(RequestError::Unsupported {
                provider: call.provider.name,
                what: format!("a call of `{}` whose arguments are not an object", one.name),
            });
        }
    };
    w.begin_object();
    w.string_member("type", "tool_use");
    w.string_member("id", &id(&one.id));
    w.string_member("name", &one.name);
    w.key("input");
    w.raw(arguments);
    end_block(mark, w);
    Ok(())
}

/// A text block; nothing where there is no text, which the API refuses.
fn text_block(text: &str, mark: Option<CacheFor>, w: &mut Writer) {
    if text.is_empty() {
        return;
    }
    w.begin_object();
    w.string_member("type", "text");
    w.string_member("text", text);
    end_block(mark, w);
}

/// Closes a block, with its mark for the cache.
fn end_block(mark: Option<CacheFor>, w: &mut Writer) {
    if let Some(time) = mark {
        w.key("cache_control");
        w.begin_object();
        w.string_member("type", "ephemeral");
        if time == CacheFor::Hour {
            w.string_member("ttl", "1h");
        }
        w.end_object();
    }
    w.end_object();
}

/// A call's id in the characters that the API takes: other providers use more of them.
fn id(id: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    id.chars()
        .map(|c| if is_plain(c) { c } else { '_' })
        .collect()
}
