//! A failed attempt, to the messages that ask again.

use crate::message::{Message, ToolCall};
use crate::provider::{Assembly, Mode, feedback};
use crate::{Form, Undo, Violation};

/// The messages to append after an attempt whose answer broke the schema: the model's turn as it
/// was, then what was wrong with it.
///
/// Every tool call is answered, also those that carried no answer, because the API refuses a
/// conversation with an open call. Arguments go back byte for byte. A turn without calls, whether
/// text was asked for or came in place of a call, is followed by a user's turn.
///
/// `undo` is that of the wording that was sent ([`Provider::wording`]): the model is told pointers
/// into what it saw. Truncated answers and refusals are not for this function: asking again does not
/// mend them.
///
/// [`Provider::wording`]: crate::provider::Provider::wording
#[must_use]
pub fn reask(
    attempt: &Assembly,
    violations: &[Violation],
    form: &Form,
    mode: Mode,
    undo: Undo,
) -> Vec<Message> {
    let correction = feedback::correction(violations, form, mode, undo);
    let Some(judged) = attempt.answer_call(form.name) else {
        let mut messages = Vec::with_capacity(2);
        // An empty turn is one that some servers refuse, and nobody misses.
        if !attempt.text.is_empty() {
            messages.push(Message::assistant(&attempt.text));
        }
        messages.push(Message::user(correction));
        return messages;
    };
    let calls: Vec<ToolCall> = attempt
        .tool_calls
        .iter()
        .enumerate()
        .map(presentable)
        .collect();
    let ids: Vec<String> = calls.iter().map(|call| call.id.clone()).collect();
    let mut messages = vec![Message::tool_calls(&attempt.text, calls)];
    for (call, id) in ids.into_iter().enumerate() {
        let text = if call == judged {
            correction.clone()
        } else {
            feedback::surplus(form)
        };
        messages.push(Message::tool_result(id, text));
    }
    messages
}

/// A call as it can be sent back. What the server left empty is filled in: an id, which both the
/// call and its result need, and arguments, where nothing stands for the empty object.
fn presentable((number, call): (usize, &ToolCall)) -> ToolCall {
    let mut call = call.clone();
    if call.id.is_empty() {
        call.id = format!("call_{number}");
    }
    if call.arguments.is_empty() {
        "{}".clone_into(&mut call.arguments);
    }
    call
}
