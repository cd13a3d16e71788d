//! The table of providers: what differs between servers that speak the same wire.
//!
//! Adding a provider that speaks a known wire is adding a row.

use std::fmt;

use super::{Mode, listed, openai_chat};
use crate::Form;

/// A row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Provider {
    /// The name before the slash in `openai/gpt-5`.
    pub name: &'static str,
    /// Where its API lives, without a slash at the end. Another address may be used in its place:
    /// any server that speaks the same wire.
    pub base_url: &'static str,
    /// The environment variable that holds another base URL.
    pub base_url_variable: Option<&'static str>,
    /// The environment variable that holds the key; `None` where there is no key.
    pub key_variable: Option<&'static str>,
    /// What it speaks.
    pub wire: Wire,
    /// The dialect in which its enforced modes want the schema.
    pub dialect: &'static str,
    /// The modes it has, the best one first.
    pub modes: &'static [Mode],
    /// The mode to use where nobody asks for another.
    pub default_mode: Mode,
    /// Where it leaves its wire.
    pub deviations: Deviations,
}

/// A wire format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Wire {
    /// `OpenAI` Chat Completions: see [`openai_chat`].
    OpenaiChat,
}

/// Where a server leaves the wire it speaks. [`Deviations::NONE`] is the vendor's own server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Deviations {
    /// The request key that limits the answer's tokens.
    pub token_limit: &'static str,
    /// Whether a stream must be asked for its usage (`stream_options.include_usage`).
    pub asks_for_usage: bool,
    /// Whether `parallel_tool_calls` is understood.
    pub parallel_tool_calls: bool,
}

impl Deviations {
    /// None: what `OpenAI`'s own server understands.
    pub const NONE: Self = Self {
        token_limit: "max_completion_tokens",
        asks_for_usage: true,
        parallel_tool_calls: true,
    };
}

const OPENAI: Provider = Provider {
    name: "openai",
    base_url: "https://api.openai.com/v1",
    base_url_variable: Some("OPENAI_BASE_URL"),
    key_variable: Some("OPENAI_API_KEY"),
    wire: Wire::OpenaiChat,
    dialect: openai_chat::DIALECT,
    modes: &Mode::ALL,
    default_mode: Mode::JsonSchema,
    deviations: Deviations::NONE,
};

/// Every provider, in alphabetical order.
pub const PROVIDERS: &[Provider] = &[
    // Answers on this machine, out of the schema; through OpenAI's wire, so that what works offline
    // works online.
    Provider {
        name: "offline",
        base_url: "offline:",
        base_url_variable: None,
        key_variable: None,
        ..OPENAI
    },
    OPENAI,
];

impl Provider {
    /// The mode for a form: the default one, or the best one whose dialect can word the form.
    #[must_use]
    pub fn mode_for(&self, form: &Form) -> Mode {
        let candidates = [&self.default_mode].into_iter().chain(self.modes);
        let mut able = candidates.filter(|mode| self.wording(form, **mode).is_ok());
        able.next().copied().unwrap_or(self.default_mode)
    }
}

/// The provider of a name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Provider> {
    PROVIDERS.iter().find(|provider| provider.name == name)
}

/// Reads `openai/gpt-5`: the provider, and the model in the provider's own spelling, which may
/// itself hold slashes.
///
/// # Errors
/// A missing slash, an empty part or an unknown provider.
pub fn parse(name: &str) -> Result<(&'static Provider, &str), ModelNameError> {
    let error = || ModelNameError {
        name: name.to_owned(),
    };
    let (provider, model) = name.split_once('/').ok_or_else(error)?;
    if model.trim().is_empty() {
        return Err(error());
    }
    Ok((find(provider).ok_or_else(error)?, model))
}

/// A model's name that is not `provider/model` with a provider of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelNameError {
    /// The name.
    pub name: String,
}

impl fmt::Display for ModelNameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = &self.name;
        let providers: Vec<&str> = PROVIDERS.iter().map(|provider| provider.name).collect();
        let known = listed(&providers);
        match name.split_once('/') {
            None => write!(f, "`{name}` names no provider: write `provider/model`"),
            Some(("", _)) => write!(f, "`{name}` names no provider before the slash"),
            Some((provider, model)) if find(provider).is_some() && model.trim().is_empty() => {
                return write!(f, "`{name}` names no model after the slash");
            }
            Some((provider, _)) => write!(f, "there is no provider `{provider}`"),
        }?;
        write!(
            f,
            "; the providers are {known}. A server that speaks one of their wires is reached through it, with another base URL"
        )
    }
}

impl std::error::Error for ModelNameError {}

#[cfg(test)]
mod tests {
    use super::{PROVIDERS, parse};

    #[test]
    fn rows_are_sorted_and_sound() {
        assert!(PROVIDERS.is_sorted_by(|a, b| a.name < b.name));
        for row in PROVIDERS {
            assert!(row.modes.contains(&row.default_mode), "{}", row.name);
            assert!(!row.base_url.ends_with('/'), "{}", row.name);
            assert!(!row.name.contains('/'), "{}", row.name);
        }
    }

    #[test]
    fn names_split_at_the_first_slash() {
        for (name, provider, model) in [
            ("openai/gpt-5", "openai", "gpt-5"),
            ("openai/meta-llama/Llama-3", "openai", "meta-llama/Llama-3"),
            ("offline/any", "offline", "any"),
        ] {
            let (row, rest) = parse(name).unwrap();
            assert_eq!((row.name, rest), (provider, model));
        }
    }

    #[test]
    fn wrong_names_say_what_there_is() {
        for (name, part) in [
            ("gpt-5", "`gpt-5` names no provider: write `provider/model`"),
            ("", "write `provider/model`"),
            ("/gpt-5", "before the slash"),
            ("openia/gpt-5", "no provider `openia`"),
            ("OpenAI/gpt-5", "no provider `OpenAI`"),
        ] {
            let message = parse(name).unwrap_err().to_string();
            assert!(message.contains(part), "{message}");
            assert!(message.contains("`offline`, `openai`"), "{message}");
        }
        for name in ["openai/", "openai/ "] {
            let message = parse(name).unwrap_err().to_string();
            assert!(message.contains("names no model"), "{message}");
        }
    }
}
