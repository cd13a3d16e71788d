//! A scripted transport: answers that were written down beforehand, and a record of what was asked.
//!
//! For tests, of this crate and of yours: it decides where every chunk ends and where a connection
//! breaks, which no server on a socket can.

use std::collections::VecDeque;
use std::future::{pending, poll_fn, ready};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;

use super::{Body, BoxFuture, Request, Response, Transport, TransportError, TransportErrorKind};

/// Plays answers in the order they were added, one for each request. Clones share one script.
///
/// A request beyond the script fails with [`TransportErrorKind::Connect`].
///
/// ```
/// use formwork::Client;
/// use formwork::transport::Replay;
///
/// let body = r#"{"choices":[{"message":{"content":"{\"value\":7}"},"finish_reason":"stop"}]}"#;
/// let server = Replay::new().answer(503, &[("retry-after", "2")], ["busy"]).answer(200, &[], [body]);
/// let client = Client::builder("openai/gpt-5-mini").api_key("sk-test").transport(server.clone()).build()?;
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// assert_eq!(client.extract::<u8>("How many?").await?, 7);
/// assert_eq!(server.requests().len(), 2);
/// assert_eq!(server.waits()[0].as_secs(), 2); // told, and not waited for
/// # Ok::<(), formwork::Error>(()) }).unwrap();
/// # Ok::<(), formwork::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Replay {
    script: Arc<Mutex<Script>>,
}

#[derive(Debug, Default)]
struct Script {
    answers: VecDeque<Answer>,
    requests: Vec<Request>,
    waits: Vec<Duration>,
    /// Something that never comes is waited for.
    hangs: bool,
}

#[derive(Debug)]
enum Answer {
    Response {
        status: u16,
        headers: Vec<(String, String)>,
        body: Rest,
    },
    Failure(TransportError),
    Silence,
}

/// What is left of a body.
#[derive(Debug)]
struct Rest {
    chunks: VecDeque<Bytes>,
    /// How the body ends, where it does not end well.
    broken: Option<TransportError>,
    /// Whether it does not end at all.
    hangs: bool,
}

impl Replay {
    /// An empty script.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an answer whose body comes in these chunks. Header names are brought to lower case.
    #[must_use]
    pub fn answer<C: Into<Bytes>>(
        self,
        status: u16,
        headers: &[(&str, &str)],
        chunks: impl IntoIterator<Item = C>,
    ) -> Self {
        let headers = headers
            .iter()
            .map(|(name, value)| (name.to_ascii_lowercase(), (*value).to_owned()))
            .collect();
        let chunks = chunks.into_iter().map(Into::into).collect();
        let body = Rest {
            chunks,
            broken: None,
            hangs: false,
        };
        self.lock().answers.push_back(Answer::Response {
            status,
            headers,
            body,
        });
        self
    }

    /// Breaks the body of the last answer that was added after `chunks` chunks: the connection is
    /// [interrupted](TransportErrorKind::Interrupted) there. A script that ends in something else is
    /// left as it is.
    #[must_use]
    pub fn cut_after(self, chunks: usize) -> Self {
        if let Some(Answer::Response { body, .. }) = self.lock().answers.back_mut() {
            body.chunks.truncate(chunks);
            let kind = TransportErrorKind::Interrupted;
            body.broken = Some(TransportError::new(kind, "the script cuts the connection"));
        }
        self
    }

    /// Adds a request whose answer never comes: the limits of the call end it, at once.
    #[must_use]
    pub fn hang(self) -> Self {
        self.lock().answers.push_back(Answer::Silence);
        self
    }

    /// Lets the body of the last answer that was added say nothing more after `chunks` chunks, without
    /// an end.
    #[must_use]
    pub fn hang_after(self, chunks: usize) -> Self {
        if let Some(Answer::Response { body, .. }) = self.lock().answers.back_mut() {
            body.chunks.truncate(chunks);
            body.hangs = true;
        }
        self
    }

    /// Adds a request that gets no answer.
    #[must_use]
    pub fn fail(self, kind: TransportErrorKind) -> Self {
        let error = TransportError::new(kind, "the script fails the request");
        self.lock().answers.push_back(Answer::Failure(error));
        self
    }

