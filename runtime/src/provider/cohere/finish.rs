//! Why the model stopped: the vendor's words, to ours.

use crate::provider::FinishReason;

/// The reason a `finish_reason` stands for.
pub(super) fn reason(word: &str) -> FinishReason {
    match word {
        "COMPLETE" | "STOP_SEQUENCE" => FinishReason::Stop,
        "MAX_TOKENS" => FinishReason::Length,
        "TOOL_CALL" => FinishReason::ToolCalls,
        "ERROR_TOXIC" => FinishReason::ContentFilter,
        "ERROR" | "TIMEOUT" => FinishReason::Error,
        other => FinishReason::Other(other.to_owned()),
    }
}
