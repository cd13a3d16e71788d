//! A whole answer that came by another way than a call's own, to a value or to what is wrong with it.
//!
//! Results of batches are read here by the same steps as the answers of calls: the wire's reader, the decoder with
//! what its mode undoes, and the same judgement.

use super::Request;
use super::advance::{Call, Wanted};
use crate::client::Inner;
use crate::extract::Extract;
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
    /// How the answer to the request is read that would be sent first.
    pub(crate) fn of<T: Extract>(request: &Request<T>) -> Self {
        let mode = Call::new(request.clone(), false, Wanted::One).mode;
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

    /// Reads the body of a whole answer, which is the one attempt there is.
    pub(crate) fn body<T: Extract>(
        self,
        client: &Inner,
        body: &[u8],
    ) -> Result<super::Reply<T>, crate::Error> {
        use super::answer::Answer;
        use super::{Attempt, Reply};
        use crate::error::{Error, ErrorKind};

        let undo = match client.provider.wording(&T::FORM, self.mode) {
            Ok(wording) => wording.undo,
            Err(error) => return Err(Error::new(error.into(), Vec::new())),
        };
        let mut answer = Answer::<T>::new(T::FORM.name, self.mode, undo, self.mends);
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
                Ok(judged) => (Ok(judged), Vec::new()),
                Err(violations) => (Err(ErrorKind::Invalid), violations),
            },
        };
        let failure = result.as_ref().err();
        let judged = matches!(failure, Some(ErrorKind::Invalid));
        let mut attempt = Attempt {
            number: 1,
            mode: self.mode,
            answer: answer.said().to_owned(),
            reasoning: answer.assembly.reasoning.clone(),
            violations,
            failure: failure.filter(|_| !judged).map(ToString::to_string),
            finish: answer.assembly.finish.clone(),
            usage: answer.assembly.usage,
            provider: client.provider.name,
            model: client.model.clone(),
            head: None,
            body: None,
        };
        client.redact_attempt(&mut attempt);
        match result {
            Ok((value, mends)) => Ok(Reply {
                value,
                mends,
                attempts: vec![attempt],
            }),
            Err(kind) => Err(Error::new(kind, vec![attempt])),
        }
    }
}
