//! Requests to the server besides a model's: what is stored there, asked after and fetched.
//!
//! Something that is handed over is sent once: nobody knows whether a request that broke off has begun to
//! cost money. What is only asked for is asked for again.

use std::future::Future;
use std::time::{Duration, Instant, SystemTime};

use bytes::Bytes;

use crate::client::Inner;
use crate::envelope::Envelope;
use crate::error::ErrorKind;
use crate::provider::{ProtocolError, ProtocolErrorKind};
use crate::transport::{Body, Request, Response, TransportError, TransportErrorKind, within};

/// No answer of the server is read beyond this, but for files, which are read line by line.
const LARGEST: usize = 256 << 20;
/// No error's body is read beyond this.
const ERROR_BODY: usize = 1 << 20;
/// How often what is only asked for is asked for again.
const REPEATS: u32 = 3;
/// A server that wants more time than this is not waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// The server of a client.
pub(super) struct Server<'c> {
    client: &'c Inner,
}

/// What the server answered.
pub(super) struct Stored {
    pub(super) text: String,
    headers: Vec<(String, String)>,
}

impl Stored {
    /// A member of the answer that is a string.
    pub(super) fn string(&self, key: &str) -> Result<String, ErrorKind> {
        let found = Envelope::open(&self.text).and_then(|answer| answer.string(key));
        found.ok_or_else(|| self.unlike())
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers.find_map(|(own, value)| (own == name).then_some(value.as_str()))
    }

    /// The error of an answer that does not hold what it should.
    pub(super) fn unlike(&self) -> ErrorKind {
        let kind = if self.text.trim().is_empty() {
            ProtocolErrorKind::Empty
        } else {
            ProtocolErrorKind::NotJson
        };
        ProtocolError::new(kind, &self.text).into()
    }

    /// The name of something on the server, fit to be part of an address.
    pub(super) fn name(name: &str) -> Result<&str, ErrorKind> {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
        let is_name = !name.is_empty() && name.chars().all(is_plain) && !name.contains("..");
        if is_name {
            return Ok(name);
        }
        let message = format!("`{name}` names nothing on a server");
        Err(ErrorKind::Configuration(message))
    }
}

impl<'c> Server<'c> {
    pub(super) fn of(client: &'c Inner) -> Self {
        Self { client }
    }

