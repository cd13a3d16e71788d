//! How bytes reach a provider: an erased pair of one request and one stream of chunks.
//!
//! [`Transport`] knows nothing of models, schemas or retries. `reqwest` is the default; the
//! `offline` provider brings its own, and [`Replay`] plays a script for tests.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

/// A piece of a body, cheap to clone: what a transport of one's own is made of.
pub use bytes::Bytes;

mod replay;
#[cfg(feature = "reqwest")]
pub(crate) mod reqwest;
#[cfg(feature = "aws")]
pub(crate) mod signed;
mod within;

pub use self::replay::Replay;
#[cfg(feature = "reqwest")]
pub use self::reqwest::{Reqwest, ReqwestBuilder};
#[cfg(feature = "aws")]
pub use self::signed::AwsCredentials;
pub(crate) use self::within::within;

/// A boxed future, as the erased traits here return it.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Sends one HTTP request and lends its answer chunk by chunk. It never retries.
///
/// One that writes down where requests go, and passes them on:
///
/// ```
/// use std::sync::{Arc, Mutex};
/// use std::time::Duration;
///
/// use formwork::Client;
/// use formwork::provider::offline::Offline;
/// use formwork::transport::{BoxFuture, Request, Response, Transport, TransportError};
///
/// struct Logged {
///     inner: Offline,
///     log: Arc<Mutex<Vec<String>>>,
/// }
///
/// impl Transport for Logged {
///     fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
///         self.log.lock().unwrap().push(request.url.clone());
///         self.inner.send(request)
///     }
///     fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
///         self.inner.sleep(duration)
///     }
/// }
///
/// let log = Arc::new(Mutex::new(Vec::new()));
/// let transport = Logged { inner: Offline::new(), log: log.clone() };
/// let client = Client::builder("offline").transport(transport).build()?;
/// # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
/// runtime.block_on(client.extract::<u8>("How many?"))?;
/// assert_eq!(log.lock().unwrap().len(), 1);
/// # Ok::<(), formwork::Error>(())
/// ```
pub trait Transport: Send + Sync {
    /// Sends a request and waits for the head of the answer. Any status is an answer, not an error.
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>>;

    /// Fetches what is at an address: `GET`, without a body. Only what lies on a server is asked for so, such as
    /// the results of a batch. A transport that does not know how refuses.
    fn get(&self, _request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        let message = "this transport sends requests, and fetches nothing";
        let error = TransportError::new(TransportErrorKind::Request, message);
        Box::pin(std::future::ready(Err(error)))
    }

    /// Waits, between two attempts. A transport without a network may return at once.
    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()>;

    /// Is over after so long, for the limits of a call. A transport without a clock never is.
    fn alarm(&self, _after: Duration) -> BoxFuture<'_, ()> {
        Box::pin(std::future::pending())
    }
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        (**self).send(request)
    }

    fn get(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        (**self).get(request)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        (**self).sleep(duration)
    }

    fn alarm(&self, after: Duration) -> BoxFuture<'_, ()> {
        (**self).alarm(after)
    }
}

/// A request, ready to send. Everything that a model is asked is a `POST` with a JSON body.
///
/// ```
/// use formwork::Client;
///
/// let client = Client::builder("openai/gpt-5-mini").api_key("sk-secret").build()?;
/// let request = client.request::<u8>().user("How many?").build(false)?;
/// assert!(request.headers.iter().any(|(name, value)| *name == "authorization" && value.ends_with("sk-secret")));
/// assert!(!format!("{request:?}").contains("sk-secret"));
/// # Ok::<(), formwork::Error>(())
/// ```
#[derive(Clone)]
pub struct Request {
    /// The absolute URL.
    pub url: String,
    /// Header names in lower case, and values. Values of headers that carry a key are redacted in
    /// `Debug`.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Bytes,
}

impl Request {
    /// The same without what is secret in its headers.
    #[must_use]
    pub(crate) fn redacted(mut self) -> Self {
        for (name, value) in &mut self.headers {
            if is_secret(name) {
                "<redacted>".clone_into(value);
            }
        }
        self
    }
}

/// Whether a header holds a key.
fn is_secret(name: &str) -> bool {
    SECRET_HEADERS.iter().any(|s| name.eq_ignore_ascii_case(s))
}

