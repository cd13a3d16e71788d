//! Streams of which each step is waited for: one for all kinds of them.

use std::future::Future;

use super::{block, let_go, settle, step};
use crate::call::{
    Attempt, CallStep, CallStream, ItemError, ItemStream, Reply, Step, Stream, Text, TextStep,
    TextStream,
};
use crate::client::Client;
use crate::decode::{OnInvalid, Rejected};
use crate::error::Error;
use crate::extract::Extract;
use crate::provider::Mode;
use crate::usage::Usage;

/// A [`Stream`] whose steps are waited for.
///
/// ```
/// # fn f<T: formwork::Extract>(client: formwork::Client) -> Result<(), formwork::Error>
/// # where T::Partial: std::fmt::Debug {
/// let mut stream = client.request::<T>().user("...").stream_blocking();
/// while let Some(step) = stream.next() {
///     if let formwork::Step::View(view) = step? {
///         println!("{view:?}");
///     }
/// }
/// let reply = stream.finish()?;
/// # Ok(()) }
/// ```
pub type BlockingStream<T> = Waited<Stream<T>>;

/// A [`CallStream`] whose steps are waited for.
///
/// ```
/// use formwork::provider::offline::Offline;
/// use formwork::{CallStep, Client};
///
/// let client = Client::offline(Offline::new());
/// let mut stream = client.request::<u8>().user("Every number in: 3, 14 and 15.").stream_calls_blocking();
/// while let Some(step) = stream.next() {
///     if let CallStep::View { call, view } = step? {
///         println!("call {call}: {:?}", view.complete());
///     }
/// }
/// let numbers = stream.finish()?.value;
/// # assert!(!numbers.is_empty());
/// # Ok::<(), formwork::Error>(())
/// ```
pub type BlockingCallStream<T> = Waited<CallStream<T>>;

/// A [`TextStream`] whose steps are waited for.
pub type BlockingTextStream = Waited<TextStream>;

/// An [`ItemStream`] that is waited for: an iterator.
///
/// ```no_run
/// # fn f(client: formwork::Client) -> Result<(), formwork::ItemError> {
/// for number in client.request::<u8>().user("Some numbers, please.").items_blocking() {
///     println!("{}", number?);
/// }
/// # Ok(()) }
/// ```
pub type BlockingItems<T> = Waited<ItemStream<T>>;

/// A stream that is waited for, with the client on whose runtime its connection lives. Dropping it closes the connection.
///
/// ```
/// use formwork::provider::offline::Offline;
/// use formwork::{BlockingStream, Client};
///
/// let client = Client::offline(Offline::new());
/// let mut stream: BlockingStream<u8> = client.request::<u8>().user("How many?").stream_blocking();
/// assert!(stream.next().is_some() && stream.attempts().is_empty());
/// assert_eq!(stream.finish()?.attempts.len(), 1);
/// # Ok::<(), formwork::Error>(())
/// ```
pub struct Waited<S> {
    /// None is left where it is finished, or cannot be waited for.
    stream: Option<S>,
    client: Client,
    /// Nothing has been asked for yet.
    is_new: bool,
}

/// What streams have in common. Nobody outside can name it.
pub trait Steps {
    /// What it gives.
    type Step<'a>
    where
        Self: 'a;

    /// How it fails.
    type Error;

    /// The next of them.
    fn next(&mut self) -> impl Future<Output = Given<'_, Self>>;

    /// The attempts that are over.
    fn attempts(&self) -> &[Attempt];
}

/// What such a stream gives, as long as there is something.
type Given<'a, S> = Option<Result<<S as Steps>::Step<'a>, <S as Steps>::Error>>;

/// A stream that shows how a value comes about.
pub trait Shows: Steps<Error = Error> {
    /// The value.
    type Value;

    /// Runs the call to its end.
    fn finish(self) -> impl Future<Output = Result<Reply<Self::Value>, Error>>;
}

impl<S> Waited<S> {
    pub(super) fn new(client: Client, stream: S) -> Self {
        Self {
            stream: Some(stream),
            client,
            is_new: true,
        }
    }
}

