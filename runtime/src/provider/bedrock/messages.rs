//! A conversation, to the `system` and the `messages` of a request.
//!
//! Source: `Message` and `ContentBlock` of the service model. Turns of the user and of the model alternate,
//! so that what follows one another from the same side becomes one turn; in it, results of calls come
//! first. Blank text is left out, which the API refuses.

use super::{NAME, media};
use crate::json::write::Writer;
use crate::message::{CacheFor, Content, Message, Part, Role, ToolCall, Turn};
use crate::provider::cache_marks::Marks;
use crate::provider::prepared::is_object;
use crate::provider::{Deviations, Prepared, RequestError};

/// How many marks for the cache the API takes.
const MOST_MARKS: usize = 4;

/// The longest id of a call.
const MOST_ID: usize = 64;

/// What is kept in mind from turn to turn.
struct Writing<'c> {
    call: &'c Prepared<'c>,
    deviations: &'c Deviations,
    marks: Marks,
    documents: usize,
}

/// Writes both.
pub(super) fn write(
    call: &Prepared<'_>,
    deviations: &Deviations,
    w: &mut Writer,
) -> Result<(), RequestError> {
    let instructions = call.instructions()?;
    let conversation: Vec<&Message> = call.conversation().collect();
    let marks = instructions.iter().map(|one| one.cache);
    let marks = marks.chain(conversation.iter().map(|message| message.cache));
    let mut writing = Writing {
        call,
        deviations,
        marks: Marks::new(MOST_MARKS, marks),
        documents: 0,
    };
    if instructions.iter().any(|one| !one.text.trim().is_empty()) {
        w.key("system");
        w.begin_array();
        for one in &instructions {
            let mark = writing.marks.next(one.cache);
            if text_block(&one.text, w) {
                cache_point(mark, w);
            }
        }
        w.end_array();
    }
    w.key("messages");
    w.begin_array();
    for turn in conversation.chunk_by(|a, b| is_model(a) == is_model(b)) {
        writing.turn(turn, w)?;
    }
    w.end_array();
    Ok(())
}

fn is_model(message: &Message) -> bool {
    matches!(message.content, Content::Turn(_)) || message.role == Role::Assistant
}

impl Writing<'_> {
    /// One turn: what came from one side without a break.
    fn turn(&mut self, messages: &[&Message], w: &mut Writer) -> Result<(), RequestError> {
        let is_model = messages.first().is_some_and(|first| is_model(first));
        w.begin_object();
        w.string_member("role", if is_model { "assistant" } else { "user" });
        w.key("content");
        w.begin_array();
        let is_result = |message: &&&Message| matches!(message.content, Content::ToolResult { .. });
        let results = messages.iter().filter(is_result);
        let others = messages.iter().filter(|message| !is_result(message));
        for message in results.chain(others) {
            match &message.content {
                Content::Text(text) => {
                    text_block(text, w);
                }
                Content::Parts(parts) => self.parts(parts, w)?,
                Content::Turn(turn) => self.blocks(turn, w)?,
                Content::ToolResult {
                    call_id,
                    text,
                    is_error,
                    ..
                } => {
                    let is_told = *is_error && self.deviations.tells_errors;
                    result(call_id, text, is_told, w);
                }
            }
            cache_point(self.marks.next(message.cache), w);
        }
        w.end_array();
        w.end_object();
        Ok(())
    }

    fn parts(&mut self, parts: &[Part], w: &mut Writer) -> Result<(), RequestError> {
        for part in parts {
            match part {
                Part::Text(text) => {
                    text_block(text, w);
                }
                Part::Media(media) => media::write(self.call, media, &mut self.documents, w)?,
            }
        }
        Ok(())
    }

    /// The blocks of a turn of the model: its own as they came, then what none of them holds.
    fn blocks(&self, turn: &Turn, w: &mut Writer) -> Result<(), RequestError> {
        let blocks = turn.blocks(NAME);
        for block in blocks {
            w.raw(&block.json);
        }
        if let Some(text) = turn.text_beside(blocks) {
            text_block(text, w);
        }
        turn.calls_beside(blocks)
            .try_for_each(|(_, one)| self.tool_use(one, w))
    }

    fn tool_use(&self, one: &ToolCall, w: &mut Writer) -> Result<(), RequestError> {
        let arguments = match one.arguments.trim() {
            "" => "{}",
            arguments if is_object(arguments) => arguments,
            _ => {
                return Err(RequestError::Unsupported {
                    provider: self.call.provider.name,
                    what: format!("a call of `{}` whose arguments are not an object", one.name),
                });
            }
        };
        w.begin_object();
        w.key("toolUse");
        w.begin_object();
        w.string_member("toolUseId", &id(&one.id));
        w.string_member("name", &one.name);
        w.key("input");
        w.raw(arguments);
        w.end_object();
        w.end_object();
        Ok(())
    }
}

fn result(call_id: &str, text: &str, is_error: bool, w: &mut Writer) {
    w.begin_object();
    w.key("toolResult");
    w.begin_object();
    w.string_member("toolUseId", &id(call_id));
    w.key("content");
    w.begin_array();
    text_block(text, w);
    w.end_array();
    if is_error {
        w.string_member("status", "error");
    }
    w.end_object();
    w.end_object();
}

/// A text block, and whether there is one.
fn text_block(text: &str, w: &mut Writer) -> bool {
    let any = !text.trim().is_empty();
    if any {
        w.begin_object();
        w.string_member("text", text);
        w.end_object();
    }
    any
}

/// The mark for the cache, which is a block of its own.
fn cache_point(mark: Option<CacheFor>, w: &mut Writer) {
    let Some(time) = mark else { return };
    w.begin_object();
    w.key("cachePoint");
    w.begin_object();
    w.string_member("type", "default");
    if time == CacheFor::Hour {
        w.string_member("ttl", "1h");
    }
    w.end_object();
    w.end_object();
}

/// A call's id in the characters, and of the length, that the API takes.
fn id(id: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | ':');
    id.chars()
        .take(MOST_ID)
        .map(|c| if is_plain(c) { c } else { '_' })
        .collect()
}
