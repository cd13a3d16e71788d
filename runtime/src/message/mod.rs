//! What is said to a model, free of any provider's wire format.

mod load;
mod magic;
mod media;
mod turn;

pub use self::load::MediaError;
pub use self::media::{Media, MediaKind, Part, Source};
pub use self::turn::{Block, Holds, ToolCall, Turn};

/// One turn of a conversation.
///
/// ```
/// use formwork::{CacheFor, Message, Role};
///
/// let messages = [
///     Message::system("Answer from this contract: ...").cached(CacheFor::Hour),
///     Message::user("When does it end?"),
/// ];
/// assert_eq!(messages.map(|message| message.role), [Role::System, Role::User]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Who speaks.
    pub role: Role,
    /// What is said.
    pub content: Content,
    /// Whether the conversation up to here is worth a place in the provider's cache, and for how long.
    /// Providers that cache by themselves, or not at all, are told nothing.
    pub cache: Option<CacheFor>,
}

/// How long a provider is asked to keep the beginning of a conversation.
///
/// ```
/// use formwork::{CacheFor, Client, Message};
///
/// let client = Client::builder("anthropic/claude-sonnet-4-5").api_key("test").build()?;
/// let contract = Message::system("Answer from this contract: ...").cached(CacheFor::Hour);
/// let request = client.request::<String>().message(contract).user("When does it end?").build(false)?;
/// assert!(String::from_utf8_lossy(&request.body).contains(r#""cache_control":{"type":"ephemeral","ttl":"1h"}"#));
/// # Ok::<(), formwork::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CacheFor {
    /// As long as the provider does without being told; five minutes with those that say.
    Default,
    /// An hour.
    Hour,
}

/// Who speaks.
///
/// ```
/// use formwork::{Message, Role};
///
/// let spoken = [Message::user("Who was it?"), Message::assistant("Ada.")];
/// let by_the_model = spoken.iter().filter(|message| message.role == Role::Assistant);
/// assert_eq!((by_the_model.count(), Role::Assistant.as_str()), (1, "assistant"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Role {
    /// The operator's instructions.
    System,
    /// The operator's instructions, in the word of `OpenAI`'s newer models.
    Developer,
    /// The person who asks.
    User,
    /// The model.
    Assistant,
    /// A tool that answers a call of the model.
    Tool,
}

impl Role {
    /// The name every chat API gives it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Developer => "developer",
            Self::User => "user",
            Self::Assistant => "assistant",
            Self::Tool => "tool",
        }
    }
}

/// What is said.
///
/// ```
/// use formwork::{Content, Message};
///
/// fn words(message: &Message) -> &str {
///     match &message.content {
///         Content::Text(text) => text,
///         Content::Turn(turn) => &turn.text,
///         _ => "",
///     }
/// }
///
/// assert_eq!(words(&Message::user("Who was it?")), "Who was it?");
/// assert_eq!(words(&Message::tool_result("call-1", "weather", "rain")), "");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Content {
    /// Text.
    Text(String),
    /// Text and media, in order; of the user.
    Parts(Vec<Part>),
    /// A turn of the model that is more than text.
    Turn(Turn),
    /// A tool's answer to one call.
    ToolResult {
        /// The [`ToolCall::id`] that is answered.
        call_id: String,
        /// The tool's name.
        name: String,
        /// The answer.
        text: String,
        /// Whether it tells of a failure.
        is_error: bool,
    },
}

impl Message {
    /// Instructions of the operator.
    #[must_use]
    pub fn system(text: impl Into<String>) -> Self {
        Self::text(Role::System, text)
    }

    /// Instructions of the operator, for models that call the role `developer`.
    #[must_use]
    pub fn developer(text: impl Into<String>) -> Self {
        Self::text(Role::Developer, text)
    }

    /// A turn of the user.
    #[must_use]
    pub fn user(text: impl Into<String>) -> Self {
        Self::text(Role::User, text)
    }

    /// A turn of the model.
    #[must_use]
    pub fn assistant(text: impl Into<String>) -> Self {
        Self::text(Role::Assistant, text)
    }

    /// A turn of the model that calls tools.
    #[must_use]
    pub fn tool_calls(text: impl Into<String>, calls: Vec<ToolCall>) -> Self {
        Self {
            role: Role::Assistant,
            content: Content::Turn(Turn {
                text: text.into(),
                calls,
                ..Turn::default()
            }),
            cache: None,
        }
    }

    /// A turn of the model, as a provider gave it.
    #[must_use]
    pub fn turn(turn: Turn) -> Self {
        Self {
            role: Role::Assistant,
            content: Content::Turn(turn),
            cache: None,
        }
    }

    /// A turn of the user with media in it.
    #[must_use]
    pub fn parts(parts: impl IntoIterator<Item = Part>) -> Self {
        Self {
            role: Role::User,
            content: Content::Parts(parts.into_iter().collect()),
            cache: None,
        }
    }

    /// Marks the conversation up to and including this turn for the provider's cache.
    #[must_use]
    pub fn cached(mut self, time: CacheFor) -> Self {
        self.cache = Some(time);
        self
    }

    /// The answer of the tool `name` to the call `call_id`.
    #[must_use]
    pub fn tool_result(
        call_id: impl Into<String>,
        name: impl Into<String>,
        text: impl Into<String>,
    ) -> Self {
        Self::result(call_id.into(), name.into(), text.into(), false)
    }

    /// Word that the call `call_id` of the tool `name` failed.
    #[must_use]
    pub fn tool_error(
        call_id: impl Into<String>,
        name: impl Into<String>,
        text: impl Into<String>,
    ) -> Self {
        Self::result(call_id.into(), name.into(), text.into(), true)
    }

    fn result(call_id: String, name: String, text: String, is_error: bool) -> Self {
        let content = Content::ToolResult {
            call_id,
            name,
            text,
            is_error,
        };
        Self {
            role: Role::Tool,
            content,
            cache: None,
        }
    }

    fn text(role: Role, text: impl Into<String>) -> Self {
        Self {
            role,
            content: Content::Text(text.into()),
            cache: None,
        }
    }
}
