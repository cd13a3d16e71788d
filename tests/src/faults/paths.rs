//! The ways in which a call can be made, each to a word for what came of it.

use std::future::Future;

use formwork::batch::{BatchLine, Job, LineError};
use formwork::{Client, Error, ErrorKind, ItemError, Request};

use super::Person;

/// The key that is to be seen nowhere.
pub const KEY: &str = "sk-faults-0123456789abcdefghijklmnop";

/// A way to make a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Path {
    /// A whole answer.
    Whole,
    /// A streamed one.
    Stream,
    /// The items of a list.
    Items,
    /// Several tool calls.
    Calls,
    /// The same, streamed.
    StreamCalls,
    /// A batch is handed over.
    Submit,
    /// The results of a batch are read.
    Results,
}

/// All of them.
pub const PATHS: [Path; 7] = [
    Path::Whole,
    Path::Stream,
    Path::Items,
    Path::Calls,
    Path::StreamCalls,
    Path::Submit,
    Path::Results,
];

/// Who waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// An asynchronous program.
    Async,
    /// One that is not.
    Blocking,
}

impl Path {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Stream => "stream",
            Self::Items => "items",
            Self::Calls => "calls",
            Self::StreamCalls => "stream_calls",
            Self::Submit => "batch submit",
            Self::Results => "batch results",
        }
    }

    /// Whether it is a model that answers, at once.
    #[must_use]
    pub fn is_call(self) -> bool {
        !matches!(self, Self::Submit | Self::Results)
    }

    /// Whether a request is the one that meets the fault.
    #[must_use]
    pub fn is_target(self, method: &str, path: &str) -> bool {
        match self {
            Self::Submit => method == "POST" && path.ends_with("/batches"),
            Self::Results => path.ends_with("/content"),
            _ => path.ends_with("/chat/completions"),
        }
    }
}

/// What came of a call.
#[derive(Debug, Default)]
pub(super) struct Came {
    /// In words.
    pub(super) what: String,
    /// How many attempts are told.
    pub(super) attempts: usize,
    /// Everything that a program might log.
    pub(super) shown: Vec<String>,
}

/// Runs an asynchronous path.
pub(super) async fn run(
    path: Path,
    client: &Client,
    request: Request<Person>,
    shows: bool,
) -> Came {
    let mut came = Came::default();
    match path {
        Path::Whole => match request.send().await {
            Ok(reply) => came.value(reply.attempts.len(), shows, &reply.attempts),
            Err(error) => came.error(&error, shows),
        },
        Path::Stream => {
            let mut stream = request.stream();
            let mut failed = None;
            while let Some(step) = stream.next().await {
                if let Err(error) = step {
                    failed = Some(error);
                }
            }
            match (failed, stream.finish().await) {
                (None, Ok(reply)) => came.value(reply.attempts.len(), shows, &reply.attempts),
                (Some(_), Err(error)) => came.error(&error, shows),
                (failed, ended) => came.what = format!("{failed:?}, and then {ended:?}"),
            }
        }
        Path::Items => {
            let mut stream = request.items();
            while let Some(item) = stream.next().await {
                came.item(item, shows);
            }
            if stream.next().await.is_some() {
                "it goes on behind its end".clone_into(&mut came.what);
            }
            came.items(stream.attempts().len());
        }
        Path::Calls => match request.calls().await {
            Ok(reply) => came.values(&reply.value, &reply.attempts, shows),
            Err(error) => came.error(&error, shows),
        },
        Path::StreamCalls => {
            let mut stream = request.stream_calls();
            while stream.next().await.is_some_and(|step| step.is_ok()) {}
            match stream.finish().await {
                Ok(reply) => came.values(&reply.value, &reply.attempts, shows),
                Err(error) => came.error(&error, shows),
            }
        }
        Path::Submit => {
            let submitted = submit(request).await;
            came.submitted(submitted);
        }
        Path::Results => {
            let read = results(client).await;
            came.lines(read, shows);
        }
    }
    came
}

/// Runs a path that blocks.
pub(super) fn run_blocking(
    path: Path,
    client: &Client,
    request: Request<Person>,
    shows: bool,
) -> Came {
    let mut came = Came::default();
    match path {
        Path::Whole => match request.send_blocking() {
            Ok(reply) => came.value(reply.attempts.len(), shows, &reply.attempts),
            Err(error) => came.error(&error, shows),
        },
        Path::Stream => {
            let mut stream = request.stream_blocking();
            while stream.next().is_some_and(|step| step.is_ok()) {}
            match stream.finish() {
                Ok(reply) => came.value(reply.attempts.len(), shows, &reply.attempts),
                Err(error) => came.error(&error, shows),
            }
        }
        Path::Items => {
            let mut stream = request.items_blocking();
            for item in stream.by_ref() {
                came.item(item, shows);
            }
            came.items(stream.attempts().len());
        }
        Path::Calls => match request.calls_blocking() {
            Ok(reply) => came.values(&reply.value, &reply.attempts, shows),
            Err(error) => came.error(&error, shows),
        },
        Path::StreamCalls => {
            let mut stream = request.stream_calls_blocking();
            while stream.next().is_some_and(|step| step.is_ok()) {}
            match stream.finish() {
                Ok(reply) => came.values(&reply.value, &reply.attempts, shows),
                Err(error) => came.error(&error, shows),
            }
        }
        Path::Submit => {
            let submitted = client.block_on(submit(request));
            came.submitted(submitted.and_then(|submitted| submitted));
        }
        Path::Results => {
            let read = client.block_on(results(client));
            came.lines(read.and_then(|read| read), shows);
        }
    }
    came
}

