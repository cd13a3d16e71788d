//! What is asked about a value after it has been read.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use super::LlmCheck;
use crate::client::Client;
use crate::error::Error;
use crate::transport::BoxFuture;
use crate::violation::Violation;

/// What rules may know of the call that they judge for: what its caller gave them
/// ([`Request::context`](crate::Request::context)), and whom a question in words is put to
/// ([`Request::judge`](crate::Request::judge)).
///
/// A rule that a schema names (`x-check: { function: crate::rules::is_known, context: true }`), and what it is given:
///
/// ```
/// use std::collections::BTreeSet;
///
/// use formwork::Context;
///
/// /// The names that the caller of this program knows.
/// struct Known(BTreeSet<String>);
///
/// fn is_known(name: &String, context: &Context) -> Result<(), String> {
///     match context.get::<Known>() {
///         Some(Known(names)) if !names.contains(name) => Err(format!("must be one of {names:?}")),
///         _ => Ok(()),
///     }
/// }
///
/// let context = Context::new(Known(["Ada".to_owned()].into()));
/// assert!(is_known(&"Ada".to_owned(), &context).is_ok());
/// assert!(is_known(&"Eve".to_owned(), &context).is_err());
/// ```
#[derive(Clone, Default)]
pub struct Context {
    pub(crate) given: Option<Arc<dyn Any + Send + Sync>>,
    pub(crate) judge: Option<Client>,
}

impl Context {
    /// One that holds something for the rules to know.
    #[must_use]
    pub fn new(given: impl Any + Send + Sync) -> Self {
        Self {
            given: Some(Arc::new(given)),
            judge: None,
        }
    }

    /// The same, with somebody to put questions to that are asked in words (`x-llm-check`).
    #[must_use]
    pub fn with_judge(mut self, judge: Client) -> Self {
        self.judge = Some(judge);
        self
    }

    /// What was given, where it is of this type.
    #[must_use]
    pub fn get<C: 'static>(&self) -> Option<&C> {
        self.given.as_ref()?.downcast_ref()
    }

    /// Whom questions in words are put to.
    #[must_use]
    pub fn judge(&self) -> Option<&Client> {
        self.judge.as_ref()
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("given", &self.given.is_some())
            .field("judge", &self.judge)
            .finish()
    }
}

type Ask = dyn Fn(Context) -> BoxFuture<'static, Result<Vec<Violation>, Error>> + Send + Sync;

/// A question about a value that has been read and fits its schema, yet to be asked.
///
/// The calls of this crate ask it themselves; who uses a [`Decoder`](crate::Decoder) alone finds it there.
///
/// ```
/// use formwork::{Context, Decode, Decoder, Error, Violation};
///
/// /// Reads an answer that came by another way, and asks what is left to ask.
/// async fn read<T: Decode>(answer: &[u8], context: &Context) -> Result<Result<T, Vec<Violation>>, Error> {
///     let mut decoder = Decoder::new();
///     decoder.push(answer);
///     let (value, questions) = match decoder.finish_later() {
///         Ok(read) => read,
///         Err(violations) => return Ok(Err(violations)),
///     };
///     let mut found = Vec::new();
///     for question in questions {
///         found.extend(question.ask(context).await?);
///     }
///     Ok(if found.is_empty() { Ok(value) } else { Err(found) })
/// }
///
/// # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
/// let read = runtime.block_on(read::<u8>(b"7", &Context::default()))?;
/// assert_eq!(read, Ok(7));
/// # Ok::<(), formwork::Error>(())
/// ```
#[derive(Clone)]
pub struct Later {
    pointer: String,
    ask: Arc<Ask>,
}

impl Later {
    /// A question to a function, about the value at a place.
    pub(crate) fn new(
        ask: impl Fn(Context) -> BoxFuture<'static, Result<Vec<Violation>, Error>>
        + Send
        + Sync
        + 'static,
    ) -> Self {
        Self {
            pointer: String::new(),
            ask: Arc::new(ask),
        }
    }

    /// A question in words, about a value with this text.
    pub(crate) fn in_words(rule: &'static str, text: &str) -> Self {
        let value: Arc<str> = text.into();
        Self::new(move |context| {
            let value = value.clone();
            Box::pin(async move {
                let Some(judge) = &context.judge else {
                    return Err(Error::configuration(
                        "`x-llm-check` needs somebody to ask: give `Request::judge` a client",
                    ));
                };
                LlmCheck::new(judge.clone(), rule).of_text(&value).await
            })
        })
    }

    /// The same question, about the value at this place.
    pub(crate) fn at(mut self, pointer: &str) -> Self {
        pointer.clone_into(&mut self.pointer);
        self
    }

    /// Where the value stands: a JSON Pointer into the answer.
    #[must_use]
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// Asks. Gives what is wrong, with pointers into the whole answer.
    ///
    /// # Errors
    /// Where nobody could answer.
    pub async fn ask(&self, context: &Context) -> Result<Vec<Violation>, Error> {
        let mut found = (self.ask)(context.clone()).await?;
        for violation in &mut found {
            violation.pointer.insert_str(0, &self.pointer);
        }
        Ok(found)
    }
}

impl fmt::Debug for Later {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Later")
            .field("pointer", &self.pointer)
            .finish_non_exhaustive()
    }
}
