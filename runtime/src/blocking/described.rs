//! Requests for schemas that are known at run time only, waited for.

use super::block;
use super::streams::{Shows, Steps, Waited};
use crate::call::{Attempt, DynamicStep, DynamicStream, Reply, Request};
use crate::dynamic::Value;
use crate::error::Error;

/// A [`DynamicStream`] whose steps are waited for.
///
/// ```
/// use formwork::dynamic::Schema;
/// use formwork::provider::offline::Offline;
/// use formwork::{Client, DynamicStep};
///
/// let schema = Schema::from_yaml("{ title: Towns, type: array, items: { type: string } }").unwrap();
/// let client = Client::offline(Offline::new());
/// let mut stream = client.request_for(&schema).user("Towns on rivers, please.").stream_blocking()?;
/// while let Some(step) = stream.next() {
///     if let DynamicStep::View(towns) = step? {
///         println!("{} so far", towns.items().count());
///     }
/// }
/// let towns = stream.finish()?.value;
/// # assert!(towns.to_string().starts_with('['));
/// # Ok::<(), formwork::Error>(())
/// ```
pub type BlockingDynamicStream = Waited<DynamicStream>;

impl Request<Value> {
    /// [`Request::send`], waited for.
    ///
    /// # Errors
    /// As there; and within an asynchronous program.
    pub fn send_blocking(self) -> Result<Reply<Value>, Error> {
        let client = self.client().clone();
        block(&client.inner, self.send())?
    }

    /// [`Request::stream`], whose steps are waited for.
    ///
    /// # Errors
    /// The request has no schema.
    pub fn stream_blocking(self) -> Result<BlockingDynamicStream, Error> {
        let client = self.client().clone();
        Ok(Waited::new(client, self.stream()?))
    }
}

impl Steps for DynamicStream {
    type Step<'a>
        = DynamicStep<'a>
    where
        Self: 'a;
    type Error = Error;

    async fn next(&mut self) -> Option<Result<DynamicStep<'_>, Error>> {
        DynamicStream::next(self).await
    }

    fn attempts(&self) -> &[Attempt] {
        DynamicStream::attempts(self)
    }
}

impl Shows for DynamicStream {
    type Value = Value;

    async fn finish(self) -> Result<Reply<Value>, Error> {
        DynamicStream::finish(self).await
    }
}
