//! Where a client's requests go, and with which key: of what is given, of the environment, and of the provider's row.

use secrecy::SecretString;

use crate::error::Error;
use crate::provider::Provider;

/// `offline` alone names a provider whose model does not matter.
pub(super) fn full_name(model: &str) -> String {
    if model == "offline" {
        "offline/offline".to_owned()
    } else {
        model.to_owned()
    }
}

/// The first of these environment variables that is set to something.
pub(super) fn variable(names: &[&str]) -> Option<String> {
    let values = names.iter().filter_map(|name| std::env::var(name).ok());
    let mut set = values.filter(|value| !value.trim().is_empty());
    set.next()
}

/// An address as a variable holds it, which may be that of the host alone.
pub(super) fn with_suffix(url: String, suffix: &str) -> String {
    let bare = url.trim().trim_end_matches('/');
    // A path of its own is meant as it is.
    let has_path = bare
        .split_once("://")
        .is_some_and(|(_, rest)| rest.contains('/'));
    if suffix.is_empty() || has_path || bare.is_empty() {
        return url;
    }
    let scheme = if bare.contains("://") { "" } else { "https://" };
    format!("{scheme}{bare}{suffix}")
}

/// The provider's address with its settings filled in. One with a transport of its own may go
/// anywhere.
pub(super) fn address(
    provider: &Provider,
    settings: &[(String, String)],
    has_transport: bool,
) -> Result<String, Error> {
    let mut url = provider.base_url.to_owned();
    for setting in provider.settings {
        let given = settings.iter().rev().find(|given| given.0 == setting.name);
        let value = given.map(|given| given.1.trim()).or(setting.default);
        let value = match value {
            Some(value) => value,
            None if has_transport => setting.name,
            None => {
                return Err(Error::configuration(format!(
                    "`{}` needs the setting `{}`: set {}, or give it to `Client::builder`",
                    provider.name,
                    setting.name,
                    setting.variables.join(" or ")
                )));
            }
        };
        // It becomes part of a host or a path.
        let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':');
        if value.is_empty() || !value.chars().all(is_plain) {
            return Err(Error::configuration(format!(
                "the setting `{}` of `{}` cannot be part of an address: `{value}`",
                setting.name, provider.name
            )));
        }
        url = url.replace(&format!("{{{}}}", setting.name), value);
    }
    if url.is_empty() && !has_transport {
        return Err(Error::configuration(format!(
            "`{}` has no address of its own: set {}, or give `base_url` to `Client::builder`",
            provider.name,
            provider.base_url_variables.join(" or ")
        )));
    }
    Ok(url)
}

/// The part of the world that a signature is for.
#[cfg(feature = "aws")]
pub(super) fn region<'s>(provider: &Provider, settings: &'s [(String, String)]) -> &'s str {
    let given = settings.iter().rev().find(|given| given.0 == "region");
    let row = provider.settings.iter().find(|row| row.name == "region");
    let usual = row.and_then(|row| row.default).unwrap_or("us-east-1");
    given.map_or(usual, |given| given.1.trim())
}

/// A key as it is sent, which is what a server may repeat.
pub(super) fn secret(key: &str) -> Option<SecretString> {
    let key = key.trim();
    (!key.is_empty()).then(|| SecretString::from(key))
}
