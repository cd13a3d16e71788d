//! The rows, in alphabetical order. The facts are those of the vendors' documentation and published
//! clients in their state of November 2026; a comment says where a row rests on less.

use super::{Auth, BatchApi, Deviations, Forcing, ModelRow, Provider, Setting};
use crate::message::MediaKind;
use crate::provider::{Mode, Wire};

/// All modes, in the order that most providers do best in.
const ALL_MODES: &[Mode] = &[
    Mode::JsonSchema,
    Mode::StrictTools,
    Mode::Tools,
    Mode::ParallelTools,
    Mode::Json,
    Mode::MdJson,
];

/// The modes of servers that enforce a schema for the text, but none for tools.
const SCHEMA_MODES: &[Mode] = &[
    Mode::JsonSchema,
    Mode::Tools,
    Mode::ParallelTools,
    Mode::Json,
    Mode::MdJson,
];

/// What the parts of Chat Completions can carry.
const EVERY_MEDIUM: &[MediaKind] = &[MediaKind::Image, MediaKind::Audio, MediaKind::Document];

/// The modes of servers that enforce nothing.
const LOOSE_MODES: &[Mode] = &[Mode::Tools, Mode::ParallelTools, Mode::Json, Mode::MdJson];

/// What all rows of servers that speak Chat Completions have in common.
const CHAT: Provider = Provider {
    name: "",
    aliases: &[],
    convention: None,
    base_url: "",
    base_url_variables: &[],
    base_url_suffix: "",
    settings: &[],
    key_variables: &[],
    auth: Auth::Bearer,
    headers: &[],
    batches: None,
    wires: &[Wire::OpenaiChat],
    dialect: "portable",
    modes: LOOSE_MODES,
    deviations: Deviations::CAUTIOUS,
    places: &[],
    models: &[],
    elsewhere: &[],
};

/// What a server of one's own mostly is: on this machine, without a key, with a schema for the text.
const LOCAL: Provider = Provider {
    auth: Auth::OptionalBearer,
    modes: SCHEMA_MODES,
    deviations: Deviations {
        strict_text: true,
        asks_for_usage: true,
        media: EVERY_MEDIUM,
        ..Deviations::CAUTIOUS
    },
    ..CHAT
};

/// What both ways to Gemini have. A forced call is held to its schema, so that strict tools are tools
/// whose schema is worded for that.
const GOOGLE: Provider = Provider {
    wires: &[Wire::Gemini],
    dialect: "gemini",
    modes: ALL_MODES,
    deviations: Deviations::NONE,
    // The names that stand for the latest of a kind stand for one of these, too.
    models: &[
        signing("gemini-3"),
        signing("gemini-flash-latest"),
        signing("gemini-flash-lite-latest"),
        signing("gemini-pro-latest"),
    ],
    ..CHAT
};

/// Models of Google's that want their calls back signed.
const fn signing(prefix: &'static str) -> ModelRow {
    ModelRow {
        signed_calls: Some(true),
        ..ModelRow::of(prefix)
    }
}

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
    models: &[
        silent("chatgpt-"),
        silent("ft:gpt-3.5"),
        silent("ft:gpt-4"),
        silent("gpt-3.5"),
        silent("gpt-4"),
    ],
    ..CHAT
};

/// Models that do not reason, and refuse to be asked for it.
const fn silent(prefix: &'static str) -> ModelRow {
    ModelRow {
        encrypted_reasoning: Some(false),
        ..ModelRow::of(prefix)
    }
}

/// What Anthropic's own servers have. The API version that is asked for refuses sampling parameters.
const ANTHROPIC: Provider = Provider {
    name: "anthropic",
    batches: Some(BatchApi::Anthropic),
    base_url: "https://api.anthropic.com",
    base_url_variables: &["ANTHROPIC_BASE_URL"],
    key_variables: &["ANTHROPIC_API_KEY"],
    auth: Auth::Header("x-api-key"),
    wires: &[Wire::AnthropicMessages],
    dialect: "anthropic",
    modes: ALL_MODES,
    deviations: Deviations {
        temperature: false,
        ..Deviations::NONE
    },
    models: &[
        loose("claude-3"),
        loose("claude-opus-4-0"),
        loose("claude-opus-4-2025"),
        loose("claude-sonnet-4-0"),
        loose("claude-sonnet-4-2025"),
        free("claude-fable"),
        free("claude-mythos"),
    ],
    ..CHAT
};