    /// The base URL, without a slash at its end.
    pub(super) fn base(&self) -> &'c str {
        self.client.base_url.trim_end_matches('/')
    }

    /// The base URL in two: up to the host, and the path behind it.
    pub(super) fn origin(&self) -> (&'c str, &'c str) {
        let base = self.base();
        let host = base.find("://").map_or(0, |scheme| scheme + 3);
        let path = base.get(host..).and_then(|rest| rest.find('/'));
        base.split_at(path.map_or(base.len(), |path| host + path))
    }

    /// Sends JSON.
    pub(super) async fn post(&self, url: String, json: String) -> Result<Stored, ErrorKind> {
        self.send(url, Vec::new(), json.into()).await
    }

    /// Sends a file with what belongs to it, as a form (RFC 7578).
    pub(super) async fn post_form(
        &self,
        url: String,
        fields: &[(&str, &str)],
        file: Vec<u8>,
    ) -> Result<Stored, ErrorKind> {
        let boundary = boundary(&file);
        let mut body = Vec::with_capacity(file.len() + 512);
        for (name, value) in fields {
            let part = format!(
                "--{boundary}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            );
            body.extend_from_slice(part.as_bytes());
        }
        let head = format!(
            "--{boundary}\r\ncontent-disposition: form-data; name=\"file\"; \
             filename=\"batch.jsonl\"\r\ncontent-type: application/jsonl\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(&file);
        drop(file);
        body.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
        let kind = format!("multipart/form-data; boundary={boundary}");
        let headers = vec![("content-type", kind)];
        self.send(url, headers, body.into()).await
    }

    /// Sends a body. Headers stand in for the usual ones of their names.
    pub(super) async fn send(
        &self,
        url: String,
        headers: Vec<(&'static str, String)>,
        body: Bytes,
    ) -> Result<Stored, ErrorKind> {
        let mut all = self.client.headers(false);
        all.retain(|(name, _)| headers.iter().all(|own| own.0 != *name));
        all.extend(headers);
        let request = Request {
            url,
            headers: all,
            body,
        };
        let sent = self.client.transport.send(request);
        let answered = async {
            let response = self.opened(sent).await?;
            self.whole(response).await
        };
        self.within(self.client.timeouts.attempt, answered).await?
    }

    /// Asks for what is at an address.
    pub(super) async fn get(&self, url: &str) -> Result<Stored, ErrorKind> {
        let mut repeat = 0;
        loop {
            let asked = async {
                let response = self.open_once(url).await?;
                self.whole(response).await
            };
            let answer = self.within(self.client.timeouts.attempt, asked).await;
            let answer = answer.and_then(|answer| answer);
            let Err(error) = answer else { return answer };
            self.pause(error, &mut repeat).await?;
        }
    }

    /// Opens what is at an address, to be read piece by piece.
    pub(super) async fn open(&self, url: &str) -> Result<Box<dyn Body>, ErrorKind> {
        let mut repeat = 0;
        loop {
            let opened = self.within(self.client.timeouts.attempt, self.open_once(url));
            match opened.await.and_then(|opened| opened) {
                Ok(response) => return Ok(response.body),
                Err(error) => self.pause(error, &mut repeat).await?,
            }
        }
    }

    /// The next piece of a body that was opened at some time.
    pub(super) async fn piece(
        &self,
        body: &mut dyn Body,
        opened: Instant,
    ) -> Result<Option<Bytes>, ErrorKind> {
        let Some(limit) = self.client.timeouts.attempt else {
            return self.chunk(body).await;
        };
        let left = limit.saturating_sub(opened.elapsed());
        let piece = within(&*self.client.transport, left, self.chunk(body)).await;
        piece.unwrap_or_else(|| Err(too_late(limit)))
    }

    /// The next piece of a body.
    async fn chunk(&self, body: &mut dyn Body) -> Result<Option<Bytes>, ErrorKind> {
        let chunk = self.within(self.client.timeouts.idle, body.chunk()).await?;
        chunk.map_err(|error| self.clean(error.into()))
    }

    /// Waits before something is asked for again; the error itself, where that is of no use.
    async fn pause(&self, error: ErrorKind, repeat: &mut u32) -> Result<(), ErrorKind> {
        let asked = match &error {
            ErrorKind::Api(error) if error.retryable() => error.retry_after,
            ErrorKind::Transport(error) if error.kind.may_pass() => None,
            _ => return Err(error),
        };
        let wait = asked.unwrap_or(Duration::from_millis(500) * (1 << (*repeat).min(4)));
        if *repeat >= REPEATS || wait > PATIENCE {
            return Err(error);
        }
        *repeat += 1;
        self.sleep(wait).await;
        Ok(())
    }

    pub(super) async fn sleep(&self, wait: Duration) {
        self.client.transport.sleep(wait).await;
    }

    async fn open_once(&self, url: &str) -> Result<Response, ErrorKind> {
        let mut headers = self.client.headers(false);
        headers.retain(|header| header.0 != "content-type" && header.0 != "accept");
        let request = Request {
            url: url.to_owned(),
            headers,
            body: Bytes::new(),
        };
        self.opened(self.client.transport.get(request)).await
    }

    /// The head of an answer, where that is none of an error.
    async fn opened(
        &self,
        sent: impl Future<Output = Result<Response, TransportError>>,
    ) -> Result<Response, ErrorKind> {
        let sent = self.within(self.client.timeouts.head, sent).await?;
        let mut response = sent.map_err(|error| self.clean(error.into()))?;
        if (200..300).contains(&response.status) {
            return Ok(response);
        }
        let mut body = Vec::new();
        while let Ok(Some(chunk)) = self.chunk(&mut *response.body).await {
            let room = ERROR_BODY.saturating_sub(body.len());
            body.extend_from_slice(chunk.get(..room).unwrap_or(&chunk));
            if chunk.len() >= room {
                break;
            }
        }
        let (status, headers) = (response.status, &response.headers);
        let error = self
            .client
            .wire
            .error(status, headers, &body, SystemTime::now());
        Err(self.clean(error.into()))
    }

    async fn whole(&self, mut response: Response) -> Result<Stored, ErrorKind> {
        let mut text = Vec::new();
        loop {
            let chunk = match self.chunk(&mut *response.body).await {
                Ok(Some(chunk)) => chunk,
                Ok(None) => break,
                // It has broken off behind its end. What was handed over by then has a name, and costs money.
                Err(ErrorKind::Transport(_)) if is_whole(&text) => break,
                Err(error) => return Err(error),
            };
            if chunk.len() > LARGEST - text.len() {
                let beginning = String::from_utf8_lossy(&chunk);
                return Err(ProtocolError::new(ProtocolErrorKind::TooLarge, &beginning).into());
            }
            text.extend_from_slice(&chunk);
        }
        let text = String::from_utf8(text)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
        Ok(Stored {
            text,
            headers: response.headers,
        })
    }

    /// An error without the key.
    pub(super) fn clean(&self, mut error: ErrorKind) -> ErrorKind {
        self.client.redact_failure(&mut error);
        error
    }

    /// Waits for a future, but no longer than so long.
    async fn within<T>(
        &self,
        limit: Option<Duration>,
        future: impl Future<Output = T>,
    ) -> Result<T, ErrorKind> {
        let Some(limit) = limit else {
            return Ok(future.await);
        };
        let came = within(&*self.client.transport, limit, future).await;
        came.ok_or_else(|| too_late(limit))
    }
}

fn too_late(limit: Duration) -> ErrorKind {
    let message = format!("nothing came within {limit:?}");
    TransportError::new(TransportErrorKind::Timeout, message).into()
}

/// Whether a text is a JSON object from its beginning to its end.
fn is_whole(text: &[u8]) -> bool {
    let is_object = text.trim_ascii_start().first() == Some(&b'{');
    is_object && serde_json::from_slice::<serde::de::IgnoredAny>(text).is_ok()
}

/// A line that stands nowhere in a file.
fn boundary(file: &[u8]) -> String {
    let mut number: u32 = 0;
    loop {
        let boundary = format!("formwork-{number:08x}");
        if memchr::memmem::find(file, boundary.as_bytes()).is_none() {
            return boundary;
        }
        number = number.wrapping_add(1);
    }
}
