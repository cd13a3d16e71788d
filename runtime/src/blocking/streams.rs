//! Streams of which each step is waited for.

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
///
/// Dropping it closes the connection.
pub struct BlockingStream<T: Extract> {
    stream: Held<Stream<T>>,
}

/// A [`CallStream`] whose steps are waited for. Dropping it closes the connection.
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
pub struct BlockingCallStream<T: Extract> {
    stream: Held<CallStream<T>>,
}

/// A [`TextStream`] whose steps are waited for. Dropping it closes the connection.
pub struct BlockingTextStream {
    stream: Held<TextStream>,
}

/// An [`ItemStream`] that is waited for: an iterator. Dropping it closes the connection.
///
/// ```no_run
/// # fn f(client: formwork::Client) -> Result<(), formwork::ItemError> {
/// for number in client.request::<u8>().user("Some numbers, please.").items_blocking() {
///     println!("{}", number?);
/// }
/// # Ok(()) }
/// ```
pub struct BlockingItems<T: Extract> {
    stream: Held<ItemStream<T>>,
}

/// A stream, and the client on whose runtime its connection lives.
struct Held<S> {
    stream: Option<S>,
    client: Client,
    /// Nothing has been asked for yet.
    is_new: bool,
}

impl<S> Held<S> {
    fn new(client: Client, stream: S) -> Self {
        Self {
            stream: Some(stream),
            client,
            is_new: true,
        }
    }

    /// Lets connections see what happened to them, before the first request is sent.
    fn begin(&mut self) -> Result<(), Error> {
        if std::mem::take(&mut self.is_new) {
            step(&self.client.inner, settle())?;
        }
        Ok(())
    }
}

impl<S> Drop for Held<S> {
    fn drop(&mut self) {
        if self.stream.take().is_some() && !self.is_new {
            let_go(&self.client.inner);
        }
    }
}

/// What a stream is that was finished: nothing can be asked of it any more.
fn finished() -> Error {
    Error::configuration("the stream is over")
}

impl<T: Extract> BlockingStream<T> {
    pub(super) fn new(client: Client, stream: Stream<T>) -> Self {
        Self {
            stream: Held::new(client, stream),
        }
    }

    /// Waits for the next step, as [`Stream::next`] does.
    #[expect(
        clippy::should_implement_trait,
        reason = "an iterator cannot lend what it gives"
    )]
    pub fn next(&mut self) -> Option<Result<Step<'_, T>, Error>> {
        if let Err(error) = self.stream.begin() {
            return Some(Err(error));
        }
        let Held { stream, client, .. } = &mut self.stream;
        match step(&client.inner, stream.as_mut()?.next()) {
            Ok(step) => step,
            Err(error) => Some(Err(error)),
        }
    }

    /// Runs the call to its end.
    ///
    /// # Errors
    /// As [`Stream::finish`].
    pub fn finish(mut self) -> Result<Reply<T>, Error> {
        let stream = self.stream.stream.take().ok_or_else(finished)?;
        block(&self.stream.client.inner, stream.finish())?
    }

    /// The attempts that are over, also after an error.
    #[must_use]
    pub fn attempts(&self) -> &[Attempt] {
        let stream = self.stream.stream.as_ref();
        stream.map_or(&[], |stream| stream.attempts())
    }

    /// What the attempts that are over cost together, as far as the provider said.
    #[must_use]
    pub fn usage(&self) -> Usage {
        Attempt::usage(self.attempts())
    }

    /// How the structure is asked for.
    #[must_use]
    pub fn mode(&self) -> Mode {
        let stream = self.stream.stream.as_ref();
        stream.map_or(Mode::Auto, Stream::mode)
    }
}

impl<T: Extract> BlockingCallStream<T> {
    pub(super) fn new(client: Client, stream: CallStream<T>) -> Self {
        Self {
            stream: Held::new(client, stream),
        }
    }

