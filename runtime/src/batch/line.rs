//! What came of one request of a batch.

use std::fmt;

use crate::call::Reply;
use crate::error::Error;
use crate::provider::ApiError;

/// What came of one request of a batch.
///
/// ```
/// use formwork::Client;
///
/// let client = Client::builder("openai/gpt-5-mini").api_key("sk-test").build()?;
/// let mut batch = client.batch::<u8>()?;
/// batch.user("a", "How many?")?;
/// let downloaded = br#"{"custom_id":"a","response":{"status_code":200,"body":{"choices":[
///     {"message":{"content":"{\"value\":7}"},"finish_reason":"stop"}]}}}"#;
/// let downloaded: Vec<u8> = downloaded.iter().copied().filter(|byte| *byte != b'\n').collect();
/// let line = batch.parse_results(&downloaded).remove(0);
/// assert_eq!((line.id.as_deref(), line.number), (Some("a"), Some(1)));
/// assert_eq!(line.result.unwrap().value, 7);
/// # Ok::<(), formwork::Error>(())
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct BatchLine<T> {
    /// The request; `None` where the line does not say.
    pub id: Option<String>,
    /// The line of the results, counted from 1 through all files; `None` for a request without one.
    pub number: Option<usize>,
    /// A value, or why there is none.
    pub result: Result<Reply<T>, LineError>,
}

/// Why a request of a batch has no value.
///
/// ```
/// use formwork::Client;
/// use formwork::batch::LineError;
///
/// let client = Client::builder("openai/gpt-5-mini").api_key("sk-test").build()?;
/// let mut batch = client.batch::<u8>()?;
/// batch.user("a", "How many?")?;
/// batch.user("b", "How much?")?;
/// let downloaded = br#"{"custom_id":"a","error":{"code":"batch_expired","message":"..."}}"#;
/// let lines = batch.parse_results(downloaded);
/// assert!(matches!(lines[0].result, Err(LineError::Expired)));
/// assert!(matches!(lines[1].result, Err(LineError::Missing)));
/// # Ok::<(), formwork::Error>(())
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum LineError {
    /// It was answered, and the answer is no value ([`ErrorKind::Invalid`](crate::ErrorKind::Invalid) with all
    /// violations, truncated, refused and so on), or the provider refused it or failed
    /// ([`ErrorKind::Api`](crate::ErrorKind::Api)).
    Failed(Error),
    /// Its value fits its schema, and rules that take a wait (`Request::check_async`, `x-llm-check` and the like) have a
    /// say in it, which whoever reads without waiting cannot ask: [`Job::read_results`](super::Job::read_results) does.
    Unjudged,
    /// The batch's time ran out before it was answered.
    Expired,
    /// The batch was called off before it was answered.
    Cancelled,
    /// The results say nothing of it.
    Missing,
    /// The results had a line for it before; this one is left out.
    Repeated,
    /// The batch holds no such request.
    Unknown,
    /// The line is none of this provider's results; it begins so.
    Malformed(String),
    /// The line is longer than 64 MiB, and was read past.
    TooLong,
}

impl fmt::Display for LineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Failed(error) => return error.fmt(f),
            Self::Unjudged => "the request's rules take a wait, and nobody waited for them",
            Self::Expired => "the batch's time ran out before the request was answered",
            Self::Cancelled => "the batch was called off before the request was answered",
            Self::Missing => "the results say nothing of the request",
            Self::Repeated => "the results had a line for the request before",
            Self::Unknown => "the batch holds no such request",
            Self::Malformed(excerpt) => {
                return write!(f, "the line is no result of a batch: {excerpt}");
            }
            Self::TooLong => "the line is longer than 64 MiB",
        })
    }
}

impl std::error::Error for LineError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Failed(error) => Some(error),
            _ => None,
        }
    }
}

/// A line of results, taken apart.
pub(super) struct Found<'l> {
    pub(super) id: Option<String>,
    pub(super) what: What<'l>,
}

/// What a line of results says.
pub(super) enum What<'l> {
    /// The body of a whole answer.
    Answer(&'l str),
    /// The provider refused the request, or failed.
    Error(ApiError),
    Expired,
    Cancelled,
}
