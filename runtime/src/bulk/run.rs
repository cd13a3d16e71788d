//! A bulk job under way.

use std::collections::HashSet;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use futures_core::future::BoxFuture;
use futures_core::stream::BoxStream;
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;

use super::ask::Asker;
use super::entry::Entry;
use super::input::Input;
use super::journal::{Journal, JournalError};
use super::lines::{Place, line};
use super::progress::{Progress, Watcher};
use crate::call::{Many, Reply};
use crate::error::Error;

/// What came of an input.
///
/// ```
/// use formwork::bulk::Input;
/// # use formwork::{Client, provider::offline::Offline};
/// # let client = Client::offline(Offline::new());
///
/// let mut running = client.bulk::<u8>().run([Input::user("a", "How many?")]);
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let done = running.next().await.unwrap();
/// assert_eq!((done.id.as_str(), done.resumed), ("a", false));
/// println!("{}", done.result?.value);
/// # Ok::<(), formwork::Error>(()) }).unwrap();
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct Done<T> {
    /// The input.
    pub id: String,
    /// A value, or why there is none.
    pub result: Result<Reply<T>, Error>,
    /// Whether it was in the journal already. Of its attempts the last one is known then, with what all of them
    /// cost.
    pub resumed: bool,
    /// Why it could not be written down, where that is so. It would be asked again.
    pub unwritten: Option<JournalError>,
}

/// A bulk job under way: a stream of what comes of its inputs, in the order in which it is there. Nothing goes on
/// unless somebody waits for it; dropping it ends the calls under way.
///
/// Where the journal cannot be written, no more inputs are taken. What is under way is handed out all the same,
/// with the reason ([`Done::unwritten`]).
///
/// ```
/// use formwork::bulk::Input;
/// use formwork::provider::offline::{Fault, Offline};
/// use formwork::Client;
///
/// let client = Client::offline(Offline::new().faults([Fault::Refusal]));
/// let mut running = client.bulk::<u8>().concurrency(1).run(["a", "b"].map(|id| Input::user(id, "How many?")));
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let mut failed = Vec::new();
/// while let Some(done) = running.next().await {
///     if let Err(error) = done.result {
///         println!("{}: {error}", done.id);
///         failed.push(done.id);
///     }
/// }
/// assert_eq!(failed, ["a"]);
/// # Ok::<(), formwork::Error>(()) }).unwrap();
/// ```
pub struct Running<T> {
    asker: Asker<T>,
    concurrency: usize,
    journal: Option<Journal>,
    on_progress: Option<Watcher>,
    inputs: Option<BoxStream<'static, Input>>,
    calls: FuturesUnordered<BoxFuture<'static, Ended<T>>>,
    under_way: HashSet<String>,
    progress: Progress,
}

/// A call that has ended.
struct Ended<T> {
    done: Done<T>,
    place: Option<Place>,
}

// Nothing in it is pinned to its place: streams and calls are in boxes.
impl<T> Unpin for Running<T> {}

impl<T: Many> Running<T> {
    pub(super) fn new(
        asker: Asker<T>,
        concurrency: usize,
        journal: Option<Journal>,
        on_progress: Option<Watcher>,
        inputs: BoxStream<'static, Input>,
    ) -> Self {
        let total = match inputs.size_hint() {
            (least, Some(most)) if least == most => Some(most),
            _ => None,
        };
        Self {
            asker,
            concurrency,
            journal,
            on_progress,
            inputs: Some(inputs),
            calls: FuturesUnordered::new(),
            under_way: HashSet::new(),
            progress: Progress {
                total,
                ..Progress::default()
            },
        }
    }

    /// Waits for what comes next; `None` when all inputs have come to an end.
    pub async fn next(&mut self) -> Option<Done<T>> {
        poll_fn(|context| self.poll(context)).await
    }

    /// [`Running::next`], waited for.
    ///
    /// # Errors
    /// Within an asynchronous program.
    #[cfg(feature = "blocking")]
    pub fn next_blocking(&mut self) -> Result<Option<Done<T>>, Error> {
        let client = self.asker.client().clone();
        crate::blocking::block(&client.inner, self.next())
    }

