//! Calls for schemas that are known at run time only: the same loop, with values in place of types.

use super::advance::Call;
use super::phase::{Moved, Phase, Wanted};
use super::target::{Reads, Target};
use super::{Attempt, Reply, Request};
use crate::checks::Later;
use crate::client::Client;
use crate::dynamic::{Decoder, Schema, Value, View};
use crate::error::Error;
use crate::extract::{Form, Undo};
use crate::lenient::{Mend, Mends};
use crate::transport;
use crate::usage::Usage;
use crate::violation::Violation;

impl Target for Schema {
    type Value = Value;
    type Decoder = Decoder;

    fn form(&self) -> &Form {
        Self::form(self)
    }

    fn tools(&self) -> &[Form] {
        &[]
    }

    fn decoder(&self, undo: Undo, mends: Mends) -> Decoder {
        self.decoder_with_undo(undo).lenient(mends)
    }
}

impl Reads for Decoder {
    type Value = Value;

    fn push(&mut self, bytes: &[u8]) {
        Self::push(self, bytes);
    }

    fn end(&mut self) {
        Self::end(self);
    }

    fn has_violations(&self) -> bool {
        self.violations().next().is_some()
    }

    fn mends(&self) -> &[Mend] {
        Self::mends(self)
    }

    fn abandon(self) -> (Vec<Violation>, String) {
        Self::abandon(self)
    }

    fn finish_later(self) -> Result<(Value, Vec<Later>), Vec<Violation>> {
        self.finish().map(|value| (value, Vec::new()))
    }
}

impl Client {
    /// Starts a request for a value of a schema that is known at run time only (feature `dynamic`).
    ///
    /// ```
    /// use formwork::provider::offline::Offline;
    /// use formwork::{Client, dynamic::Schema};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let schema = Schema::from_yaml("
    /// title: Town
    /// type: object
    /// required: [name]
    /// properties: { name: { type: string, minLength: 1 } }
    /// ")?;
    /// let client = Client::offline(Offline::default());
    /// let request = client.request_for(&schema).user("A town on a river, please.");
    /// # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    /// # let reply = runtime.block_on(request.send())?;
    /// assert!(reply.value.get("name").is_some());
    /// # Ok(()) }
    /// ```
    pub fn request_for(&self, schema: &Schema) -> Request<Value> {
        Request::described(self.clone(), schema.clone())
    }
}

/// A request for a value of a schema that is known at run time only; [`Client::request_for`] makes one.
impl Request<Value> {
    /// The schema.
    #[cfg(feature = "batch")]
    pub(crate) fn described_by(&self) -> Option<Schema> {
        self.schema.clone()
    }

    /// What it asks for.
    pub(super) fn target(&self) -> Result<Schema, Error> {
        let missing = "this request has no schema: `Client::request_for` gives it one";
        let schema = self.schema.clone();
        schema.ok_or_else(|| Error::configuration(missing))
    }

    fn call(self, streamed: bool) -> Result<Call<Schema>, Error> {
        let schema = self.target()?;
        Ok(Call::new(self, schema, streamed, Wanted::One))
    }

    /// The HTTP request that would be sent first, whole or streamed, without sending it.
    ///
    /// # Errors
    /// Where the request cannot be worded.
    pub fn build(&self, streamed: bool) -> Result<transport::Request, Error> {
        let call = self.clone().call(streamed)?;
        let worded = call.word();
        worded
            .map(|(request, _)| request)
            .map_err(|kind| Error::new(kind, Vec::new()))
    }

    /// Sends the request and waits for the whole answer.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn send(self) -> Result<Reply<Value>, Error> {
        DynamicStream {
            call: self.call(false)?,
        }
        .finish()
        .await
    }

    /// Prepares a streamed call. It is sent when the stream is first asked for something.
    ///
    /// # Errors
    /// The request has no schema.
    pub fn stream(self) -> Result<DynamicStream, Error> {
        Ok(DynamicStream {
            call: self.call(true)?,
        })
    }
}

/// A call under way for a schema that is known at run time only: views as the answer comes in, then the
/// value. What [`Stream`](crate::Stream) is for types.
///
/// ```
/// use formwork::dynamic::Schema;
/// use formwork::provider::offline::Offline;
/// use formwork::{Client, DynamicStep};
///
/// let schema = Schema::from_yaml("
/// title: Town
/// type: object
/// required: [name]
/// properties: { name: { type: string, minLength: 8 } }
/// ").unwrap();
/// let client = Client::offline(Offline::new());
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let mut stream = client.request_for(&schema).user("A town on a river, please.").stream()?;
/// let mut longest = 0;
/// while let Some(step) = stream.next().await {
///     if let DynamicStep::View(view) = step? {
///         longest = view.get("name").and_then(|name| name.as_str()).map_or(0, str::len);
///     }
/// }
/// let reply = stream.finish().await?;
/// assert_eq!(reply.value.get("name").unwrap().as_str().unwrap().len(), longest);
/// # Ok::<(), formwork::Error>(()) }).unwrap();
/// ```
pub struct DynamicStream {
    call: Call<Schema>,
}

/// What such a stream shows.
///
/// See [`DynamicStream`].
///
/// ```
/// use formwork::DynamicStep;
/// use formwork::dynamic::Schema;
///
/// let schema = Schema::from_yaml("{ title: Towns, type: array, items: { type: string } }").unwrap();
/// let mut decoder = schema.decoder();
/// decoder.push(br#"["Linz", "Gr"#);
/// match DynamicStep::View(decoder.view()) {
///     DynamicStep::View(towns) => assert_eq!(towns.items().count(), 2),
///     DynamicStep::Reask(attempt) => println!("asking again: {:?}", attempt.violations),
///     _ => {}
/// }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum DynamicStep<'a> {
    /// More of the answer has arrived. The view is lent until the next step.
    View(View<'a>),
    /// More of what the model thinks before it answers, where the provider tells.
    Reasoning(&'a str),
    /// The answer is complete and breaks its schema; the model is asked again. Views start over.
    Reask(&'a Attempt),
}

impl DynamicStream {
    /// Waits for the next step; `None` when there is a value, or after an error.
    pub async fn next(&mut self) -> Option<Result<DynamicStep<'_>, Error>> {
        let moved = self.call.advance().await;
        match (moved, &self.call.phase) {
            (Moved::View, Phase::Reading(incoming)) => {
                Some(Ok(DynamicStep::View(incoming.answer.reader().view())))
            }
            (Moved::Thought, Phase::Reading(incoming)) => {
                Some(Ok(DynamicStep::Reasoning(incoming.thought())))
            }
            (Moved::Reask, _) => {
                let attempt = self.call.attempts.last();
                attempt.map(|attempt| Ok(DynamicStep::Reask(attempt)))
            }
            (Moved::Failure, _) => self.call.failure().map(Err),
            _ => None,
        }
    }

    /// Runs the call to its end.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn finish(self) -> Result<Reply<Value>, Error> {
        self.call.finish().await
    }

    /// The attempts that are over, also after an error.
    #[must_use]
    pub fn attempts(&self) -> &[Attempt] {
        &self.call.attempts
    }

    /// What the attempts that are over cost together, as far as the provider said.
    #[must_use]
    pub fn usage(&self) -> Usage {
        self.call.usage()
    }
}
