//! Calls from programs that are not asynchronous: the same request, loop and streams, waited for.
//!
//! A client makes one small runtime on the calling thread when the first blocking call needs it, and
//! keeps it, so that connections live on from call to call. Between two calls nobody runs it: what
//! happens to connections meanwhile is looked at when the next one begins, and what is dropped is given a
//! few turns, in which its connection is closed.

#[cfg(feature = "dynamic")]
mod described;
mod streams;

#[cfg(feature = "dynamic")]
pub use described::BlockingDynamicStream;
pub use streams::{BlockingCallStream, BlockingItems, BlockingStream, BlockingTextStream, Waited};

use std::future::Future;
use std::sync::OnceLock;

use tokio::runtime::{Builder, Handle, Runtime};

use crate::call::{Choice, Reply, Request, Text};
use crate::client::{Client, Inner};
use crate::error::Error;
use crate::extract::Extract;

/// In how many turns a connection has seen that it is of no use any more, and is closed.
const TURNS: u32 = 3;

/// Where the blocking calls of a client run. Made when the first one needs it.
#[derive(Default)]
pub(crate) struct Place(OnceLock<Runtime>);

impl Place {
    fn runtime(&self) -> Result<&Runtime, Error> {
        if let Some(runtime) = self.0.get() {
            return Ok(runtime);
        }
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| Error::configuration(error.to_string()))?;
        Ok(self.0.get_or_init(|| runtime))
    }
}

/// The last clone of a client may go within an asynchronous program, where a runtime must not be waited for.
impl Drop for Place {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

/// Runs a step of a call on the client's own runtime.
fn step<T>(inner: &Inner, future: impl Future<Output = T>) -> Result<T, Error> {
    if Handle::try_current().is_ok() {
        return Err(Error::configuration(
            "a blocking call within an asynchronous program would stop all of it: wait for the \
             asynchronous one",
        ));
    }
    Ok(inner.place.runtime()?.block_on(future))
}

/// Runs a whole call on the client's own runtime.
pub(crate) fn block<T>(inner: &Inner, future: impl Future<Output = T>) -> Result<T, Error> {
    step(inner, async {
        settle().await;
        let value = future.await;
        settle().await;
        value
    })
}

/// Lets connections see what has happened to them.
async fn settle() {
    for _ in 0..TURNS {
        tokio::task::yield_now().await;
    }
}

/// Lets connections go that something dropped has let go of.
fn let_go(inner: &Inner) {
    // Within an asynchronous program it is done by the next call.
    let _ = step(inner, settle());
}

impl Client {
    /// [`Client::extract`], waited for.
    ///
    /// # Errors
    /// As there; and within an asynchronous program.
    pub fn extract_blocking<T: Extract>(&self, text: impl Into<String>) -> Result<T, Error> {
        block(&self.inner, self.extract(text))?
    }

    /// Waits for anything that this client is asked for, such as the steps of a batch.
    ///
    /// ```no_run
    /// # fn f<T: formwork::Extract>(client: formwork::Client, stream: formwork::Stream<T>)
    /// # -> Result<(), formwork::Error> {
    /// let reply = client.block_on(stream.finish())??;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// Within an asynchronous program.
    pub fn block_on<T>(&self, future: impl Future<Output = T>) -> Result<T, Error> {
        block(&self.inner, future)
    }
}

impl Request<Text> {
    /// [`Request::send`], waited for.
    ///
    /// # Errors
    /// As there; and within an asynchronous program.
    pub fn send_blocking(self) -> Result<Reply<Text>, Error> {
        let client = self.client().clone();
        block(&client.inner, self.send())?
    }

    /// [`Request::stream`], whose steps are waited for.
    #[must_use]
    pub fn stream_blocking(self) -> BlockingTextStream {
        let client = self.client().clone();
        BlockingTextStream::new(client, self.stream())
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

    /// [`Request::stream`], whose steps are waited for.
    #[must_use]
    pub fn stream_blocking(self) -> BlockingStream<T> {
        let client = self.client().clone();
        BlockingStream::new(client, self.stream())
    }

    /// [`Request::stream_calls`], whose steps are waited for.
    #[must_use]
    pub fn stream_calls_blocking(self) -> BlockingCallStream<T> {
        let client = self.client().clone();
        BlockingCallStream::new(client, self.stream_calls())
    }

    /// [`Request::items`], each of which is waited for.
    #[must_use]
    pub fn items_blocking(self) -> BlockingItems<T> {
        let client = self.client().clone();
        BlockingItems::new(client, self.items())
    }
}