/// Headers whose values never reach a log or an error.
pub(crate) const SECRET_HEADERS: &[&str] = &[
    "authorization",
    "api-key",
    "x-api-key",
    "x-goog-api-key",
    "x-amz-security-token",
];

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<(&str, &str)> = self
            .headers
            .iter()
            .map(|(name, value)| {
                (
                    *name,
                    if is_secret(name) {
                        "<redacted>"
                    } else {
                        value.as_str()
                    },
                )
            })
            .collect();
        f.debug_struct("Request")
            .field("url", &self.url)
            .field("headers", &headers)
            .field("body", &String::from_utf8_lossy(&self.body))
            .finish()
    }
}

/// The head of an answer and the stream of its body.
///
/// ```
/// use formwork::transport::{Bytes, Replay, Request, Transport};
///
/// let server = Replay::new().answer(200, &[("X-Request-Id", "req-1")], ["hel", "lo"]);
/// let request = Request { url: "http://127.0.0.1/".to_owned(), headers: Vec::new(), body: Bytes::new() };
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let mut response = server.send(request).await?;
/// assert_eq!((response.status, response.header("x-request-id")), (200, Some("req-1")));
/// let mut text = Vec::new();
/// while let Some(chunk) = response.body.chunk().await? {
///     text.extend_from_slice(&chunk);
/// }
/// assert_eq!(text, b"hello");
/// # Ok::<(), formwork::transport::TransportError>(()) }).unwrap();
/// ```
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// Header names in lower case, and values.
    pub headers: Vec<(String, String)>,
    /// The body. Dropping it closes the connection.
    pub body: Box<dyn Body>,
}

impl Response {
    /// The first value of a header; `name` in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, value)| value.as_str())
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("headers", &self.headers)
            .finish_non_exhaustive()
    }
}

/// A body that arrives in chunks.
///
/// One whose bytes are all there:
///
/// ```
/// use formwork::transport::{Body, BoxFuture, Bytes, TransportError};
///
/// struct Whole(Option<Bytes>);
///
/// impl Body for Whole {
///     fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
///         Box::pin(std::future::ready(Ok(self.0.take())))
///     }
/// }
///
/// # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
/// let mut body = Whole(Some(Bytes::from_static(b"{}")));
/// assert_eq!(runtime.block_on(body.chunk())?.as_deref(), Some(&b"{}"[..]));
/// assert!(runtime.block_on(body.chunk())?.is_none());
/// # Ok::<(), TransportError>(())
/// ```
pub trait Body: Send {
    /// The next chunk; `None` at the end.
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>>;
}

/// Why a request got no answer, or an answer broke off.
///
/// ```
/// use formwork::transport::{TransportError, TransportErrorKind};
///
/// let error = TransportError::new(TransportErrorKind::Connect, "no route to host");
/// assert!(error.to_string().contains("no route to host"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TransportError {
    /// What went wrong.
    pub kind: TransportErrorKind,
    /// In the words of the layer below, without secrets.
    pub message: String,
}

impl TransportError {
    /// An error of a kind. The message must not hold a key.
    #[must_use]
    pub fn new(kind: TransportErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
        }
    }
}

/// The kinds of [`TransportError`].
///
/// ```
/// use formwork::transport::{Replay, TransportErrorKind};
/// use formwork::{Client, ErrorKind, Retry};
///
/// let server = Replay::new().fail(TransportErrorKind::Timeout);
/// let client = Client::builder("openai/gpt-5-mini").api_key("sk-test").retry(Retry::never()).transport(server).build()?;
/// # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
/// let error = runtime.block_on(client.extract::<u8>("How many?")).unwrap_err();
/// assert!(matches!(error.kind(), ErrorKind::Transport(error) if error.kind == TransportErrorKind::Timeout));
/// # Ok::<(), formwork::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection: name resolution, refused, a proxy that says no, TLS.
    Connect,
    /// No connection that could be trusted: the server's certificate is not valid, not for this host, or signed by
    /// nobody who is known here; or the server refuses ours. A server that is not trusted was sent nothing.
    Certificate,
    /// A time limit ran out.
    Timeout,
    /// The connection broke in the middle of an answer.
    Interrupted,
    /// The request could not be built.
    Request,
    /// What came is no HTTP, or more of it than any head has; or no TLS, where that was to be spoken.
    Malformed,
}

impl TransportErrorKind {
    /// Whether the same request may get an answer another time. A server that answers what nobody can read has
    /// answered, and a certificate is the same a second later.
    pub(crate) fn may_pass(self) -> bool {
        !matches!(self, Self::Certificate | Self::Request | Self::Malformed)
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for TransportError {}
