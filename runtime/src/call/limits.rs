//! How often a model is asked, how long that may take, and what it may cost.

use std::sync::Arc;
use std::time::Duration;

use super::next::Escalate;
use super::{Attempt, Next, Request, Retry, Timeouts};

impl<T> Request<T> {
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
}
