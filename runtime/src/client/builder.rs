//! A client, set up.

use std::sync::{Arc, Mutex};

use secrecy::SecretString;

#[cfg(feature = "aws")]
use super::address::region;
use super::address::{address, secret};
use super::{Client, Inner};
use crate::call::{Retry, Timeouts};
use crate::error::{Error, ErrorKind};
use crate::hook::{Hook, Hooks};
use crate::provider::{self, Auth, Mode, Provider, Wire, offline::Offline};
use crate::transport::Transport;

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
    pub(super) model: String,
    pub(super) key: Option<SecretString>,
    pub(super) base_url: Option<String>,
    pub(super) mode: Option<Mode>,
    pub(super) wire: Option<Wire>,
    pub(super) settings: Vec<(String, String)>,
    pub(super) timeouts: Timeouts,
    pub(super) retry: Retry,
    pub(super) hooks: Hooks,
    #[cfg(feature = "cache")]
    pub(super) cache: Option<crate::cache::Caching>,
    pub(super) transport: Option<Arc<dyn Transport>>,
    pub(super) offline: Option<String>,
    #[cfg(feature = "aws")]
    pub(super) aws: Option<crate::transport::AwsCredentials>,
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
