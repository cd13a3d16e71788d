//! Answers without a network and without a key, for examples, demonstrations and tests.
//!
//! [`Offline`] is a [`Transport`] that stands in for a server: it reads the chat-completions
//! requests that would have gone to `OpenAI`, finds the schema in them, and answers with an instance
//! of that schema, in the bytes that `OpenAI` would have sent. Everything between a client and the
//! network works as it does with a real model. It knows no clock, no global state and nothing of the
//! types that a client decodes into.
//!
//! The same seed and the same requests give the same bytes. What goes wrong is said beforehand, one
//! [`Fault`] for each request:
//!
//! ```
//! use formwork::provider::offline::{Fault, Offline};
//!
//! let offline = Offline::new().seed(7).faults([Fault::RateLimitFirst, Fault::InvalidFirst]);
//! assert_eq!(offline.requests().len(), 0);
//! ```

mod array;
mod body;
mod choose;
mod dice;
mod faults;
mod format;
mod height;
mod judge;
mod mend;
mod number;
mod object;
mod openai_chat;
mod pattern;
mod reply;
mod sample;
mod shape;
mod spec;
mod spoil;
mod text;
mod told;
mod tree;

use std::collections::VecDeque;
use std::future::ready;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use self::body::{Chunks, Pace};
use self::dice::Dice;
pub use self::faults::Fault;
use self::openai_chat::{read::read, write};
use self::reply::{as_written, reply};
use crate::transport::{BoxFuture, Request, Response, SECRET_HEADERS, Transport, TransportError};

/// How many requests are kept for [`Offline::requests`].
const MOST_KEPT: usize = 256;

/// A server that answers from the schema in the request. Clones share what they have been asked.
///
/// ```
/// use formwork::Client;
/// use formwork::provider::offline::Offline;
///
/// let server = Offline::new().seed(7);
/// let client = Client::offline(server.clone());
/// # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
/// let numbers: Vec<u8> = runtime.block_on(client.extract("Which numbers?"))?;
/// assert_eq!(server.requests().len(), 1); // what was asked, without keys
/// # Ok::<(), formwork::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Offline {
    seed: u64,
    faults: Vec<Fault>,
    answers: Vec<String>,
    pace: Option<Pace>,
    asked: Arc<Mutex<Asked>>,
}

/// What has been asked so far.
#[derive(Debug, Default)]
struct Asked {
    /// How many requests there were.
    count: usize,
    /// The last of them, without keys.
    kept: VecDeque<Request>,
}

impl Offline {
    /// A server with seed 0 and without faults.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads a server from text such as `seed=7,faults=invalid+rate-limit`, as an environment
    /// variable may hold it. Empty text is [`Offline::new`]. `pace` is in milliseconds, and needs
    /// the feature `reqwest`.
    ///
    /// ```
    /// use formwork::provider::offline::Offline;
    ///
    /// assert!(Offline::from_spec("seed=7,faults=invalid+rate-limit").is_ok());
    /// let error = Offline::from_spec("faults=flood").unwrap_err();
    /// assert!(error.contains("unknown fault `flood`; there are"), "{error}");
    /// ```
    ///
    /// # Errors
    ///
    /// Where a key or a fault is unknown or a number is none, in a sentence that says what there is.
    pub fn from_spec(spec: &str) -> Result<Self, String> {
        spec::read(spec)
    }

    /// With another seed: other answers to the same requests.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// With faults: the first goes to the first request, the second to the second, and so on. A
    /// request that is repeated counts again. Requests beyond the last fault are answered well.
    #[must_use]
    pub fn faults(mut self, faults: impl IntoIterator<Item = Fault>) -> Self {
        self.faults = faults.into_iter().collect();
        self
    }

    /// With answers that were written down, and are not made up: the first for the first request, and so on; requests
    /// beyond the last are given that one again. Each is what the model says: the text of its answer, or the arguments
    /// of its call. JSON that is no object is put into one where the request asks for an object of one property.
    ///
    /// ```
    /// use formwork::Client;
    /// use formwork::provider::offline::Offline;
    ///
    /// let client = Client::offline(Offline::new().answers(["\"Ada\""]));
    /// # let _ = client;
    /// ```
    #[must_use]
    pub fn answers(mut self, answers: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.answers = answers.into_iter().map(Into::into).collect();
        self
    }

    /// With a pause before each chunk of a body, so that a person can watch. It is waited with
    /// tokio's timer, which wants a tokio runtime whose timer is enabled; elsewhere, use
    /// [`Offline::pace_with`].
    #[cfg(feature = "reqwest")]
    #[must_use]
    pub fn pace(self, pause: Duration) -> Self {
        self.pace_with(pause, |pause| Box::pin(tokio::time::sleep(pause)))
    }

