//! What is wanted of one call.

use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use serde_json::{Map, Value};

use super::advance::Call;
use super::checks::Check;
use super::chosen::Chosen;
use super::next::Escalate;
use super::phase::Wanted;
use super::target::Typed;
use super::{Attempt, CallStream, Choice, ItemStream, Next, Reply, Retry, Stream, Timeouts};
use crate::checks::{CheckResult, Context, LlmCheck, Moderation, unwritten};
use crate::client::Client;
use crate::error::Error;
use crate::extract::Extract;
use crate::hook::{Hook, Hooks};
use crate::lenient::Mends;
use crate::message::Message;
use crate::provider::Mode;
use crate::transport::{self, BoxFuture};
use crate::violation::Violation;

/// A request for a `T`, to be sent whole or streamed.
///
/// ```
/// use formwork::Client;
/// use formwork::provider::offline::Offline;
///
/// let client = Client::offline(Offline::new());
/// let request = client
///     .request::<Vec<String>>()
///     .system("Name the towns.")
///     .user("From Linz to Graz, by train.")
///     .max_tokens(500)
///     .max_reasks(1);
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let reply = request.send().await?;
/// println!("{:?}, for {} tokens", reply.value, reply.usage().total_tokens);
/// # Ok::<(), formwork::Error>(()) }).unwrap();
/// ```
#[derive(Debug)]
#[must_use = "a request does nothing until it is sent"]
pub struct Request<T> {
    pub(super) client: Client,
    pub(super) asked: Asked,
    pub(super) checks: Vec<Check<T>>,
    /// The schema, where no type has one.
    #[cfg(feature = "dynamic")]
    pub(super) schema: Option<crate::dynamic::Schema>,
    form: PhantomData<fn() -> T>,
}

/// What is wanted of a call, whatever it is to give.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked {
    pub(super) messages: Vec<Message>,
    pub(super) chosen: Chosen,
    pub(super) max_reasks: Option<u32>,
    pub(super) max_retries: Option<u32>,
    pub(super) retry: Option<Retry>,
    pub(super) escalate: Option<Escalate>,
    pub(super) extra: Map<String, Value>,
    pub(super) stop_early: bool,
    pub(super) notation: bool,
    pub(super) keep_body: bool,
    pub(super) mends: Option<Mends>,
    pub(super) timeouts: Option<Timeouts>,
    pub(super) token_budget: Option<u64>,
    pub(super) hooks: Hooks,
    pub(super) context: Context,
    /// Where the answer is kept.
    #[cfg(feature = "cache")]
    pub(super) keeping: super::cached::Keeping,
    /// What the messages are rendered with.
    #[cfg(feature = "templates")]
    pub(super) templates: Option<super::render::Templates>,
}

// Derived, it would ask for a `T` that can be cloned, and there is none in it.
impl<T> Clone for Request<T> {
    fn clone(&self) -> Self {
        Self {
            client: self.client.clone(),
            asked: self.asked.clone(),
            checks: self.checks.clone(),
            #[cfg(feature = "dynamic")]
            schema: self.schema.clone(),
            form: self.form,
        }
    }
}

impl<T> Request<T> {
    pub(crate) fn new(client: Client) -> Self {
        Self {
            client,
            asked: Asked::default(),
            checks: Vec::new(),
            #[cfg(feature = "dynamic")]
            schema: None,
            form: PhantomData,
        }
    }

    /// A request for what a schema describes.
    #[cfg(feature = "dynamic")]
    pub(super) fn described(client: Client, schema: crate::dynamic::Schema) -> Self {
        Self {
            schema: Some(schema),
            ..Self::new(client)
        }
    }

    /// The same for a list of them, whose items are judged one by one.
    pub(super) fn listed(self) -> (Request<Vec<T>>, Vec<Check<T>>) {
        let request = Request {
            client: self.client,
            asked: self.asked,
            checks: Vec::new(),
            #[cfg(feature = "dynamic")]
            schema: None,
            form: PhantomData,
        };
        (request, self.checks)
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
        self.asked.messages.push(message);
        self
    }

