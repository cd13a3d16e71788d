//! A call that is over, to what its caller is given: a reply, or the error it has failed with.
//!
//! Every kind of stream ends here.

use super::advance::Call;
use super::phase::Phase;
use super::target::Target;
use super::{Attempt, Choice, Reply};
use crate::error::{Error, ErrorKind};
use crate::usage::Usage;

impl<G: Target> Call<G> {
    /// Runs a call for a value to its end.
    pub(super) async fn finish(mut self) -> Result<Reply<G::Value>, Error> {
        while self.advance().await.is_under_way() {}
        if let Some(failure) = self.failure() {
            return Err(failure);
        }
        match std::mem::replace(&mut self.phase, Phase::Ready) {
            Phase::Valued(value, mends) => Ok(Reply {
                value,
                mends,
                attempts: std::mem::take(&mut self.attempts),
            }),
            _ => Err(Error::configuration("the call ended without a value")),
        }
    }

    /// Runs a call for several values to its end.
    pub(super) async fn gather(mut self) -> Result<Reply<Vec<G::Value>>, Error> {
        while self.advance().await.is_under_way() {}
        self.gathered_reply()
    }

    /// What several calls came to.
    pub(super) fn gathered_reply(&mut self) -> Result<Reply<Vec<G::Value>>, Error> {
        match self.choice_reply()?.into_parts() {
            (Choice::Calls(value), attempts) => Ok(Reply {
                value,
                mends: Vec::new(),
                attempts,
            }),
            (Choice::Text(_), _) => Err(Error::configuration("the call ended without a value")),
        }
    }

    /// Runs a call for several values, or words, to its end.
    pub(super) async fn choose(mut self) -> Result<Reply<Choice<G::Value>>, Error> {
        while self.advance().await.is_under_way() {}
        self.choice_reply()
    }

    fn choice_reply(&mut self) -> Result<Reply<Choice<G::Value>>, Error> {
        let phase = std::mem::replace(&mut self.phase, Phase::Ready);
        let value = match phase {
            Phase::Gathered(values) => Choice::Calls(values),
            Phase::Said(words) => Choice::Text(words),
            Phase::Failed(kind) => return Err(self.error(kind)),
            _ => return Err(Error::configuration("the call ended without a value")),
        };
        Ok(Reply {
            value,
            mends: Vec::new(),
            attempts: std::mem::take(&mut self.attempts),
        })
    }

    /// The error of a call that has failed, with the request that was sent last.
    pub(super) fn error(&self, kind: ErrorKind) -> Error {
        let sent = self.word().ok();
        let sent = sent.map(|(request, _)| self.client.inner.redact_request(request));
        Error::new(kind, self.attempts.clone()).with_request(sent)
    }

    /// The error of a call that has failed.
    pub(super) fn failure(&self) -> Option<Error> {
        match &self.phase {
            Phase::Failed(kind) => Some(self.error(kind.clone())),
            _ => None,
        }
    }

    /// What the attempts that are over cost together, as far as the provider said.
    pub(super) fn usage(&self) -> Usage {
        Attempt::usage(&self.attempts)
    }
}