/// Hands two requests over; gives the lines, and the job.
async fn submit(request: Request<Person>) -> Result<(String, Job), Error> {
    let mut batch = request.batch()?;
    batch.user("a", "Who?")?;
    batch.user("b", "Who?")?;
    let job = batch.submit().await?;
    let lines = String::from_utf8_lossy(&batch.jsonl()).into_owned();
    Ok((lines, job))
}

/// A job that was handed over before.
///
/// # Panics
/// Never: it is one.
#[must_use]
pub fn stored_job(model: &str) -> Job {
    let text = serde_json::json!({
        "provider": "openai", "id": format!("batch-{model}"), "wire": "openai-chat",
        "mode": "json_schema", "mends": "none", "ids": ["a", "b"],
    });
    Job::from_json(&text.to_string()).expect("a stored job")
}

async fn results(client: &Client) -> Result<Vec<BatchLine<Person>>, Error> {
    let job = stored_job(client.model());
    job.results::<Person>(client).await?.collect().await
}

impl Came {
    fn value(&mut self, attempts: usize, shows: bool, told: &dyn std::fmt::Debug) {
        "value".clone_into(&mut self.what);
        self.attempts = attempts;
        if shows {
            self.shown.push(format!("{told:?}"));
        }
    }

    fn values(&mut self, values: &[Person], attempts: &[formwork::Attempt], shows: bool) {
        self.value(attempts.len(), shows, &attempts);
        if values.len() != 2 {
            self.what = format!("{} values", values.len());
        }
    }

    fn error(&mut self, error: &Error, shows: bool) {
        self.what = word(error.kind());
        self.attempts = error.attempts().len();
        self.show(error, shows);
    }

    fn show(&mut self, error: &Error, shows: bool) {
        self.shown.push(error.to_string());
        if !shows {
            return;
        }
        self.shown.push(format!(
            "{error:?} {error:#?} {:?} {:?}",
            error.request(),
            error.request().map(|request| &request.body)
        ));
        let mut source = std::error::Error::source(error);
        while let Some(cause) = source {
            self.shown.push(format!("{cause} {cause:?}"));
            source = cause.source();
        }
    }

    fn item(&mut self, item: Result<Person, ItemError>, shows: bool) {
        if !self.what.is_empty() {
            self.what.push_str(", ");
        }
        match item {
            Ok(_) => self.what.push_str("item"),
            Err(ItemError::Rejected(rejected)) => {
                self.what.push_str("rejected");
                self.shown.push(format!("{rejected:?}"));
            }
            Err(ItemError::Call(error)) => {
                self.what.push_str(&word(error.kind()));
                self.show(&error, shows);
            }
            Err(other) => self.what.push_str(&other.to_string()),
        }
    }

    fn items(&mut self, attempts: usize) {
        self.attempts = attempts;
        if self.what == "item, item" {
            "value".clone_into(&mut self.what);
        }
    }

    fn submitted(&mut self, submitted: Result<(String, Job), Error>) {
        match submitted {
            Ok((lines, job)) => {
                "value".clone_into(&mut self.what);
                self.shown
                    .extend([lines, job.to_json(), format!("{job:?}")]);
            }
            Err(error) => self.error(&error, true),
        }
    }

    fn lines(&mut self, read: Result<Vec<BatchLine<Person>>, Error>, shows: bool) {
        let lines = match read {
            Ok(lines) => lines,
            Err(error) => return self.error(&error, shows),
        };
        let words: Vec<String> = lines
            .iter()
            .map(|line| match &line.result {
                Ok(_) => "value".to_owned(),
                Err(LineError::Failed(error)) => word(error.kind()),
                Err(LineError::Malformed(_)) => "malformed".to_owned(),
                Err(other) => format!("{other:?}").to_ascii_lowercase(),
            })
            .collect();
        self.what = words.join(", ");
        if self.what == "value, value" {
            "value".clone_into(&mut self.what);
        }
        if shows {
            self.shown.push(format!("{lines:?}"));
        }
    }
}

/// A kind of failure in a word or two.
#[must_use]
pub fn word(kind: &ErrorKind) -> String {
    match kind {
        ErrorKind::Api(error) => format!("api {:?}", error.kind),
        ErrorKind::Transport(error) => format!("transport {:?}", error.kind),
        ErrorKind::Protocol(error) => format!("protocol {:?}", error.kind),
        ErrorKind::Configuration(message) => format!("configuration: {message}"),
        other => {
            let shown = format!("{other:?}");
            let end = shown.find(['(', ' ']).unwrap_or(shown.len());
            shown[..end].to_ascii_lowercase()
        }
    }
}

/// Runs a future on a runtime of its own.
///
/// # Panics
/// Without a runtime.
pub(super) fn alone<T>(future: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().build().expect("a runtime");
    runtime.block_on(future)
}
