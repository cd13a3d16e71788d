//! A batch that has been handed over: what of it is kept, asked after, called off and fetched.

use std::fmt;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Value, json};

use super::api::Api;
use super::line::BatchLine;
use super::poll::{self, Poll};
use super::results::{self, Results};
use super::server::Server;
use super::status::JobStatus;
use super::way::Way;
use crate::call::{Reading, Rules, Text, redact};
use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::extract::Extract;
use crate::lenient::Mends;
use crate::provider::{Mode, ProtocolError, ProtocolErrorKind, Wire};

/// A batch that a provider has taken. It is plain data without a key: stored and read again
/// ([`Job::to_json`], or `serde`), it is taken up by any client for the same provider.
///
/// ```
/// use formwork::Client;
/// use formwork::batch::{Job, JobState};
/// use formwork::transport::Replay;
///
/// # let job = r#"{"id":"batch-1","status":"in_progress","request_counts":{"total":1,"completed":0,"failed":0}}"#;
/// # let server = Replay::new().answer(200, &[], [r#"{"id":"file-1"}"#]).answer(200, &[], [job]).answer(200, &[], [job]);
/// let client = Client::builder("openai/gpt-5-mini").api_key("sk-test").transport(server).build()?;
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let mut batch = client.batch::<u8>()?;
/// batch.user("a", "How many?")?;
/// let stored = batch.submit().await?.to_json();
///
/// // Tomorrow, in another process:
/// let job = Job::from_json(&stored)?;
/// assert_eq!((job.id(), job.ids()), ("batch-1", &["a".to_owned()][..]));
/// let status = job.status(&client).await?;
/// assert_eq!((status.state, status.counts.pending()), (JobState::Running, 1));
/// # Ok::<(), Box<dyn std::error::Error>>(()) }).unwrap();
/// # Ok::<(), formwork::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    provider: String,
    id: String,
    reading: Reading,
    ids: Vec<String>,
}

/// A text that is no stored [`Job`].
///
/// ```
/// use formwork::batch::Job;
///
/// assert!(Job::from_json("{}").is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownJob(String);

impl fmt::Display for UnknownJob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not a stored batch: {}", self.0)
    }
}

impl std::error::Error for UnknownJob {}

impl Job {
    pub(super) fn new(client: &Client, reading: Reading, id: String, ids: Vec<String>) -> Self {
        Self {
            provider: client.inner.provider.name.to_owned(),
            id,
            reading,
            ids,
        }
    }

    /// The provider.
    #[must_use]
    pub fn provider(&self) -> &str {
        &self.provider
    }

