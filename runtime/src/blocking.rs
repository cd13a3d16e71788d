//! Calls from programs that are not asynchronous: the same request, loop and stream, waited for.
//!
//! A client makes one small runtime on the calling thread when the first blocking call needs it, and
//! keeps it, so that connections live on from call to call.

use std::future::Future;

use tokio::runtime::{Builder, Handle, Runtime};

use crate::call::{
    Attempt, CallStep, CallStream, Choice, ItemError, ItemStream, Reply, Request, Step, Stream,
};
use crate::client::{Client, Inner};
use crate::decode::{OnInvalid, Rejected};
use crate::error::Error;
use crate::extract::Extract;
use crate::provider::Mode;
use crate::usage::Usage;

/// Runs a future on the client's own runtime.
pub(crate) fn block<T>(inner: &Inner, future: impl Future<Output = T>) -> Result<T, Error> {
    if Handle::try_current().is_ok() {
        return Err(Error::configuration(
            "a blocking call within an asynchronous program would stop all of it: wait for the \
             asynchronous one",
        ));
    }
    Ok(runtime(inner)?.block_on(future))
}

fn runtime(inner: &Inner) -> Result<&Runtime, Error> {
    if let Some(runtime) = inner.runtime.get() {
        return Ok(runtime);
    }
    let runtime = Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Error::configuration(error.to_string()))?;
    Ok(inner.runtime.get_or_init(|| runtime))
}

impl Client {
    /// [`Client::extract`], waited for.
    ///
    /// # Errors
    /// As there; and within an asynchronous program.
    pub fn extract_blocking<T: Extract>(&self, text: impl Into<String>) -> Result<T, Error> {
        block(&self.inner, self.extract(text))?
    }
}

impl<T: Extract> Request<T> {
    /// [`Request::send`], waited for.
    ///
    /// # Errors
    /// As there; and within an asynchronous program.
    pub fn send_blocking(self) -> Result<Reply<T>, Error> {
        let client = self.client().clone();
        block(&client.inner, self.send())?
    }

    /// [`Request::calls`], waited for.
    ///
    /// # Errors
    /// As there; and within an asynchronous program.
    pub fn calls_blocking(self) -> Result<Reply<Vec<T>>, Error> {
        let client = self.client().clone();
        block(&client.inner, self.calls())?
    }

    /// [`Request::choose`], waited for.
    ///
    /// # Errors
    /// As there; and within an asynchronous program.
    pub fn choose_blocking(self) -> Result<Reply<Choice<T>>, Error> {
        let client = self.client().clone();
        block(&client.inner, self.choose())?
    }

    /// [`Request::items`], which are waited for.
    #[must_use]
    pub fn items_blocking(self) -> BlockingItems<T> {
        let client = self.client().clone();
        BlockingItems {
            items: self.items(),
            client,
            is_refused: false,
        }
    }

    /// [`Request::stream_calls`], whose steps are waited for.
    #[must_use]
    pub fn stream_calls_blocking(self) -> BlockingCallStream<T> {
        let client = self.client().clone();
        BlockingCallStream {
            stream: self.stream_calls(),
            client,
        }
    }

    /// [`Request::stream`], whose steps are waited for.
    #[must_use]
    pub fn stream_blocking(self) -> BlockingStream<T> {
        let client = self.client().clone();
        BlockingStream {
            stream: self.stream(),
            client,
        }
    }
}

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
pub struct BlockingStream<T: Extract> {
    stream: Stream<T>,
    client: Client,
}

impl<T: Extract> BlockingStream<T> {
    /// Waits for the next step, as [`Stream::next`] does.
    #[expect(
        clippy::should_implement_trait,
        reason = "an iterator cannot lend what it gives"
    )]
    pub fn next(&mut self) -> Option<Result<Step<'_, T>, Error>> {
        match block(&self.client.inner, self.stream.next()) {
            Ok(step) => step,
            Err(error) => Some(Err(error)),
        }
    }

    /// Runs the call to its end.
    ///
    /// # Errors
    /// As [`Stream::finish`].
    pub fn finish(self) -> Result<Reply<T>, Error> {
        block(&self.client.inner, self.stream.finish())?
    }

    /// The attempts that are over, also after an error.
    #[must_use]
    pub fn attempts(&self) -> &[Attempt] {
        self.stream.attempts()
    }

    /// What the attempts that are over cost together, as far as the provider said.
    #[must_use]
    pub fn usage(&self) -> Usage {
        self.stream.usage()
    }

    /// How the structure is asked for.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.stream.mode()
    }
}

/// An [`ItemStream`] that is waited for: an iterator.
///
/// ```no_run
/// # fn f(client: formwork::Client) -> Result<(), formwork::ItemError> {
/// for number in client.request::<u8>().user("Some numbers, please.").items_blocking() {
///     println!("{}", number?);
/// }
/// # Ok(()) }
/// ```
pub struct BlockingItems<T: Extract> {
    items: ItemStream<T>,
    client: Client,
    is_refused: bool,
}

impl<T: Extract> BlockingItems<T> {
    /// Says what becomes of items that are not valid.
    #[must_use]
    pub fn on_invalid(mut self, policy: OnInvalid) -> Self {
        self.items = self.items.on_invalid(policy);
        self
    }

    /// The items that were skipped, and the one at which reading stopped.
    #[must_use]
    pub fn rejected(&self) -> &[Rejected] {
        self.items.rejected()
    }

    /// What the call has cost, as far as the provider said.
    #[must_use]
    pub fn usage(&self) -> Usage {
        self.items.usage()
    }
}

impl<T: Extract> Iterator for BlockingItems<T> {
    type Item = Result<T, ItemError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_refused {
            return None;
        }
        block(&self.client.inner, self.items.next()).unwrap_or_else(|error| {
            self.is_refused = true;
            Some(Err(ItemError::Call(error)))
        })
    }
}

/// A [`CallStream`] whose steps are waited for.
pub struct BlockingCallStream<T: Extract> {
    stream: CallStream<T>,
    client: Client,
}

impl<T: Extract> BlockingCallStream<T> {
    /// Waits for the next step, as [`CallStream::next`] does.
    #[expect(
        clippy::should_implement_trait,
        reason = "an iterator cannot lend what it gives"
    )]
    pub fn next(&mut self) -> Option<Result<CallStep<'_, T>, Error>> {
        match block(&self.client.inner, self.stream.next()) {
            Ok(step) => step,
            Err(error) => Some(Err(error)),
        }
    }

    /// Runs the call to its end.
    ///
    /// # Errors
    /// As [`CallStream::finish`].
    pub fn finish(self) -> Result<Reply<Vec<T>>, Error> {
        block(&self.client.inner, self.stream.finish())?
    }

    /// The attempts that are over, also after an error.
    #[must_use]
    pub fn attempts(&self) -> &[Attempt] {
        self.stream.attempts()
    }
}
