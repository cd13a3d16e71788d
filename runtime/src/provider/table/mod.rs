//! The table of providers: what differs between servers that speak the same wire.
//!
//! Adding a provider that speaks a known wire is adding a row to [`rows`].

mod name;
mod rows;

pub use self::name::{ModelNameError, find, parse};
pub use self::rows::PROVIDERS;
use super::{Mode, Wire};
use crate::Form;
use crate::message::MediaKind;

/// A row of the table.
///
/// ```
/// use formwork::provider::{PROVIDERS, find};
///
/// let mistral = find("mistral").unwrap();
/// assert_eq!(mistral.key_variables, ["MISTRAL_API_KEY"]);
/// println!("{} asks by {:?}", mistral.name, mistral.modes);
///
/// let without_key = PROVIDERS.iter().filter(|provider| provider.key_variables.is_empty());
/// assert!(without_key.map(|provider| provider.name).any(|name| name == "offline"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Provider {
    /// The name before the slash in `openai/gpt-5`.
    pub name: &'static str,
    /// Other names for it.
    pub aliases: &'static [&'static str],
    /// What the OpenTelemetry conventions for generative AI call it (`gen_ai.provider.name`, semantic conventions
    /// 1.37), where that is another name.
    pub convention: Option<&'static str>,
    /// Where its API lives, without a slash at the end. `{region}` stands for a [`Setting`]; empty
    /// where it has to be told. Another address may be used in its place: any server that speaks the
    /// same wire.
    pub base_url: &'static str,
    /// The environment variables that hold another base URL, the first one that is set.
    pub base_url_variables: &'static [&'static str],
    /// What ends such an address: it is added where the variable leaves it out.
    pub base_url_suffix: &'static str,
    /// What else its address is made of.
    pub settings: &'static [Setting],
    /// The environment variables that hold the key, the first one that is set.
    pub key_variables: &'static [&'static str],
    /// How it is shown the key.
    pub auth: Auth,
    /// Headers that every request to it bears, names in lower case.
    pub headers: &'static [(&'static str, &'static str)],
    /// Which kind of batches it has; `None` is none.
    pub batches: Option<BatchApi>,
    /// What it speaks, the usual one first.
    pub wires: &'static [Wire],
    /// The dialect in which its enforced modes want the schema.
    pub dialect: &'static str,
    /// The modes it has, the best one first.
    pub modes: &'static [Mode],
    /// Where it leaves its wire.
    pub deviations: Deviations,
    /// What may stand in front of a model's name without making it another model: the part of the world
    /// that answers (Bedrock).
    pub places: &'static [&'static str],
    /// Where single models leave all this; the row with the longest prefix counts.
    pub models: &'static [ModelRow],
    /// Models of other vendors that it serves in another way: how their names begin, and the row that says how.
    /// [`parse`] gives that row.
    pub elsewhere: &'static [(&'static str, &'static str)],
}

/// A kind of batches: whose API it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BatchApi {
    /// `OpenAI`'s: a file of requests, a batch of it, files of results. Groq's are the same.
    Openai,
    /// Anthropic's: a list of requests, and a file of results.
    Anthropic,
    /// Gemini's: a file or a list of requests, and as much of results.
    Gemini,
    /// Mistral's: files as with `OpenAI`, and jobs.
    Mistral,
}

/// How a request shows its key.
///
/// ```
/// use formwork::provider::{Auth, find};
///
/// assert_eq!(find("anthropic").unwrap().auth, Auth::Header("x-api-key"));
/// assert_eq!(find("openai").unwrap().auth, Auth::Bearer);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Auth {
    /// There is no key.
    None,
    /// `authorization: Bearer …`, if there is one: servers of one's own mostly do without.
    OptionalBearer,
    /// `authorization: Bearer …`.
    Bearer,
    /// The key itself, in this header.
    Header(&'static str),
    /// `authorization: Bearer …`; where there is no such key, AWS's signature for this service (Signature
    /// Version 4), with the feature `aws`.
    BearerOrSigned(&'static str),
}

/// A part of an address that differs from account to account.
///
/// ```
/// use formwork::provider::find;
///
/// let bedrock = find("bedrock").unwrap();
/// let names: Vec<&str> = bedrock.settings.iter().map(|setting| setting.name).collect();
/// assert_eq!(names, ["region"]);
/// assert!(bedrock.base_url.contains("{region}"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Setting {
    /// Its name, in braces in the address.
    pub name: &'static str,
    /// The environment variables that hold it, the first one that is set.
    pub variables: &'static [&'static str],
    /// What it is where nobody says.
    pub default: Option<&'static str>,
}

