//! The rows, in alphabetical order. The facts are those of the vendors' documentation and published
//! clients in their state of November 2026; a comment says where a row rests on less.

use super::{Auth, Deviations, Provider, Setting};
use crate::provider::{Mode, Wire};

/// What all rows of servers that speak Chat Completions have in common.
const CHAT: Provider = Provider {
    name: "",
    aliases: &[],
    base_url: "",
    base_url_variables: &[],
    settings: &[],
    key_variables: &[],
    auth: Auth::Bearer,
    headers: &[],
    wires: &[Wire::OpenaiChat],
    dialect: "portable",
    modes: &[Mode::Tools, Mode::ParallelTools, Mode::Json, Mode::MdJson],
    deviations: Deviations::CAUTIOUS,
    models: &[],
};

/// What `OpenAI`'s own servers have.
const OPENAI: Provider = Provider {
    name: "openai",
    base_url: "https://api.openai.com/v1",
    base_url_variables: &["OPENAI_BASE_URL"],
    key_variables: &["OPENAI_API_KEY"],
    wires: &[Wire::OpenaiChat, Wire::OpenaiResponses],
    dialect: "openai-strict",
    modes: ALL_MODES,
    deviations: Deviations::NONE,
    ..CHAT
};

/// All modes, in the order that most providers do best in.
const ALL_MODES: &[Mode] = &[
    Mode::JsonSchema,
    Mode::StrictTools,
    Mode::Tools,
    Mode::ParallelTools,
    Mode::Json,
    Mode::MdJson,
];

/// Every provider, in alphabetical order.
pub const PROVIDERS: &[Provider] = &[
    // Answers on this machine, out of the schema; through OpenAI's wire, so that what works offline
    // works online.
    Provider {
        name: "offline",
        base_url: "offline:",
        base_url_variables: &[],
        key_variables: &[],
        auth: Auth::None,
        wires: &[Wire::OpenaiChat],
        ..OPENAI
    },
    OPENAI,
];
