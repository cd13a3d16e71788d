//! The whole of an answer, put together from its steps.

use super::{ApiError, Delta, FinishReason};
use crate::Usage;
use crate::message::{Block, Holds, ToolCall, Turn};

/// What a provider has said so far. Whole answers and streams come to the same assembly.
///
/// It grows with the answer and sets no limit of its own: the wire that feeds it does.
///
/// ```
/// use formwork::provider::{Assembly, FinishReason, Wire};
///
/// let chunks = [
///     "data: {\"choices\":[{\"delta\":{\"content\":\"Good \"}}]}\n\n",
///     "data: {\"choices\":[{\"delta\":{\"content\":\"morning\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n",
/// ];
/// let mut answer = Assembly::default();
/// let mut stream = Wire::OpenaiChat.stream();
/// for chunk in chunks {
///     stream.push(chunk.as_bytes(), &mut |delta| answer.add(delta))?;
/// }
/// stream.end(&mut |delta| answer.add(delta))?;
/// assert_eq!((answer.text.as_str(), answer.finish, answer.done), ("Good morning", Some(FinishReason::Stop), true));
/// # Ok::<_, formwork::provider::ProtocolError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Assembly {
    /// The text, with what the model said beside its answer.
    pub text: String,
    /// What the model thought before it answered, where the provider tells.
    pub reasoning: String,
    /// Why the model declined to answer; empty where it did not.
    pub refusal: String,
    /// The tool calls, in the order they appeared.
    pub tool_calls: Vec<ToolCall>,
    /// The blocks of the turn in the provider's own words, in order. Wires whose turns are plain text
    /// and calls give none.
    pub blocks: Vec<Block>,
    /// Why the model stopped; `None` while it has not, and on servers that never say.
    pub finish: Option<FinishReason>,
    /// What the provider says about why the model stopped, beside the reason; mostly empty.
    pub explanation: String,
    /// What the answer cost; `None` where the provider did not say, or the answer broke off before.
    pub usage: Option<Usage>,
    /// The error that ended the answer, inside an HTTP success.
    pub error: Option<ApiError>,
    /// Whether the end was seen: a finish reason, or the end mark of the stream. An answer without
    /// is cut, however complete it looks.
    pub done: bool,
}

impl Assembly {
    /// Adds one step.
    pub fn add(&mut self, delta: Delta<'_>) {
        match delta {
            Delta::Text(text) | Delta::Aside(text) => self.text.push_str(text),
            Delta::Reasoning(text) => self.reasoning.push_str(text),
            Delta::Refusal(text) => self.refusal.push_str(text),
            Delta::ToolCall {
                call,
                id,
                name,
                arguments,
            } => {
                // Calls are numbered without a gap, so that this is the last one or a new one.
                if call >= self.tool_calls.len() {
                    self.tool_calls.push(ToolCall::default());
                }
                if let Some(known) = self.tool_calls.get_mut(call) {
                    if known.id.is_empty() {
                        id.clone_into(&mut known.id);
                    }
                    if known.name.is_empty() {
                        name.clone_into(&mut known.name);
                    }
                    known.arguments.push_str(arguments);
                }
            }
            Delta::Block { json, holds } => self.blocks.push(Block {
                json: json.to_owned(),
                holds,
            }),
            Delta::Restart => *self = Self::default(),
            Delta::Explanation(text) => text.clone_into(&mut self.explanation),
            Delta::Finish(reason) => {
                self.finish = Some(reason);
                self.done = true;
            }
            Delta::Usage(usage) => self.usage = Some(usage),
            Delta::Error(error) => self.error = Some(error),
            Delta::Done => self.done = true,
        }
    }

    /// The turn as it goes back to a server that speaks `wire`.
    #[must_use]
    pub fn turn(&self, wire: &'static str) -> Turn {
        Turn {
            text: self.text.clone(),
            reasoning: self.reasoning.clone(),
            calls: self.tool_calls.clone(),
            blocks: self.blocks.clone(),
            wire: if self.blocks.is_empty() { "" } else { wire },
        }
    }

    /// Forgets the block of a call, whose arguments are not what the block says any more.
    pub(crate) fn forget_block(&mut self, holds: Holds) {
        self.blocks.retain(|block| block.holds != holds);
    }

    /// The call that carries the answer: the first one of the tool `name`, else the first of all.
    #[must_use]
    pub fn answer_call(&self, name: &str) -> Option<usize> {
        let named = self.tool_calls.iter().position(|call| call.name == name);
        named.or(if self.tool_calls.is_empty() {
            None
        } else {
            Some(0)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Assembly;
    use crate::provider::{Delta, FinishReason};

    fn call<'a>(call: usize, id: &'a str, name: &'a str, arguments: &'a str) -> Delta<'a> {
        Delta::ToolCall {
            call,
            id,
            name,
            arguments,
        }
    }

    #[test]
    fn steps_add_up() {
        let mut assembly = Assembly::default();
        for delta in [
            Delta::Reasoning("hm"),
            Delta::Text("a"),
            call(0, "x", "f", ""),
            call(0, "ignored", "ignored", "{}"),
            call(1, "", "g", "{"),
            call(1, "y", "", "}"),
            Delta::Text("b"),
        ] {
            assembly.add(delta);
        }
        assert_eq!(
            (assembly.text.as_str(), assembly.reasoning.as_str()),
            ("ab", "hm")
        );
        let calls: Vec<_> = assembly
            .tool_calls
            .iter()
            .map(|call| {
                (
                    call.id.as_str(),
                    call.name.as_str(),
                    call.arguments.as_str(),
                )
            })
            .collect();
        assert_eq!(calls, [("x", "f", "{}"), ("y", "g", "{}")]);
        assert_eq!(assembly.answer_call("g"), Some(1));
        assert_eq!(assembly.answer_call("h"), Some(0));
        assert!(!assembly.done);
        assembly.add(Delta::Finish(FinishReason::Stop));
        assert!(assembly.done);
        assert_eq!(Assembly::default().answer_call("g"), None);
    }
}