    /// How far it is.
    #[must_use]
    pub fn progress(&self) -> Progress {
        Progress {
            under_way: self.under_way.len(),
            held: self.asker.held(),
            ..self.progress
        }
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Done<T>>> {
        loop {
            // What has ended is handed out before more is begun, however fast inputs come.
            if let Poll::Ready(Some(ended)) = self.calls.poll_next_unpin(context) {
                return Poll::Ready(Some(self.end(ended)));
            }
            let Some(inputs) = &mut self.inputs else {
                return if self.calls.is_empty() {
                    Poll::Ready(None)
                } else {
                    Poll::Pending
                };
            };
            if self.calls.len() >= self.concurrency {
                return Poll::Pending;
            }
            match inputs.as_mut().poll_next(context) {
                Poll::Ready(Some(input)) => {
                    if let Some(done) = self.begin(input) {
                        return Poll::Ready(Some(self.hand_out(done)));
                    }
                }
                Poll::Ready(None) => self.inputs = None,
                Poll::Pending => return Poll::Pending,
            }
        }
    }

    /// A call has ended.
    fn end(&mut self, ended: Ended<T>) -> Done<T> {
        let Ended { done, place } = ended;
        self.under_way.remove(&done.id);
        if let (Some(journal), Some(place)) = (&mut self.journal, place) {
            journal.note(&done.id, place);
        }
        if done.unwritten.is_some() {
            self.inputs = None;
        }
        self.progress.usage += match &done.result {
            Ok(reply) => reply.usage(),
            Err(error) => error.usage(),
        };
        self.hand_out(done)
    }

    fn hand_out(&mut self, done: Done<T>) -> Done<T> {
        match &done.result {
            Ok(_) => self.progress.succeeded += 1,
            Err(_) => self.progress.failed += 1,
        }
        self.progress.resumed += usize::from(done.resumed);
        let progress = self.progress();
        if let Some(on_progress) = &mut self.on_progress {
            on_progress(&progress);
        }
        done
    }

    /// Takes an input up: gives what came of it where that is known, or begins to ask.
    fn begin(&mut self, input: Input) -> Option<Done<T>> {
        let ended = |id: String, result, resumed, unwritten| Done {
            id,
            result,
            resumed,
            unwritten,
        };
        if self.under_way.contains(&input.id) {
            let message = format!("the input `{}` is being asked about already", input.id);
            let twice = Err(Error::configuration(message));
            return Some(ended(input.id, twice, false, None));
        }
        let (request, asked) = match self.asker.worded(&input) {
            Ok(worded) => worded,
            Err(error) => return Some(ended(input.id, Err(error), false, None)),
        };
        let known = self.journal.as_ref().map(|journal| journal.find(&input.id));
        match known.transpose() {
            Ok(None | Some(None)) => {}
            Ok(Some(Some(entry))) => {
                let same = entry.asked == asked;
                let revived = same.then(|| entry.revive(&request)).flatten();
                if let Some(result) = revived {
                    return Some(ended(input.id, result, true, None));
                }
                self.progress.outdated += 1;
            }
            Err(error) => {
                // It may have been paid for, so that it is not asked again.
                self.inputs = None;
                let unread = Err(Error::configuration(error.to_string()));
                return Some(ended(input.id, unread, false, Some(error)));
            }
        }
        self.under_way.insert(input.id.clone());
        let calling = self.asker.clone();
        let desk = self.journal.as_ref().map(|journal| journal.writer().desk());
        self.calls.push(Box::pin(async move {
            let result = calling.ask(request).await;
            let entry = Entry::of(&input.id, asked, &result);
            let written = match (desk, entry) {
                (Some(desk), Some(entry)) => Some(desk.write(line(&entry.to_json())).await),
                _ => None,
            };
            let (place, unwritten) = match written {
                Some(Ok(place)) => (Some(place), None),
                Some(Err(error)) => (None, Some(error)),
                None => (None, None),
            };
            Ended {
                done: ended(input.id, result, false, unwritten),
                place,
            }
        }));
        None
    }
}

impl<T: Many> Stream for Running<T> {
    type Item = Done<T>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Done<T>>> {
        self.get_mut().poll(context)
    }
}
