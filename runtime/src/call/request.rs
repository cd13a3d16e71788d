//! What is wanted of one call.

use std::marker::PhantomData;
use std::time::Duration;

use serde_json::{Map, Value};

use super::advance::Call;
use super::{Reply, Stream, Timeouts};
use crate::client::Client;
use crate::error::Error;
use crate::extract::Extract;
use crate::lenient::Mends;
use crate::message::Message;
use crate::provider::Mode;
use crate::transport;

/// A request for a `T`, to be sent whole or streamed.
#[derive(Debug)]
#[must_use = "a request does nothing until it is sent"]
pub struct Request<T> {
    pub(super) client: Client,
    pub(super) messages: Vec<Message>,
    pub(super) model: Option<String>,
    pub(super) mode: Option<Mode>,
    pub(super) max_reasks: u32,
    pub(super) max_retries: u32,
    pub(super) max_tokens: Option<u32>,
    pub(super) temperature: Option<f64>,
    pub(super) extra: Map<String, Value>,
    pub(super) stop_early: bool,
    pub(super) notation: bool,
    pub(super) mends: Option<Mends>,
    pub(super) timeouts: Option<Timeouts>,
    pub(super) token_budget: Option<u64>,
    /// What the messages are rendered with.
    #[cfg(feature = "templates")]
    pub(super) templates: Option<super::render::Templates>,
    form: PhantomData<fn() -> T>,
}

// Derived, it would ask for a `T` that can be cloned, and there is none in it.
impl<T> Clone for Request<T> {
    fn clone(&self) -> Self {
        Self {
            client: self.client.clone(),
            messages: self.messages.clone(),
            model: self.model.clone(),
            mode: self.mode,
            max_reasks: self.max_reasks,
            max_retries: self.max_retries,
            max_tokens: self.max_tokens,
            temperature: self.temperature,
            extra: self.extra.clone(),
            stop_early: self.stop_early,
            notation: self.notation,
            mends: self.mends,
            timeouts: self.timeouts,
            token_budget: self.token_budget,
            #[cfg(feature = "templates")]
            templates: self.templates.clone(),
            form: self.form,
        }
    }
}

impl<T: Extract> Request<T> {
    pub(crate) fn new(client: Client) -> Self {
        Self {
            client,
            messages: Vec::new(),
            model: None,
            mode: None,
            max_reasks: 2,
            max_retries: 2,
            max_tokens: None,
            temperature: None,
            extra: Map::new(),
            stop_early: false,
            notation: false,
            mends: None,
            timeouts: None,
            token_budget: None,
            #[cfg(feature = "templates")]
            templates: None,
            form: PhantomData,
        }
    }

    /// The client that sends it.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Adds instructions.
    pub fn system(self, text: impl Into<String>) -> Self {
        self.message(Message::system(text))
    }

    /// Adds a turn of the user.
    pub fn user(self, text: impl Into<String>) -> Self {
        self.message(Message::user(text))
    }

    /// Adds a message.
    pub fn message(mut self, message: Message) -> Self {
        self.messages.push(message);
        self
    }

    /// Adds messages.
    pub fn messages(mut self, messages: impl IntoIterator<Item = Message>) -> Self {
        self.messages.extend(messages);
        self
    }

    /// Asks another model of the same provider.
    pub fn model(mut self, model: impl Into<String>) -> Self {
        self.model = Some(model.into());
        self
    }

    /// Sets how the structure is asked for. Without it, the client's mode, or the provider's best one
    /// that can word the schema.
    pub fn mode(mut self, mode: Mode) -> Self {
        self.mode = Some(mode);
        self
    }

    /// How often to ask again after an answer that breaks the schema; 2 without it, 0 is never.
    pub fn max_reasks(mut self, reasks: u32) -> Self {
        self.max_reasks = reasks;
        self
    }

    /// How often to repeat a request that got no answer (429, 5xx, no connection); 2 without it.
    pub fn max_retries(mut self, retries: u32) -> Self {
        self.max_retries = retries;
        self
    }

