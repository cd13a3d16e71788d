//! Why a call has no value.

use std::fmt;

use crate::call::Attempt;
use crate::prices::{Cost, Prices};
use crate::provider::{ApiError, ModelNameError, ProtocolError, RequestError};
use crate::transport::{self, TransportError, TransportErrorKind};
use crate::usage::Usage;

/// Why a call has no value: the kind of failure, and the attempts that were made until then.
///
/// ```
/// use formwork::provider::offline::{Fault, Offline};
/// use formwork::{Client, ErrorKind};
///
/// let client = Client::offline(Offline::new().faults([Fault::InvalidFirst; 3]));
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let error = client.extract::<u8>("How many?").await.unwrap_err();
/// match error.kind() {
///     ErrorKind::Invalid => {
///         let wrong = error.attempts().iter().flat_map(|attempt| &attempt.violations);
///         assert_eq!(wrong.count(), 3);
///     }
///     other => panic!("{other}"),
/// }
/// println!("{}", error.usage().total_tokens);
/// assert!(error.request().is_some());
/// # Ok::<(), formwork::Error>(()) }).unwrap();
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    attempts: Vec<Attempt>,
    request: Option<transport::Request>,
}

/// The kinds of failure.
///
/// ```
/// use formwork::provider::offline::{Fault, Offline};
/// use formwork::{Client, Error, ErrorKind};
///
/// /// What to tell a user.
/// fn told(error: &Error) -> &'static str {
///     match error.kind() {
///         ErrorKind::Refused(_) | ErrorKind::ContentFilter => "the model would rather not say",
///         ErrorKind::Invalid => "the model gave no usable answer",
///         ErrorKind::Truncated => "the answer is too long",
///         _ => "please try again later",
///     }
/// }
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let client = Client::offline(Offline::new().faults([Fault::Refusal]));
/// let error = client.extract::<u8>("How many?").await.unwrap_err();
/// assert_eq!(told(&error), "the model would rather not say");
/// # Ok::<(), formwork::Error>(()) }).unwrap();
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client cannot be built: a key is missing, a name is unknown. Nothing was sent.
    Configuration(String),
    /// The model's name does not say a provider and a model. Nothing was sent.
    Model(ModelNameError),
    /// The request cannot be worded. Nothing was sent.
    Request(RequestError),
    /// A template of the request's messages cannot be rendered. Nothing was sent.
    #[cfg(feature = "templates")]
    Template(crate::templates::TemplateError),
    /// The request got no answer, or the answer broke off.
    Transport(TransportError),
    /// The provider refused or failed.
    Api(Box<ApiError>),
    /// The provider's answer does not follow its own protocol.
    Protocol(ProtocolError),
    /// The stream ended without saying so: what came is not the whole answer.
    Cut,
    /// The time for the whole call is over.
    Deadline,
    /// The attempts so far have cost all the tokens that the call may cost, or nobody said what they cost. The
    /// last one broke the schema.
    TokenBudget,
    /// The answer reached the token limit. Asking again would end the same way.
    Truncated,
    /// The model declined to answer, in these words.
    Refused(String),
    /// A content filter held the answer back.
    ContentFilter,
    /// The last answer that was allowed still breaks the schema; see [`Error::attempts`].
    Invalid,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, attempts: Vec<Attempt>) -> Self {
        Self(Box::new(Inner {
            kind,
            attempts,
            request: None,
        }))
    }

    /// The same, with the request that was sent last, in which nothing is secret.
    pub(crate) fn with_request(mut self, request: Option<transport::Request>) -> Self {
        self.0.request = request;
        self
    }

    /// What kind of failure it is, without the rest.
    pub(crate) fn into_kind(self) -> ErrorKind {
        self.0.kind
    }

    pub(crate) fn configuration(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Configuration(message.into()), Vec::new())
    }

    /// What kind of failure it is.
    #[must_use]
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// The attempts that were made, each with its answer as far as it came, and what was wrong with it.
    /// A request that got no successful response is not among them.
    #[must_use]
    pub fn attempts(&self) -> &[Attempt] {
        &self.0.attempts
    }

    /// The request that was sent last, its key taken out; `None` where none could be worded.
    #[must_use]
    pub fn request(&self) -> Option<&transport::Request> {
        self.0.request.as_ref()
    }

    /// What all attempts cost together, as far as the provider said.
    #[must_use]
    pub fn usage(&self) -> Usage {
        Attempt::usage(&self.0.attempts)
    }

    /// The same as money, each attempt at the price of its model; `None` where the table lacks one of them.
    #[must_use]
    pub fn cost(&self, prices: &Prices) -> Option<Cost> {
        let costs = self.attempts().iter().map(|attempt| attempt.cost(prices));
        costs.sum()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (ErrorKind::Invalid, [.., last]) = (&self.0.kind, self.0.attempts.as_slice()) else {
            return self.0.kind.fmt(f);
        };
        match self.0.attempts.len() {
            1 => f.write_str("no valid answer in 1 attempt")?,
            attempts => write!(f, "no valid answer in {attempts} attempts")?,
        }
        last.violations
            .iter()
            .try_for_each(|violation| write!(f, "\n  {violation}"))
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Configuration(message) => f.write_str(message),
            Self::Model(error) => error.fmt(f),
            Self::Request(error) => error.fmt(f),
            #[cfg(feature = "templates")]
            Self::Template(error) => error.fmt(f),
            Self::Transport(error) => {
                f.write_str(match error.kind {
                    TransportErrorKind::Connect => "no connection to the provider",
                    TransportErrorKind::Certificate => "no trusted connection to the provider",
                    TransportErrorKind::Timeout => "the provider took too long",
                    TransportErrorKind::Interrupted => "the connection to the provider broke",
                    TransportErrorKind::Request => "the request could not be sent",
                    TransportErrorKind::Malformed => "the provider does not answer in HTTP",
                })?;
                write!(f, ": {error}")
            }
            Self::Api(error) => error.fmt(f),
            Self::Protocol(error) => error.fmt(f),
            Self::Cut => f.write_str("the answer's stream ended before the answer did"),
            Self::Deadline => f.write_str("the time for the call is over"),
            Self::TokenBudget => {
                f.write_str("no valid answer within the tokens that the call may cost")
            }
            Self::Truncated => {
                f.write_str("the answer reached the token limit before it was complete")
            }
            Self::Refused(words) => write!(f, "the model declined to answer: {words}"),
            Self::ContentFilter => {
                f.write_str("the provider's content filter held the answer back")
            }
            Self::Invalid => f.write_str("no valid answer"),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("attempts", &self.0.attempts)
            .finish()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0.kind {
            ErrorKind::Model(error) => Some(error),
            ErrorKind::Request(error) => Some(error),
            #[cfg(feature = "templates")]
            ErrorKind::Template(error) => Some(error),
            ErrorKind::Transport(error) => Some(error),
            ErrorKind::Api(error) => Some(error.as_ref()),
            ErrorKind::Protocol(error) => Some(error),
            _ => None,
        }
    }
}

impl From<RequestError> for ErrorKind {
    fn from(error: RequestError) -> Self {
        Self::Request(error)
    }
}

#[cfg(feature = "templates")]
impl From<crate::templates::TemplateError> for ErrorKind {
    fn from(error: crate::templates::TemplateError) -> Self {
        Self::Template(error)
    }
}

impl From<TransportError> for ErrorKind {
    fn from(error: TransportError) -> Self {
        Self::Transport(error)
    }
}

impl From<ApiError> for ErrorKind {
    fn from(error: ApiError) -> Self {
        Self::Api(Box::new(error))
    }
}

impl From<ProtocolError> for ErrorKind {
    fn from(error: ProtocolError) -> Self {
        Self::Protocol(error)
    }
}
