//! What a provider says when it refuses or fails, in the same words for every wire.

use std::fmt;
use std::time::Duration;

/// A provider's error: an HTTP status outside 2xx, or an error inside a successful answer.
///
/// ```
/// use std::time::{Duration, SystemTime};
///
/// use formwork::provider::{ApiErrorKind, Wire};
///
/// let headers = [("retry-after".to_owned(), "3".to_owned())];
/// let body = br#"{"error":{"message":"Too many requests.","code":"rate_limit_exceeded"}}"#;
/// let error = Wire::OpenaiChat.error(429, &headers, body, SystemTime::now());
/// assert_eq!((error.kind, error.code.as_deref()), (ApiErrorKind::RateLimit, Some("rate_limit_exceeded")));
/// assert!(error.retryable());
/// assert_eq!(error.retry_after, Some(Duration::from_secs(3)));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ApiError {
    /// The HTTP status. For an error inside a successful answer, the status that the error names,
    /// else 200.
    pub status: u16,
    /// What kind of error it is.
    pub kind: ApiErrorKind,
    /// The provider's code, such as `model_not_found`; its error type where it gives no code.
    pub code: Option<String>,
    /// The provider's message, or what its body begins with where it holds none.
    pub message: String,
    /// The request parameter the provider blames.
    pub param: Option<String>,
    /// What the model wrote where the provider itself found it invalid (Groq's
    /// `failed_generation`): material for asking again.
    pub failed_generation: Option<String>,
    /// The provider's name for the request, to quote in a support case.
    pub request_id: Option<String>,
    /// How long the provider asks to wait.
    pub retry_after: Option<Duration>,
    /// What the provider says about retrying (`x-should-retry`); it overrides the kind.
    pub should_retry: Option<bool>,
}

/// The kinds of [`ApiError`].
///
/// ```
/// use formwork::provider::ApiErrorKind;
/// use formwork::provider::offline::{Fault, Offline};
/// use formwork::{Client, ErrorKind};
///
/// let client = Client::offline(Offline::new().faults([Fault::RateLimitFirst]));
/// # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
/// let request = client.request::<u8>().user("How many?").max_retries(0);
/// let error = runtime.block_on(request.send()).unwrap_err();
/// let ErrorKind::Api(error) = error.kind() else { panic!("{error}") };
/// let told = match error.kind {
///     ApiErrorKind::Authentication | ApiErrorKind::PermissionDenied => "look at the key",
///     ApiErrorKind::InsufficientQuota => "look at the bill",
///     _ if error.retryable() => "come back later",
///     _ => "look at the request",
/// };
/// assert_eq!(told, "come back later");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ApiErrorKind {
    /// The key is missing or wrong.
    Authentication,
    /// The key may not do this.
    PermissionDenied,
    /// Too many requests or tokens for now.
    RateLimit,
    /// The account is out of credit: waiting does not help.
    InsufficientQuota,
    /// The request is wrong.
    InvalidRequest,
    /// The request is longer than the model's context.
    ContextLength,
    /// No such model or address.
    NotFound,
    /// The provider ran out of time.
    Timeout,
    /// The request met another one.
    Conflict,
    /// The provider has no room for now.
    Overloaded,
    /// The provider failed.
    Server,
    /// A content filter stopped the request.
    ContentFilter,
    /// The provider checked the model's answer itself, and refused it.
    FailedGeneration,
    /// None of these.
    Other,
}

impl ApiError {
    /// Whether the same request may succeed later.
    #[must_use]
    pub fn retryable(&self) -> bool {
        self.should_retry.unwrap_or(matches!(
            self.kind,
            ApiErrorKind::RateLimit
                | ApiErrorKind::Timeout
                | ApiErrorKind::Conflict
                | ApiErrorKind::Overloaded
                | ApiErrorKind::Server
        ))
    }

    /// Blackens a secret that a server may have repeated.
    pub fn redact(&mut self, secret: &str) {
        if secret.is_empty() {
            return;
        }
        let texts = [
            &mut self.code,
            &mut self.param,
            &mut self.failed_generation,
            &mut self.request_id,
        ];
        let texts = texts.into_iter().filter_map(Option::as_mut);
        for text in texts.chain([&mut self.message]) {
            if text.contains(secret) {
                *text = text.replace(secret, "<redacted>");
            }
        }
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the provider answered {}", self.status)?;
        if let Some(code) = &self.code {
            write!(f, " ({code})")?;
        }
        write!(f, ": {}", self.message)?;
        if let Some(id) = &self.request_id {
            write!(f, " [request {id}]")?;
        }
        Ok(())
    }
}

impl std::error::Error for ApiError {}
