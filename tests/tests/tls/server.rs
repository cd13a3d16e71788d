//! A server of TLS on loopback, and what calls come to that are made of it in every way there is.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use formwork::transport::Reqwest;
use formwork::{Client, ClientBuilder, Error};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, ServerConnection, StreamOwned};

use crate::authority::{self, Authority, Signed};
use crate::loopback::{Asked, Told, converse};

pub(crate) const KEY: &str = "sk-test-0123456789abcdef";
pub(crate) const PROMPT: &str = "How many ships lay in the harbour?";

/// A server, what it was asked, and how often somebody came.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) asked: Arc<Mutex<Vec<Asked>>>,
    pub(crate) connections: Arc<AtomicUsize>,
}

/// A stream of TLS, seen by the server.
pub(crate) type Stream = StreamOwned<ServerConnection, TcpStream>;

impl Server {
    /// One that answers every call.
    pub(crate) fn new(config: ServerConfig) -> Self {
        let asked: Arc<Mutex<Vec<Asked>>> = Arc::default();
        let heard = asked.clone();
        Self::with(config, asked, move |stream| {
            converse(stream, &|asked| {
                let told = answer(&asked);
                heard.lock().expect("nobody panicked").push(asked);
                told
            });
        })
    }

    /// One that does with a connection as it likes, once its handshake is over.
    pub(crate) fn raw(
        config: ServerConfig,
        serve: impl Fn(&mut Stream) + Send + Sync + 'static,
    ) -> Self {
        Self::with(config, Arc::default(), serve)
    }

    fn with(
        config: ServerConfig,
        asked: Arc<Mutex<Vec<Asked>>>,
        serve: impl Fn(&mut Stream) + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let connections: Arc<AtomicUsize> = Arc::default();
        let (count, config, serve) = (connections.clone(), Arc::new(config), Arc::new(serve));
        std::thread::spawn(move || {
            for socket in listener.incoming() {
                let Ok(socket) = socket else { continue };
                count.fetch_add(1, Ordering::SeqCst);
                let (config, serve) = (config.clone(), serve.clone());
                std::thread::spawn(move || {
                    if let Some(mut stream) = shake(socket, config) {
                        serve(&mut stream);
                    }
                });
            }
        });
        Self {
            address,
            asked,
            connections,
        }
    }

    /// Its address by the name of a host.
    pub(crate) fn url(&self, host: &str) -> String {
        format!("https://{host}:{}/v1", self.address.port())
    }

    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

/// Shakes hands; where that fails, the other side is told why before the connection goes.
fn shake(mut socket: TcpStream, config: Arc<ServerConfig>) -> Option<Stream> {
    let mut connection = ServerConnection::new(config).ok()?;
    while connection.is_handshaking() {
        if connection.complete_io(&mut socket).is_err() {
            // Its own words are out by now. What was still on its way here would turn the end of the connection into a reset.
            let _ = socket.shutdown(std::net::Shutdown::Write);
            let _ = socket.set_read_timeout(Some(Duration::from_secs(2)));
            let _ = socket.read_to_end(&mut Vec::new());
            return None;
        }
    }
    Some(StreamOwned::new(connection, socket))
}

/// How a server shows itself.
pub(crate) fn shown(certificate: &Signed) -> ServerConfig {
    configured(certificate, None)
}

/// The same, for callers alone who bear a certificate of this authority.
pub(crate) fn shown_to(certificate: &Signed, callers: &Authority) -> ServerConfig {
    configured(certificate, Some(callers))
}

fn configured(certificate: &Signed, callers: Option<&Authority>) -> ServerConfig {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ServerConfig::builder_with_provider(provider.clone());
    let builder = builder
        .with_safe_default_protocol_versions()
        .expect("versions");
    let builder = match callers {
        None => builder.with_no_client_auth(),
        Some(callers) => {
            let mut roots = RootCertStore::empty();
            for root in authority::certificates(&callers.pem) {
                roots.add(root).expect("a root");
            }
            let verifier =
                WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build();
            builder.with_client_cert_verifier(verifier.expect("a verifier"))
        }
    };
    let chain = authority::certificates(&certificate.chain);
    let config = builder.with_single_cert(chain, authority::key(&certificate.key));
    config.expect("a certificate with its key")
}

/// Seven, whole or streamed.
pub(crate) fn answer(asked: &Asked) -> Told {
    let streamed = String::from_utf8_lossy(&asked.body).contains(r#""stream":true"#);
    let content = r#""content":"{\"value\":7}""#;
    if !streamed {
        let body = format!(r#"{{"choices":[{{"message":{{{content}}},"finish_reason":"stop"}}]}}"#);
        return Told::json(200, body);
    }
    let mut told = Told::json(200, streamed_body());
    told.headers.clear();
    told.header("content-type", "text/event-stream")
}

/// Seven, as a stream.
pub(crate) fn streamed_body() -> String {
    let content = r#""content":"{\"value\":7}""#;
    format!(
        "data: {{\"choices\":[{{\"delta\":{{{content}}},\"finish_reason\":\"stop\"}}]}}\n\ndata: [DONE]\n\n"
    )
}

/// Reads one request whole.
pub(crate) fn read_request(stream: &mut Stream) -> Option<()> {
    let mut request = Vec::new();
    let mut buffer = [0; 4096];
    while !request.ends_with(b"}") {
        let length = stream.read(&mut buffer).ok().filter(|length| *length > 0)?;
        request.extend_from_slice(&buffer[..length]);
    }
    Some(())
}

/// Says something, and closes the connection without the farewell that TLS wants.
pub(crate) fn say_and_vanish(stream: &mut Stream, text: &str) {
    let _ = stream.write_all(text.as_bytes());
    let _ = stream.flush();
    let _ = stream.sock.shutdown(std::net::Shutdown::Both);
}

/// A client of a server, over a transport.
pub(crate) fn client(url: &str, transport: &Reqwest) -> Client {
    builder(url, transport).build().expect("a client")
}

pub(crate) fn builder(url: &str, transport: &Reqwest) -> ClientBuilder {
    Client::builder("openai/gpt-5-mini")
        .api_key(KEY)
        .base_url(url)
        .transport(transport.clone())
}

/// What a call comes to, made in every way: whole and streamed, waited for and not.
pub(crate) fn every_way(client: &Client) -> Vec<Result<u8, Error>> {
    let request = || client.request::<u8>().user(PROMPT);
    let run = |future| {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = runtime.enable_all().build().expect("a runtime");
        let future: std::pin::Pin<Box<dyn Future<Output = Result<u8, Error>>>> = future;
        runtime.block_on(future)
    };
    let whole = run(Box::pin(async { Ok(request().send().await?.value) }));
    let streamed = run(Box::pin(async {
        let mut stream = request().stream();
        while let Some(step) = stream.next().await {
            step?;
        }
        Ok(stream.finish().await?.value)
    }));
    let waited = request().send_blocking().map(|reply| reply.value);
    let mut stream = request().stream_blocking();
    let mut failed = None;
    while let Some(step) = stream.next() {
        failed = failed.or(step.err());
    }
    let waited_streamed = match failed {
        Some(error) => Err(error),
        None => stream.finish().map(|reply| reply.value),
    };
    vec![whole, streamed, waited, waited_streamed]
}
