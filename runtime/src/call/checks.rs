//! Rules of the caller's, given with a request: functions of the value, at once or after a wait.

use std::fmt;
use std::sync::Arc;

use crate::checks::{CheckResult, Context, Later};
use crate::decode::KEYWORD;
use crate::error::Error;
use crate::transport::BoxFuture;
use crate::violation::Violation;

type Now<T> = dyn Fn(&T) -> Vec<Violation> + Send + Sync;
type Waiting<T> =
    dyn for<'a> Fn(&'a T) -> BoxFuture<'a, Result<Vec<Violation>, Error>> + Send + Sync;

/// One rule.
pub(super) enum Check<T> {
    Now(Arc<Now<T>>),
    Later(Arc<Waiting<T>>),
}

impl<T> Clone for Check<T> {
    fn clone(&self) -> Self {
        match self {
            Self::Now(check) => Self::Now(check.clone()),
            Self::Later(check) => Self::Later(check.clone()),
        }
    }
}

impl<T> fmt::Debug for Check<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Check")
    }
}

impl<T> Check<T> {
    /// A rule that answers at once.
    pub(super) fn now<R: CheckResult>(check: impl Fn(&T) -> R + Send + Sync + 'static) -> Self {
        Self::Now(Arc::new(move |value| {
            let mut found = check(value).into_violations();
            for violation in &mut found {
                violation.keyword = KEYWORD.into();
            }
            found
        }))
    }

    /// Whether it has to ask somebody first.
    #[cfg(feature = "batch")]
    pub(super) fn is_later(&self) -> bool {
        matches!(self, Self::Later(_))
    }

    /// A rule that has to ask somebody first.
    pub(super) fn later(
        check: impl for<'a> Fn(&'a T) -> BoxFuture<'a, Result<Vec<Violation>, Error>>
        + Send
        + Sync
        + 'static,
    ) -> Self {
        Self::Later(Arc::new(check))
    }
}

/// Everything that is wrong with a value. Those who must be asked are asked only about a value that the
/// others let pass.
pub(super) async fn judge<T>(
    checks: &[Check<T>],
    later: &[Later],
    context: &Context,
    value: &T,
) -> Result<Vec<Violation>, Error> {
    let mut found = judge_now(checks, value);
    if !found.is_empty() {
        return Ok(found);
    }
    for question in later {
        found.extend(question.ask(context).await?);
    }
    for check in checks {
        if let Check::Later(check) = check {
            found.extend(check(value).await?);
        }
    }
    Ok(found)
}

/// What those find wrong with a value that answer at once.
pub(super) fn judge_now<T>(checks: &[Check<T>], value: &T) -> Vec<Violation> {
    let mut found = Vec::new();
    for check in checks {
        if let Check::Now(check) = check {
            found.extend(check(value));
        }
    }
    found
}
