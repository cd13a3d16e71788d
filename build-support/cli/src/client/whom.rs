//! Whom to ask, from the command line and the environment.

use clap::Args;
use formwork::provider::offline::Offline;
use formwork::provider::{self, Mode};
use formwork::{Client, Error};

/// At which address, and how. Each command has a `--model` of its own: only one of them makes something up where none is named.
#[derive(Clone, Debug, Args)]
pub(super) struct Whom {
    /// The address of another server that speaks as the provider does
    #[arg(long, value_name = "URL")]
    pub(super) base_url: Option<String>,
    /// How the structure is asked for: `auto`, or one of the provider's modes, such as `json_schema`
    #[arg(long, value_name = "MODE", value_parser = mode)]
    pub(super) mode: Option<Mode>,
    /// What the model is told before the text
    #[arg(long, value_name = "TEXT")]
    pub(super) system: Option<String>,
    /// The most tokens that an answer may have
    #[arg(long, value_name = "COUNT")]
    pub(super) max_tokens: Option<u32>,
}

fn mode(text: &str) -> Result<Mode, String> {
    text.replace('-', "_")
        .parse()
        .map_err(|error: provider::UnknownMode| error.to_string())
}

impl Whom {
    /// A client that is asked by the key of the environment.
    pub(super) fn client(&self, model: &str) -> Result<Client, Error> {
        client(model, self.base_url.as_deref())
    }
}

/// Whether nobody is asked at all.
pub(super) fn is_offline(model: &str) -> bool {
    model == "offline" || model.starts_with("offline/")
}

/// A client that makes values up: by a seed, and for a person who looks on, piece by piece. The environment says the rest.
pub(super) fn offline(seed: Option<u64>, pace: Option<u64>) -> Result<Client, String> {
    let spec = std::env::var("FORMWORK_OFFLINE").unwrap_or_default();
    let mut parts = Vec::new();
    parts.extend(pace.map(|pace| format!("pace={pace}")));
    // What is said later counts.
    parts.push(spec);
    parts.extend(seed.map(|seed| format!("seed={seed}")));
    let offline = Offline::from_spec(&parts.join(","));
    offline
        .map(Client::offline)
        .map_err(|why| format!("FORMWORK_OFFLINE: {why}"))
}

/// A client whose key and settings are those of the environment. An address that is given takes the place of the one
/// there.
pub(super) fn client(model: &str, base_url: Option<&str>) -> Result<Client, Error> {
    let Some(url) = base_url else {
        return Client::from_env(model);
    };
    let mut builder = Client::builder(model).base_url(url);
    if let Ok((provider, _)) = provider::parse(model) {
        if let Some(key) = variable(provider.key_variables) {
            builder = builder.api_key(key);
        }
        for setting in provider.settings {
            if let Some(value) = variable(setting.variables) {
                builder = builder.setting(setting.name, value);
            }
        }
    }
    builder.build()
}

/// The first of these environment variables that is set to something.
fn variable(names: &[&str]) -> Option<String> {
    let values = names.iter().filter_map(|name| std::env::var(name).ok());
    let mut set = values.filter(|value| !value.trim().is_empty());
    set.next()
}
