//! A failed attempt, to the messages that ask again: one place for all wires.

use super::{Assembly, Mode, Wire, feedback};
use crate::message::{Holds, Message, ToolCall, Turn};
use crate::{Form, Undo, Violation};

/// The messages to append after an attempt whose answer broke the schema: the model's turn as it
/// was, then what was wrong with it.
///
/// Every tool call is answered, also those that carried no answer, because providers refuse a
/// conversation with an open call. Arguments go back byte for byte wherever the wire can carry them,
/// and blocks that only the provider understands go back as they came. A turn without calls, whether
/// text was asked for or came in place of a call, is followed by a user's turn.
///
/// `undo` is that of the wording that was sent ([`Provider::wording`]): the model is told pointers
/// into what it saw. Truncated answers and refusals are not for this function: asking again does not
/// mend them.
///
/// [`Provider::wording`]: crate::provider::Provider::wording
///
/// ```
/// use formwork::provider::{Mode, Wire, openai_chat::response::assemble, reask};
/// use formwork::{Content, Extract, Undo, decode};
///
/// let body = br#"{"choices":[{"message":{"content":"true!"},"finish_reason":"stop"}]}"#;
/// let answer = assemble(body)?;
/// let violations = decode::<bool>(&answer.text).unwrap_err();
/// let turns = reask(Wire::OpenaiChat, &answer, &violations, &bool::FORM, Mode::Json, Undo::default());
/// let [_, told] = &turns[..] else { panic!("two turns") };
/// assert!(matches!(&told.content, Content::Text(text) if text.contains("[json]")));
/// # Ok::<_, formwork::provider::ProtocolError>(())
/// ```
#[must_use]
pub fn reask(
    wire: Wire,
    attempt: &Assembly,
    violations: &[Violation],
    form: &Form,
    mode: Mode,
    undo: Undo,
) -> Vec<Message> {
    let correction = feedback::correction(violations, form.name, mode, undo);
    let Some(judged) = attempt.answer_call(form.name) else {
        let mut messages = echo(attempt.turn(wire.as_str()));
        messages.push(Message::user(correction));
        return messages;
    };
    tell(wire, attempt, form.name, |call| {
        let text = if call == judged {
            correction.clone()
        } else {
            feedback::surplus(form)
        };
        (text, true)
    })
}

/// The messages to append after an attempt some of whose calls broke their schemas: those that fit are
/// accepted, and the others told what was wrong. `wrong` is as long as there are calls.
#[must_use]
pub(crate) fn reask_calls(
    wire: Wire,
    attempt: &Assembly,
    wrong: &[Option<Vec<Violation>>],
    tools: &[Form],
    undo: Undo,
) -> Vec<Message> {
    if attempt.tool_calls.is_empty() {
        let mut messages = echo(attempt.turn(wire.as_str()));
        messages.push(Message::user(feedback::uncalled(tools)));
        return messages;
    }
    tell(wire, attempt, "", |call| {
        let (Some(Some(wrong)), Some(of)) = (wrong.get(call), attempt.tool_calls.get(call)) else {
            return (feedback::ACCEPTED.to_owned(), false);
        };
        let mode = Mode::ParallelTools;
        (feedback::correction(wrong, &of.name, mode, undo), true)
    })
}

/// The turn of the model and an answer to each of its calls.
fn tell(
    wire: Wire,
    attempt: &Assembly,
    tool: &str,
    mut said: impl FnMut(usize) -> (String, bool),
) -> Vec<Message> {
    let mut turn = attempt.turn(wire.as_str());
    let mut results = Vec::with_capacity(turn.calls.len());
    let mut unreadable = Vec::new();
    for (number, call) in turn.calls.iter_mut().enumerate() {
        let (mut text, is_error) = said(number);
        if let Some(lost) = presentable(wire, number, call) {
            text.push_str("\nWhat you wrote was not JSON: ");
            text.push_str(&lost);
            unreadable.push(number);
        }
        let name = if call.name.is_empty() {
            tool
        } else {
            &call.name
        };
        results.push(if is_error {
            Message::tool_error(&call.id, name, text)
        } else {
            Message::tool_result(&call.id, name, text)
        });
    }
    turn.blocks.retain(|block| {
        !unreadable
            .iter()
            .any(|call| block.holds == Holds::Call(*call))
    });
    let mut messages = echo(turn);
    messages.append(&mut results);
    messages
}

/// The model's turn; nothing where it said nothing, since some servers refuse an empty turn, and
/// nobody misses it.
fn echo(turn: Turn) -> Vec<Message> {
    if turn.blocks.is_empty() && turn.calls.is_empty() {
        let text = (!turn.text.is_empty()).then(|| Message::assistant(turn.text));
        return text.into_iter().collect();
    }
    vec![Message::turn(turn)]
}

/// Makes a call one that can be sent back. What the server left empty is filled in: an id where the
/// wire needs one, for both the call and its result, and arguments, where nothing stands for the
/// empty object. Gives the arguments that the wire cannot carry.
fn presentable(wire: Wire, number: usize, call: &mut ToolCall) -> Option<String> {
    if call.id.is_empty() && wire.has_call_ids() {
        call.id = format!("call{number:05}");
    }
    if call.arguments.trim().is_empty() {
        "{}".clone_into(&mut call.arguments);
    }
    let fits = || {
        let read = serde_json::from_str::<serde_json::Map<_, serde_json::Value>>(&call.arguments);
        read.is_ok()
    };
    if !wire.has_object_arguments() || fits() {
        return None;
    }
    Some(std::mem::replace(&mut call.arguments, "{}".to_owned()))
}
