//! What is wanted of one call.
//!
//! What is said to the model is here; how it is asked, within which limits and by which rules, say `manner.rs`,
//! `limits.rs` and `own_rules.rs`. `send.rs` sends it.

use std::marker::PhantomData;

use serde_json::{Map, Value};

use super::checks::Check;
use super::chosen::Chosen;
use super::next::Escalate;
use super::{Retry, Timeouts};
use crate::checks::Context;
use crate::client::Client;
use crate::hook::Hooks;
use crate::lenient::Mends;
use crate::message::Message;

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
}