    /// The requests so far, in order.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        self.lock().requests.clone()
    }

    /// The waits so far, in order. None of them was really waited for.
    #[must_use]
    pub fn waits(&self) -> Vec<Duration> {
        self.lock().waits.clone()
    }

    /// How many answers are left.
    #[must_use]
    pub fn remaining(&self) -> usize {
        self.lock().answers.len()
    }

    /// The script. A test that panicked while it held the lock has left nothing half done.
    fn lock(&self) -> MutexGuard<'_, Script> {
        self.script.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Transport for Replay {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        let mut script = self.lock();
        script.requests.push(request);
        let answer = script.answers.pop_front();
        if matches!(answer, Some(Answer::Silence)) {
            script.hangs = true;
            return Box::pin(pending());
        }
        Box::pin(ready(match answer {
            Some(Answer::Response {
                status,
                headers,
                body,
            }) => Ok(Response {
                status,
                headers,
                body: Box::new(Playing {
                    rest: body,
                    replay: self.clone(),
                }),
            }),
            Some(Answer::Failure(error)) => Err(error),
            Some(Answer::Silence) | None => {
                let kind = TransportErrorKind::Connect;
                Err(TransportError::new(kind, "the script has no answer left"))
            }
        }))
    }

    fn get(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        self.send(request)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.lock().waits.push(duration);
        Box::pin(ready(()))
    }

    /// Is over as soon as the script waits for something that never comes.
    fn alarm(&self, _after: Duration) -> BoxFuture<'_, ()> {
        Box::pin(poll_fn(|_| {
            if std::mem::take(&mut self.lock().hangs) {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        }))
    }
}

/// A body under way, and the script it is from.
struct Playing {
    rest: Rest,
    replay: Replay,
}

impl Body for Playing {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        let rest = &mut self.rest;
        Box::pin(ready(match rest.chunks.pop_front() {
            Some(chunk) => Ok(Some(chunk)),
            None if rest.hangs => {
                self.replay.lock().hangs = true;
                return Box::pin(pending());
            }
            None => rest.broken.clone().map_or(Ok(None), Err),
        }))
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};
    use std::time::Duration;

    use bytes::Bytes;

    use super::Replay;
    use crate::transport::{Request, Transport, TransportErrorKind};

    /// What a future that never waits comes to.
    fn now<F: Future>(future: F) -> F::Output {
        match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(output) => output,
            Poll::Pending => panic!("a replay never waits"),
        }
    }

    fn request(body: &'static str) -> Request {
        let headers = vec![("authorization", "Bearer secret".to_owned())];
        Request {
            url: "http://a/b".to_owned(),
            headers,
            body: Bytes::from(body),
        }
    }

    #[test]
    fn answers_come_in_order_and_chunk_by_chunk() {
        let replay = Replay::new()
            .answer(200, &[("Content-Type", "text/plain")], ["ab", "c"])
            .answer(500, &[], ["x", "y", "z"])
            .cut_after(2)
            .fail(TransportErrorKind::Timeout)
            .cut_after(0);
        let mut seen = Vec::new();
        for body in ["1", "2", "3", "4"] {
            match now(replay.send(request(body))) {
                Ok(mut response) => {
                    let mut chunks = Vec::new();
                    let end = loop {
                        match now(response.body.chunk()) {
                            Ok(Some(chunk)) => chunks.push(chunk),
                            Ok(None) => break None,
                            Err(error) => break Some(error.kind),
                        }
                    };
                    let text = String::from_utf8(chunks.join(&b'|')).unwrap();
                    seen.push(format!("{} {text} {end:?}", response.status));
                    assert!(response.status == 500 || response.header("content-type").is_some());
                }
                Err(error) => seen.push(format!("{:?}", error.kind)),
            }
        }
        assert_eq!(
            seen,
            [
                "200 ab|c None",
                "500 x|y Some(Interrupted)",
                "Timeout",
                "Connect"
            ]
        );
        assert_eq!(replay.remaining(), 0);
    }

    #[test]
    fn requests_and_waits_are_kept_and_keys_hidden() {
        let replay = Replay::new().answer(200, &[], [""]);
        let clone = replay.clone();
        assert!(now(clone.send(request("{}"))).is_ok());
        now(clone.sleep(Duration::from_secs(3)));
        assert_eq!(replay.requests()[0].body, "{}");
        assert_eq!(replay.requests()[0].headers[0].1, "Bearer secret");
        assert!(!format!("{replay:?}").contains("secret"));
        assert_eq!(replay.waits(), [Duration::from_secs(3)]);
    }
}