    /// The provider's name for the batch.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// How the structure was asked for.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.reading.mode
    }

    /// The names of its requests, in order.
    #[must_use]
    pub fn ids(&self) -> &[String] {
        &self.ids
    }

    /// The job as JSON text, to be stored.
    #[must_use]
    pub fn to_json(&self) -> String {
        self.to_value().to_string()
    }

    /// Reads a stored job.
    ///
    /// # Errors
    /// A text that is none.
    pub fn from_json(text: &str) -> Result<Self, UnknownJob> {
        let value = serde_json::from_str(text);
        Self::from_value(&value.map_err(|error| UnknownJob(error.to_string()))?)
    }

    /// How far it is.
    ///
    /// # Errors
    /// A client for another provider; what a server answers, and what becomes of connections.
    pub async fn status(&self, client: &Client) -> Result<JobStatus, Error> {
        self.asked(client).await.map_err(bare)
    }

    /// Waits until it is over, and tells how far it is each time that is asked. What a status call fails with is
    /// waited out a few times in a row.
    ///
    /// # Errors
    /// As [`Job::status`]; [`ErrorKind::Deadline`] where [`Poll::deadline`] is over first. The batch goes on, and
    /// can be waited for again.
    pub async fn wait(
        &self,
        client: &Client,
        poll: Poll,
        mut on_progress: impl FnMut(&JobStatus),
    ) -> Result<JobStatus, Error> {
        let server = Server::of(&client.inner);
        let ask = || self.asked(client);
        let waited = poll::until_over(&server, poll, ask, &mut on_progress).await;
        waited.map_err(bare)
    }

    /// Calls it off. What has been answered by then has results.
    ///
    /// # Errors
    /// As [`Job::status`].
    pub async fn cancel(&self, client: &Client) -> Result<(), Error> {
        let api = self.api(client).map_err(bare)?;
        let server = Server::of(&client.inner);
        let url = api.cancel_url(&server, &self.id).map_err(bare)?;
        let sent = server.post(url, "{}".to_owned()).await;
        sent.map(|_| ()).map_err(bare)
    }

    /// Opens the results of a batch that is over, to be read line by line.
    ///
    /// # Errors
    /// As [`Job::status`]; and a batch that is under way.
    pub async fn results<T: Extract>(&self, client: &Client) -> Result<Results<T>, Error> {
        self.opened(client, &Way::typed(self.reading)).await
    }

    /// The same for words: the results of a batch of [`Client::request_text`].
    ///
    /// # Errors
    /// As [`Job::results`].
    pub async fn results_text(&self, client: &Client) -> Result<Results<Text>, Error> {
        self.opened(client, &Way::words(self.reading)).await
    }

    /// The same for a schema that is known at run time only (feature `dynamic`).
    ///
    /// # Errors
    /// As [`Job::results`].
    #[cfg(feature = "dynamic")]
    pub async fn results_for(
        &self,
        client: &Client,
        schema: &crate::dynamic::Schema,
    ) -> Result<Results<crate::dynamic::Value>, Error> {
        let way = Way::described(self.reading, schema);
        self.opened(client, &way).await
    }

    async fn opened<T>(&self, client: &Client, way: &Way<T>) -> Result<Results<T>, Error> {
        let api = self.api(client).map_err(bare)?;
        let status = self.status(client).await?;
        if !status.state.is_over() {
            return Err(Error::configuration(format!(
                "the batch `{}` is {}: its results come when it is over",
                self.id, status.state
            )));
        }
        Ok(Results::new(client, api, way, &self.ids, status.outputs))
    }

    /// Reads results that came by another way, in the provider's own lines, one by one as those of
    /// [`Job::results`], with every rule.
    ///
    /// # Errors
    /// A client for another provider.
    pub fn read_results<T: Extract>(
        &self,
        client: &Client,
        jsonl: &[u8],
    ) -> Result<Results<T>, Error> {
        let api = self.api(client).map_err(bare)?;
        let way = Way::typed(self.reading);
        Ok(Results::given(client, api, &way, &self.ids, jsonl))
    }

    /// Reads results that came by another way, in the provider's own lines, at once. A value about which a rule of
    /// its schema has to wait for somebody is [`LineError::Unjudged`](super::LineError::Unjudged).
    ///
    /// # Errors
    /// A client for another provider.
    pub fn parse_results<T: Extract>(
        &self,
        client: &Client,
        jsonl: &[u8],
    ) -> Result<Vec<BatchLine<T>>, Error> {
        let api = self.api(client).map_err(bare)?;
        let rules = Rules::of_type(client);
        Ok(results::parse(
            client,
            api,
            &Way::typed(self.reading),
            &self.ids,
            rules,
            jsonl,
        ))
    }

    async fn asked(&self, client: &Client) -> Result<JobStatus, ErrorKind> {
        let api = self.api(client)?;
        let server = Server::of(&client.inner);
        let stored = server.get(&api.status_url(&server, &self.id)?).await?;
        let Some(mut status) = api.status(&stored.text) else {
            let error = ProtocolError::new(ProtocolErrorKind::NotJson, &stored.text);
            return Err(server.clean(error.into()));
        };
        let key = client.inner.key().unwrap_or_default();
        for text in status.message.iter_mut().chain([&mut status.word]) {
            redact(text, key);
        }
        Ok(status)
    }

    fn api(&self, client: &Client) -> Result<Api, ErrorKind> {
        let name = client.provider().name;
        if name != self.provider {
            let own = &self.provider;
            let message = format!("the batch is one of `{own}`, and the client is for `{name}`");
            return Err(ErrorKind::Configuration(message));
        }
        Ok(Api::of(&client.inner)?)
    }

    fn to_value(&self) -> Value {
        json!({
            "provider": self.provider,
            "id": self.id,
            "wire": self.reading.wire.as_str(),
            "mode": self.reading.mode.as_str(),
            "mends": mends_word(self.reading.mends),
            "ids": self.ids,
        })
    }

    fn from_value(value: &Value) -> Result<Self, UnknownJob> {
        let text = |key: &str| {
            let text = value.get(key).and_then(Value::as_str);
            text.ok_or_else(|| UnknownJob(format!("it has no text `{key}`")))
        };
        let unknown = |key: &str| UnknownJob(format!("its `{key}` is unknown here"));
        let wire = text("wire")?;
        let wire = Wire::ALL.into_iter().find(|known| known.as_str() == wire);
        let ids = value.get("ids").and_then(Value::as_array);
        let ids = ids.ok_or_else(|| unknown("ids"))?.iter();
        let ids: Option<Vec<String>> = ids.map(|id| id.as_str().map(str::to_owned)).collect();
        Ok(Self {
            provider: text("provider")?.to_owned(),
            id: text("id")?.to_owned(),
            reading: Reading {
                wire: wire.ok_or_else(|| unknown("wire"))?,
                mode: Mode::from_str(text("mode")?).map_err(|_| unknown("mode"))?,
                mends: mends_of(text("mends")?).ok_or_else(|| unknown("mends"))?,
            },
            ids: ids.ok_or_else(|| unknown("ids"))?,
        })
    }
}

fn bare(kind: ErrorKind) -> Error {
    Error::new(kind, Vec::new())
}

fn mends_word(mends: Mends) -> &'static str {
    match mends {
        Mends::None => "none",
        Mends::Syntax => "syntax",
        Mends::All => "all",
    }
}

fn mends_of(word: &str) -> Option<Mends> {
    let mut all = [Mends::None, Mends::Syntax, Mends::All].into_iter();
    all.find(|mends| mends_word(*mends) == word)
}

impl Serialize for Job {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_value().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Job {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Self::from_value(&value).map_err(D::Error::custom)
    }
}
