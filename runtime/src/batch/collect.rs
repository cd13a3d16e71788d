//! Requests, gathered into a batch.

use std::collections::HashSet;

use super::api::{Api, Handed, jsonl};
use super::job::Job;
use super::line::BatchLine;
use super::results::{self, Results};
use super::server::Server;
use super::way::Way;
use crate::call::{Reading, Request, Rules, Text, Typed, Words};
use crate::client::Client;
use crate::envelope::Envelope;
use crate::error::Error;
use crate::extract::Extract;
use crate::message::Message;
use crate::transport;

/// The longest name of a request (Anthropic; the others take longer ones).
const LONGEST_ID: usize = 64;

/// Requests that are like one request, but for what is said last.
///
/// ```no_run
/// # async fn f<T: formwork::Extract>(client: formwork::Client) -> Result<(), Box<dyn std::error::Error>> {
/// let mut batch = client.request::<T>().system("Who is it?").max_tokens(500).batch()?;
/// batch.user("ada", "Ada Lovelace wrote the first program.")?;
/// batch.user("alan", "Alan Turing asked whether machines can think.")?;
/// let job = batch.submit().await?;
/// std::fs::write("job.json", job.to_json())?;
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct Batch<T> {
    request: Request<T>,
    /// How a request is worded, by a type or by a schema.
    word: fn(&Request<T>) -> Result<transport::Request, Error>,
    /// How an answer is read, by the same.
    way: Way<T>,
    api: Api,
    ids: Vec<String>,
    known: HashSet<String>,
    lines: Vec<String>,
    bytes: usize,
    path: String,
    model: String,
}

impl Client {
    /// Starts a batch of requests for a `T` with the default settings; see [`Request::batch`].
    ///
    /// # Errors
    /// As there.
    pub fn batch<T: Extract>(&self) -> Result<Batch<T>, Error> {
        Batch::typed(self.request())
    }
}

impl<T: Extract> Request<T> {
    /// Starts a batch of requests like this one: each adds messages to its own. Limits that a call has
    /// (retries, reasks, deadlines) mean nothing there: nobody asks again in a batch.
    ///
    /// # Errors
    /// A provider without batches. The error names those that have them.
    pub fn batch(self) -> Result<Batch<T>, Error> {
        Batch::typed(self)
    }
}

/// A batch for words.
impl Request<Text> {
    /// Starts a batch of requests like this one, as for a type. [`Job::results_text`] reads its results.
    ///
    /// ```
    /// use formwork::Client;
    ///
    /// let client = Client::builder("openai/gpt-5-mini").api_key("sk-...").build()?;
    /// let mut batch = client.request_text().system("Be brief.").batch()?;
    /// batch.user("sky", "Why is it blue?")?;
    /// # let line: serde_json::Value = serde_json::from_slice(&batch.jsonl()).unwrap();
    /// # assert!(line["body"].get("tools").is_none() && line["body"].get("response_format").is_none());
    /// # Ok::<(), formwork::Error>(())
    /// ```
    ///
    /// # Errors
    /// A provider without batches.
    pub fn batch(self) -> Result<Batch<Text>, Error> {
        let reading = Reading::of(&self, Words);
        let word = |request: &Self| request.build(false);
        Batch::new(self, word, Way::words(reading))
    }
}

/// A batch for values of a schema that is known at run time only.
#[cfg(feature = "dynamic")]
impl Request<crate::dynamic::Value> {
    /// Starts a batch of requests like this one, as for a type (feature `dynamic`).
    ///
    /// ```
    /// use formwork::{Client, dynamic::Schema};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let schema = Schema::from_yaml("title: Town\ntype: object\nproperties: { name: { type: string } }")?;
    /// let client = Client::builder("openai/gpt-5-mini").api_key("sk-...").build()?;
    /// let mut batch = client.request_for(&schema).system("Which town is it?").batch()?;
    /// batch.user("first", "The one on the Seine.")?;
    /// assert_eq!(batch.ids(), ["first"]);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// A provider without batches; a request without a schema.
    pub fn batch(self) -> Result<Batch<crate::dynamic::Value>, Error> {
        let Some(schema) = self.described_by() else {
            return Err(Error::configuration(
                "this request has no schema: `Client::request_for` gives it one",
            ));
        };
        let reading = Reading::of(&self, schema.clone());
        let word = |request: &Self| request.build(false);
        Batch::new(self, word, Way::described(reading, &schema))
    }
}

impl<T: Extract> Batch<T> {
    fn typed(request: Request<T>) -> Result<Self, Error> {
        let reading = Reading::of(&request, Typed::default());
        let word = |request: &Request<T>| request.build(false);
        Self::new(request, word, Way::typed(reading))
    }
}

impl<T> Batch<T> {
    fn new(
        request: Request<T>,
        word: fn(&Request<T>) -> Result<transport::Request, Error>,
        way: Way<T>,
    ) -> Result<Self, Error> {
        let api = Api::of(&request.client().inner);
        let api = api.map_err(|error| Error::new(error.into(), Vec::new()))?;
        Ok(Self {
            request,
            word,
            way,
            api,
            ids: Vec::new(),
            known: HashSet::new(),
            lines: Vec::new(),
            bytes: 0,
            path: String::new(),
            model: String::new(),
        })
    }
}

