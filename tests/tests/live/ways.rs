//! A way to ask a server for generated types, and what has to hold of the answers whatever the way.

use std::future::Future;

use formwork::provider::FinishReason;
use formwork::{Attempt, Client, Error, ErrorKind, Extract, Form, Reply, Request, Step};
use serde_json::Value;

use crate::typed::{Label, Order, Parcel, agrees};

/// How many orders are asked for in each way.
const ORDERS: u32 = 4;

/// How often an answer that does not fit is asked for again.
const REASKS: u32 = 5;

/// Of how many parcels some are asked for again.
const PARCELS: u32 = 60;

/// Whom to ask, and how.
pub(crate) struct Way {
    pub(crate) client: Client,
    /// Keys that each body has besides.
    pub(crate) extra: fn(&Form) -> Vec<(&'static str, Value)>,
    /// Whether the server holds each answer to the schema from its first character on, so that only what
    /// no grammar says can be wrong.
    pub(crate) binding: bool,
}

impl Way {
    /// Without a seed: with one, noise rolls the same dice when it is asked again, and says the same.
    fn request<T: Extract>(&self) -> Request<T> {
        let mut request = self.client.request::<T>().user("Anything.");
        for (key, value) in (self.extra)(&T::FORM) {
            request = request.body(key, value);
        }
        request.max_reasks(REASKS)
    }

    /// Asks for orders, whole and streamed. Every value is what the answer says.
    pub(crate) fn fills_orders(&self) {
        for streamed in [false, true] {
            let mut filled = 0;
            for _ in 0..ORDERS {
                let request = self.request::<Order>();
                let reply = if streamed {
                    run(watched(request))
                } else {
                    run(request.send())
                };
                match reply {
                    Ok(reply) => {
                        self.judge(&reply);
                        filled += 1;
                    }
                    Err(error) => self.gives_up(&error),
                }
            }
            assert!(filled > 0, "none of {ORDERS}, streamed: {streamed}");
        }
    }

    /// Asks for labels, whole and streamed, where the server is told the whole schema in any dialect and holds to
    /// it: each answer fits at once.
    pub(crate) fn fills_labels(&self) {
        for _ in 0..ORDERS {
            for streamed in [false, true] {
                let request = self.request::<Label>().max_reasks(0);
                let reply = if streamed {
                    run(request.stream().finish())
                } else {
                    run(request.send())
                };
                let reply = reply.expect("the server holds to the schema");
                let answer = &reply.attempts[0].answer;
                let answer: Value = serde_json::from_str(answer).expect("JSON");
                let value = serde_json::to_value(&reply.value).expect("JSON");
                assert_eq!(value, answer);
            }
        }
    }

    fn judge(&self, reply: &Reply<Order>) {
        let (last, before) = reply.attempts.split_last().expect("an attempt");
        assert!(last.violations.is_empty() && last.failure.is_none());
        agrees(&reply.value, &last.answer);
        assert!(before.iter().all(is_bad), "{before:?}");
        assert!(!self.binding || before.is_empty(), "{before:?}");
        let usage = reply.usage();
        assert!(
            usage.output_tokens > 20 && usage.input_tokens > 0,
            "{usage:?}"
        );
    }

    /// Noise that no grammar ends may go on to its limit, which is told as what it is.
    fn gives_up(&self, error: &Error) {
        let last = error
            .attempts()
            .last()
            .and_then(|last| last.finish.as_ref());
        let is_cut = matches!(last, Some(FinishReason::Length));
        match error.kind() {
            ErrorKind::Invalid => assert!(!is_cut, "{error:?}"),
            ErrorKind::Truncated => assert!(is_cut, "{error:?}"),
            _ => panic!("{error:?}"),
        }
        assert!(!self.binding, "{error:?}");
        assert!(error.attempts().iter().all(is_bad), "{error:?}");
    }

    /// Asks for parcels until some have been asked for again and mended, whole or streamed. Of the nine
    /// weights three fit, and no grammar tells the server which.
    pub(crate) fn asks_again(&self, streamed: bool) {
        let (mut mended, mut given_up) = (0, 0);
        for _ in 0..PARCELS {
            let request = self.request::<Parcel>();
            let reply = if streamed {
                run(request.stream().finish())
            } else {
                run(request.send())
            };
            // Noise learns nothing from being told, so that some are given up.
            match reply {
                Ok(reply) => {
                    assert_eq!(reply.value.weight % 3, 0);
                    let (last, before) = reply.attempts.split_last().expect("an attempt");
                    assert!(last.violations.is_empty());
                    for attempt in before {
                        self.breaks_the_step(attempt);
                    }
                    mended += usize::from(!before.is_empty());
                }
                Err(error) => {
                    assert!(matches!(error.kind(), ErrorKind::Invalid), "{error:?}");
                    assert_eq!(error.attempts().len(), 6);
                    for attempt in error.attempts() {
                        self.breaks_the_step(attempt);
                    }
                    given_up += 1;
                }
            }
            if mended > 1 {
                return;
            }
        }
        panic!("asked again in vain: {mended} mended, {given_up} given up");
    }

    /// Whether the one thing wrong with an answer is the rule that the server ignores.
    fn breaks_the_step(&self, attempt: &Attempt) {
        if self.binding {
            let violations = attempt.violations.iter();
            let keywords: Vec<&str> = violations.map(|violation| &*violation.keyword).collect();
            assert_eq!(keywords, ["multipleOf"], "{attempt:?}");
        }
        assert!(is_bad(attempt), "{attempt:?}");
    }
}

/// Nothing besides.
pub(crate) fn nothing(_: &Form) -> Vec<(&'static str, Value)> {
    Vec::new()
}

pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(future)
}

fn is_bad(attempt: &Attempt) -> bool {
    !attempt.violations.is_empty() || attempt.failure.is_some()
}

/// Takes a stream to its end. What is seen of an answer only ever grows.
async fn watched(request: Request<Order>) -> Result<Reply<Order>, Error> {
    let mut stream = request.stream();
    let (mut views, mut title, mut lines) = (0, String::new(), 0);
    while let Some(step) = stream.next().await {
        let view = match step? {
            Step::View(view) => view,
            Step::Reask(_) => {
                (views, title, lines) = (0, String::new(), 0);
                continue;
            }
            step => panic!("{step:?}"),
        };
        views += 1;
        let Some(view) = view.get() else { continue };
        let now = view.title.get().map_or("", |title| title.as_ref());
        assert!(
            now.starts_with(&title),
            "a string only grows: {title:?}, {now:?}"
        );
        title = now.to_owned();
        let count = view.lines.get().map_or(0, Vec::len);
        assert!(count >= lines, "a list only grows");
        lines = count;
    }
    let reply = stream.finish().await?;
    assert!(views > 10, "token by token: {views} views");
    assert_eq!(
        (title, lines),
        (reply.value.title.clone(), reply.value.lines.len())
    );
    Ok(reply)
}
