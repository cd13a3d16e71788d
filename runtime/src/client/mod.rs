//! Whom to ask, and with which key.
//!
//! [`Client`] is what a program holds; `inner` is what its clones share, `several` what it is where it stands for more
//! than one, `builder` how it is set up, and `address` where it goes.

mod address;
mod builder;
mod inner;
mod several;

use std::fmt;
use std::sync::{Arc, Mutex};

use self::address::{full_name, secret, variable, with_suffix};
pub use self::builder::ClientBuilder;
pub(crate) use self::inner::Inner;
use self::several::Several;
use crate::call::{Request, Retry, Timeouts};
use crate::error::Error;
use crate::extract::Extract;
use crate::hook::{Hook, Hooks};
#[cfg(feature = "aws")]
use crate::provider::Auth;
use crate::provider::{self, Provider, offline::Offline};

/// A provider and a model to ask. Cheap to clone; clones share connections.
///
/// ```
/// use formwork::Client;
/// use formwork::provider::offline::Offline;
///
/// let client = Client::offline(Offline::new()); // or `Client::from_env("openai/gpt-5-mini")?`
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let towns: Vec<String> = client.extract("From Linz to Graz, by train.").await?;
/// let reply = client.request::<bool>().system("Is it about a journey?").user("From Linz to Graz.").send().await?;
/// assert_eq!(reply.attempts.len(), 1);
/// # Ok::<(), formwork::Error>(()) }).unwrap();
/// ```
#[derive(Clone)]
pub struct Client {
    pub(crate) inner: Arc<Inner>,
    pub(crate) hooks: Hooks,
    /// Where it stands for several.
    several: Option<Arc<Several>>,
}

impl Client {
    /// A client for `provider/model`, such as `openai/gpt-5-mini`, with its key and base URL from the
    /// provider's environment variables (`OPENAI_API_KEY`, `OPENAI_BASE_URL`).
    ///
    /// `offline` or `offline/any-name` needs no key and no network: it answers from the schema. The
    /// variable `FORMWORK_OFFLINE` sets its seed and faults, see [`Offline::from_spec`].
    ///
    /// ```
    /// let client = formwork::Client::from_env("offline")?;
    /// assert_eq!((client.provider().name, client.model()), ("offline", "offline"));
    ///
    /// let error = formwork::Client::from_env("nobody/model").unwrap_err();
    /// assert!(error.to_string().contains("there is no provider `nobody`"));
    /// # Ok::<(), formwork::Error>(())
    /// ```
    ///
    /// # Errors
    /// An unknown provider, or a key that is not set.
    pub fn from_env(model: &str) -> Result<Self, Error> {
        let mut builder = Self::builder(model);
        if let Ok((provider, _)) = provider::parse(&full_name(model)) {
            builder.key = variable(provider.key_variables).and_then(|key| secret(&key));
            #[cfg(feature = "aws")]
            if let Auth::BearerOrSigned(_) = provider.auth {
                builder.aws = crate::transport::AwsCredentials::from_env();
            }
            let base_url = variable(provider.base_url_variables);
            builder.base_url = base_url.map(|url| with_suffix(url, provider.base_url_suffix));
            for setting in provider.settings {
                let value = variable(setting.variables);
                builder
                    .settings
                    .extend(value.map(|value| (setting.name.to_owned(), value)));
            }
            builder.offline = variable(&["FORMWORK_OFFLINE"]);
        }
        builder.build()
    }

    /// A client that is set up by hand; the environment is not read.
    #[must_use]
    pub fn builder(model: &str) -> ClientBuilder {
        ClientBuilder {
            model: full_name(model),
            key: None,
            base_url: None,
            mode: None,
            wire: None,
            settings: Vec::new(),
            timeouts: Timeouts::default(),
            retry: Retry::new(),
            hooks: Hooks::default(),
            #[cfg(feature = "cache")]
            cache: None,
            transport: None,
            offline: None,
            #[cfg(feature = "aws")]
            aws: None,
        }
    }

    /// A client that answers from the schema, without a network.
    ///
    /// ```
    /// use formwork::Client;
    /// use formwork::provider::offline::Offline;
    ///
    /// let offline = Offline::new().seed(3);
    /// let client = Client::offline(offline.clone());
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// let first: u8 = client.extract("any number").await?;
    /// assert_eq!(Client::offline(Offline::new().seed(3)).extract::<u8>("any number").await?, first);
    /// assert_eq!(offline.requests().len(), 1);
    /// # Ok::<(), formwork::Error>(()) }).unwrap();
    /// ```
    #[must_use]
    pub fn offline(offline: Offline) -> Self {
        let provider = provider::find("offline").unwrap_or(&provider::PROVIDERS[0]);
        Self::of(Inner {
            provider,
            wire: provider.wire(),
            model: "offline".to_owned(),
            base_url: provider.base_url.to_owned(),
            mode: None,
            transport: Arc::new(offline),
            key: None,
            timeouts: Timeouts::default(),
            retry: Retry::new(),
            #[cfg(feature = "cache")]
            cache: None,
            #[cfg(feature = "cache")]
            cache_namespace: crate::cache::own_namespace(),
            #[cfg(feature = "blocking")]
            place: crate::blocking::Place::default(),
            refused: Mutex::default(),
        })
    }

    fn of(inner: Inner) -> Self {
        Self {
            inner: Arc::new(inner),
            hooks: Hooks::default(),
            several: None,
        }
    }

    /// The same client, watched by a hook, which clones made from now on have too.
    #[must_use]
    pub fn with_hook(mut self, hook: impl Hook + 'static) -> Self {
        self.hooks.add(hook);
        self
    }

    /// Asks for a `T` about `text`, whole, with the default settings.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn extract<T: Extract>(&self, text: impl Into<String>) -> Result<T, Error> {
        Ok(self.request::<T>().user(text).send().await?.value)
    }

    /// Starts a request for a `T`.
    pub fn request<T: Extract>(&self) -> Request<T> {
        Request::new(self.clone())
    }

    /// The provider that is asked.
    #[must_use]
    pub fn provider(&self) -> &'static Provider {
        self.inner.provider
    }

    /// The model that is asked, in the provider's spelling.
    #[must_use]
    pub fn model(&self) -> &str {
        &self.inner.model
    }

    /// Where requests go.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.inner.base_url
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("provider", &self.inner.provider.name)
            .field("model", &self.inner.model)
            .field("base_url", &self.inner.shown_url())
            .finish_non_exhaustive()
    }
}