/// Claude of before the versions that enforce a schema.
const fn loose(prefix: &'static str) -> ModelRow {
    ModelRow {
        modes: Some(LOOSE_MODES),
        ..ModelRow::of(prefix)
    }
}

/// Claude that refuses to be made to call a tool.
const fn free(prefix: &'static str) -> ModelRow {
    ModelRow {
        forcing: Some(Forcing::Auto),
        ..ModelRow::of(prefix)
    }
}

/// Claude on Bedrock, which can be made to call a tool.
const fn claude(prefix: &'static str) -> ModelRow {
    ModelRow {
        forcing: Some(Forcing::Named),
        tells_errors: Some(true),
        ..ModelRow::of(prefix)
    }
}

/// Claude on Bedrock of before the versions that enforce a schema.
const fn older_claude(prefix: &'static str) -> ModelRow {
    ModelRow {
        modes: Some(LOOSE_MODES),
        ..claude(prefix)
    }
}

/// Claude on Bedrock of the versions that take no sampling parameters.
const fn newer_claude(prefix: &'static str) -> ModelRow {
    ModelRow {
        temperature: Some(false),
        ..claude(prefix)
    }
}

/// Claude on Bedrock that refuses to be made to call a tool.
const fn free_claude(prefix: &'static str) -> ModelRow {
    ModelRow {
        forcing: Some(Forcing::Auto),
        ..newer_claude(prefix)
    }
}

