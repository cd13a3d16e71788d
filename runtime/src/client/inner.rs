//! What the clones of a client share: whom they ask, by what, and what has been learnt of it.

use std::sync::{Arc, Mutex, PoisonError};

use secrecy::{ExposeSecret as _, SecretString};

use crate::call::{Retry, Timeouts, redact};
use crate::provider::{Auth, Mode, Provider, Wire};
use crate::transport::Transport;

pub(crate) struct Inner {
    pub(crate) provider: &'static Provider,
    pub(crate) wire: Wire,
    pub(crate) model: String,
    pub(crate) base_url: String,
    pub(crate) mode: Option<Mode>,
    pub(crate) transport: Arc<dyn Transport>,
    pub(super) key: Option<SecretString>,
    pub(crate) timeouts: Timeouts,
    pub(crate) retry: Retry,
    /// Where answers are kept.
    #[cfg(feature = "cache")]
    pub(crate) cache: Option<crate::cache::Caching>,
    /// For whom, where nobody says.
    #[cfg(feature = "cache")]
    pub(crate) cache_namespace: String,
    /// Where blocking calls run.
    #[cfg(feature = "blocking")]
    pub(crate) place: crate::blocking::Place,
    /// Which modes the provider has refused for which models.
    pub(super) refused: Mutex<Vec<(String, Mode)>>,
}

/// No more refusals are remembered than this.
const REMEMBERED: usize = 1024;

impl Inner {
    pub(crate) fn key(&self) -> Option<&str> {
        self.key.as_ref().map(SecretString::expose_secret)
    }

    /// Where requests go, for others to see. Some servers want the key in the address.
    pub(crate) fn shown_url(&self) -> String {
        let mut url = self.base_url.clone();
        redact(&mut url, self.key().unwrap_or_default());
        url
    }

    /// The headers of a request.
    pub(crate) fn headers(&self, streamed: bool) -> Vec<(&'static str, String)> {
        let mut headers = self.wire.headers(self.provider, streamed);
        let own = self.provider.headers.iter();
        headers.extend(own.map(|(name, value)| (*name, (*value).to_owned())));
        match (self.provider.auth, self.key()) {
            (Auth::None, _) | (_, None) => {}
            (Auth::Header(name), Some(key)) => headers.push((name, key.to_owned())),
            (_, Some(key)) => headers.push(("authorization", format!("Bearer {key}"))),
        }
        headers
    }

    /// The same, over another transport.
    #[cfg(feature = "bulk")]
    pub(super) fn over(&self, transport: Arc<dyn Transport>) -> Self {
        let refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        Self {
            provider: self.provider,
            wire: self.wire,
            model: self.model.clone(),
            base_url: self.base_url.clone(),
            mode: self.mode,
            transport,
            key: self.key.clone(),
            timeouts: self.timeouts,
            retry: self.retry.clone(),
            #[cfg(feature = "cache")]
            cache: self.cache.clone(),
            #[cfg(feature = "cache")]
            cache_namespace: self.cache_namespace.clone(),
            #[cfg(feature = "blocking")]
            place: crate::blocking::Place::default(),
            refused: Mutex::new(refused.clone()),
        }
    }

    /// Whether the provider has refused a mode for a model before.
    pub(crate) fn has_refused(&self, model: &str, mode: Mode) -> bool {
        let refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        refused
            .iter()
            .any(|known| known.0 == model && known.1 == mode)
    }

    /// Remembers that the provider has refused a mode for a model.
    pub(crate) fn refuse(&self, model: &str, mode: Mode) {
        let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        if refused.len() < REMEMBERED {
            refused.push((model.to_owned(), mode));
        }
    }
}
