//! A call as a wire gets it, and why it may be impossible to ask.

use std::fmt;

use serde_json::{Map, Number, Value};

use super::{Mode, Provider, listed};
use crate::json::write::Writer;
use crate::{Form, Message};

/// Everything a wire needs to word a request. Plain data, decided by the call.
///
/// ```
/// use formwork::provider::{Mode, Prepared, Wire, find};
/// use formwork::{Extract, Message};
///
/// let call = Prepared {
///     provider: find("openai").unwrap(),
///     model: "gpt-5-mini",
///     messages: &[Message::user("Is it open?")],
///     form: &bool::FORM,
///     tools: &[],
///     mode: Mode::JsonSchema,
///     notation: false,
///     stream: false,
///     max_tokens: None,
///     temperature: None,
///     extra: &serde_json::Map::new(),
/// };
/// let body: serde_json::Value = serde_json::from_str(&Wire::OpenaiChat.body(&call)?).unwrap();
/// assert_eq!(body["response_format"]["type"], "json_schema");
/// # Ok::<_, formwork::provider::RequestError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Prepared<'a> {
    /// Whom to ask.
    pub provider: &'a Provider,
    /// The model, in the provider's spelling.
    pub model: &'a str,
    /// What is said.
    pub messages: &'a [Message],
    /// What is asked for.
    pub form: &'a Form,
    /// The tools to choose from in [`Mode::ParallelTools`]; empty in the others, whose one tool is
    /// `form`.
    pub tools: &'a [Form],
    /// How.
    pub mode: Mode,
    /// Whether the modes that tell the schema in words tell it as types ([`Form::notation`]), in far
    /// fewer of them, instead of as JSON Schema.
    pub notation: bool,
    /// Whether the answer is to come as a stream.
    pub stream: bool,
    /// The most tokens the answer may have.
    pub max_tokens: Option<u32>,
    /// The sampling temperature.
    pub temperature: Option<f64>,
    /// More keys of the request body, passed through as they are. A `null` is left out.
    pub extra: &'a Map<String, Value>,
}

impl Prepared<'_> {
    /// Refuses what the provider cannot do, before anything is worded.
    pub(super) fn check(&self) -> Result<(), RequestError> {
        let (provider, mode) = (self.provider, self.mode);
        let modes = provider.modes_of(self.model);
        if !modes.contains(&mode) && !self.form.is_nothing() {
            return Err(RequestError::Mode {
                provider: provider.name,
                mode,
                modes,
            });
        }
        if self.stream && mode == Mode::JsonSchema && !provider.deviations.streams_json_schema {
            return Err(RequestError::Unsupported {
                provider: provider.name,
                what: "a schema for the text of a stream".to_owned(),
            });
        }
        let Some(temperature) = self.temperature else {
            return Ok(());
        };
        if !temperature.is_finite() {
            return Err(RequestError::Temperature(temperature));
        }
        if !provider.deviations_of(self.model).temperature {
            return Err(RequestError::Unsupported {
                provider: provider.name,
                what: format!("a temperature for the model `{}`", self.model),
            });
        }
        Ok(())
    }

    /// The tools that are sent: those of the call, or the one of its form.
    pub(super) fn tools(&self) -> &[Form] {
        match self.mode {
            Mode::ParallelTools if !self.tools.is_empty() => self.tools,
            _ => std::slice::from_ref(self.form),
        }
    }

    /// The most tokens the answer may have, where the caller or the provider's row says.
    pub(super) fn token_limit(&self) -> Option<u32> {
        self.max_tokens
            .or(self.provider.deviations.default_max_tokens)
    }

    /// Writes the extra keys of the body. `own` are those that the call writes, or must not be turned
    /// on behind its back.
    pub(super) fn write_extra(&self, own: &[&str], w: &mut Writer) -> Result<(), RequestError> {
        self.write_extra_but(&[], own, w)
    }

    /// Writes the extra keys as [`Prepared::write_extra`] does, but for those that the wire has made a
    /// part of what it writes itself.
    pub(super) fn write_extra_but(
        &self,
        merged: &[&str],
        own: &[&str],
        w: &mut Writer,
    ) -> Result<(), RequestError> {
        let rest = self.extra.iter();
        for (key, value) in rest.filter(|(key, _)| !merged.contains(&key.as_str())) {
            if own.contains(&key.as_str()) {
                return Err(RequestError::ExtraKey(key.clone()));
            }
            if !value.is_null() {
                w.key(key);
                w.raw(&value.to_string());
            }
        }
        Ok(())
    }

    /// Writes, into an object that the wire writes, the members of the extra key of the same name. `own`
    /// are those that the call writes.
    pub(super) fn write_extra_within(
        &self,
        key: &str,
        own: &[&str],
        w: &mut Writer,
    ) -> Result<(), RequestError> {
        self.write_extra_within_but(key, &[], own, w)
    }

    /// Writes members as [`Prepared::write_extra_within`] does, but for those that have become a part of
    /// what the wire writes.
    pub(super) fn write_extra_within_but(
        &self,
        key: &str,
        merged: &[&str],
        own: &[&str],
        w: &mut Writer,
    ) -> Result<(), RequestError> {
        let members = match self.extra.get(key) {
            Some(Value::Object(members)) => members,
            None | Some(Value::Null) => return Ok(()),
            Some(_) => return Err(RequestError::ExtraKey(key.to_owned())),
        };
        let rest = members.iter();
        for (member, value) in rest.filter(|(member, _)| !merged.contains(&member.as_str())) {
            if own.contains(&member.as_str()) {
                return Err(RequestError::ExtraKey(format!("{key}.{member}")));
            }
            if !value.is_null() {
                w.key(member);
                w.raw(&value.to_string());
            }
        }
        Ok(())
    }

    /// Writes, into a list that the wire writes, the items of the extra key of the same name.
    pub(super) fn write_extra_items(&self, key: &str, w: &mut Writer) -> Result<(), RequestError> {
        match self.extra.get(key) {
            Some(Value::Array(items)) => {
                for item in items {
                    w.raw(&item.to_string());
                }
                Ok(())
            }
            None | Some(Value::Null) => Ok(()),
            Some(_) => Err(RequestError::ExtraKey(key.to_owned())),
        }
    }

    /// Writes a key with the temperature, if one is set.
    pub(super) fn write_temperature(&self, key: &str, w: &mut Writer) {
        if let Some(number) = self.temperature.and_then(Number::from_f64) {
            w.key(key);
            w.raw(&number.to_string());
        }
    }
}

