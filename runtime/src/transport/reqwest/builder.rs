//! What a network wants, to a [`Reqwest`]: a company's own authorities, a proxy, a certificate of ours.
//!
//! Everything is kept as it was given and read when the transport is built, so that there is one place for errors.
//! Nothing here shows a key, a password, or an address that may hold one.

use std::fmt;
use std::time::Duration;

use ::reqwest::{Client, ClientBuilder, NoProxy, Proxy, Url, redirect, retry};
use hyper::Uri;
use secrecy::{ExposeSecret as _, SecretSlice, SecretString};

use super::tls::{self, Trust};
use super::{Reqwest, failure};
use crate::transport::{TransportError, TransportErrorKind};

/// How long a connection may take to come about, where nobody says.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// How often an idle connection is probed. A model may think for minutes without a byte; the probes
/// keep its connection through gateways, and find out where the peer is gone.
const KEEPALIVE: Duration = Duration::from_secs(30);

/// Sets up a [`Reqwest`] for networks that are not plain: see [`Reqwest::builder`].
///
/// A network whose proxy reads what passes, and signs it with the company's own authority:
///
/// ```
/// use std::time::Duration;
///
/// use formwork::Client;
/// use formwork::transport::Reqwest;
///
/// // let pem = std::fs::read("/etc/ssl/company.pem")?;
/// # let pem = "-----BEGIN CERTIFICATE-----\n\
/// #     MIIBmTCCAUGgAwIBAgIUexednYePtSMkt9zxOgnB5r/4iLcwCgYIKoZIzj0EAwIw\n\
/// #     GjEYMBYGA1UEAwwPRXhhbXBsZSBDb21wYW55MCAXDTI2MTEyMjA1MTkzNVoYDzIx\n\
/// #     MjYxMDI5MDUxOTM1WjAaMRgwFgYDVQQDDA9FeGFtcGxlIENvbXBhbnkwWTATBgcq\n\
/// #     hkjOPQIBBggqhkjOPQMBBwNCAATgucOWy274M0m56cZr7dOjNGrZMN7Tblaqmf3p\n\
/// #     r1TXAGKlTKqVm1YfiYZeLtxkCO+WPP5sOS0fU2/IZJT2/YqBo2MwYTAdBgNVHQ4E\n\
/// #     FgQURdfkAZn8AhB4qc+6CqKrnGicnFwwHwYDVR0jBBgwFoAURdfkAZn8AhB4qc+6\n\
/// #     CqKrnGicnFwwDwYDVR0TAQH/BAUwAwEB/zAOBgNVHQ8BAf8EBAMCAgQwCgYIKoZI\n\
/// #     zj0EAwIDRgAwQwIgCfNUUNJQzgBZxqBQRVKapCQP6qzGwy+Tgb8ffz7Di2kCH2E4\n\
/// #     MIoaxZk+/UmKhdG12vmrVQb8np0zysLKPqcA3sY=\n\
/// #     -----END CERTIFICATE-----";
/// let transport = Reqwest::builder()
///     .root_certificates(pem)
///     .proxy("http://reader:password@proxy.example:3128")
///     .proxy_except("localhost, .example, 10.0.0.0/8")
///     .connect_timeout(Duration::from_secs(5))
///     .build()?;
/// let client = Client::builder("openai/gpt-5-mini").api_key("sk-...").transport(transport).build()?;
/// # let _ = client;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// There is no way to bring a `reqwest::Client`: its type would tie this crate's versions to those of `reqwest`, and its
/// redirects and repeats would carry a key to places, and cost money, that nobody here decides about. What is not here is
/// a [`Transport`](crate::transport::Transport) of one's own, which takes two functions.
#[must_use = "a builder does nothing before `build`"]
pub struct ReqwestBuilder {
    /// In PEM, as they were given.
    roots: Vec<Vec<u8>>,
    own: Option<(Vec<u8>, SecretSlice<u8>)>,
    route: Route,
    except: Option<String>,
    connect_timeout: Duration,
}

/// How servers are reached.
enum Route {
    /// As the environment says.
    Environment,
    Direct,
    /// Through this proxy, whose address may hold a password.
    Through(SecretString),
}

impl Default for ReqwestBuilder {
    fn default() -> Self {
        Self {
            roots: Vec::new(),
            own: None,
            route: Route::Environment,
            except: None,
            connect_timeout: CONNECT_TIMEOUT,
        }
    }
}

