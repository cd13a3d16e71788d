//! What a function of the user's says about a value (`x-check`).

use std::any::Any;
use std::error::Error;
use std::future::Future;
use std::sync::Arc;

use super::{Context, Later};
use crate::decode::{KEYWORD, unjudged};
use crate::partial::Twin;
use crate::violation::Violation;

/// What a function may answer that a schema names by `x-check`: nothing, or what is wrong.
///
/// ```
/// # struct Line { total: i64 }
/// # struct Invoice { lines: Vec<Line>, total: i64 }
/// fn totals_add_up(invoice: &Invoice) -> Result<(), String> {
///     let sum: i64 = invoice.lines.iter().map(|line| line.total).sum();
///     if sum == invoice.total {
///         return Ok(());
///     }
///     Err(format!("`total` must be the sum of the lines, {sum}"))
/// }
/// ```
///
/// A [`Violation`] says more: its pointer starts at the value that is checked (`/total`). Its keyword
/// becomes `x-check`, whatever it was.
pub trait CheckResult {
    /// What is wrong.
    fn into_violations(self) -> Vec<Violation>;
}

impl CheckResult for Vec<Violation> {
    fn into_violations(self) -> Vec<Violation> {
        self
    }
}

impl CheckResult for Result<(), Vec<Violation>> {
    fn into_violations(self) -> Vec<Violation> {
        self.err().unwrap_or_default()
    }
}

impl CheckResult for Result<(), Violation> {
    fn into_violations(self) -> Vec<Violation> {
        self.err().into_iter().collect()
    }
}

macro_rules! sentences {
    ($($error:ty)*) => {$(
        impl CheckResult for Result<(), $error> {
            fn into_violations(self) -> Vec<Violation> {
                let error = self.err().into_iter();
                error.map(|error| Violation::new("", KEYWORD, error.to_string())).collect()
            }
        }
    )*};
}

sentences!(String &str Box<dyn Error> Box<dyn Error + Send + Sync>);

/// Asks a function about a value, whose twin is complete.
pub fn custom<T: Twin, R: CheckResult>(
    held: &dyn Any,
    check: impl FnOnce(&T::Value) -> R,
) -> Vec<Violation> {
    let value = held
        .downcast_ref::<T>()
        .and_then(|twin| twin.clone().finish());
    let Some(value) = value else {
        return unjudged();
    };
    let mut found = check(&value).into_violations();
    for violation in &mut found {
        violation.keyword = KEYWORD.into();
    }
    found
}

/// Keeps the question to a function that must be waited for, or that needs to know the call: about a value whose
/// twin is complete.
pub fn later<T: Twin, R: CheckResult, F>(
    held: &dyn Any,
    check: impl Fn(Arc<T::Value>, Context) -> F + Send + Sync + 'static,
) -> Option<Later>
where
    T::Value: Send + Sync + 'static,
    F: Future<Output = R> + Send + 'static,
{
    let twin = held.downcast_ref::<T>()?;
    let value = Arc::new(twin.clone().finish()?);
    Some(Later::new(move |context| {
        let asked = check(value.clone(), context);
        Box::pin(async move {
            let mut found = asked.await.into_violations();
            for violation in &mut found {
                violation.keyword = KEYWORD.into();
            }
            Ok(found)
        })
    }))
}
