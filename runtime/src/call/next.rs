//! What changes between two attempts: another model, more tokens, a wait, an end.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::Attempt;
use super::chosen::Chosen;
use crate::provider::Mode;

/// How the next attempt differs from the last one; see [`Request::escalate`](crate::Request::escalate).
///
/// ```
/// use formwork::provider::offline::{Fault, Offline};
/// use formwork::{Client, ErrorKind, Next};
///
/// let client = Client::offline(Offline::new().faults([Fault::InvalidFirst, Fault::InvalidFirst]));
/// let request = client.request::<u8>().user("How many?").max_reasks(5);
/// let request = request.escalate(|attempt| match attempt.number {
///     1 => Next::same().model("a-larger-one").temperature(0.0),
///     _ => Next::end(),
/// });
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let error = request.send().await.unwrap_err();
/// assert!(matches!(error.kind(), ErrorKind::Invalid));
/// assert_eq!(error.attempts()[1].model, "a-larger-one");
/// # Ok::<(), formwork::Error>(()) }).unwrap();
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Next {
    pub(super) chosen: Chosen,
    pub(super) wait: Option<Duration>,
    pub(super) is_end: bool,
}

impl Next {
    /// As before.
    #[must_use]
    pub fn same() -> Self {
        Self::default()
    }

    /// There is none: the call fails with what was wrong.
    #[must_use]
    pub fn end() -> Self {
        Self {
            is_end: true,
            ..Self::default()
        }
    }

    /// Another model of the same provider is asked.
    #[must_use]
    pub fn model(mut self, model: impl Into<String>) -> Self {
        self.chosen.model = Some(model.into());
        self
    }

    /// The structure is asked for in another way.
    #[must_use]
    pub fn mode(mut self, mode: Mode) -> Self {
        self.chosen.mode = Some(mode);
        self
    }

    /// The answer may have so many tokens. An answer that was cut because it reached the limit is then
    /// asked for again, which it is not otherwise.
    #[must_use]
    pub fn max_tokens(mut self, tokens: u32) -> Self {
        self.chosen.max_tokens = Some(tokens);
        self
    }

    /// The sampling temperature.
    #[must_use]
    pub fn temperature(mut self, temperature: f64) -> Self {
        self.chosen.temperature = Some(temperature);
        self
    }

    /// The model is asked after so long.
    #[must_use]
    pub fn wait(mut self, wait: Duration) -> Self {
        self.wait = Some(wait);
        self
    }

    /// Whether an answer that had no room may have some now.
    pub(super) fn gives_room(&self) -> bool {
        let chosen = &self.chosen;
        !self.is_end && (chosen.model.is_some() || chosen.max_tokens.is_some())
    }
}

/// Who decides.
#[derive(Clone)]
pub(super) struct Escalate(pub(super) Arc<dyn Fn(&Attempt) -> Next + Send + Sync>);

impl fmt::Debug for Escalate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Escalate")
    }
}