/// Every provider, in alphabetical order.
pub const PROVIDERS: &[Provider] = &[
    ANTHROPIC,
    Provider {
        name: "anyscale",
        base_url: "https://api.endpoints.anyscale.com/v1",
        key_variables: &["ANYSCALE_API_KEY"],
        modes: SCHEMA_MODES,
        ..CHAT
    },
    // The v1 API, which needs no `api-version`. `model` is the deployment's name.
    Provider {
        name: "azure",
        convention: Some("azure.ai.openai"),
        aliases: &["azure_openai", "azure-openai"],
        base_url: "https://{resource}.openai.azure.com/openai/v1",
        base_url_variables: &["AZURE_OPENAI_BASE_URL", "AZURE_OPENAI_ENDPOINT"],
        base_url_suffix: "/openai/v1",
        settings: &[Setting {
            name: "resource",
            variables: &["AZURE_OPENAI_RESOURCE"],
            default: None,
        }],
        key_variables: &["AZURE_OPENAI_API_KEY"],
        auth: Auth::Header("api-key"),
        dialect: "azure-openai",
        ..OPENAI
    },
    // The key is a Bedrock API key, where there is one. What a model cannot do is refused by Bedrock, key by key.
    Provider {
        name: "bedrock",
        convention: Some("aws.bedrock"),
        aliases: &["aws-bedrock", "amazon-bedrock", "aws_bedrock"],
        base_url: "https://bedrock-runtime.{region}.amazonaws.com",
        base_url_variables: &["AWS_ENDPOINT_URL_BEDROCK_RUNTIME", "BEDROCK_BASE_URL"],
        settings: &[Setting {
            name: "region",
            variables: &["AWS_REGION", "AWS_DEFAULT_REGION"],
            default: Some("us-east-1"),
        }],
        key_variables: &["AWS_BEARER_TOKEN_BEDROCK"],
        auth: Auth::BearerOrSigned("bedrock"),
        wires: &[Wire::BedrockConverse],
        dialect: "bedrock",
        modes: ALL_MODES,
        deviations: Deviations {
            forcing: Forcing::Auto,
            tells_errors: false,
            ..Deviations::NONE
        },
        places: &[
            "apac.", "au.", "ca.", "eu.", "global.", "jp.", "us-gov.", "us.",
        ],
        models: &[
            ModelRow {
                modes: Some(LOOSE_MODES),
                forcing: Some(Forcing::Named),
                tells_errors: Some(true),
                ..ModelRow::of("amazon.nova")
            },
            claude("anthropic.claude"),
            older_claude("anthropic.claude-3"),
            older_claude("anthropic.claude-opus-4-1"),
            older_claude("anthropic.claude-opus-4-2025"),
            older_claude("anthropic.claude-sonnet-4-2025"),
            newer_claude("anthropic.claude-haiku-5"),
            newer_claude("anthropic.claude-opus-4-7"),
            newer_claude("anthropic.claude-opus-4-8"),
            newer_claude("anthropic.claude-opus-5"),
            newer_claude("anthropic.claude-sonnet-5"),
            free_claude("anthropic.claude-fable"),
            free_claude("anthropic.claude-mythos"),
            ModelRow {
                modes: Some(LOOSE_MODES),
                ..ModelRow::of("meta.")
            },
            ModelRow {
                forcing: Some(Forcing::Any),
                ..ModelRow::of("mistral.")
            },
        ],
        ..CHAT
    },
    Provider {
        name: "cerebras",
        base_url: "https://api.cerebras.ai/v1",
        base_url_variables: &["CEREBRAS_BASE_URL"],
        key_variables: &["CEREBRAS_API_KEY"],
        dialect: "cerebras",
        modes: ALL_MODES,
        deviations: Deviations {
            token_limit: "max_completion_tokens",
            asks_for_usage: true,
            strict_tools: true,
            strict_text: true,
            developer_role: true,
            ..Deviations::CAUTIOUS
        },
        ..CHAT
    },
    Provider {
        name: "cohere",
        base_url: "https://api.cohere.com",
        base_url_variables: &["CO_API_URL", "COHERE_BASE_URL"],
        key_variables: &["CO_API_KEY", "COHERE_API_KEY"],
        wires: &[Wire::CohereChat],
        dialect: "cohere",
        modes: ALL_MODES,
        deviations: Deviations {
            token_limit: "max_tokens",
            forcing: Forcing::Any,
            ..Deviations::NONE
        },
        ..CHAT
    },
    Provider {
        name: "databricks",
        base_url: "https://{workspace}/serving-endpoints",
        base_url_variables: &[
            "DATABRICKS_BASE_URL",
            "DATABRICKS_HOST",
            "DATABRICKS_WORKSPACE_URL",
        ],
        base_url_suffix: "/serving-endpoints",
        settings: &[Setting {
            name: "workspace",
            variables: &["DATABRICKS_WORKSPACE"],
            default: None,
        }],
        key_variables: &["DATABRICKS_TOKEN", "DATABRICKS_API_KEY"],
        dialect: "databricks",
        modes: SCHEMA_MODES,
        deviations: Deviations {
            strict_text: true,
            ..Deviations::CAUTIOUS
        },
        ..CHAT
    },
    Provider {
        name: "deepseek",
        base_url: "https://api.deepseek.com",
        base_url_variables: &["DEEPSEEK_BASE_URL"],
        key_variables: &["DEEPSEEK_API_KEY"],
        dialect: "deepseek",
        modes: &[
            Mode::StrictTools,
            Mode::Tools,
            Mode::ParallelTools,
            Mode::Json,
            Mode::MdJson,
        ],
        deviations: Deviations {
            strict_tools: true,
            strict_path: Some("/beta/chat/completions"),
            media: &[],
            asks_for_usage: true,
            echoes: &["reasoning_content"],
            ..Deviations::CAUTIOUS
        },
        // A thinking model refuses to be forced.
        models: &[ModelRow {
            forcing: Some(Forcing::Auto),
            modes: Some(LOOSE_MODES),
            ..ModelRow::of("deepseek-reasoner")
        }],
        ..CHAT
    },
    Provider {
        name: "fireworks",
        base_url: "https://api.fireworks.ai/inference/v1",
        base_url_variables: &["FIREWORKS_BASE_URL"],
        key_variables: &["FIREWORKS_API_KEY"],
        dialect: "fireworks",
        modes: SCHEMA_MODES,
        deviations: Deviations {
            parallel_tool_calls: true,
            strict_text: true,
            ..Deviations::CAUTIOUS
        },
        ..CHAT
    },
    Provider {
        name: "gemini",
        batches: Some(BatchApi::Gemini),
        convention: Some("gcp.gemini"),
        aliases: &["google", "google-genai", "genai", "generative-ai"],
        base_url_variables: &["GEMINI_BASE_URL", "GOOGLE_GEMINI_BASE_URL"],
        base_url: "https://generativelanguage.googleapis.com/v1beta",
        key_variables: &["GEMINI_API_KEY", "GOOGLE_API_KEY"],
        auth: Auth::Header("x-goog-api-key"),
        ..GOOGLE
    },
    Provider {
        name: "groq",
        batches: Some(BatchApi::Openai),
        base_url: "https://api.groq.com/openai/v1",
        base_url_variables: &["GROQ_BASE_URL"],
        key_variables: &["GROQ_API_KEY"],
        dialect: "groq",
        modes: &[
            Mode::Tools,
            Mode::ParallelTools,
            Mode::JsonSchema,
            Mode::Json,
            Mode::MdJson,
        ],
        deviations: Deviations {
            token_limit: "max_completion_tokens",
            parallel_tool_calls: true,
            streams_json_schema: false,
            ..Deviations::CAUTIOUS
        },
        // The only ones whose schemas are enforced; elsewhere they are taken as a hint.
        models: &[ModelRow {
            modes: Some(&[
                Mode::JsonSchema,
                Mode::Tools,
                Mode::ParallelTools,
                Mode::Json,
                Mode::MdJson,
            ]),
            strict_text: Some(true),
            ..ModelRow::of("openai/gpt-oss-")
        }],
        ..CHAT
    },
    Provider {
        name: "huggingface",
        aliases: &["hugging-face", "hugging_face", "hf"],
        base_url: "https://router.huggingface.co/v1",
        base_url_variables: &["HF_BASE_URL"],
        key_variables: &["HF_TOKEN", "HUGGINGFACE_API_KEY"],
        modes: SCHEMA_MODES,
        deviations: Deviations {
            asks_for_usage: true,
            ..Deviations::CAUTIOUS
        },
        ..CHAT
    },
    Provider {
        name: "litellm",
        base_url: "http://localhost:4000/v1",
        base_url_variables: &["LITELLM_BASE_URL", "LITELLM_PROXY_API_BASE"],
        key_variables: &["LITELLM_API_KEY", "LITELLM_PROXY_API_KEY"],
        modes: ALL_MODES,
        deviations: Deviations {
            strict_tools: true,
            ..LOCAL.deviations
        },
        ..LOCAL
    },
    Provider {
        name: "llama-cpp",
        aliases: &["llama.cpp", "llamacpp", "llama_cpp"],
        base_url: "http://localhost:8080/v1",
        base_url_variables: &["LLAMA_CPP_BASE_URL"],
        key_variables: &["LLAMA_API_KEY"],
        dialect: "llama-cpp",
        deviations: Deviations {
            // A name is taken for an error by servers that know `required` alone.
            forcing: Forcing::Any,
            ..LOCAL.deviations
        },
        ..LOCAL
    },
    Provider {
        name: "lm-studio",
        aliases: &["lmstudio", "lm_studio"],
        base_url: "http://localhost:1234/v1",
        base_url_variables: &["LM_STUDIO_BASE_URL"],
        key_variables: &["LM_STUDIO_API_KEY"],
        dialect: "llama-cpp",
        deviations: Deviations {
            forcing: Forcing::Any,
            ..LOCAL.deviations
        },
        ..LOCAL
    },
    // Closed: a key it does not know is an error 422.
    Provider {
        name: "mistral",
        batches: Some(BatchApi::Mistral),
        convention: Some("mistral_ai"),
        base_url: "https://api.mistral.ai/v1",
        base_url_variables: &["MISTRAL_BASE_URL"],
        key_variables: &["MISTRAL_API_KEY"],
        dialect: "mistral",
        modes: ALL_MODES,
        deviations: Deviations {
            parallel_tool_calls: true,
            strict_tools: true,
            strict_text: true,
            forcing: Forcing::Any,
            any_tool: "any",
            names_results: true,
            media: EVERY_MEDIUM,
            mistral_parts: true,
            ..Deviations::CAUTIOUS
        },
        ..CHAT
    },
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
    Provider {
        name: "ollama",
        base_url: "http://localhost:11434/v1",
        base_url_variables: &["OLLAMA_BASE_URL", "OLLAMA_HOST"],
        base_url_suffix: "/v1",
        key_variables: &["OLLAMA_API_KEY"],
        wires: &[Wire::OpenaiChat, Wire::Ollama],
        dialect: "ollama",
        deviations: Deviations {
            strict_text: false,
            // `tool_choice` is ignored, or read as a wish.
            forcing: Forcing::Any,
            ..LOCAL.deviations
        },
        ..LOCAL
    },
    Provider {
        batches: Some(BatchApi::Openai),
        ..OPENAI
    },
    // Any server that speaks Chat Completions, at an address that has to be told.
    Provider {
        name: "openai-compatible",
        aliases: &["openai_compatible", "compatible"],
        base_url_variables: &["OPENAI_COMPATIBLE_BASE_URL"],
        key_variables: &["OPENAI_COMPATIBLE_API_KEY"],
        auth: Auth::OptionalBearer,
        modes: SCHEMA_MODES,
        deviations: Deviations {
            media: EVERY_MEDIUM,
            ..Deviations::CAUTIOUS
        },
        ..CHAT
    },
    Provider {
        name: "openrouter",
        base_url: "https://openrouter.ai/api/v1",
        base_url_variables: &["OPENROUTER_BASE_URL"],
        key_variables: &["OPENROUTER_API_KEY"],
        wires: &[Wire::OpenaiChat, Wire::OpenaiResponses],
        dialect: "openrouter",
        modes: ALL_MODES,
        deviations: Deviations {
            asks_for_usage: true,
            parallel_tool_calls: true,
            strict_tools: true,
            strict_text: true,
            requires_parameters: true,
            cache_marks: true,
            media: EVERY_MEDIUM,
            echoes: &["reasoning_details"],
            // On Responses, where it keeps nothing by itself.
            encrypted_reasoning: true,
            ..Deviations::CAUTIOUS
        },
        models: &[
            silent("openai/chatgpt-"),
            silent("openai/gpt-3.5"),
            silent("openai/gpt-4"),
        ],
        ..CHAT
    },
    // Its tools take a closed subset of a schema and cannot be asked for by name, so that they are no
    // way to a structure.
    Provider {
        name: "perplexity",
        base_url: "https://api.perplexity.ai",
        base_url_variables: &["PERPLEXITY_BASE_URL"],
        key_variables: &["PERPLEXITY_API_KEY", "PPLX_API_KEY"],
        dialect: "perplexity",
        modes: &[Mode::JsonSchema, Mode::MdJson],
        ..CHAT
    },
    Provider {
        name: "sambanova",
        base_url: "https://api.sambanova.ai/v1",
        base_url_variables: &["SAMBANOVA_BASE_URL"],
        key_variables: &["SAMBANOVA_API_KEY"],
        dialect: "sambanova",
        modes: SCHEMA_MODES,
        deviations: Deviations {
            asks_for_usage: true,
            parallel_tool_calls: true,
            strict_text: true,
            full_calls: true,
            ..Deviations::CAUTIOUS
        },
        ..CHAT
    },
    Provider {
        name: "together",
        base_url: "https://api.together.xyz/v1",
        base_url_variables: &["TOGETHER_BASE_URL"],
        key_variables: &["TOGETHER_API_KEY"],
        dialect: "together",
        modes: SCHEMA_MODES,
        deviations: Deviations {
            strict_text: true,
            // By name it wants a whole call, with an id and arguments.
            forcing: Forcing::Any,
            full_calls: true,
            ..Deviations::CAUTIOUS
        },
        ..CHAT
    },
    // The key is an access token of the project's account, which lasts an hour.
    Provider {
        name: "vertexai",
        convention: Some("gcp.vertex_ai"),
        aliases: &["vertex", "vertex-ai", "google-vertex"],
        base_url: "https://{location}-aiplatform.googleapis.com/v1/projects/{project}/locations/{location}/publishers/google",
        base_url_variables: &["VERTEXAI_BASE_URL"],
        settings: &[
            Setting {
                name: "location",
                variables: &["GOOGLE_CLOUD_LOCATION", "VERTEXAI_LOCATION"],
                default: Some("global"),
            },
            Setting {
                name: "project",
                variables: &["GOOGLE_CLOUD_PROJECT", "VERTEXAI_PROJECT"],
                default: None,
            },
        ],
        key_variables: &["VERTEXAI_ACCESS_TOKEN", "GOOGLE_OAUTH_ACCESS_TOKEN"],
        auth: Auth::Bearer,
        dialect: "vertex",
        elsewhere: &[("claude-", "vertexai-anthropic")],
        ..GOOGLE
    },
    // Claude there, in the words of its vendor: "Claude Models on Google Cloud (Google managed)". There are no batches, no
    // store of files, and nothing is fetched. A schema is enforced from the versions 4.5 on, in organizations that allow the
    // feature `structured_outputs`; elsewhere it is refused by name, so that the next mode is tried.
    Provider {
        name: "vertexai-anthropic",
        convention: Some("gcp.vertex_ai"),
        aliases: &["vertex-anthropic", "anthropic-vertex"],
        base_url: "https://{location}-aiplatform.googleapis.com/v1/projects/{project}/locations/{location}/publishers/anthropic",
        base_url_variables: &["VERTEXAI_ANTHROPIC_BASE_URL"],
        settings: &[
            Setting {
                name: "location",
                variables: &[
                    "CLOUD_ML_REGION",
                    "GOOGLE_CLOUD_LOCATION",
                    "VERTEXAI_LOCATION",
                ],
                default: Some("global"),
            },
            Setting {
                name: "project",
                variables: &[
                    "ANTHROPIC_VERTEX_PROJECT_ID",
                    "GOOGLE_CLOUD_PROJECT",
                    "VERTEXAI_PROJECT",
                ],
                default: None,
            },
        ],
        key_variables: &["VERTEXAI_ACCESS_TOKEN", "GOOGLE_OAUTH_ACCESS_TOKEN"],
        auth: Auth::Bearer,
        batches: None,
        deviations: Deviations {
            raw_predict: true,
            inline_media: true,
            ..ANTHROPIC.deviations
        },
        models: &[
            // Here a version is named behind an `@`.
            loose("claude-3"),
            loose("claude-opus-4-1"),
            loose("claude-opus-4@"),
            loose("claude-sonnet-4@"),
            free("claude-fable"),
            free("claude-mythos"),
        ],
        ..ANTHROPIC
    },
    Provider {
        name: "vllm",
        base_url: "http://localhost:8000/v1",
        base_url_variables: &["VLLM_BASE_URL"],
        key_variables: &["VLLM_API_KEY"],
        dialect: "vllm",
        deviations: Deviations {
            parallel_tool_calls: true,
            ..LOCAL.deviations
        },
        ..LOCAL
    },
    Provider {
        name: "writer",
        base_url: "https://api.writer.com/v1",
        base_url_variables: &["WRITER_BASE_URL"],
        key_variables: &["WRITER_API_KEY"],
        dialect: "writer",
        modes: &[
            Mode::JsonSchema,
            Mode::Tools,
            Mode::ParallelTools,
            Mode::MdJson,
        ],
        deviations: Deviations {
            asks_for_usage: true,
            boxed_choice: true,
            path: "/chat",
            ..Deviations::CAUTIOUS
        },
        ..CHAT
    },
    Provider {
        name: "xai",
        convention: Some("x_ai"),
        aliases: &["grok"],
        base_url: "https://api.x.ai/v1",
        base_url_variables: &["XAI_BASE_URL"],
        key_variables: &["XAI_API_KEY"],
        wires: &[Wire::OpenaiChat, Wire::OpenaiResponses],
        dialect: "xai",
        modes: ALL_MODES,
        deviations: Deviations {
            token_limit: "max_tokens",
            developer_role: false,
            media: &[MediaKind::Image],
            ..Deviations::NONE
        },
        ..CHAT
    },
];
