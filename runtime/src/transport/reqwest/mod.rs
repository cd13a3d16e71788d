//! HTTP/1.1 over `reqwest`, with `rustls` on `ring`.
//!
//! `ring` rather than `aws-lc`: `rustls` builds cold in 11 s of CPU with the one and in 35 s with the
//! other (measured on two slow cores), and a cold build of this crate is what users wait for. HTTP/1.1
//! only: an answer occupies its connection for as long as the model writes, connections are pooled
//! anyway, and HTTP/2 would be seven more crates. Roots come from the operating system, so that
//! a company's own authority is honoured.
//!
//! Nothing is sent twice and no redirect is followed: what is sent costs money, and carries a key.

mod builder;
pub(crate) mod tls;

use std::error::Error as _;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use ::reqwest::{Client, Error, Method};
use bytes::Bytes;

pub use self::builder::ReqwestBuilder;
use super::{Body, BoxFuture, Request, Response, Transport, TransportError, TransportErrorKind};

/// Sends requests over the network. Needs to run within tokio.
///
/// There is a limit of 10 seconds for connecting, and none for an answer: whoever calls sets that.
/// Proxies are taken from the environment (`HTTPS_PROXY`, `NO_PROXY`, ...), authorities from the
/// operating system; [`builder`](Self::builder) adds to both. Clones share their connections.
///
/// ```no_run
/// use formwork::Client;
/// use formwork::transport::Reqwest;
///
/// // Two clients, one pool of connections.
/// let transport = Reqwest::new().map_err(Box::new)?;
/// let small = Client::builder("openai/gpt-5-mini").api_key("sk-...").transport(transport.clone()).build()?;
/// let large = Client::builder("openai/gpt-5").api_key("sk-...").transport(transport).build()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Reqwest {
    client: Client,
    /// Why no server can be trusted, where the system has no root certificates.
    no_roots: Option<Arc<str>>,
}

impl Reqwest {
    /// A transport with a connection pool of its own.
    ///
    /// # Errors
    /// Where TLS cannot be set up. A system without root certificates is not such a case: plain HTTP
    /// works there, and HTTPS fails when it is used.
    pub fn new() -> Result<Self, TransportError> {
        Self::builder().build()
    }

    /// Sets one up for a network that is not plain: authorities of a company's own, a proxy, a
    /// certificate that servers ask for.
    ///
    /// ```
    /// use formwork::transport::Reqwest;
    ///
    /// let transport = Reqwest::builder().proxy("proxy.example:3128").proxy_except("localhost").build()?;
    /// # let _ = transport;
    /// # Ok::<(), formwork::transport::TransportError>(())
    /// ```
    pub fn builder() -> ReqwestBuilder {
        ReqwestBuilder::default()
    }

    fn of(client: Client, no_roots: Option<Arc<str>>) -> Self {
        Self { client, no_roots }
    }

    async fn exchange(&self, method: Method, request: Request) -> Result<Response, TransportError> {
        if tokio::runtime::Handle::try_current().is_err() {
            let message = "this transport runs within tokio, and there is no runtime here";
            return Err(TransportError::new(TransportErrorKind::Request, message));
        }
        let is_https = request.url.starts_with("https:");
        let mut builder = self.client.request(method.clone(), &request.url);
        if method != Method::GET {
            builder = builder.body(request.body);
        }
        for (name, value) in request.headers {
            builder = builder.header(name, value);
        }
        let response = builder.send().await.map_err(|error| {
            let mut failure = failure(error, TransportErrorKind::Interrupted);
            let more = if is_https {
                self.no_roots.as_deref()
            } else {
                let is_no_http = failure.kind == TransportErrorKind::Malformed;
                is_no_http.then_some("a server of TLS answers so: is the address `https:`?")
            };
            if let Some(more) = more {
                failure.message = format!("{} ({more})", failure.message);
            }
            failure
        })?;
        let headers = response.headers().iter().map(|(name, value)| {
            // Names are in lower case here as they are.
            (
                name.as_str().to_owned(),
                crate::sse::text(value.as_bytes()).into_owned(),
            )
        });
        Ok(Response {
            status: response.status().as_u16(),
            headers: headers.collect(),
            body: Box::new(Chunks(response)),
        })
    }
}

impl Transport for Reqwest {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        Box::pin(self.exchange(Method::POST, request))
    }

    fn get(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        Box::pin(self.exchange(Method::GET, request))
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(duration))
    }

    fn alarm(&self, after: Duration) -> BoxFuture<'_, ()> {
        // A request that is sent outside tokio fails by itself, and says why.
        if tokio::runtime::Handle::try_current().is_err() {
            return Box::pin(std::future::pending());
        }
        Box::pin(tokio::time::sleep(after))
    }
}

struct Chunks(::reqwest::Response);

impl Body for Chunks {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        Box::pin(async {
            let chunk = self.0.chunk().await;
            chunk.map_err(|error| failure(error, TransportErrorKind::Interrupted))
        })
    }
}

/// An error of the layer below, without its URL, which may hold a key; `otherwise` is its kind where
/// the error does not tell.
fn failure(error: Error, otherwise: TransportErrorKind) -> TransportError {
    let error = error.without_url();
    let mut kind = if error.is_builder() {
        TransportErrorKind::Request
    } else if error.is_timeout() {
        TransportErrorKind::Timeout
    } else if error.is_connect() {
        TransportErrorKind::Connect
    } else {
        otherwise
    };
    let is_connecting = kind == TransportErrorKind::Connect;
    let mut message = error.to_string();
    let mut advice = None;
    let mut source = error.source();
    while let Some(cause) = source {
        message.push_str(": ");
        message.push_str(&cause.to_string());
        let below = cause.downcast_ref::<hyper::Error>();
        if kind == TransportErrorKind::Interrupted && below.is_some_and(hyper::Error::is_parse) {
            kind = TransportErrorKind::Malformed;
        }
        match tls::meaning(cause) {
            // Bytes that are no TLS in the middle of a connection are one that broke.
            Some((TransportErrorKind::Malformed, _)) if !is_connecting => {}
            Some((meant, told)) => (kind, advice) = (meant, told),
            None => {}
        }
        source = cause.source();
    }
    if let Some(advice) = advice {
        message = format!("{message} ({advice})");
    }
    TransportError::new(kind, message)
}

impl fmt::Debug for Reqwest {
    // What is below would show the proxy.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reqwest")
            .field("no_roots", &self.no_roots)
            .finish_non_exhaustive()
    }
}
