//! Providers as data, and their wire formats as pure state machines.
//!
//! A [`Provider`] is a row of a table. A *wire* turns a [`Prepared`] call into a request body,
//! bytes or events into [`Delta`]s, and a failed attempt into the messages that ask again. Nothing
//! here opens a connection, reads a clock or an environment variable, or waits.

use std::fmt;
use std::str::FromStr;

mod api_error;
mod assembly;
mod cursor;
mod delta;
mod feedback;
pub mod offline;
pub mod openai_chat;
mod prepared;
mod protocol_error;
mod raw;
mod retry_after;
mod table;
pub(crate) mod wire;

pub use self::api_error::{ApiError, ApiErrorKind};
pub use self::assembly::Assembly;
pub use self::delta::{Delta, FinishReason};
pub use self::prepared::{Prepared, RequestError, Wording};
pub use self::protocol_error::{ProtocolError, ProtocolErrorKind};
pub use self::retry_after::retry_after;
pub use self::table::{Deviations, ModelNameError, PROVIDERS, Provider, Wire, find, parse};
pub use crate::message::{Content, ToolCall};

/// How a provider is asked for structure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Mode {
    /// A tool that the model must call; its schema is a hint.
    Tools,
    /// A tool that the model must call; the provider enforces its schema.
    StrictTools,
    /// The answer's text itself is JSON; the provider enforces the schema.
    JsonSchema,
    /// The answer's text is some JSON object; the schema stands in the instructions.
    Json,
}

impl Mode {
    /// All modes, the most binding first.
    pub const ALL: [Self; 4] = [Self::JsonSchema, Self::StrictTools, Self::Tools, Self::Json];

    /// Its name, as [`FromStr`] reads it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Tools => "tools",
            Self::StrictTools => "strict_tools",
            Self::JsonSchema => "json_schema",
            Self::Json => "json",
        }
    }

    /// Whether the provider enforces the schema, so that it must be worded in the provider's
    /// dialect.
    #[must_use]
    pub fn is_enforced(self) -> bool {
        matches!(self, Self::StrictTools | Self::JsonSchema)
    }

    /// Whether the answer is the arguments of a tool call, rather than text.
    #[must_use]
    pub fn is_tools(self) -> bool {
        matches!(self, Self::Tools | Self::StrictTools)
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Mode {
    type Err = UnknownMode;

    /// Reads a mode's name in any case, with `-` for `_` if need be.
    fn from_str(name: &str) -> Result<Self, UnknownMode> {
        let wanted = name.trim().to_ascii_lowercase().replace('-', "_");
        let found = Self::ALL.into_iter().find(|mode| mode.as_str() == wanted);
        found.ok_or_else(|| UnknownMode {
            name: name.to_owned(),
        })
    }
}

/// A name that no [`Mode`] has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownMode {
    /// The name.
    pub name: String,
}

impl fmt::Display for UnknownMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "there is no mode `{}`; there are {}",
            self.name,
            listed(&Mode::ALL)
        )
    }
}

impl std::error::Error for UnknownMode {}

/// Names between backquotes, separated by commas.
fn listed<T: fmt::Display>(names: &[T]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::Mode;

    #[test]
    fn modes_read_their_own_names() {
        for mode in Mode::ALL {
            assert_eq!(mode.to_string().parse(), Ok(mode));
        }
        assert_eq!(" Strict-Tools".parse(), Ok(Mode::StrictTools));
        let error = "yaml".parse::<Mode>().unwrap_err().to_string();
        assert_eq!(
            error,
            "there is no mode `yaml`; there are `json_schema`, `strict_tools`, `tools`, `json`"
        );
    }
}
