//! The rules of a request, for values that came by another way than its own calls.

use super::checks::{Check, judge, judge_now};
use super::{Reply, Request};
use crate::checks::{Context, Later};
use crate::client::{Client, Inner};
use crate::error::{Error, ErrorKind};
use crate::violation::Violation;

/// What judges values beside their schema: the caller's functions, and what the schema's own may know.
#[derive(Debug)]
pub(crate) struct Rules<T> {
    checks: Vec<Check<T>>,
    context: Context,
}

/// A value that fits its schema, and what is still to be asked about it.
#[derive(Debug)]
pub(crate) struct Unjudged<T> {
    pub(crate) reply: Reply<T>,
    pub(crate) later: Vec<Later>,
}

impl<T> Rules<T> {
    /// Those of the type alone. Questions in words are put to the client.
    pub(crate) fn of_type(client: &Client) -> Self {
        Self {
            checks: Vec::new(),
            context: Context::default().with_judge(client.clone()),
        }
    }

    /// Those of a request too.
    pub(crate) fn of(request: &Request<T>) -> Self {
        let mut context = request.asked.context.clone();
        context.judge.get_or_insert_with(|| request.client.clone());
        Self {
            checks: request.checks.clone(),
            context,
        }
    }

    /// Everything that is wrong with a value.
    pub(crate) async fn ask(&self, value: &Unjudged<T>) -> Result<Vec<Violation>, Error> {
        let Unjudged { reply, later } = value;
        judge(&self.checks, later, &self.context, &reply.value).await
    }

    /// The same without waiting; `None` where that takes a wait, and what needs none has found nothing.
    pub(crate) fn ask_now(&self, value: &Unjudged<T>) -> Option<Vec<Violation>> {
        let found = judge_now(&self.checks, &value.reply.value);
        let takes_a_wait = self.checks.iter().any(Check::is_later) || !value.later.is_empty();
        (!found.is_empty() || !takes_a_wait).then_some(found)
    }
}

impl<T> Unjudged<T> {
    /// What the value comes to by what its rules have found.
    pub(crate) fn settled(
        self,
        client: &Inner,
        found: Result<Vec<Violation>, Error>,
    ) -> Result<Reply<T>, Error> {
        let mut reply = self.reply;
        let kind = match found {
            Ok(found) if found.is_empty() => return Ok(reply),
            Ok(found) => {
                if let Some(attempt) = reply.attempts.last_mut() {
                    attempt.violations = found;
                    client.redact_attempt(attempt);
                }
                ErrorKind::Invalid
            }
            // Nobody could answer: what is not judged does not pass.
            Err(error) => error.into_kind(),
        };
        Err(Error::new(kind, reply.attempts))
    }
}
