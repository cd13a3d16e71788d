//! The names of the folder, to wires and rows of the table.

use formwork::provider::{Provider, Wire, find};

/// The wire of an API. `None` for what is none of a chat, such as counting tokens.
pub(super) fn wire(api: &str) -> Option<Wire> {
    let wanted = match api {
        "chat-completions" | "chat" => "openai-chat",
        "responses" => "openai-responses",
        "messages" => "anthropic-messages",
        "converse" | "converse-stream" => "bedrock-converse",
        "generateContent" | "streamGenerateContent" => "gemini",
        "cohere-v2-chat" => "cohere-chat",
        "ollama-api-chat" => "ollama",
        _ => return None,
    };
    Wire::ALL.into_iter().find(|wire| wire.as_str() == wanted)
}

/// The row of a provider; any server that is not in the table is one that speaks Chat Completions.
pub(super) fn provider(name: &str) -> Option<&'static Provider> {
    find(name).or_else(|| find("openai-compatible"))
}