impl<T> Batch<T> {
    /// Adds a request of this name: the messages of [`Request::batch`]'s request, and these behind them.
    ///
    /// # Errors
    /// A name that is taken, or is not 1 to 64 of `A-Z a-z 0-9 _ -`; a request that cannot be worded; more than
    /// the provider takes in a batch. The batch stays as it was.
    pub fn add(
        &mut self,
        id: impl Into<String>,
        messages: impl IntoIterator<Item = Message>,
    ) -> Result<(), Error> {
        let id = id.into();
        let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        if id.is_empty() || id.len() > LONGEST_ID || !id.chars().all(is_plain) {
            return Err(Error::configuration(format!(
                "`{id}` is no name for a request of a batch: those are 1 to {LONGEST_ID} of A-Z, a-z, 0-9, _ \
                 and -"
            )));
        }
        if self.known.contains(&id) {
            return Err(Error::configuration(format!(
                "the batch has a request `{id}` already"
            )));
        }
        let worded = (self.word)(&self.request.clone().messages(messages))?;
        let base = self.request.client().base_url().trim_end_matches('/');
        let path = worded.url.strip_prefix(base).unwrap_or(&worded.url);
        // The wire has written it, in UTF-8.
        let body = String::from_utf8_lossy(&worded.body);
        let line = self.api.line(&id, path, &body);
        let (most, bytes) = (self.api.most(), self.bytes + line.len() + 1);
        if self.lines.len() >= most.requests || bytes > most.bytes {
            return Err(Error::configuration(format!(
                "a batch of `{}` takes {} requests and {} bytes, and no more",
                self.request.client().provider().name,
                most.requests,
                most.bytes
            )));
        }
        if self.lines.is_empty() {
            path.clone_into(&mut self.path);
            let body = Envelope::open(&body).unwrap_or_default();
            self.model = body.string("model").unwrap_or_default();
        }
        self.bytes = bytes;
        self.known.insert(id.clone());
        self.ids.push(id);
        self.lines.push(line);
        Ok(())
    }

    /// Adds a request of this name with one more turn of the user.
    ///
    /// # Errors
    /// As [`Batch::add`].
    pub fn user(&mut self, id: impl Into<String>, text: impl Into<String>) -> Result<(), Error> {
        self.add(id, [Message::user(text)])
    }

    /// Adds a request, and gives the name that is made for it: `request-1`, `request-2` and so on, counted
    /// over the whole batch.
    ///
    /// # Errors
    /// As [`Batch::add`].
    pub fn push(&mut self, messages: impl IntoIterator<Item = Message>) -> Result<String, Error> {
        let mut number = self.ids.len() + 1;
        let mut id = format!("request-{number}");
        while self.known.contains(&id) {
            number += 1;
            id = format!("request-{number}");
        }
        self.add(id.as_str(), messages)?;
        Ok(id)
    }

    /// The client that is asked.
    #[cfg(feature = "blocking")]
    pub(super) fn client(&self) -> &Client {
        self.request.client()
    }

    /// The names of the requests, in order.
    #[must_use]
    pub fn ids(&self) -> &[String] {
        &self.ids
    }

    /// How many requests there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The batch as the file that the provider wants, a request to a line; without a key. Anthropic has no
    /// such files: there a line is an item of `requests`.
    ///
    /// ```
    /// use formwork::Client;
    ///
    /// let client = Client::builder("openai/gpt-5-mini").api_key("sk-secret").build()?;
    /// let mut batch = client.batch::<u8>()?;
    /// batch.user("a", "How many?")?;
    /// batch.user("b", "How much?")?;
    /// let lines = String::from_utf8(batch.jsonl()).unwrap();
    /// assert_eq!(lines.lines().count(), 2);
    /// assert!(lines.starts_with(r#"{"custom_id":"a""#) && !lines.contains("secret"));
    /// # Ok::<(), formwork::Error>(())
    /// ```
    #[must_use]
    pub fn jsonl(&self) -> Vec<u8> {
        jsonl(&self.lines)
    }

    /// Hands the batch over. It is sent once: where that breaks off, nobody knows whether the batch has begun,
    /// and the provider's own list tells.
    ///
    /// # Errors
    /// An empty batch; what a server answers, and what becomes of connections.
    pub async fn submit(&self) -> Result<Job, Error> {
        if self.lines.is_empty() {
            return Err(Error::configuration("the batch is empty"));
        }
        let client = self.request.client();
        let handed = Handed {
            lines: &self.lines,
            path: &self.path,
            model: &self.model,
        };
        let server = Server::of(&client.inner);
        let submitted = self.api.submit(&server, &handed).await;
        let id = submitted.map_err(|kind| Error::new(server.clean(kind), Vec::new()))?;
        Ok(Job::new(client, self.way.reading, id, self.ids.clone()))
    }

    /// Reads results that came by another way, in the provider's own lines: one result for each line, and for
    /// each request of the batch that no line answers. Where the batch is empty, every name is taken.
    ///
    /// Values are judged by the request's rules too. One about which a rule has to wait for somebody is
    /// [`LineError::Unjudged`](super::LineError::Unjudged); [`Batch::read_results`] waits.
    #[must_use]
    pub fn parse_results(&self, jsonl: &[u8]) -> Vec<BatchLine<T>> {
        let client = self.request.client();
        let rules = Rules::of(&self.request);
        results::parse(client, self.api, &self.way, &self.ids, rules, jsonl)
    }

    /// The same, one by one, with the rules that take a wait.
    #[must_use]
    pub fn read_results(&self, jsonl: &[u8]) -> Results<T> {
        let client = self.request.client();
        let results = Results::given(client, self.api, &self.way, &self.ids, jsonl);
        results.rules_of(&self.request)
    }
}
