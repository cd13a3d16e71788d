//! How a model is asked: which one, in which mode, and what is made of its answer.

use serde_json::Value;

use super::Request;
use crate::hook::Hook;
use crate::lenient::Mends;
use crate::provider::Mode;

impl<T> Request<T> {
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

    /// Stops reading a streamed answer at its first violation, which saves the tokens of the rest: the
    /// connection is closed, and the model asked again, or the call fails, with what was wrong by then.
    ///
    /// A lenient reader tells what is wrong at the end only, so that it never stops early. What a stopped
    /// answer cost is not known: the provider says so at its end.
    pub fn stop_early(mut self) -> Self {
        self.asked.stop_early = true;
        self
    }

    /// Keeps the body of each answer as it came, for [`Attempt::body`](crate::Attempt::body).
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
