//! Calls without a type: the same loop, with the words of the answer in place of a value.
//!
//! What is asked for is nothing: no wire writes a tool or a schema.

use std::fmt;
use std::ops::Deref;

use super::advance::Call;
use super::phase::Wanted;
use super::target::{Reads, Target};
use super::{Reply, Request, TextStream};
use crate::checks::Later;
use crate::client::Client;
use crate::error::Error;
use crate::extract::{Form, Undo};
use crate::lenient::{Mend, Mends};
use crate::transport;
use crate::violation::Violation;

/// What a model said, in its own words: the value of a call without a type
/// ([`Client::request_text`]).
///
/// ```
/// use formwork::Client;
/// use formwork::provider::offline::Offline;
///
/// let client = Client::offline(Offline::new());
/// # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
/// let reply = runtime.block_on(client.request_text().user("Say good morning.").send())?;
/// assert!(!reply.value.is_empty()); // used like the `String` in it
/// # Ok::<(), formwork::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Text(pub String);

impl serde::Serialize for Text {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> serde::Deserialize<'de> for Text {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        serde::Deserialize::deserialize(deserializer).map(Self)
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        text.0
    }
}

/// The target that words are.
#[derive(Clone, Debug)]
pub(crate) struct Words;

/// Reads an answer as what it says.
#[derive(Debug, Default)]
pub(crate) struct Listener {
    /// What has been said so far.
    pub(super) heard: String,
}

impl Target for Words {
    type Value = Text;
    type Decoder = Listener;

    fn form(&self) -> &Form {
        const { &Form::NOTHING }
    }

    fn tools(&self) -> &[Form] {
        &[]
    }

    fn decoder(&self, _: Undo, _: Mends) -> Listener {
        Listener::default()
    }
}

impl Reads for Listener {
    type Value = Text;

    fn push(&mut self, bytes: &[u8]) {
        // Wires give strings, so that nothing is replaced here.
        self.heard.push_str(&String::from_utf8_lossy(bytes));
    }

    fn end(&mut self) {}

    fn has_violations(&self) -> bool {
        false
    }

    fn mends(&self) -> &[Mend] {
        &[]
    }

    fn abandon(self) -> (Vec<Violation>, String) {
        (Vec::new(), String::new())
    }

    fn finish_later(self) -> Result<(Text, Vec<Later>), Vec<Violation>> {
        Ok((Text(self.heard), Vec::new()))
    }
}

impl Client {
    /// Asks for words, and gives them: a call without a type, a schema or a tool.
    ///
    /// ```
    /// use formwork::Client;
    /// use formwork::provider::offline::Offline;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let client = Client::offline(Offline::default());
    /// # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    /// # runtime.block_on(async {
    /// let answer: String = client.text("Why is the sky blue?").await?;
    /// # assert!(!answer.is_empty());
    /// # Ok::<(), formwork::Error>(()) })?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn text(&self, text: impl Into<String>) -> Result<String, Error> {
        let reply = self.request_text().user(text).send().await?;
        Ok(reply.value.into())
    }

    /// Starts a request for words: a call without a type, a schema or a tool, through the same loop as every other,
    /// with its retries, clients to fall back to, hooks and cache. The reply has the text, what it cost, and the
    /// head of the response; [`Request::keep_body`] keeps its body too.
    ///
    /// A rule of one's own ([`Request::check`]) is asked about the text, and the model asked again where it is
    /// broken. An answer that was cut or refused is an error, as it is for types.
    ///
    /// ```
    /// use formwork::provider::offline::Offline;
    /// use formwork::{Client, Text};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let client = Client::offline(Offline::default());
    /// let request = client.request_text().system("Be brief.").user("Why is the sky blue?");
    /// let request = request.check(|text: &Text| match text.len() {
    ///     0 => Err("says nothing"),
    ///     _ => Ok(()),
    /// });
    /// # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    /// # let reply = runtime.block_on(request.send())?;
    /// println!("{} ({} tokens)", reply.value, reply.usage().total_tokens);
    /// # Ok(()) }
    /// ```
    pub fn request_text(&self) -> Request<Text> {
        Request::new(self.clone())
    }
}

/// A request for words; [`Client::request_text`] makes one.
impl Request<Text> {
    pub(super) fn call(self, streamed: bool) -> Call<Words> {
        Call::new(self, Words, streamed, Wanted::One)
    }

    /// The HTTP request that would be sent first, whole or streamed, without sending it.
    ///
    /// # Errors
    /// Where the request cannot be worded.
    pub fn build(&self, streamed: bool) -> Result<transport::Request, Error> {
        let call = self.clone().call(streamed);
        let worded = call.word();
        worded
            .map(|(request, _)| request)
            .map_err(|kind| Error::new(kind, Vec::new()))
    }

    /// Sends the request and waits for the whole answer.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn send(self) -> Result<Reply<Text>, Error> {
        self.call(false).finish().await
    }

    /// Prepares a streamed call. It is sent when the stream is first asked for something.
    #[must_use]
    pub fn stream(self) -> TextStream {
        TextStream::new(self)
    }
}