/// Where a server leaves the wire it speaks. The vendor's own server leaves it nowhere:
/// [`Deviations::NONE`].
///
/// ```
/// use formwork::provider::{Deviations, find};
///
/// let openai = find("openai").unwrap();
/// assert_eq!(openai.deviations_of("gpt-4o").token_limit, Deviations::NONE.token_limit);
/// assert_ne!(Deviations::CAUTIOUS.token_limit, Deviations::NONE.token_limit);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own about a server"
)]
pub struct Deviations {
    /// The request key that limits the answer's tokens.
    pub token_limit: &'static str,
    /// The limit that is sent where the caller names none, because the wire demands one.
    pub default_max_tokens: Option<u32>,
    /// Whether a stream must be asked for its usage (`stream_options.include_usage`).
    pub asks_for_usage: bool,
    /// Whether `parallel_tool_calls` is understood.
    pub parallel_tool_calls: bool,
    /// Whether `strict` is understood in tools.
    pub strict_tools: bool,
    /// Whether `strict` is understood in response formats.
    pub strict_text: bool,
    /// How a model is made to call a tool.
    pub forcing: Forcing,
    /// The word that demands some call.
    pub any_tool: &'static str,
    /// Whether `tool_choice` is `{"value": ...}` (Writer).
    pub boxed_choice: bool,
    /// Whether the role `developer` is understood; `system` stands in for it elsewhere.
    pub developer_role: bool,
    /// Where requests go, under the base URL.
    pub path: &'static str,
    /// Where those with strict tools go, under the base URL, if that is elsewhere (`DeepSeek`).
    pub strict_path: Option<&'static str>,
    /// Whether a router must be told to pass requests only to servers that know their parameters
    /// (`OpenRouter`).
    pub requires_parameters: bool,
    /// Whether a schema for the text can be enforced in a stream.
    pub streams_json_schema: bool,
    /// Whether the sampling temperature may be set.
    pub temperature: bool,
    /// Whether a tool's result repeats the tool's name.
    pub names_results: bool,
    /// What a user's turn may hold besides text.
    pub media: &'static [MediaKind],
    /// Whether a tool's result may say that it tells of a failure (Bedrock).
    pub tells_errors: bool,
    /// Whether documents are parts of the type `document_url`, and sounds bare base64 (Mistral).
    pub mistral_parts: bool,
    /// Whether it is told what to cache (`cache_control`).
    pub cache_marks: bool,
    /// Whether a turn with calls must have a content, and each call an index.
    pub full_calls: bool,
    /// Whether reasoning is given out encrypted, to be sent back, where it is asked for (Responses).
    pub encrypted_reasoning: bool,
    /// The members of an answer's message that it wants back unchanged with the next request.
    pub echoes: &'static [&'static str],
    /// Whether the model is part of the address (`:rawPredict`), and the API's version of the body: so Google serves
    /// the models of other vendors (Messages).
    pub raw_predict: bool,
    /// Whether media have to be in the request itself: nothing is fetched, and there is no store of files (Messages).
    pub inline_media: bool,
    /// Whether the first call of each turn of the model must bear its signature, so that one without gets a word in
    /// its place (Gemini 3 and later).
    pub signed_calls: bool,
}

/// How a model is made to call a tool.
///
/// ```
/// use formwork::provider::{Forcing, find};
///
/// let mistral = find("mistral").unwrap();
/// assert_eq!(mistral.deviations_of("mistral-small-latest").forcing, Forcing::Any);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Forcing {
    /// By the tool's name.
    Named,
    /// By demanding some call (`required`, `any`).
    Any,
    /// Not at all: it can only be asked.
    Auto,
}

impl Deviations {
    /// None: what the vendor's own server understands.
    pub const NONE: Self = Self {
        token_limit: "max_completion_tokens",
        default_max_tokens: None,
        asks_for_usage: true,
        parallel_tool_calls: true,
        strict_tools: true,
        strict_text: true,
        forcing: Forcing::Named,
        any_tool: "required",
        boxed_choice: false,
        developer_role: true,
        path: "/chat/completions",
        strict_path: None,
        requires_parameters: false,
        streams_json_schema: true,
        temperature: true,
        names_results: false,
        tells_errors: true,
        media: &[MediaKind::Image, MediaKind::Audio, MediaKind::Document],
        mistral_parts: false,
        full_calls: false,
        cache_marks: false,
        encrypted_reasoning: true,
        echoes: &[],
        raw_predict: false,
        inline_media: false,
        signed_calls: false,
    };

    /// What a server nobody knows can be trusted with: the oldest keys, and nothing that it might
    /// refuse.
    pub const CAUTIOUS: Self = Self {
        token_limit: "max_tokens",
        asks_for_usage: false,
        parallel_tool_calls: false,
        strict_tools: false,
        strict_text: false,
        developer_role: false,
        media: &[MediaKind::Image],
        encrypted_reasoning: false,
        ..Self::NONE
    };
}

