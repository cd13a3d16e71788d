//! Whom to ask, and with which key.

use std::collections::VecDeque;
use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use secrecy::{ExposeSecret as _, SecretString};

use crate::call::{Request, Retry, Timeouts, redact};
use crate::error::{Error, ErrorKind};
use crate::extract::Extract;
use crate::hook::{Hook, Hooks};
use crate::provider::{self, Auth, Mode, Provider, Wire, offline::Offline};
use crate::transport::Transport;

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

/// Clients of which one is asked at a time.
struct Several {
    clients: Vec<Client>,
    /// Whose turn it is, where they take turns.
    turn: Option<AtomicUsize>,
}

pub(crate) struct Inner {
    pub(crate) provider: &'static Provider,
    pub(crate) wire: Wire,
    pub(crate) model: String,
    pub(crate) base_url: String,
    pub(crate) mode: Option<Mode>,
    pub(crate) transport: Arc<dyn Transport>,
    key: Option<SecretString>,
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
    refused: Mutex<Vec<(String, Mode)>>,
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
        let mut headers = self.wire.headers(streamed);
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
    fn over(&self, transport: Arc<dyn Transport>) -> Self {
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

    /// A client that asks the first of several, and the next one where that one fails: it cannot be
    /// reached, refuses, or answers with errors, after its own repeats. An answer that breaks the schema
    /// is no such failure.
    ///
    /// Of several that are themselves made of several, each is asked with all that it has.
    ///
    /// ```
    /// use formwork::provider::offline::Offline;
    /// use formwork::transport::{Replay, TransportErrorKind};
    /// use formwork::{Client, Retry};
    ///
    /// let out_of_reach = Replay::new().fail(TransportErrorKind::Connect);
    /// let first = Client::builder("openai/gpt-5-mini").api_key("sk-test").retry(Retry::never()).transport(out_of_reach);
    /// let client = Client::fallback([first.build()?, Client::offline(Offline::new())])?;
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// let reply = client.request::<u8>().user("How many?").send().await?;
    /// assert_eq!(reply.attempts[0].provider, "offline");
    /// # Ok::<(), formwork::Error>(()) }).unwrap();
    /// # Ok::<(), formwork::Error>(())
    /// ```
    ///
    /// # Errors
    /// None was given.
    pub fn fallback(clients: impl IntoIterator<Item = Self>) -> Result<Self, Error> {
        Self::several(clients, None)
    }

    /// A client that asks several in turn, each call another one; where one fails, the next one, as
    /// [`Client::fallback`] does.
    ///
    /// ```
    /// use formwork::Client;
    /// use formwork::provider::offline::Offline;
    ///
    /// let (one, other) = (Offline::new(), Offline::new());
    /// let client = Client::round_robin([Client::offline(one.clone()), Client::offline(other.clone())])?;
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// for _ in 0..4 {
    ///     client.extract::<bool>("Is it open?").await?;
    /// }
    /// assert_eq!((one.requests().len(), other.requests().len()), (2, 2));
    /// # Ok::<(), formwork::Error>(()) }).unwrap();
    /// # Ok::<(), formwork::Error>(())
    /// ```
    ///
    /// # Errors
    /// None was given.
    pub fn round_robin(clients: impl IntoIterator<Item = Self>) -> Result<Self, Error> {
        Self::several(clients, Some(AtomicUsize::new(0)))
    }

    fn several(
        clients: impl IntoIterator<Item = Self>,
        turn: Option<AtomicUsize>,
    ) -> Result<Self, Error> {
        let clients: Vec<Self> = clients.into_iter().collect();
        let Some(first) = clients.first() else {
            return Err(Error::configuration(
                "a client of several needs one at least",
            ));
        };
        Ok(Self {
            inner: first.inner.clone(),
            hooks: Hooks::default(),
            several: Some(Arc::new(Several { clients, turn })),
        })
    }

    /// The same client, each transport of it put into another. It goes as deep as somebody has put clients into
    /// clients.
    #[cfg(feature = "bulk")]
    pub(crate) fn wrapped(
        &self,
        wrap: &mut dyn FnMut(Arc<dyn Transport>) -> Arc<dyn Transport>,
    ) -> Self {
        let several = self.several.as_ref().map(|several| {
            let clients = several.clients.iter();
            let clients: Vec<Self> = clients.map(|client| client.wrapped(wrap)).collect();
            let turn = several.turn.as_ref();
            let turn = turn.map(|turn| AtomicUsize::new(turn.load(Ordering::Relaxed)));
            Arc::new(Several { clients, turn })
        });
        let first = several.as_ref().and_then(|several| several.clients.first());
        let inner = match first {
            Some(first) => first.inner.clone(),
            None => Arc::new(self.inner.over(wrap(self.inner.transport.clone()))),
        };
        Self {
            inner,
            hooks: self.hooks.clone(),
            several,
        }
    }

    /// The first of several, unwatched.
    #[cfg(feature = "bulk")]
    pub(crate) fn first(&self) -> Self {
        Self {
            inner: self.inner.clone(),
            hooks: Hooks::default(),
            several: None,
        }
    }

    /// The client to ask, and those to ask where it fails; each bears the hooks of those that it is a part of.
    pub(crate) fn route(&self) -> (Self, VecDeque<Self>) {
        if self.several.is_none() {
            return (self.clone(), VecDeque::new());
        }
        let mut route = self.routes();
        let first = route.pop_front();
        (first.unwrap_or_else(|| self.clone()), route)
    }

    fn routes(&self) -> VecDeque<Self> {
        let mut route = VecDeque::new();
        let mut open = vec![(self.clone(), Hooks::default())];
        // As deep as somebody has put clients into clients.
        while let Some((client, around)) = open.pop() {
            let Some(several) = client.several.clone() else {
                let mut hooks = around;
                hooks.extend(&client.hooks);
                route.push_back(Self { hooks, ..client });
                continue;
            };
            let count = several.clients.len();
            let turn = several.turn.as_ref();
            let first = turn.map_or(0, |turn| {
                turn.fetch_add(1, Ordering::Relaxed) % count.max(1)
            });
            let mut around = around;
            around.extend(&client.hooks);
            // The last one that is put there is the first one to be taken.
            for step in (0..count).rev() {
                if let Some(next) = several.clients.get((first + step) % count) {
                    open.push((next.clone(), around.clone()));
                }
            }
        }
        route
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
    /// See [`ErrorKind`].
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

/// `offline` alone names a provider whose model does not matter.
fn full_name(model: &str) -> String {
    if model == "offline" {
        "offline/offline".to_owned()
    } else {
        model.to_owned()
    }
}

/// The first of these environment variables that is set to something.
fn variable(names: &[&str]) -> Option<String> {
    let values = names.iter().filter_map(|name| std::env::var(name).ok());
    let mut set = values.filter(|value| !value.trim().is_empty());
    set.next()
}

/// An address as a variable holds it, which may be that of the host alone.
fn with_suffix(url: String, suffix: &str) -> String {
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
fn address(
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
fn region<'s>(provider: &Provider, settings: &'s [(String, String)]) -> &'s str {
    let given = settings.iter().rev().find(|given| given.0 == "region");
    let row = provider.settings.iter().find(|row| row.name == "region");
    let usual = row.and_then(|row| row.default).unwrap_or("us-east-1");
    given.map_or(usual, |given| given.1.trim())
}

/// A key as it is sent, which is what a server may repeat.
fn secret(key: &str) -> Option<SecretString> {
    let key = key.trim();
    (!key.is_empty()).then(|| SecretString::from(key))
}

/// Sets up a [`Client`].
///
/// ```
/// use std::time::Duration;
///
/// use formwork::provider::Mode;
/// use formwork::{Client, Retry, Timeouts};
///
/// let mut timeouts = Timeouts::default();
/// timeouts.idle = Some(Duration::from_secs(30));
/// let client = Client::builder("openai/gpt-5-mini")
///     .api_key("sk-secret")
///     .base_url("http://127.0.0.1:8080/v1") // another server that speaks the same wire
///     .mode(Mode::JsonSchema)
///     .timeouts(timeouts)
///     .retry(Retry::new().max(4))
///     .build()?;
/// assert_eq!(client.base_url(), "http://127.0.0.1:8080/v1");
/// assert!(!format!("{client:?}").contains("secret"));
/// # Ok::<(), formwork::Error>(())
/// ```
pub struct ClientBuilder {
    model: String,
    key: Option<SecretString>,
    base_url: Option<String>,
    mode: Option<Mode>,
    wire: Option<Wire>,
    settings: Vec<(String, String)>,
    timeouts: Timeouts,
    retry: Retry,
    hooks: Hooks,
    #[cfg(feature = "cache")]
    cache: Option<crate::cache::Caching>,
    transport: Option<Arc<dyn Transport>>,
    offline: Option<String>,
    #[cfg(feature = "aws")]
    aws: Option<crate::transport::AwsCredentials>,
}

impl ClientBuilder {
    /// Sets the key. It never appears in a log or an error. White space around it is dropped; a blank
    /// key is none.
    #[must_use]
    pub fn api_key(mut self, key: impl Into<String>) -> Self {
        self.key = secret(&key.into());
        self
    }

    /// Sets the address of another server that speaks the same wire, such as
    /// `http://127.0.0.1:8080/v1`. Such a server may do without a key.
    #[must_use]
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Sets the mode of every request that does not set its own.
    #[must_use]
    pub fn mode(mut self, mode: Mode) -> Self {
        self.mode = Some(mode);
        self
    }

    /// Speaks another wire than the provider's usual one, such as [`Wire::OpenaiResponses`] with
    /// `openai`.
    ///
    /// ```
    /// use formwork::Client;
    /// use formwork::provider::Wire;
    ///
    /// let client = Client::builder("openai/gpt-5-mini").api_key("sk-test").wire(Wire::OpenaiResponses).build()?;
    /// let request = client.request::<bool>().user("Is it open?").build(false)?;
    /// assert!(request.url.ends_with("/v1/responses"));
    /// # Ok::<(), formwork::Error>(())
    /// ```
    #[must_use]
    pub fn wire(mut self, wire: Wire) -> Self {
        self.wire = Some(wire);
        self
    }

    /// Sets a part of the provider's address, such as `region`; see [`Provider::settings`].
    ///
    /// ```
    /// let client = formwork::Client::builder("bedrock/us.amazon.nova-micro-v1:0")
    ///     .api_key("test")
    ///     .setting("region", "eu-west-1")
    ///     .build()?;
    /// assert!(client.base_url().contains("eu-west-1"));
    /// # Ok::<(), formwork::Error>(())
    /// ```
    #[must_use]
    pub fn setting(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.settings.push((name.into(), value.into()));
        self
    }

    /// How long calls and their parts may take, where a request does not say otherwise.
    #[must_use]
    pub fn timeouts(mut self, timeouts: Timeouts) -> Self {
        self.timeouts = timeouts;
        self
    }

    /// How requests that get no answer are repeated, where a request does not say otherwise.
    #[must_use]
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// Adds something that watches every call.
    #[must_use]
    pub fn hook(mut self, hook: impl Hook + 'static) -> Self {
        self.hooks.add(hook);
        self
    }

    /// Keeps the answers of every request that does not say otherwise: a request that is the same is given the answer
    /// again, without asking.
    ///
    /// See [`Caching`](crate::cache::Caching) for stores.
    ///
    /// ```
    /// use std::collections::HashMap;
    /// use std::sync::Mutex;
    /// use std::time::Duration;
    ///
    /// use formwork::Client;
    /// use formwork::cache::{Cache, CacheError, Caching, Key};
    /// use formwork::transport::BoxFuture;
    ///
    /// #[derive(Default)]
    /// struct Map(Mutex<HashMap<Key, Vec<u8>>>);
    ///
    /// impl Cache for Map {
    ///     // ...
    /// #     fn get<'a>(&'a self, key: &'a Key) -> BoxFuture<'a, Result<Option<Vec<u8>>, CacheError>> {
    /// #         let found = self.0.lock().unwrap().get(key).cloned();
    /// #         Box::pin(std::future::ready(Ok(found)))
    /// #     }
    /// #     fn set<'a>(&'a self, key: &'a Key, entry: Vec<u8>, _: Option<Duration>) -> BoxFuture<'a, Result<(), CacheError>> {
    /// #         self.0.lock().unwrap().insert(*key, entry);
    /// #         Box::pin(std::future::ready(Ok(())))
    /// #     }
    /// }
    ///
    /// let client = Client::builder("offline").cache(Caching::new(Map::default())).build()?;
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// let first = client.request::<u8>().user("How many?").send().await?;
    /// let again = client.request::<u8>().user("How many?").send().await?;
    /// assert_eq!((again.value, again.from_cache()), (first.value, true));
    /// # Ok::<(), formwork::Error>(()) }).unwrap();
    /// # Ok::<(), formwork::Error>(())
    /// ```
    #[cfg(feature = "cache")]
    #[must_use]
    pub fn cache(mut self, caching: crate::cache::Caching) -> Self {
        self.cache = Some(caching);
        self
    }

    /// Sends requests through a transport of one's own.
    ///
    /// ```
    /// use formwork::Client;
    /// use formwork::transport::Replay;
    ///
    /// let server = Replay::new().answer(401, &[], [r#"{"error":{"message":"no such key"}}"#]);
    /// let client = Client::builder("openai/gpt-5-mini").api_key("sk-test").transport(server).build()?;
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// let error = client.extract::<u8>("How many?").await.unwrap_err();
    /// assert!(error.to_string().contains("no such key"));
    /// # Ok::<(), formwork::Error>(()) }).unwrap();
    /// # Ok::<(), formwork::Error>(())
    /// ```
    #[must_use]
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Signs requests with the credentials of an AWS account, for providers that take a signature in place
    /// of a key. A key, if there is one, is sent instead.
    #[cfg(feature = "aws")]
    #[must_use]
    pub fn aws_credentials(mut self, credentials: crate::transport::AwsCredentials) -> Self {
        self.aws = Some(credentials);
        self
    }

    /// Whether there is something to sign requests with, where the provider takes that.
    fn signs(&self, provider: &Provider) -> bool {
        #[cfg(feature = "aws")]
        let has = self.aws.is_some();
        #[cfg(not(feature = "aws"))]
        let has = false;
        has && self.key.is_none() && matches!(provider.auth, Auth::BearerOrSigned(_))
    }

    /// Builds the client.
    ///
    /// # Errors
    /// An unknown provider, a missing key, a mode the provider does not have, or no transport.
    pub fn build(self) -> Result<Client, Error> {
        let (provider, model) = provider::parse(&self.model)
            .map_err(|error| Error::new(ErrorKind::Model(error), Vec::new()))?;
        let able = provider.modes_of(model);
        let has = |mode: &Mode| *mode == Mode::Auto || able.contains(mode);
        if let Some(mode) = self.mode.filter(|mode| !has(mode)) {
            let error = provider::RequestError::Mode {
                provider: provider.name,
                mode,
                modes: able,
            };
            return Err(Error::new(ErrorKind::Request(error), Vec::new()));
        }
        let wire = self.wire.unwrap_or_else(|| provider.wire());
        if !provider.wires.contains(&wire) {
            let error = provider::RequestError::Unsupported {
                provider: provider.name,
                what: format!("the wire `{wire}`"),
            };
            return Err(Error::new(ErrorKind::Request(error), Vec::new()));
        }
        let own_server = self.base_url.is_some() || self.transport.is_some();
        let needs_key = !matches!(provider.auth, Auth::None | Auth::OptionalBearer);
        let signs = self.signs(provider);
        if needs_key && self.key.is_none() && !own_server && !signs {
            return Err(Error::configuration(format!(
                "no key for `{}`: set {}, or give one to `Client::builder`; `offline` needs none",
                provider.name,
                provider.key_variables.join(" or ")
            )));
        }
        let base_url = match &self.base_url {
            Some(url) => url.clone(),
            None => address(provider, &self.settings, self.transport.is_some())?,
        };
        let transport =
            match self.transport {
                Some(transport) => transport,
                None if provider.name == "offline" => {
                    let offline = Offline::from_spec(self.offline.as_deref().unwrap_or_default());
                    Arc::new(offline.map_err(|error| {
                        Error::configuration(format!("FORMWORK_OFFLINE: {error}"))
                    })?)
                }
                None => network()?,
            };
        #[cfg(feature = "aws")]
        let transport = match (provider.auth, self.aws) {
            (Auth::BearerOrSigned(service), Some(credentials)) if signs => {
                Arc::new(crate::transport::signed::Signed {
                    inner: transport,
                    credentials,
                    region: region(provider, &self.settings).to_owned(),
                    service,
                })
            }
            _ => transport,
        };
        let client = Client::of(Inner {
            provider,
            wire,
            model: model.to_owned(),
            base_url,
            mode: self.mode,
            transport,
            key: self.key,
            timeouts: self.timeouts,
            retry: self.retry,
            #[cfg(feature = "cache")]
            cache: self.cache,
            #[cfg(feature = "cache")]
            cache_namespace: crate::cache::own_namespace(),
            #[cfg(feature = "blocking")]
            place: crate::blocking::Place::default(),
            refused: Mutex::default(),
        });
        Ok(Client {
            hooks: self.hooks,
            ..client
        })
    }
}

#[cfg(feature = "reqwest")]
fn network() -> Result<Arc<dyn Transport>, Error> {
    let transport = crate::transport::Reqwest::new()
        .map_err(|error| Error::new(ErrorKind::Transport(error), Vec::new()))?;
    Ok(Arc::new(transport))
}

#[cfg(not(feature = "reqwest"))]
fn network() -> Result<Arc<dyn Transport>, Error> {
    Err(Error::configuration(
        "no transport: enable the feature `reqwest`, or give one to `Client::builder`",
    ))
}

#[cfg(all(test, feature = "aws"))]
mod tests {
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use super::Client;
    use crate::transport::{AwsCredentials, Bytes, Replay, Request};

    /// The `authorization` of a request that a client sends.
    fn shown(key: Option<&str>) -> String {
        let script = Replay::new().answer::<Bytes>(200, &[], []);
        let mut builder = Client::builder("bedrock/us.amazon.nova-micro-v1:0")
            .setting("region", "eu-west-1")
            .aws_credentials(AwsCredentials::new("AKID", "hidden"))
            .transport(script.clone());
        if let Some(key) = key {
            builder = builder.api_key(key);
        }
        let inner = builder.build().unwrap().inner;
        let request = Request {
            url: format!("{}/model/m/converse", inner.base_url),
            headers: inner.headers(false),
            body: Bytes::from_static(b"{}"),
        };
        let mut sent = pin!(inner.transport.send(request));
        let answer = sent.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        assert!(matches!(answer, Poll::Ready(Ok(_))));
        let request = script.requests().pop().unwrap();
        assert!(
            !format!("{request:?}").contains("Signature"),
            "it is shown to nobody else"
        );
        let mut headers = request.headers.into_iter();
        headers
            .find_map(|(name, value)| (name == "authorization").then_some(value))
            .unwrap()
    }

    #[test]
    fn a_signature_stands_in_for_a_key() {
        let signature = shown(None);
        let start = "AWS4-HMAC-SHA256 Credential=AKID/";
        assert!(signature.starts_with(start), "{signature}");
        assert!(signature.contains("/eu-west-1/bedrock/aws4_request, "));
        assert_eq!(shown(Some("key")), "Bearer key");
    }
}
