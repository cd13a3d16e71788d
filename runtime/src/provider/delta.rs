//! What a provider says, one step at a time, in the same words for every wire.

use std::fmt;

use super::ApiError;
use crate::Usage;
use crate::message::Holds;

/// One step of an answer. Text is lent for the time of a call, and never empty.
///
/// ```
/// use formwork::provider::{Delta, Wire};
///
/// let body = br#"{"choices":[{"message":{"content":"Good morning"},"finish_reason":"stop"}]}"#;
/// let mut words = 0;
/// Wire::OpenaiChat.read(body, &mut |delta| match delta {
///     Delta::Text(text) => words += text.split(' ').count(),
///     Delta::Error(error) => println!("{error}"),
///     _ => {}
/// })?;
/// assert_eq!(words, 2);
/// # Ok::<_, formwork::provider::ProtocolError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Delta<'a> {
    /// More of the answer's text.
    Text(&'a str),
    /// More text of the turn, but not of the answer: word of what the model is about to do.
    Aside(&'a str),
    /// More of what the model thinks before it answers.
    Reasoning(&'a str),
    /// More of the model's refusal to answer.
    Refusal(&'a str),
    /// More of a tool call.
    ToolCall {
        /// Which call of the answer: 0 for the first one that appeared, and so on without a gap.
        call: usize,
        /// The provider's name for the call; empty where it is known already, or unknown.
        id: &'a str,
        /// The tool; empty where it is known already.
        name: &'a str,
        /// More of the arguments, as JSON text; may be empty.
        arguments: &'a str,
    },
    /// A block of the model's turn is complete: as the provider words it, to be sent back as it is
    /// when the conversation goes on. What it says comes in other steps as well.
    Block {
        /// The JSON text.
        json: &'a str,
        /// What of the turn it says.
        holds: Holds,
    },
    /// The provider starts the answer over: all that it said so far does not count.
    Restart,
    /// Why the model stopped, in the provider's words, where it says more than a reason.
    Explanation(&'a str),
    /// The model has finished, for this reason. May come twice; the later one counts.
    Finish(FinishReason),
    /// What the whole answer cost. May come twice; the later one replaces the former.
    Usage(Usage),
    /// The provider gave up in the middle of an answer.
    Error(ApiError),
    /// Nothing follows.
    Done,
}

/// Why a model stopped.
///
/// ```
/// use formwork::provider::FinishReason;
///
/// assert_eq!(FinishReason::from_openai("length"), FinishReason::Length);
/// let other = FinishReason::from_openai("insufficient_system_resource");
/// assert_eq!(other.as_str(), "insufficient_system_resource");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FinishReason {
    /// It had said everything.
    Stop,
    /// It reached the token limit: what it said is cut.
    Length,
    /// It called tools.
    ToolCalls,
    /// A content filter held the rest back.
    ContentFilter,
    /// The model, or a filter before it, declined to answer.
    Refusal,
    /// What the model wrote was not a call that its provider could read.
    Malformed,
    /// The provider paused a long turn, to be gone on with.
    Pause,
    /// The provider failed.
    Error,
    /// Another reason, in the provider's word.
    Other(String),
}

impl FinishReason {
    /// The reason a word of the `OpenAI` Chat family stands for, compatible servers' words included.
    #[must_use]
    pub fn from_openai(word: &str) -> Self {
        match word {
            "stop" | "eos" | "end_turn" | "stop_sequence" => Self::Stop,
            "length" | "max_tokens" | "model_length" => Self::Length,
            "tool_calls" | "function_call" | "tool_use" => Self::ToolCalls,
            "content_filter" | "safety" => Self::ContentFilter,
            "refusal" => Self::Refusal,
            "error" => Self::Error,
            _ => Self::Other(word.to_owned()),
        }
    }

    /// One word for it, `OpenAI`'s where `OpenAI` has one; the provider's own for [`FinishReason::Other`].
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Stop => "stop",
            Self::Length => "length",
            Self::ToolCalls => "tool_calls",
            Self::ContentFilter => "content_filter",
            Self::Refusal => "refusal",
            Self::Malformed => "malformed",
            Self::Pause => "pause",
            Self::Error => "error",
            Self::Other(word) => word,
        }
    }
}

impl fmt::Display for FinishReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
