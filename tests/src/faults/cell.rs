//! One fault on one path: the call, and what the server saw of it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use formwork::{Client, ClientBuilder, Event, EventKind, Retry, Timeouts};

use super::act::act;
use super::answers::Good;
use super::paths::{self, KEY, Path, Way};
use super::rows::{Case, Fault, Limit};
use super::server::{End, Server};

/// The deadline of calls that nothing else ends.
pub const TOTAL: Duration = Duration::from_millis(2500);
/// How soon a head, or a piece, must come where that is what is tried.
const SOON: Duration = Duration::from_secs(2);
/// How much longer than its limits a call may take: the machine is shared.
const GRACE: Duration = Duration::from_secs(8);
/// How long a call may take whose limits are not what is tried.
const USUAL: Duration = Duration::from_secs(30);

/// A fault on a path.
#[derive(Clone, Copy)]
pub struct Cell {
    /// What goes wrong.
    pub fault: &'static Fault,
    /// In which call.
    pub path: Path,
    /// Who waits for it.
    pub way: Way,
}

/// What came of it.
#[derive(Debug)]
pub struct Came {
    /// What the call gave, in words.
    pub what: String,
    /// How many requests the server saw.
    pub requests: usize,
    /// How many answers it began that cost money.
    pub answered: usize,
    /// How many attempts the caller is told of.
    pub attempts: usize,
    /// What must not be, and was.
    pub wrong: Vec<String>,
}

impl Cell {
    /// Whether there is such a thing on the path.
    #[must_use]
    pub fn exists(&self) -> bool {
        (self.fault.act)(&self.case(String::new())).is_some()
    }

    fn case(&self, elsewhere: String) -> Case {
        Case {
            path: self.path,
            good: Good::of(self.path),
            elsewhere,
        }
    }

    /// The limits of the call.
    #[must_use]
    pub fn timeouts(&self) -> Timeouts {
        let mut timeouts = Timeouts::default();
        timeouts.total = Some(USUAL);
        match self.fault.limit {
            Limit::Usual => {}
            Limit::Silence => (timeouts.head, timeouts.idle) = (Some(SOON), Some(SOON)),
            Limit::Total => {
                timeouts.total = Some(TOTAL);
                // A batch has no deadline; what it asks for has one each.
                if !self.path.is_call() {
                    timeouts.attempt = Some(SOON);
                }
            }
        }
        timeouts
    }

    /// How long it may take.
    fn bound(&self) -> Duration {
        let bound = match self.fault.limit {
            Limit::Total if self.path.is_call() => TOTAL,
            // Three requests with waits between them; a batch has its own, which are longer.
            Limit::Total | Limit::Silence => 4 * SOON + Duration::from_secs(4),
            Limit::Usual => USUAL,
        };
        bound + GRACE
    }

    /// Makes the call.
    #[must_use]
    pub fn run(&self) -> Came {
        let elsewhere = Server::start(|_| act(Vec::new(), End::Close));
        let case = self.case(format!("http://{}/v1/elsewhere", elsewhere.address));
        let (fault, path) = (self.fault, self.path);
        let asked = Arc::new(AtomicUsize::new(0));
        let count = asked.clone();
        let server = Server::start(move |asked| {
            if !path.is_target(&asked.method, &asked.path) {
                return case.beside(&asked.path);
            }
            let is_met = count.fetch_add(1, Ordering::SeqCst) < fault.times;
            let act = is_met.then(|| (fault.act)(&case)).flatten();
            act.unwrap_or_else(|| case.well())
        });
        let seen = Arc::new(Mutex::new(Vec::new()));
        let shows = !fault.is_huge;
        let client = self.client(&server, shows, &seen);
        let began = Instant::now();
        let outcome = catch_unwind(AssertUnwindSafe(|| self.call(&client, shows)));
        let took = began.elapsed();
        let mut wrong = Vec::new();
        let outcome = outcome.unwrap_or_else(|_| {
            wrong.push("it panics".to_owned());
            paths::Came::default()
        });
        if took > self.bound() {
            wrong.push(format!("it takes {took:?}"));
        }
        if elsewhere.seen.opened.load(Ordering::SeqCst) > 0 {
            wrong.push("the redirect is followed".to_owned());
        }
        let log = std::mem::take(&mut *seen.lock().unwrap_or_else(PoisonError::into_inner));
        for text in outcome.shown.iter().chain(&log) {
            if let Some(at) = text.find(&KEY[..12]) {
                let before: String = text[..at].chars().rev().take(160).collect();
                let before: String = before.chars().rev().collect();
                wrong.push(format!("the key is shown: {before}{}", &KEY[..12]));
            }
        }
        // Every client keeps its connections: what it holds on to is let go with it.
        drop(client);
        if !server.is_left_within(GRACE) {
            wrong.push("a connection is still open".to_owned());
        }
        let answered = server.seen.answered.load(Ordering::SeqCst);
        if path.is_call() && answered > outcome.attempts.max(1) {
            let attempts = outcome.attempts;
            wrong.push(format!(
                "{answered} answers were paid for, and {attempts} are told"
            ));
        }
        Came {
            what: outcome.what,
            requests: asked.load(Ordering::SeqCst),
            answered,
            attempts: outcome.attempts,
            wrong,
        }
    }

    fn call(&self, client: &Client, shows: bool) -> paths::Came {
        let request = client.request().user("Who is it?");
        match self.way {
            Way::Blocking => paths::run_blocking(self.path, client, request, shows),
            Way::Async => paths::alone(paths::run(self.path, client, request, shows)),
        }
    }

    fn client(&self, server: &Server, shows: bool, seen: &Arc<Mutex<Vec<String>>>) -> Client {
        let log = seen.clone();
        builder(server, "m")
            .timeouts(self.timeouts())
            .hook(move |event: &Event<'_>| {
                let is_large =
                    matches!(event.kind, EventKind::Invalid { .. } | EventKind::Answer(_));
                if shows || !is_large {
                    let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
                    log.push(format!("{event:?}"));
                }
            })
            .build()
            .expect("a client")
    }
}

/// A client of a server, whose waits are short.
#[must_use]
pub fn builder(server: &Server, model: &str) -> ClientBuilder {
    let retry = Retry::new().backoff(Duration::from_millis(10), Duration::from_millis(20));
    Client::builder(&format!("openai/{model}"))
        .api_key(KEY)
        .base_url(format!("http://{}/v1", server.address))
        .retry(retry)
}
