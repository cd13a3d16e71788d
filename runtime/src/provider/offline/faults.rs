//! What can go wrong, by name.

use std::fmt;
use std::str::FromStr;

/// Something that goes wrong with one request.
///
/// ```
/// use formwork::Client;
/// use formwork::provider::offline::{Fault, Offline};
///
/// let client = Client::offline(Offline::new().faults([Fault::ServerErrorFirst, Fault::InvalidFirst]));
/// # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
/// let reply = runtime.block_on(client.request::<u8>().user("How many?").send())?;
/// assert_eq!(reply.attempts.len(), 2); // repeated after the one, asked again after the other
///
/// assert_eq!("rate-limit".parse(), Ok(Fault::RateLimitFirst)); // as in `FORMWORK_OFFLINE`
/// # Ok::<(), formwork::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Fault {
    /// `invalid`: the answer has the right shape, but breaks one rule that the schema states.
    InvalidFirst,
    /// `rate-limit`: HTTP 429 with `retry-after: 1`.
    RateLimitFirst,
    /// `cut`: the connection breaks in the middle of the body.
    CutStream,
    /// `server-error`: HTTP 500.
    ServerErrorFirst,
    /// `refusal`: the model refuses to answer.
    Refusal,
    /// `truncated`: the answer stops in the middle, with `finish_reason: length`.
    Truncated,
    /// `html`: HTTP 200 with a web page, as a proxy in between may answer.
    Html,
    /// `empty`: an answer without any content.
    Empty,
}

impl Fault {
    /// All faults.
    pub const ALL: [Self; 8] = [
        Self::InvalidFirst,
        Self::RateLimitFirst,
        Self::CutStream,
        Self::ServerErrorFirst,
        Self::Refusal,
        Self::Truncated,
        Self::Html,
        Self::Empty,
    ];

    /// Its name, as [`Fault::from_str`] reads it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::InvalidFirst => "invalid",
            Self::RateLimitFirst => "rate-limit",
            Self::CutStream => "cut",
            Self::ServerErrorFirst => "server-error",
            Self::Refusal => "refusal",
            Self::Truncated => "truncated",
            Self::Html => "html",
            Self::Empty => "empty",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Fault {
    type Err = String;

    /// Reads a name. An error lists those that there are.
    fn from_str(name: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|fault| fault.name() == name)
            .ok_or_else(|| {
                let names = Self::ALL.map(Self::name).join(", ");
                format!("unknown fault `{name}`; there are {names}")
            })
    }
}
