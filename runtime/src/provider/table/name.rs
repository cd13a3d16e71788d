//! `provider/model`, to a row and a model.

use std::fmt;

use super::{PROVIDERS, Provider};
use crate::provider::listed;

/// The provider of a name or alias.
///
/// ```
/// use formwork::provider::find;
///
/// let together = find("together").unwrap();
/// assert!(together.base_url.starts_with("https://"));
/// assert!(find("nobody").is_none());
/// ```
#[must_use]
pub fn find(name: &str) -> Option<&'static Provider> {
    PROVIDERS
        .iter()
        .find(|provider| provider.name == name || provider.aliases.contains(&name))
}

/// Reads `openai/gpt-5`: the provider, and the model in the provider's own spelling, which may
/// itself hold slashes.
///
/// ```
/// use formwork::provider::parse;
///
/// let (provider, model) = parse("openrouter/meta-llama/llama-3.3-70b")?;
/// assert_eq!((provider.name, model), ("openrouter", "meta-llama/llama-3.3-70b"));
/// // Claude at Google is asked in its own words, which are another row's.
/// let (provider, model) = parse("vertexai/claude-sonnet-5")?;
/// assert_eq!((provider.name, model), ("vertexai-anthropic", "claude-sonnet-5"));
/// # Ok::<_, formwork::provider::ModelNameError>(())
/// ```
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
    let provider = find(provider).ok_or_else(error)?;
    let mut elsewhere = provider.elsewhere.iter();
    let other = elsewhere.find_map(|(prefix, row)| model.starts_with(prefix).then(|| find(row))?);
    Ok((other.unwrap_or(provider), model))
}

/// A model's name that is not `provider/model` with a provider of the table.
///
/// ```
/// use formwork::provider::parse;
///
/// let error = parse("gpt-5-mini").unwrap_err();
/// assert_eq!(error.name, "gpt-5-mini");
/// println!("{error}");
/// ```
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
    use super::parse;

    #[test]
    fn names_split_at_the_first_slash() {
        for (name, provider, model) in [
            ("openai/gpt-5", "openai", "gpt-5"),
            ("openai/meta-llama/Llama-3", "openai", "meta-llama/Llama-3"),
            ("offline/any", "offline", "any"),
            ("vertexai/gemini-3-pro", "vertexai", "gemini-3-pro"),
            (
                "vertex/claude-opus-4-5@20251101",
                "vertexai-anthropic",
                "claude-opus-4-5@20251101",
            ),
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
            assert!(message.contains("`ollama`, `openai`"), "{message}");
        }
        for name in ["openai/", "openai/ "] {
            let message = parse(name).unwrap_err().to_string();
            assert!(message.contains("names no model"), "{message}");
        }
    }
}