impl ReqwestBuilder {
    /// Adds authorities that may sign the certificates of servers (and of a proxy that is reached over `https`), beside
    /// those of the operating system: one or more certificates in PEM. May be called several times.
    ///
    /// On Linux and the like, `SSL_CERT_FILE` and `SSL_CERT_DIR` name other files in place of the system's; that takes no
    /// code. On Android, the system's settings are the only place for authorities.
    pub fn root_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.roots.push(pem.into());
        self
    }

    /// Sets the certificate that servers are shown which ask for one (mutual TLS), and its key, both in PEM. What the
    /// certificate rests on follows it in the same file. A key behind a password cannot be read.
    pub fn client_certificate(
        mut self,
        certificate: impl Into<Vec<u8>>,
        key: impl Into<Vec<u8>>,
    ) -> Self {
        self.own = Some((certificate.into(), key.into().into()));
        self
    }

    /// Sends everything through this proxy, in place of what the environment says (`HTTPS_PROXY`, `HTTP_PROXY`,
    /// `ALL_PROXY`, `NO_PROXY`): `http://user:password@host:port`, or `https:`; `http` where no scheme is given.
    ///
    /// For servers at `https` the proxy is asked for a tunnel (`CONNECT`), and sees their name and nothing of what is said,
    /// the key included. What goes to servers at plain `http` it can read.
    pub fn proxy(mut self, address: impl Into<String>) -> Self {
        self.route = Route::Through(address.into().into());
        self
    }

    /// Names what is reached without the [`proxy`](Self::proxy), as `NO_PROXY` does: hosts, domains with all that is under
    /// them, addresses and networks, with commas between them.
    pub fn proxy_except(mut self, hosts: impl Into<String>) -> Self {
        self.except = Some(hosts.into());
        self
    }

    /// Sends nothing through a proxy, whatever the environment says.
    pub fn no_proxy(mut self) -> Self {
        self.route = Route::Direct;
        self
    }

    /// How long a connection may take to come about, TLS and a proxy's tunnel included: 10 seconds where nobody says. What
    /// an answer may take is said by [`Timeouts`](crate::Timeouts).
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.connect_timeout = limit;
        self
    }

    /// The transport, with a connection pool of its own.
    ///
    /// # Errors
    /// PEM that holds no certificate, or none that can be read; a key that does not belong to its certificate; a proxy whose
    /// address is none, or wants another protocol. The kind is [`TransportErrorKind::Request`]. A system without root
    /// certificates is not such a case: plain HTTP works there, and HTTPS fails when it is used.
    ///
    /// ```
    /// use formwork::transport::Reqwest;
    ///
    /// let error = Reqwest::builder().root_certificates("no certificate").build().unwrap_err();
    /// assert_eq!(error.to_string(), "a root certificate: there is none in this PEM");
    /// let error = Reqwest::builder().proxy("socks5://localhost").build().unwrap_err();
    /// assert!(error.to_string().contains("`socks5`"));
    /// ```
    pub fn build(self) -> Result<Reqwest, TransportError> {
        let mut trust = Trust::default();
        for pem in &self.roots {
            trust.add_roots(pem).map_err(refused)?;
        }
        if let Some((certificate, key)) = &self.own {
            let key = key.expose_secret();
            trust.set_own(certificate, key).map_err(refused)?;
        }
        let (tls, no_roots) = tls::configure(trust).map_err(|error| match error {
            rustls::Error::InconsistentKeys(_) => {
                refused("the client's key does not belong to its certificate")
            }
            error => refused(error.to_string()),
        })?;
        let builder = Client::builder()
            .tls_backend_preconfigured(tls)
            .http1_only()
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .referer(false)
            .connect_timeout(self.connect_timeout)
            .tcp_keepalive(KEEPALIVE)
            .tcp_nodelay(true)
            .user_agent(concat!("formwork/", env!("CARGO_PKG_VERSION")));
        let client = self
            .routed(builder)?
            .build()
            .map_err(|error| failure(error, TransportErrorKind::Request))?;
        Ok(Reqwest::of(client, no_roots))
    }

    /// Says how servers are reached.
    fn routed(&self, builder: ClientBuilder) -> Result<ClientBuilder, TransportError> {
        let address = match &self.route {
            Route::Through(address) => address.expose_secret(),
            Route::Environment | Route::Direct if self.except.is_some() => {
                return Err(refused(
                    "exceptions are made from a proxy that is named here; those from the \
                     environment's stand in `NO_PROXY`",
                ));
            }
            Route::Environment => return Ok(builder),
            Route::Direct => return Ok(builder.no_proxy()),
        };
        let except = self.except.as_deref().and_then(NoProxy::from_string);
        Ok(builder.proxy(through(address)?.no_proxy(except)))
    }
}

/// The proxy at an address. No error shows the address, which may hold a password.
fn through(address: &str) -> Result<Proxy, TransportError> {
    let address = address.trim();
    let whole = if address.contains("://") {
        address.to_owned()
    } else {
        format!("http://{address}")
    };
    let unread = || refused("the proxy's address cannot be read: it is `http://host:port`");
    let mut url = Url::parse(&whole).map_err(|_| unread())?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(refused(format!(
            "a proxy is reached over `http` or `https`, and not over `{}`",
            url.scheme()
        )));
    }
    url.set_path("");
    url.set_query(None);
    url.set_fragment(None);
    // What the layer below cannot read is no proxy to it, and requests would go past it.
    let uri: Uri = url.as_str().parse().map_err(|_| unread())?;
    uri.host().ok_or_else(unread)?;
    Proxy::all(url).map_err(|_| unread())
}

fn refused(message: impl Into<String>) -> TransportError {
    TransportError::new(TransportErrorKind::Request, message)
}

impl fmt::Debug for ReqwestBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let route = match self.route {
            Route::Environment => "as the environment says",
            Route::Direct => "direct",
            Route::Through(_) => "through a proxy",
        };
        f.debug_struct("ReqwestBuilder")
            .field("root_certificates", &self.roots.len())
            .field("client_certificate", &self.own.is_some())
            .field("route", &route)
            .field("connect_timeout", &self.connect_timeout)
            .finish_non_exhaustive()
    }
}