/// What is different about models of a provider whose names begin alike. `None` is as the provider.
///
/// ```
/// use formwork::provider::find;
///
/// // What a row says of its models is asked of the provider.
/// let openai = find("openai").unwrap();
/// for row in openai.models {
///     assert_eq!(openai.modes_of(row.prefix), row.modes.unwrap_or(openai.modes));
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ModelRow {
    /// How the models' names begin, in the provider's spelling.
    pub prefix: &'static str,
    /// The modes they have, the best one first.
    pub modes: Option<&'static [Mode]>,
    /// The request key that limits the answer's tokens.
    pub token_limit: Option<&'static str>,
    /// How they are made to call a tool.
    pub forcing: Option<Forcing>,
    /// Whether `strict` is understood in response formats.
    pub strict_text: Option<bool>,
    /// Whether the sampling temperature may be set.
    pub temperature: Option<bool>,
    /// Whether a tool's result may say that it tells of a failure.
    pub tells_errors: Option<bool>,
    /// Whether their reasoning is given out encrypted.
    pub encrypted_reasoning: Option<bool>,
    /// Whether the first call of each turn must bear its signature.
    pub signed_calls: Option<bool>,
}

impl ModelRow {
    /// Models that differ in nothing.
    const fn of(prefix: &'static str) -> Self {
        Self {
            prefix,
            modes: None,
            token_limit: None,
            forcing: None,
            strict_text: None,
            temperature: None,
            tells_errors: None,
            encrypted_reasoning: None,
            signed_calls: None,
        }
    }
}

impl Provider {
    /// What the OpenTelemetry conventions call it.
    #[must_use]
    pub fn convention(&self) -> &'static str {
        self.convention.unwrap_or(self.name)
    }

    /// The wire it speaks where nobody asks for another.
    #[must_use]
    pub fn wire(&self) -> Wire {
        self.wires.first().copied().unwrap_or(Wire::OpenaiChat)
    }

    /// The modes a model has, the best one first.
    #[must_use]
    pub fn modes_of(&self, model: &str) -> &'static [Mode] {
        let row = self.row(model);
        row.and_then(|row| row.modes).unwrap_or(self.modes)
    }

    /// Where a model leaves the wire.
    #[must_use]
    pub fn deviations_of(&self, model: &str) -> Deviations {
        let mut deviations = self.deviations;
        if let Some(row) = self.row(model) {
            deviations.token_limit = row.token_limit.unwrap_or(deviations.token_limit);
            deviations.strict_text = row.strict_text.unwrap_or(deviations.strict_text);
            deviations.forcing = row.forcing.unwrap_or(deviations.forcing);
            deviations.temperature = row.temperature.unwrap_or(deviations.temperature);
            deviations.tells_errors = row.tells_errors.unwrap_or(deviations.tells_errors);
            deviations.encrypted_reasoning = row
                .encrypted_reasoning
                .unwrap_or(deviations.encrypted_reasoning);
            deviations.signed_calls = row.signed_calls.unwrap_or(deviations.signed_calls);
        }
        deviations
    }

    /// The row of a model: the one with the longest prefix.
    fn row(&self, model: &str) -> Option<&'static ModelRow> {
        let mut name = model;
        if !self.places.is_empty() {
            // A profile's whole name ends in that of the model.
            name = name.rsplit('/').next().unwrap_or(name);
            let mut places = self.places.iter();
            let bare = places.find_map(|place| name.strip_prefix(place));
            name = bare.unwrap_or(name);
        }
        let fitting = self
            .models
            .iter()
            .filter(|row| name.starts_with(row.prefix));
        fitting.max_by_key(|row| row.prefix.len())
    }

    /// The ways to ask a model for a form, the best one first: [`Mode::Auto`]'s ladder.
    pub fn ladder(&self, model: &str, form: &Form, stream: bool) -> impl Iterator<Item = Mode> {
        let streams = !stream || self.deviations.streams_json_schema;
        self.modes_of(model).iter().copied().filter(move |mode| {
            *mode != Mode::ParallelTools
                && (streams || *mode != Mode::JsonSchema)
                && self.wording(form, *mode).is_ok()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Auth, PROVIDERS, find};
    use crate::provider::Mode;

    #[test]
    fn rows_are_sorted_and_sound() {
        assert!(PROVIDERS.is_sorted_by(|a, b| a.name < b.name));
        let mut names: Vec<&str> = Vec::new();
        for row in PROVIDERS {
            names.push(row.name);
            names.extend(row.aliases);
            assert!(
                !row.wires.is_empty() && !row.modes.is_empty(),
                "{}",
                row.name
            );
            assert!(!row.modes.contains(&Mode::Auto), "{}", row.name);
            assert!(!row.base_url.ends_with('/'), "{}", row.name);
            let keyless = matches!(row.auth, Auth::None | Auth::OptionalBearer);
            assert!(keyless || !row.key_variables.is_empty(), "{}", row.name);
            for setting in row.settings {
                let place = format!("{{{}}}", setting.name);
                assert!(row.base_url.contains(&place), "{}: {place}", row.name);
            }
            for (_, other) in row.elsewhere {
                let other = find(other).expect("a row of the table");
                assert!(other.elsewhere.is_empty(), "{}: one step", row.name);
            }
            for model in row.models {
                let modes = model.modes.unwrap_or(row.modes);
                assert!(
                    modes.iter().all(|mode| row.modes.contains(mode)),
                    "{}",
                    model.prefix
                );
            }
        }
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{names:?}");
        assert!(names.iter().all(|name| !name.contains('/')));
    }
}