    /// Adds messages.
    ///
    /// ```
    /// use formwork::{Client, Message};
    /// # use formwork::provider::offline::Offline;
    /// # let client = Client::offline(Offline::new());
    ///
    /// let request = client.request::<String>().messages([
    ///     Message::user("Who wrote the first program?"),
    ///     Message::assistant("Ada."),
    ///     Message::user("And her full name?"),
    /// ]);
    /// # let body: serde_json::Value = serde_json::from_slice(&request.build(false)?.body).unwrap();
    /// # assert_eq!(body["messages"].as_array().unwrap().len(), 3);
    /// # Ok::<(), formwork::Error>(())
    /// ```
    pub fn messages(mut self, messages: impl IntoIterator<Item = Message>) -> Self {
        self.asked.messages.extend(messages);
        self
    }

    /// Asks another model of the same provider.
    pub fn model(mut self, model: impl Into<String>) -> Self {
        self.asked.chosen.model = Some(model.into());
        self
    }

    /// Sets how the structure is asked for. Without it, the client's mode, or the provider's best one
    /// that can word the schema.
    pub fn mode(mut self, mode: Mode) -> Self {
        self.asked.chosen.mode = Some(mode);
        self
    }

    /// How often to ask again after an answer that breaks the schema; 2 without it, 0 is never.
    ///
    /// ```
    /// use formwork::provider::offline::{Fault, Offline};
    /// use formwork::{Client, ErrorKind};
    ///
    /// let client = Client::offline(Offline::new().faults([Fault::InvalidFirst]));
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// let error = client.request::<u8>().user("How many?").max_reasks(0).send().await.unwrap_err();
    /// assert!(matches!(error.kind(), ErrorKind::Invalid));
    /// assert_eq!(error.attempts().len(), 1);
    /// # Ok::<(), formwork::Error>(()) }).unwrap();
    /// ```
    pub fn max_reasks(mut self, reasks: u32) -> Self {
        self.asked.max_reasks = Some(reasks);
        self
    }

    /// How often to repeat a request that got no answer (429, 5xx, no connection); 2 without it.
    ///
    /// ```
    /// use formwork::provider::offline::{Fault, Offline};
    /// use formwork::{Client, ErrorKind};
    ///
    /// let client = Client::offline(Offline::new().faults([Fault::ServerErrorFirst]));
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// let error = client.request::<u8>().user("How many?").max_retries(0).send().await.unwrap_err();
    /// assert!(matches!(error.kind(), ErrorKind::Api(api) if api.status == 500));
    /// # Ok::<(), formwork::Error>(()) }).unwrap();
    /// ```
    pub fn max_retries(mut self, retries: u32) -> Self {
        self.asked.max_retries = Some(retries);
        self
    }

