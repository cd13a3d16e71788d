//! What is said to a model, free of any provider's wire format.

/// One turn of a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Who speaks.
    pub role: Role,
    /// What is said.
    pub content: Content,
}

/// Who speaks.
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
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Content {
    /// Text.
    Text(String),
    /// The calls of an assistant turn, and the text beside them, which may be empty.
    ToolCalls {
        /// The text of the turn.
        text: String,
        /// The calls, in the order the model made them.
        calls: Vec<ToolCall>,
    },
    /// A tool's answer to one call.
    ToolResult {
        /// The [`ToolCall::id`] that is answered.
        call_id: String,
        /// The answer.
        text: String,
    },
}

/// A model's call of a tool.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToolCall {
    /// The provider's name for this call; empty where the server gave none.
    pub id: String,
    /// The tool.
    pub name: String,
    /// The arguments as the model wrote them: JSON text, or what the model took for it.
    pub arguments: String,
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
            content: Content::ToolCalls {
                text: text.into(),
                calls,
            },
        }
    }

    /// A tool's answer to the call `call_id`.
    #[must_use]
    pub fn tool_result(call_id: impl Into<String>, text: impl Into<String>) -> Self {
        let content = Content::ToolResult {
            call_id: call_id.into(),
            text: text.into(),
        };
        Self {
            role: Role::Tool,
            content,
        }
    }

    fn text(role: Role, text: impl Into<String>) -> Self {
        Self {
            role,
            content: Content::Text(text.into()),
        }
    }
}