    /// The most tokens an answer may have.
    pub fn max_tokens(mut self, tokens: u32) -> Self {
        self.max_tokens = Some(tokens);
        self
    }

    /// The sampling temperature.
    pub fn temperature(mut self, temperature: f64) -> Self {
        self.temperature = Some(temperature);
        self
    }

    /// What may be mended in an answer. Without it, everything in the mode [`Mode::Json`], where nobody holds
    /// the model to the schema, and nothing in the others.
    pub fn mends(mut self, mends: Mends) -> Self {
        self.mends = Some(mends);
        self
    }

    /// Stops reading a streamed answer at its first violation, which saves the tokens of the rest: the
    /// connection is closed, and the model asked again, or the call fails, with what was wrong by then.
    ///
    /// A lenient reader tells what is wrong at the end only, so that it never stops early. What a stopped
    /// answer cost is not known: the provider says so at its end.
    pub fn stop_early(mut self) -> Self {
        self.stop_early = true;
        self
    }

    /// Tells the schema as types, in the manner of TypeScript, where the mode tells it in words
    /// ([`Mode::Json`], [`Mode::MdJson`]), in far fewer tokens than the JSON Schema has. The answer
    /// is judged as ever.
    pub fn notation(mut self) -> Self {
        self.notation = true;
        self
    }

    /// How long the call and its parts may take; without it, what the client says.
    pub fn timeouts(mut self, timeouts: Timeouts) -> Self {
        self.timeouts = Some(timeouts);
        self
    }

    /// How long the call may take in all, whatever is under way by then.
    pub fn deadline(mut self, total: Duration) -> Self {
        let timeouts = self.timeouts.unwrap_or(self.client.inner.timeouts);
        self.timeouts = Some(Timeouts {
            total: Some(total),
            ..timeouts
        });
        self
    }

    /// The most tokens that all attempts of the call may cost together, request and answer. Once they
    /// have cost as much, the model is not asked again.
    pub fn token_budget(mut self, tokens: u64) -> Self {
        self.token_budget = Some(tokens);
        self
    }

    /// Adds a key to the request's body, as it is.
    pub fn body(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        self.extra.insert(key.into(), value.into());
        self
    }

    /// The HTTP request that would be sent first, whole or streamed, without sending it: to look at, to
    /// send by other means, or to put into a batch. Its `Debug` hides the key; its headers hold it.
    ///
    /// What comes back is read by [`Wire::read`](crate::provider::Wire::read) or
    /// [`Wire::stream`](crate::provider::Wire::stream), and the answer in it by
    /// [`Decoder`](crate::Decoder).
    ///
    /// # Errors
    /// Where the request cannot be worded.
    pub fn build(&self, streamed: bool) -> Result<transport::Request, Error> {
        let call = Call::new(self.clone(), streamed, false);
        let worded = call.word();
        worded
            .map(|(request, _)| request)
            .map_err(|kind| Error::new(kind, Vec::new()))
    }

    /// Sends the request and waits for the whole answer.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind). Violations come back as an error only when no reask is
    /// left.
    pub async fn send(self) -> Result<Reply<T>, Error> {
        Stream::new(self, false).finish().await
    }

    /// Sends the request with one tool for each branch of `T`, where that is a union, and `T` itself as
    /// the one tool where it is not; the model calls as many of them as it sees fit, each as often as it
    /// likes. Gives the calls in the order in which the model made them.
    ///
    /// Where calls break their schemas, the others are accepted, and only the broken ones made again.
    ///
    /// # Errors
    /// As [`Request::send`]; a mode that was set and is none of parallel tools; and an answer that calls
    /// nothing, where no reask is left.
    pub async fn calls(self) -> Result<Reply<Vec<T>>, Error> {
        Call::new(self, false, true).gather().await
    }

    /// Prepares a streamed call. It is sent when the stream is first asked for something.
    #[must_use]
    pub fn stream(self) -> Stream<T> {
        Stream::new(self, true)
    }
}
