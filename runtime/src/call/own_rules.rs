//! Rules of the caller's own, and what they know of a call.

use std::sync::Arc;

use serde::Serialize;

use super::Request;
use super::checks::Check;
use crate::checks::{CheckResult, LlmCheck, Moderation, unwritten};
use crate::client::Client;
use crate::error::Error;
use crate::transport::BoxFuture;
use crate::violation::Violation;

impl<T> Request<T> {
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
}