/// Whether a text is a JSON object, and nothing else: arguments that can go back as one.
pub(super) fn is_object(json: &str) -> bool {
    json.trim_start().starts_with('{')
        && serde_json::from_str::<serde::de::IgnoredAny>(json).is_ok()
}

/// Why a request cannot be sent. Nothing has been sent.
///
/// ```
/// use formwork::provider::RequestError;
/// use formwork::provider::offline::Offline;
/// use formwork::{Client, ErrorKind};
///
/// let client = Client::offline(Offline::new());
/// let error = client.request::<u8>().user("How many?").body("model", "another").build(false).unwrap_err();
/// assert!(matches!(error.kind(), ErrorKind::Request(RequestError::ExtraKey(key)) if key == "model"));
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum RequestError {
    /// The provider's dialect cannot word the schema.
    Dialect {
        /// The form's name.
        form: String,
        /// The mode that needs the dialect.
        mode: Mode,
        /// The dialect.
        dialect: &'static str,
        /// Why it cannot.
        reason: String,
    },
    /// The provider does not have the mode.
    Mode {
        /// The provider's name.
        provider: &'static str,
        /// The mode.
        mode: Mode,
        /// The modes it has.
        modes: &'static [Mode],
    },
    /// An extra key of the body is one that the call writes itself.
    ExtraKey(String),
    /// The temperature is not a finite number.
    Temperature(f64),
    /// The provider, or its wire, has no such thing.
    Unsupported {
        /// The provider's name.
        provider: &'static str,
        /// What it does not have.
        what: String,
    },
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dialect {
                form,
                mode,
                dialect,
                reason,
            } => {
                let others: Vec<Mode> = Mode::ALL
                    .into_iter()
                    .filter(|mode| matches!(mode, Mode::Tools | Mode::Json | Mode::MdJson))
                    .collect();
                let others = listed(&others);
                write!(
                    f,
                    "mode `{mode}` needs the schema of `{form}` in the dialect `{dialect}`, which \
                     cannot word it: {reason}; modes that do not need it are {others}"
                )
            }
            Self::Mode {
                provider,
                mode,
                modes,
            } => {
                write!(
                    f,
                    "`{provider}` has no mode `{mode}`; it has {}",
                    listed(modes)
                )
            }
            Self::ExtraKey(key) => {
                write!(
                    f,
                    "the extra key `{key}` is one that the call itself writes"
                )
            }
            Self::Unsupported { provider, what } => {
                write!(f, "`{provider}` does not take {what}")
            }
            Self::Temperature(value) => write!(f, "the temperature {value} is not a finite number"),
        }
    }
}

impl std::error::Error for RequestError {}
