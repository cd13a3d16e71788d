//! A request for a type, sent: whole, streamed, for one value or several.

use super::advance::Call;
use super::phase::Wanted;
use super::target::Typed;
use super::{CallStream, Choice, ItemStream, Reply, Request, Stream};
use crate::error::Error;
use crate::extract::Extract;
use crate::transport;

impl<T: Extract> Request<T> {
    /// The HTTP request that would be sent first, whole or streamed, without sending it: to look at, to
    /// send by other means, or to put into a batch. Its `Debug` hides the key; its headers hold it.
    ///
    /// What comes back is read by [`Wire::read`](crate::provider::Wire::read) or
    /// [`Wire::stream`](crate::provider::Wire::stream), and the answer in it by
    /// [`Decoder`](crate::Decoder).
    ///
    /// ```
    /// # use formwork::{Client, provider::offline::Offline};
    /// let client = Client::builder("openai/gpt-5-mini").api_key("sk-secret").build()?;
    /// let request = client.request::<bool>().user("Is it open?").build(true)?;
    /// assert_eq!(request.url, "https://api.openai.com/v1/chat/completions");
    /// assert!(!format!("{request:?}").contains("secret"));
    /// # Ok::<(), formwork::Error>(())
    /// ```
    ///
    /// # Errors
    /// Where the request cannot be worded.
    pub fn build(&self, streamed: bool) -> Result<transport::Request, Error> {
        let call = Call::new(self.clone(), Typed::default(), streamed, Wanted::One);
        let worded = call.word();
        worded
            .map(|(request, _)| request)
            .map_err(|kind| Error::new(kind, Vec::new()))
    }

    /// Sends the request and waits for the whole answer.
    ///
    /// ```
    /// use formwork::provider::offline::{Fault, Offline};
    /// use formwork::{Client, Maybe};
    ///
    /// let client = Client::offline(Offline::new().faults([Fault::RateLimitFirst, Fault::InvalidFirst]));
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// let reply = client.request::<Maybe<u8>>().user("How many?").send().await?;
    /// assert_eq!(reply.attempts.len(), 2); // the first broke the schema; what got no answer does not count
    /// # Ok::<(), formwork::Error>(()) }).unwrap();
    /// ```
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
    /// ```
    /// # use formwork::{Client, provider::offline::Offline};
    /// # let client = Client::offline(Offline::new());
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// let reply = client.request::<u8>().user("Every number in: 3, 14 and 15.").calls().await?;
    /// let numbers: Vec<u8> = reply.value;
    /// assert!(!numbers.is_empty());
    /// # Ok::<(), formwork::Error>(()) }).unwrap();
    /// ```
    ///
    /// # Errors
    /// As [`Request::send`]; a mode that was set and is none of parallel tools; and an answer that calls
    /// nothing, where no reask is left.
    pub async fn calls(self) -> Result<Reply<Vec<T>>, Error> {
        Call::new(self, Typed::default(), false, Wanted::Calls)
            .gather()
            .await
    }

    /// Sends the request as [`Request::calls`] does, and lets the model answer in words instead, where no
    /// tool is of use.
    ///
    /// ```
    /// use formwork::Choice;
    /// # use formwork::{Client, provider::offline::Offline};
    /// # let client = Client::offline(Offline::new());
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// match client.request::<u8>().user("Good morning!").choose().await?.value {
    ///     Choice::Text(words) => println!("{words}"),
    ///     Choice::Calls(numbers) => println!("{numbers:?}"),
    /// }
    /// # Ok::<(), formwork::Error>(()) }).unwrap();
    /// ```
    ///
    /// # Errors
    /// As [`Request::calls`], but for answers that call nothing.
    pub async fn choose(self) -> Result<Reply<Choice<T>>, Error> {
        Call::new(self, Typed::default(), false, Wanted::Choice)
            .choose()
            .await
    }

    /// Prepares a streamed call for several values, as [`Request::calls`] gives them.
    #[must_use]
    pub fn stream_calls(self) -> CallStream<T> {
        CallStream::new(self)
    }

    /// Prepares a streamed call for a list, whose items are given one by one, each as soon as it has
    /// closed. See [`ItemStream`].
    #[must_use]
    pub fn items(self) -> ItemStream<T> {
        ItemStream::new(self)
    }

    /// Prepares a streamed call. It is sent when the stream is first asked for something.
    #[must_use]
    pub fn stream(self) -> Stream<T> {
        Stream::new(self, true)
    }
}