    /// Waits for the next step, as [`CallStream::next`] does.
    #[expect(
        clippy::should_implement_trait,
        reason = "an iterator cannot lend what it gives"
    )]
    pub fn next(&mut self) -> Option<Result<CallStep<'_, T>, Error>> {
        if let Err(error) = self.stream.begin() {
            return Some(Err(error));
        }
        let Held { stream, client, .. } = &mut self.stream;
        match step(&client.inner, stream.as_mut()?.next()) {
            Ok(step) => step,
            Err(error) => Some(Err(error)),
        }
    }

    /// Runs the call to its end.
    ///
    /// # Errors
    /// As [`CallStream::finish`].
    pub fn finish(mut self) -> Result<Reply<Vec<T>>, Error> {
        let stream = self.stream.stream.take().ok_or_else(finished)?;
        block(&self.stream.client.inner, stream.finish())?
    }

    /// The attempts that are over, also after an error.
    #[must_use]
    pub fn attempts(&self) -> &[Attempt] {
        let stream = self.stream.stream.as_ref();
        stream.map_or(&[], |stream| stream.attempts())
    }
}

impl BlockingTextStream {
    pub(super) fn new(client: Client, stream: TextStream) -> Self {
        Self {
            stream: Held::new(client, stream),
        }
    }

    /// Waits for the next step, as [`TextStream::next`] does.
    #[expect(
        clippy::should_implement_trait,
        reason = "an iterator cannot lend what it gives"
    )]
    pub fn next(&mut self) -> Option<Result<TextStep<'_>, Error>> {
        if let Err(error) = self.stream.begin() {
            return Some(Err(error));
        }
        let Held { stream, client, .. } = &mut self.stream;
        match step(&client.inner, stream.as_mut()?.next()) {
            Ok(step) => step,
            Err(error) => Some(Err(error)),
        }
    }

    /// Runs the call to its end.
    ///
    /// # Errors
    /// As [`TextStream::finish`].
    pub fn finish(mut self) -> Result<Reply<Text>, Error> {
        let stream = self.stream.stream.take().ok_or_else(finished)?;
        block(&self.stream.client.inner, stream.finish())?
    }

    /// The attempts that are over, also after an error.
    #[must_use]
    pub fn attempts(&self) -> &[Attempt] {
        let stream = self.stream.stream.as_ref();
        stream.map_or(&[], |stream| stream.attempts())
    }

    /// What the attempts that are over cost together, as far as the provider said.
    #[must_use]
    pub fn usage(&self) -> Usage {
        Attempt::usage(self.attempts())
    }
}

impl<T: Extract> BlockingItems<T> {
    pub(super) fn new(client: Client, stream: ItemStream<T>) -> Self {
        Self {
            stream: Held::new(client, stream),
        }
    }

    /// Says what becomes of items that are not valid.
    #[must_use]
    pub fn on_invalid(mut self, policy: OnInvalid) -> Self {
        let stream = self.stream.stream.take();
        self.stream.stream = stream.map(|stream| stream.on_invalid(policy));
        self
    }

    /// The items that were skipped, and the one at which reading stopped.
    #[must_use]
    pub fn rejected(&self) -> &[Rejected] {
        let stream = self.stream.stream.as_ref();
        stream.map_or(&[], |stream| stream.rejected())
    }

    /// The attempts that are over, also after an error.
    #[must_use]
    pub fn attempts(&self) -> &[Attempt] {
        let stream = self.stream.stream.as_ref();
        stream.map_or(&[], |stream| stream.attempts())
    }

    /// What the call has cost, as far as the provider said.
    #[must_use]
    pub fn usage(&self) -> Usage {
        Attempt::usage(self.attempts())
    }
}

impl<T: Extract> Iterator for BlockingItems<T> {
    type Item = Result<T, ItemError>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Err(error) = self.stream.begin() {
            self.stream.stream = None;
            return Some(Err(ItemError::Call(error)));
        }
        let Held { stream, client, .. } = &mut self.stream;
        match step(&client.inner, stream.as_mut()?.next()) {
            Ok(item) => item,
            Err(error) => {
                // It would be the same each time, and a loop over the items would not end.
                self.stream.stream = None;
                Some(Err(ItemError::Call(error)))
            }
        }
    }
}