impl<S: Steps> Waited<S> {
    /// The next step; an error where it cannot be waited for.
    fn advance(&mut self) -> Result<Given<'_, S>, Error> {
        if std::mem::take(&mut self.is_new) {
            // Connections see what happened to them before the first request is sent.
            step(&self.client.inner, settle())?;
        }
        match &mut self.stream {
            Some(stream) => step(&self.client.inner, stream.next()),
            None => Ok(None),
        }
    }

    /// The attempts that are over, also after an error.
    #[must_use]
    pub fn attempts(&self) -> &[Attempt] {
        self.stream.as_ref().map_or(&[], Steps::attempts)
    }

    /// What the attempts that are over cost together, as far as the provider said.
    #[must_use]
    pub fn usage(&self) -> Usage {
        Attempt::usage(self.attempts())
    }
}

impl<S: Shows> Waited<S> {
    /// Waits for the next step, as [`Stream::next`] does.
    #[expect(
        clippy::should_implement_trait,
        reason = "an iterator cannot lend what it gives"
    )]
    pub fn next(&mut self) -> Option<Result<S::Step<'_>, Error>> {
        self.advance().unwrap_or_else(|error| Some(Err(error)))
    }

    /// Runs the call to its end.
    ///
    /// # Errors
    /// As [`Stream::finish`].
    pub fn finish(mut self) -> Result<Reply<S::Value>, Error> {
        let over = || Error::configuration("the stream is over");
        let stream = self.stream.take().ok_or_else(over)?;
        block(&self.client.inner, stream.finish())?
    }
}

impl<T: Extract> Waited<Stream<T>> {
    /// How the structure is asked for.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.stream.as_ref().map_or(Mode::Auto, Stream::mode)
    }
}

impl<T: Extract> Waited<ItemStream<T>> {
    /// Says what becomes of items that are not valid.
    #[must_use]
    pub fn on_invalid(mut self, policy: OnInvalid) -> Self {
        let stream = self.stream.take();
        self.stream = stream.map(|stream| stream.on_invalid(policy));
        self
    }

    /// The items that were skipped, and the one at which reading stopped.
    #[must_use]
    pub fn rejected(&self) -> &[Rejected] {
        self.stream.as_ref().map_or(&[], ItemStream::rejected)
    }
}

impl<T: Extract> Iterator for Waited<ItemStream<T>> {
    type Item = Result<T, ItemError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.advance().unwrap_or_else(|error| {
            // It would be the same each time, and a loop over the items would not end.
            self.stream = None;
            Some(Err(ItemError::Call(error)))
        })
    }
}

impl<S> Drop for Waited<S> {
    fn drop(&mut self) {
        if self.stream.take().is_some() && !self.is_new {
            let_go(&self.client.inner);
        }
    }
}

impl<T: Extract> Steps for Stream<T> {
    type Step<'a>
        = Step<'a, T>
    where
        Self: 'a;
    type Error = Error;

    async fn next(&mut self) -> Option<Result<Step<'_, T>, Error>> {
        Stream::next(self).await
    }

    fn attempts(&self) -> &[Attempt] {
        Stream::attempts(self)
    }
}

impl<T: Extract> Shows for Stream<T> {
    type Value = T;

    async fn finish(self) -> Result<Reply<T>, Error> {
        Stream::finish(self).await
    }
}

impl<T: Extract> Steps for CallStream<T> {
    type Step<'a>
        = CallStep<'a, T>
    where
        Self: 'a;
    type Error = Error;

    async fn next(&mut self) -> Option<Result<CallStep<'_, T>, Error>> {
        CallStream::next(self).await
    }

    fn attempts(&self) -> &[Attempt] {
        CallStream::attempts(self)
    }
}

impl<T: Extract> Shows for CallStream<T> {
    type Value = Vec<T>;

    async fn finish(self) -> Result<Reply<Vec<T>>, Error> {
        CallStream::finish(self).await
    }
}

impl Steps for TextStream {
    type Step<'a>
        = TextStep<'a>
    where
        Self: 'a;
    type Error = Error;

    async fn next(&mut self) -> Option<Result<TextStep<'_>, Error>> {
        TextStream::next(self).await
    }

    fn attempts(&self) -> &[Attempt] {
        TextStream::attempts(self)
    }
}

impl Shows for TextStream {
    type Value = Text;

    async fn finish(self) -> Result<Reply<Text>, Error> {
        TextStream::finish(self).await
    }
}

impl<T: Extract> Steps for ItemStream<T> {
    type Step<'a>
        = T
    where
        Self: 'a;
    type Error = ItemError;

    async fn next(&mut self) -> Option<Result<T, ItemError>> {
        ItemStream::next(self).await
    }

    fn attempts(&self) -> &[Attempt] {
        ItemStream::attempts(self)
    }
}