    /// How requests that get no answer are repeated; without it, what the client says.
    /// [`Request::max_retries`] still says how often.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.asked.retry = Some(retry);
        self
    }

    /// Decides, after each answer that is not accepted, what changes for the next one: another model, more
    /// tokens, a wait, no more attempts.
    ///
    /// ```no_run
    /// # fn f<T: formwork::Extract>(client: formwork::Client) -> formwork::Request<T> {
    /// use formwork::Next;
    ///
    /// client.request::<T>().escalate(|attempt| match attempt.number {
    ///     1 => Next::same(),
    ///     _ => Next::same().model("a-larger-one").max_tokens(8000),
    /// })
    /// # }
    /// ```
    pub fn escalate(mut self, next: impl Fn(&Attempt) -> Next + Send + Sync + 'static) -> Self {
        self.asked.escalate = Some(Escalate(Arc::new(next)));
        self
    }

    /// Adds a rule of one's own: a function of a value that fits its schema. What it finds wrong is told
    /// to the model as what breaks the schema is. What else it needs to know, it captures.
    ///
    /// ```no_run
    /// # use formwork::{Client, Error};
    /// # async fn f(client: Client, known: Vec<String>) -> Result<String, Error> {
    /// let request = client.request::<String>().user("Which of our towns is it?");
    /// let request = request.check(move |town: &String| match known.contains(town) {
    ///     true => Ok(()),
    ///     false => Err(format!("is none of {known:?}")),
    /// });
    /// # Ok(request.send().await?.value) }
    /// ```
    pub fn check<R: CheckResult>(
        mut self,
        check: impl Fn(&T) -> R + Send + Sync + 'static,
    ) -> Self {
        self.checks.push(Check::now(check));
        self
    }

    /// Adds a rule that has to wait for something: a database, another model. It is asked about values
    /// that all other rules let pass. Where it cannot answer, the call fails.
    ///
    /// ```no_run
    /// # use formwork::{Client, Error, Violation};
    /// # async fn is_taken(name: &str) -> Result<bool, Error> { Ok(name.is_empty()) }
    /// # async fn f(client: Client) -> Result<String, Error> {
    /// let request = client.request::<String>().user("Propose a name.");
    /// let request = request.check_async(|name| Box::pin(async move {
    ///     let taken = is_taken(name).await?;
    ///     Ok(taken.then(|| Violation::new("", "taken", "is taken")).into_iter().collect())
    /// }));
    /// # Ok(request.send().await?.value) }
    /// ```
    pub fn check_async(
        mut self,
        check: impl for<'a> Fn(&'a T) -> BoxFuture<'a, Result<Vec<Violation>, Error>>
        + Send
        + Sync
        + 'static,
    ) -> Self {
        self.checks.push(Check::later(check));
        self
    }

    /// Adds a rule in words, which a model judges: the value is put to it as JSON, where all rules that need
    /// no model let it pass.
    pub fn llm_check(self, check: LlmCheck) -> Self
    where
        T: Serialize + Sync,
    {
        let check = Arc::new(check);
        self.check_async(move |value| {
            let check = check.clone();
            let value = serde_json::to_value(value);
            Box::pin(async move {
                let value = value.map_err(|error| unwritten(&error))?;
                check.of_value(&value).await
            })
        })
    }

    /// Adds a rule that refuses what a provider's moderation flags in a text of the value.
    pub fn moderate(
        self,
        moderation: Moderation,
        text: impl Fn(&T) -> String + Send + Sync + 'static,
    ) -> Self {
        self.check_async(move |value| {
            let moderation = moderation.clone();
            let text = text(value);
            Box::pin(async move { moderation.of_text(&text).await })
        })
    }

    /// Gives the functions that the schema names (`x-check` with `context`) something to know of this call.
    pub fn context(mut self, given: impl std::any::Any + Send + Sync) -> Self {
        self.asked.context.given = Some(Arc::new(given));
        self
    }

    /// Says whom rules in words (`x-llm-check`) are put to; without it, the client that is asked.
    pub fn judge(mut self, judge: Client) -> Self {
        self.asked.context.judge = Some(judge);
        self
    }

    /// Adds something that watches this call, beside what watches all calls of the client.
    ///
    /// ```
    /// use formwork::provider::offline::Offline;
    /// use formwork::{Client, Event, EventKind};
    ///
    /// let client = Client::offline(Offline::new());
    /// let request = client.request::<u8>().user("How many?").hook(|event: &Event<'_>| {
    ///     if let EventKind::Usage { total, .. } = event.kind {
    ///         println!("call {}: {} tokens", event.call, total.total_tokens);
    ///     }
    /// });
    /// # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    /// runtime.block_on(request.send())?;
    /// # Ok::<(), formwork::Error>(())
    /// ```
    pub fn hook(mut self, hook: impl Hook + 'static) -> Self {
        self.asked.hooks.add(hook);
        self
    }

    /// Keeps the body of each answer as it came, for [`Attempt::body`].
    ///
    /// ```
    /// # use formwork::{Client, provider::offline::Offline};
    /// # let client = Client::offline(Offline::new());
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// let reply = client.request::<u8>().user("How many?").keep_body().send().await?;
    /// let body = reply.attempts[0].body.as_deref().unwrap_or_default();
    /// assert!(body.starts_with(b"{"));
    /// # Ok::<(), formwork::Error>(()) }).unwrap();
    /// ```
    pub fn keep_body(mut self) -> Self {
        self.asked.keep_body = true;
        self
    }

    /// The most tokens an answer may have.
    pub fn max_tokens(mut self, tokens: u32) -> Self {
        self.asked.chosen.max_tokens = Some(tokens);
        self
    }

    /// The sampling temperature.
    pub fn temperature(mut self, temperature: f64) -> Self {
        self.asked.chosen.temperature = Some(temperature);
        self
    }

    /// What may be mended in an answer. Without it, everything in the mode [`Mode::Json`], where nobody holds
    /// the model to the schema, and nothing in the others.
    ///
    /// ```
    /// use formwork::{Client, Mends};
    /// use formwork::transport::Replay;
    ///
    /// let body = r#"{"choices":[{"message":{"content":"Gladly! {value: '7'}"},"finish_reason":"stop"}]}"#;
    /// let server = Replay::new().answer(200, &[], [body]);
    /// let client = Client::builder("openai/gpt-5-mini").api_key("sk-test").transport(server).build()?;
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// let request = client.request::<u8>().user("How many?").mode(formwork::provider::Mode::JsonSchema);
    /// let reply = request.mends(Mends::All).send().await?;
    /// assert_eq!((reply.value, reply.mends[0].to_string()), (7, "the answer: prose".to_owned()));
    /// # Ok::<(), formwork::Error>(()) }).unwrap();
    /// # Ok::<(), formwork::Error>(())
    /// ```
    pub fn mends(mut self, mends: Mends) -> Self {
        self.asked.mends = Some(mends);
        self
    }

    /// Stops reading a streamed answer at its first violation, which saves the tokens of the rest: the
    /// connection is closed, and the model asked again, or the call fails, with what was wrong by then.
    ///
    /// A lenient reader tells what is wrong at the end only, so that it never stops early. What a stopped
    /// answer cost is not known: the provider says so at its end.
    pub fn stop_early(mut self) -> Self {
        self.asked.stop_early = true;
        self
    }

    /// Tells the schema as types, in the manner of TypeScript, where the mode tells it in words
    /// ([`Mode::Json`], [`Mode::MdJson`]), in far fewer tokens than the JSON Schema has. The answer
    /// is judged as ever.
    ///
    /// ```
    /// use formwork::Client;
    /// use formwork::provider::Mode;
    /// use formwork::provider::offline::Offline;
    ///
    /// let client = Client::offline(Offline::new());
    /// let request = client.request::<Vec<String>>().user("From Linz to Graz.").mode(Mode::Json);
    /// let long = request.build(false)?.body.len();
    /// assert!(request.notation().build(false)?.body.len() < long);
    /// # Ok::<(), formwork::Error>(())
    /// ```
    pub fn notation(mut self) -> Self {
        self.asked.notation = true;
        self
    }

    /// How long the call and its parts may take; without it, what the client says.
    pub fn timeouts(mut self, timeouts: Timeouts) -> Self {
        self.asked.timeouts = Some(timeouts);
        self
    }

    /// How long the call may take in all, whatever is under way by then; it counts from when the call is first asked
    /// for something ([`Timeouts::total`]).
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use formwork::transport::Replay;
    /// use formwork::{Client, ErrorKind};
    ///
    /// let server = Replay::new().hang();
    /// let client = Client::builder("openai/gpt-5-mini").api_key("sk-test").transport(server).build()?;
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// let request = client.request::<u8>().user("How many?").deadline(Duration::ZERO);
    /// let error = request.send().await.unwrap_err();
    /// assert!(matches!(error.kind(), ErrorKind::Deadline));
    /// # Ok::<(), formwork::Error>(()) }).unwrap();
    /// # Ok::<(), formwork::Error>(())
    /// ```
    pub fn deadline(mut self, total: Duration) -> Self {
        let timeouts = self.asked.timeouts.unwrap_or(self.client.inner.timeouts);
        self.asked.timeouts = Some(Timeouts {
            total: Some(total),
            ..timeouts
        });
        self
    }

    /// The most tokens that all attempts of the call may cost together, request and answer. Once they
    /// have cost as much, the model is not asked again; nor where nobody said what one of them has cost, as with
    /// an answer that was stopped early.
    ///
    /// ```
    /// use formwork::provider::offline::{Fault, Offline};
    /// use formwork::{Client, ErrorKind};
    ///
    /// let client = Client::offline(Offline::new().faults([Fault::InvalidFirst]));
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// let error = client.request::<u8>().user("How many?").token_budget(1).send().await.unwrap_err();
    /// assert!(matches!(error.kind(), ErrorKind::TokenBudget));
    /// assert!(error.usage().total_tokens > 1);
    /// # Ok::<(), formwork::Error>(()) }).unwrap();
    /// ```
    pub fn token_budget(mut self, tokens: u64) -> Self {
        self.asked.token_budget = Some(tokens);
        self
    }

    /// Adds a key to the request's body, as it is.
    ///
    /// ```
    /// # use formwork::{Client, provider::offline::Offline};
    /// # let client = Client::offline(Offline::new());
    /// let request = client.request::<u8>().user("How many?").body("seed", 7).build(false)?;
    /// let body: serde_json::Value = serde_json::from_slice(&request.body).unwrap();
    /// assert_eq!(body["seed"], 7);
    /// # Ok::<(), formwork::Error>(())
    /// ```
    pub fn body(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        self.asked.extra.insert(key.into(), value.into());
        self
    }
}

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
