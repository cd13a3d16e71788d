//! A whole answer that came by another way than a call's own, to a value or to what is wrong with it.
//!
//! Results of batches are read here by the same steps as those of calls: the wire's reader, the decoder with what its mode
//! undoes, and the same judgement.

use super::Request;
#[cfg(feature = "batch")]
use super::advance::Call;
#[cfg(feature = "batch")]
use super::answer::Answer;
#[cfg(feature = "batch")]
use super::phase::Wanted;
#[cfg(feature = "batch")]
use super::target::Target;
#[cfg(feature = "batch")]
use crate::checks::Later;
#[cfg(feature = "batch")]
use crate::client::Inner;
#[cfg(feature = "batch")]
use crate::error::{Error, ErrorKind};
use crate::lenient::Mends;
use crate::provider::{Mode, Wire};

/// How the answers to a request are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) wire: Wire,
    pub(crate) mode: Mode,
    pub(crate) mends: Mends,
}

impl Reading {
    /// How the answer to a request is read that was asked for in some mode.
    pub(crate) fn in_mode<T>(request: &Request<T>, mode: Mode) -> Self {
        let usual = if mode.is_told() {
            Mends::All
        } else {
            Mends::None
        };
        Self {
            wire: request.client.inner.wire,
            mode,
            mends: request.asked.mends.unwrap_or(usual),
        }
    }
}

#[cfg(feature = "batch")]
impl Reading {
    /// How the answer to the request is read that would be sent first.
    pub(crate) fn of<G: Target>(request: &Request<G::Value>, target: G) -> Self {
        let mode = Call::new(request.clone(), target, false, Wanted::One).mode;
        Self::in_mode(request, mode)
    }

    /// Reads the body of a whole answer, which is the one attempt there is. What is still to be asked about its
    /// value comes with it.
    pub(crate) fn body<G: Target>(
        self,
        target: G,
        client: &Inner,
        body: &[u8],
    ) -> Result<(super::Reply<G::Value>, Vec<Later>), Error> {
        let undo = match client.provider.wording(target.form(), self.mode) {
            Ok(wording) => wording.undo,
            Err(error) => return Err(Error::new(error.into(), Vec::new())),
        };
        let mut answer = Answer::new(target, self.mode, undo, self.mends);
        let read = self.wire.read(body, &mut |delta| {
            answer.take(delta);
        });
        let failure = read.err().map(ErrorKind::from);
        let failure = failure.or_else(|| answer.failure());
        let (result, violations) = match failure {
            Some(mut failure) => {
                client.redact_failure(&mut failure);
                (Err(failure), Vec::new())
            }
            None => match answer.judge() {
                Ok(fitting) => (Ok(fitting), Vec::new()),
                Err(violations) => (Err(ErrorKind::Invalid), violations),
            },
        };
        let failure = result.as_ref().err();
        let judged = matches!(failure, Some(ErrorKind::Invalid));
        let mut attempt = super::Attempt {
            number: 1,
            mode: self.mode,
            answer: answer.said().to_owned(),
            reasoning: answer.assembly.reasoning.clone(),
            violations,
            failure: failure.filter(|_| !judged).map(ToString::to_string),
            finish: answer.assembly.finish.clone(),
            usage: answer.assembly.usage,
            from_cache: false,
            saved: None,
            provider: client.provider.name,
            model: client.model.clone(),
            head: None,
            body: None,
        };
        client.redact_attempt(&mut attempt);
        match result {
            Ok((value, mends, later)) => {
                let attempts = vec![attempt];
                let reply = super::Reply {
                    value,
                    mends,
                    attempts,
                };
                Ok((reply, later))
            }
            Err(kind) => Err(Error::new(kind, vec![attempt])),
        }
    }
}