    /// With a pause before each chunk of a body, waited with a timer of the caller's.
    #[must_use]
    pub fn pace_with(
        mut self,
        pause: Duration,
        sleeper: impl Fn(Duration) -> BoxFuture<'static, ()> + Send + Sync + 'static,
    ) -> Self {
        self.pace = Some(Pace {
            pause,
            sleeper: Arc::new(sleeper),
        });
        self
    }

    /// The last 256 requests, oldest first, with the values of headers that carry keys redacted.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        self.asked().kept.iter().cloned().collect()
    }

    fn asked(&self) -> MutexGuard<'_, Asked> {
        // Nothing that panics is done while it is locked, so it is whole even when poisoned.
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes a request. Returns how many there were before it, and how many of those were the same.
    fn note(&self, request: &Request) -> (usize, usize) {
        let mut asked = self.asked();
        let same = asked
            .kept
            .iter()
            .filter(|kept| kept.body == request.body)
            .count();
        if asked.kept.len() == MOST_KEPT {
            asked.kept.pop_front();
        }
        asked.kept.push_back(without_keys(request));
        asked.count += 1;
        (asked.count - 1, same)
    }

    /// What was written down for a request.
    fn said(&self, number: usize) -> Option<&str> {
        let said = self.answers.get(number).or(self.answers.last());
        said.map(String::as_str)
    }

    fn respond(&self, request: &Request) -> Response {
        let (number, same) = self.note(request);
        let fault = self.faults.get(number).copied();
        let dice = &mut Dice::of(self.seed, &[&request.body, &same.to_le_bytes()]);
        let json = "application/json";
        let (status, kind, bytes) = match fault {
            Some(Fault::RateLimitFirst) => {
                let message = "Rate limit reached for requests. Please try again in 1s.";
                let error = write::error(message, "requests", Some("rate_limit_exceeded"));
                (429, json, error)
            }
            Some(Fault::ServerErrorFirst) => {
                let message = "The server had an error while processing your request. Sorry!";
                (500, json, write::error(message, "server_error", None))
            }
            Some(Fault::Html) => (200, "text/html; charset=utf-8", PAGE.as_bytes().to_vec()),
            fault => match answer(request, fault, self.said(number), dice) {
                Ok((kind, bytes)) => (200, kind, bytes),
                Err((status, message)) => (
                    status,
                    json,
                    write::error(&message, "invalid_request_error", None),
                ),
            },
        };
        let mut headers = vec![
            ("content-type".to_owned(), kind.to_owned()),
            ("x-request-id".to_owned(), format!("req_offline_{number}")),
        ];
        if status == 429 {
            headers.push(("retry-after".to_owned(), "1".to_owned()));
        }
        let breaks = fault == Some(Fault::CutStream);
        let chunks = Chunks::cut(bytes, breaks, self.pace.clone(), dice);
        Response {
            status,
            headers,
            body: Box::new(chunks),
        }
    }
}

/// The content type and body of an answer, or the status and message of a refused request.
fn answer(
    request: &Request,
    fault: Option<Fault>,
    written: Option<&str>,
    dice: &mut Dice,
) -> Result<(&'static str, Vec<u8>), (u16, String)> {
    let path = request.url.split(['?', '#']).next().unwrap_or_default();
    if !path.ends_with("/chat/completions") {
        return Err((
            404,
            format!(
                "Invalid URL (POST {path}): the offline provider answers only \
                                  to /chat/completions"
            ),
        ));
    }
    let asked = read(&request.body).map_err(|message| (400, message))?;
    let reply = match written {
        Some(text) => as_written(&asked, text),
        None => reply(&asked, fault, dice).map_err(|message| (400, message))?,
    };
    Ok(if asked.stream {
        (
            "text/event-stream; charset=utf-8",
            write::stream(&reply, &asked, dice),
        )
    } else {
        ("application/json", write::whole(&reply, &asked, dice))
    })
}

const PAGE: &str = "<!DOCTYPE html>\n<html><head><title>Sign in</title></head>\
<body><h1>Sign in to continue</h1></body></html>\n";

/// The request as it may be shown.
fn without_keys(request: &Request) -> Request {
    let mut request = request.clone();
    for (name, value) in &mut request.headers {
        if SECRET_HEADERS
            .iter()
            .any(|secret| name.eq_ignore_ascii_case(secret))
        {
            "<redacted>".clone_into(value);
        }
    }
    if let Some((path, query)) = request.url.split_once('?') {
        let pairs = query.split('&').map(|pair| match pair.split_once('=') {
            Some((name @ ("key" | "api_key" | "api-key"), _)) => format!("{name}=<redacted>"),
            _ => pair.to_owned(),
        });
        request.url = format!("{path}?{}", pairs.collect::<Vec<_>>().join("&"));
    }
    request
}

impl Transport for Offline {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        Box::pin(ready(Ok(self.respond(&request))))
    }

    /// Returns at once.
    fn sleep(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(ready(()))
    }
}
