//! One call: prepare, send, decode, judge, ask again.
//!
//! [`Request`] says what is wanted; [`Stream`] is a call as its caller sees it, whole or streamed.
//! Behind it, `advance` is the loop, `conclude` what follows an answer, `outcome` what the caller is given, `exchange` sends one request, `incoming` reads the body of its
//! answer, and `answer` sorts what the model says into what is decoded and what is kept. Two budgets
//! are counted apart: a retry repeats a request that got no answer, a reask follows an answer that
//! broke the schema.

mod advance;
mod answer;
#[cfg(feature = "cache")]
mod cached;
mod checks;
mod chosen;
mod conclude;
#[cfg(feature = "dynamic")]
mod described;
mod exchange;
mod gathered;
mod incoming;
mod items;
mod limits;
mod manner;
#[cfg(feature = "bulk")]
mod many;
mod next;
mod outcome;
mod own_rules;
mod phase;
mod redact;
#[cfg(feature = "templates")]
mod render;
mod request;
mod retold;
mod retry;
mod route;
#[cfg(feature = "batch")]
mod rules;
mod send;
mod stream;
mod stream_calls;
mod target;
mod text;
mod text_stream;
mod timeouts;
#[cfg(any(feature = "batch", feature = "bulk"))]
mod whole;
mod word;

#[cfg(feature = "dynamic")]
pub use described::{DynamicStep, DynamicStream};
pub use items::{ItemError, ItemStream};
#[cfg(feature = "bulk")]
pub(crate) use many::{Known, Many};
pub use next::Next;
pub(crate) use redact::redact;
pub use request::Request;
pub use retry::{Retry, RetryBudget};
#[cfg(feature = "batch")]
pub(crate) use rules::{Rules, Unjudged};
pub use stream::{Step, Stream};
pub use stream_calls::{CallStep, CallStream};
#[cfg(feature = "batch")]
pub(crate) use target::{Target, Typed};
pub use text::Text;
#[cfg(feature = "batch")]
pub(crate) use text::Words;
pub use text_stream::{TextStep, TextStream};
pub use timeouts::Timeouts;
#[cfg(feature = "batch")]
pub(crate) use whole::Reading;

use std::sync::Arc;

use crate::lenient::Mend;
use crate::prices::{Cost, Prices};
use crate::provider::{FinishReason, Mode, REQUEST_ID};
use crate::transport::Bytes;
use crate::usage::Usage;
use crate::violation::Violation;

/// One answer of the model, and what was found in it. A request that got no successful response has
/// none.
///
/// ```
/// use formwork::Client;
/// use formwork::provider::offline::{Fault, Offline};
///
/// let client = Client::offline(Offline::new().faults([Fault::InvalidFirst]));
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let reply = client.request::<u8>().user("How many?").send().await?;
/// let [broken, accepted] = &reply.attempts[..] else { panic!("two answers") };
/// println!("{} was refused: {}", broken.answer, broken.violations[0]);
/// assert_eq!((accepted.number, accepted.violations.len()), (2, 0));
/// # Ok::<(), formwork::Error>(()) }).unwrap();
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Attempt {
    /// Counted from 1.
    pub number: u32,
    /// How the structure was asked for.
    pub mode: Mode,
    /// The answer as the model wrote it: the arguments of its tool call, or its text; as far as it
    /// came. Where the body could not be understood at all, its first 64 KiB.
    pub answer: String,
    /// What the model thought before it answered, where the provider tells.
    pub reasoning: String,
    /// Everything that is wrong with it; empty for an answer that fits, and for one that was not
    /// judged.
    pub violations: Vec<Violation>,
    /// Why it was not judged, where it was not: it was cut, refused, empty and so on.
    pub failure: Option<String>,
    /// Why the model stopped.
    pub finish: Option<FinishReason>,
    /// What it cost, where the provider said.
    pub usage: Option<Usage>,
    /// Whether it had been kept in a cache: nobody was asked, and nothing was spent.
    pub from_cache: bool,
    /// What an answer that had been kept cost when it was given, where the provider said.
    pub saved: Option<Usage>,
    /// Who answered, as [`Provider::name`](crate::provider::Provider::name).
    pub provider: &'static str,
    /// The model that was asked.
    pub model: String,
    /// The head of the HTTP response.
    pub head: Option<Arc<Head>>,
    /// The body of the HTTP response as it came, as far as it was read; `None` unless
    /// [`Request::keep_body`] asked for it.
    pub body: Option<Bytes>,
}

