//! How a provider is asked for structure, and the names that people know the ways by.

use std::fmt;
use std::str::FromStr;

use super::{Wire, listed};

/// How a provider is asked for structure.
///
/// ```
/// use formwork::Client;
/// use formwork::provider::Mode;
/// use formwork::provider::offline::Offline;
///
/// let client = Client::offline(Offline::new());
/// let request = client.request::<u8>().user("How many?").mode(Mode::Json);
/// # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
/// let reply = runtime.block_on(request.send())?;
/// assert_eq!(reply.attempts[0].mode, Mode::Json);
///
/// assert_eq!("strict-tools".parse(), Ok(Mode::StrictTools)); // as a setting may have it
/// let instructor = Mode::from_instructor("ANTHROPIC_TOOLS").unwrap();
/// assert_eq!(instructor.0, Mode::Tools);
/// # Ok::<(), formwork::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Mode {
    /// The best way that the provider, the model and the schema have together; where the provider
    /// refuses it, the next one. What was refused is remembered for the model.
    Auto,
    /// A tool that the model must call; its schema is a hint.
    Tools,
    /// A tool that the model must call; the provider enforces its schema.
    StrictTools,
    /// Several tools, one for each branch of a union; the model calls as many as it likes.
    ParallelTools,
    /// The answer's text itself is JSON; the provider enforces the schema.
    JsonSchema,
    /// The answer's text is some JSON object; the schema stands in the instructions.
    Json,
    /// The answer's text holds JSON in a Markdown fence; the schema stands in the instructions.
    MdJson,
    /// Nothing is asked for but words: calls without a type
    /// ([`Client::request_text`](crate::Client::request_text)) have this mode, and no others.
    Text,
}

impl Mode {
    /// All modes, the most binding first.
    pub const ALL: [Self; 8] = [
        Self::JsonSchema,
        Self::StrictTools,
        Self::Tools,
        Self::ParallelTools,
        Self::Json,
        Self::MdJson,
        Self::Text,
        Self::Auto,
    ];

    /// Its name, as [`FromStr`] reads it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Tools => "tools",
            Self::StrictTools => "strict_tools",
            Self::ParallelTools => "parallel_tools",
            Self::JsonSchema => "json_schema",
            Self::Json => "json",
            Self::MdJson => "md_json",
            Self::Text => "text",
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
        matches!(self, Self::Tools | Self::StrictTools | Self::ParallelTools)
    }

    /// Whether the schema is told in the instructions alone.
    #[must_use]
    pub fn is_told(self) -> bool {
        matches!(self, Self::Json | Self::MdJson)
    }

    /// Reads one of Instructor's mode names (version 1.17), in the spelling of its enumeration
    /// (`ANTHROPIC_TOOLS`) or of its values (`anthropic_tools`, `tool_call`): the mode it means, and
    /// the wire, where the name asks for one.
    ///
    /// `TOOLS_STRICT` is taken at its word: Instructor itself sends no `strict` for it.
    #[must_use]
    pub fn from_instructor(name: &str) -> Option<(Self, Option<Wire>)> {
        let name = folded(name);
        let row = INSTRUCTOR.iter().find(|row| row.0.contains(&&*name))?;
        Some((row.1, row.2))
    }
}

/// Instructor's names, in lower case: what they mean there.
const INSTRUCTOR: &[(&[&str], Mode, Option<Wire>)] = &[
    (
        &[
            "tools",
            "tool_call",
            "functions",
            "function_call",
            "xai_tools",
            "mistral_tools",
            "vertexai_tools",
            "gemini_tools",
            "genai_tools",
            "cohere_tools",
            "cerebras_tools",
            "fireworks_tools",
            "writer_tools",
            "anthropic_tools",
            "anthropic_reasoning_tools",
            "bedrock_tools",
        ],
        Mode::Tools,
        None,
    ),
    (&["tools_strict"], Mode::StrictTools, None),
    (
        &[
            "parallel_tools",
            "parallel_tool_call",
            "anthropic_parallel_tools",
            "vertexai_parallel_tools",
        ],
        Mode::ParallelTools,
        None,
    ),
    (
        &["responses_tools", "responses_tools_with_inbuilt_tools"],
        Mode::Tools,
        Some(Wire::OpenaiResponses),
    ),
    (
        &[
            "json_schema",
            "json_schema_mode",
            "json_o1",
            "mistral_structured_outputs",
            "cohere_json_schema",
            "json_object",
            "openrouter_structured_outputs",
        ],
        Mode::JsonSchema,
        None,
    ),
    (
        &[
            "json",
            "json_mode",
            "anthropic_json",
            "genai_json",
            "genai_structured_outputs",
        ],
        Mode::Json,
        None,
    ),
    (
        &[
            "md_json",
            "markdown_json_mode",
            "xai_json",
            "vertexai_json",
            "gemini_json",
            "cerebras_json",
            "fireworks_json",
            "writer_json",
            "bedrock_json",
            "perplexity_json",
        ],
        Mode::MdJson,
        None,
    ),
];

fn folded(name: &str) -> String {
    name.trim().to_ascii_lowercase().replace('-', "_")
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
        let wanted = folded(name);
        let found = Self::ALL.into_iter().find(|mode| mode.as_str() == wanted);
        found.ok_or_else(|| UnknownMode {
            name: name.to_owned(),
        })
    }
}

/// A name that no [`Mode`] has.
///
/// ```
/// use formwork::provider::Mode;
///
/// let error = "guess".parse::<Mode>().unwrap_err();
/// assert_eq!(error.name, "guess");
/// ```
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

#[cfg(test)]
mod tests {
    use super::{INSTRUCTOR, Mode, Wire};

    #[test]
    fn modes_read_their_own_names() {
        for mode in Mode::ALL {
            assert_eq!(mode.to_string().parse(), Ok(mode));
        }
        assert_eq!(" Strict-Tools".parse(), Ok(Mode::StrictTools));
        let error = "yaml".parse::<Mode>().unwrap_err().to_string();
        assert!(error.starts_with("there is no mode `yaml`; there are `json_schema`,"));
    }

    #[test]
    fn names_of_instructor_mean_one_thing_each() {
        let mut names: Vec<&str> = INSTRUCTOR.iter().flat_map(|row| row.0).copied().collect();
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]));
        for (name, mode, wire) in [
            ("TOOLS", Mode::Tools, None),
            ("json_o1", Mode::JsonSchema, None),
            ("RESPONSES_TOOLS", Mode::Tools, Some(Wire::OpenaiResponses)),
            ("GENAI_STRUCTURED_OUTPUTS", Mode::Json, None),
        ] {
            assert_eq!(Mode::from_instructor(name), Some((mode, wire)), "{name}");
        }
        assert_eq!(Mode::from_instructor("auto"), None);
    }
}