/// The head of an HTTP response.
///
/// ```
/// use formwork::Client;
/// use formwork::transport::Replay;
///
/// let body = r#"{"choices":[{"message":{"content":"{\"value\":7}"},"finish_reason":"stop"}]}"#;
/// let server = Replay::new().answer(200, &[("X-Request-Id", "req-1")], [body]);
/// let client = Client::builder("openai/gpt-5-mini").api_key("sk-test").transport(server).build()?;
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let reply = client.request::<u8>().user("How many?").send().await?;
/// let head = reply.head().unwrap();
/// assert_eq!((head.status, head.request_id()), (200, Some("req-1")));
/// # Ok::<(), formwork::Error>(()) }).unwrap();
/// # Ok::<(), formwork::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Head {
    /// The HTTP status.
    pub status: u16,
    /// Header names in lower case, and values.
    pub headers: Vec<(String, String)>,
}

impl Head {
    /// The first value of a header; `name` in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let header = self.headers.iter().find(|(known, _)| known == name);
        header.map(|(_, value)| value.as_str())
    }

    /// The provider's own number for the request, where it gives one: what its support asks for.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        REQUEST_ID.iter().find_map(|name| self.header(name))
    }
}

impl Attempt {
    /// What it cost by a table of prices: nothing, where the provider said nothing or nobody was asked; `None` where
    /// the table lacks the model.
    #[must_use]
    pub fn cost(&self, prices: &Prices) -> Option<Cost> {
        let Some(usage) = &self.usage else {
            return Some(Cost::default());
        };
        prices.cost(usage, &format!("{}/{}", self.provider, self.model))
    }

    /// What attempts cost together.
    pub(crate) fn usage(attempts: &[Self]) -> Usage {
        attempts.iter().filter_map(|attempt| attempt.usage).sum()
    }
}

/// A value, and how it came about.
///
/// ```
/// use formwork::provider::offline::Offline;
/// use formwork::{Client, Price, Prices};
///
/// let prices = Prices::new().with("offline/*", Price::new("0.25", "2")?);
/// let client = Client::offline(Offline::new());
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let reply = client.request::<u8>().user("How many?").send().await?;
/// println!("{}, for {}", reply.value, reply.cost(&prices).unwrap_or_default());
/// assert!(!reply.from_cache() && reply.usage().output_tokens > 0);
/// # Ok::<(), formwork::Error>(()) }).unwrap();
/// # Ok::<(), formwork::PriceError>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Reply<T> {
    /// The value.
    pub value: T,
    /// What was mended in its answer; see [`Mends`](crate::Mends).
    pub mends: Vec<Mend>,
    /// Every answer until then; the last one is the value's.
    pub attempts: Vec<Attempt>,
}

/// What a model chose: to answer in words, or to call tools.
///
/// ```
/// use formwork::Choice;
///
/// let chosen: Choice<u8> = Choice::Calls(vec![3, 14]);
/// let sum = match chosen {
///     Choice::Text(words) => panic!("{words}"),
///     Choice::Calls(numbers) => numbers.iter().sum::<u8>(),
/// };
/// assert_eq!(sum, 17);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum Choice<T> {
    /// It answers, in these words.
    Text(String),
    /// It calls tools, in this order.
    Calls(Vec<T>),
}

impl<T> Reply<T> {
    fn into_parts(self) -> (T, Vec<Attempt>) {
        (self.value, self.attempts)
    }

    /// Whether the answer had been kept in a cache: nobody was asked, and nothing was spent.
    #[must_use]
    pub fn from_cache(&self) -> bool {
        self.attempts
            .last()
            .is_some_and(|attempt| attempt.from_cache)
    }

    /// The last answer's HTTP response: its head.
    #[must_use]
    pub fn head(&self) -> Option<&Head> {
        self.attempts.last()?.head.as_deref()
    }

    /// What all attempts cost together, as far as the provider said.
    #[must_use]
    pub fn usage(&self) -> Usage {
        Attempt::usage(&self.attempts)
    }

    /// The same as money, each attempt at the price of its model; `None` where the table lacks one of them.
    #[must_use]
    pub fn cost(&self, prices: &Prices) -> Option<Cost> {
        let costs = self.attempts.iter().map(|attempt| attempt.cost(prices));
        costs.sum()
    }
}
