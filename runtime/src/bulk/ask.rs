//! One input of a bulk job, to what came of it.

use std::sync::Arc;
use std::time::Duration;

use super::input::Input;
use super::pace::Pace;
use super::paced::Paced;
use crate::call::{Many, Reply, Request};
use crate::error::{Error, ErrorKind};
use crate::provider::ApiErrorKind;

/// How often an input is taken up again after its calls were turned away unanswered, which costs nothing.
const ROUNDS: u32 = 10;

/// Asks about inputs, each with the job's request.
pub(crate) struct Asker<T> {
    request: Request<T>,
    /// Of each client that may be asked.
    paces: Arc<[Arc<Pace>]>,
}

impl<T> Clone for Asker<T> {
    fn clone(&self) -> Self {
        Self {
            request: self.request.clone(),
            paces: self.paces.clone(),
        }
    }
}

impl<T: Many> Asker<T> {
    /// Requests like this one, each of its clients at a pace of its own.
    pub(crate) fn new(request: Request<T>, pace: impl Fn() -> Pace) -> Self {
        let mut paces = Vec::new();
        let client = request.client().wrapped(&mut |inner| {
            let pace = Arc::new(pace());
            paces.push(pace.clone());
            Arc::new(Paced { inner, pace })
        });
        Self {
            request: request.through(client),
            paces: paces.into(),
        }
    }

    /// The client that asks.
    #[cfg(feature = "blocking")]
    pub(super) fn client(&self) -> &crate::Client {
        self.request.client()
    }

    /// For how long nothing is sent to anybody.
    pub(super) fn held(&self) -> Option<Duration> {
        let waits = self.paces.iter().map(|pace| pace.closed());
        waits.min().flatten()
    }

    /// The job's request with what an input says, and what stands for what is asked by it: the same for the same
    /// question in every process, and different for different ones.
    ///
    /// # Errors
    /// A request that cannot be worded.
    pub(crate) fn worded(&self, input: &Input) -> Result<(Request<T>, u128), Error> {
        let request = self.request.clone().messages(input.messages.clone());
        let (path, body) = T::question(&request)?;
        let provider = request.client().provider().name.as_bytes();
        let asked = fingerprint(&[provider, path.as_bytes(), &body]);
        Ok((request, asked))
    }

    /// Sends a request to its end. One that is turned away for now is taken up again when it is time.
    pub(crate) async fn ask(&self, request: Request<T>) -> Result<Reply<T>, Error> {
        let transport = self.request.client().inner.transport.clone();
        let mut round = 0;
        loop {
            // The limits of a call are for the call: its turn is waited for before it begins. Where there are
            // several to ask, another one may take it at once.
            if let [pace] = &*self.paces {
                drop(pace.turn(&*transport, 0).await);
            }
            let result = T::send(request.clone()).await;
            round += 1;
            match result {
                Err(error) if round < ROUNDS && is_turned_away(&error) => {}
                result => return result,
            }
        }
    }
}

/// Whether the provider has answered nothing, and will answer later.
fn is_turned_away(error: &Error) -> bool {
    let ErrorKind::Api(kind) = error.kind() else {
        return false;
    };
    let for_now = matches!(
        kind.kind,
        ApiErrorKind::RateLimit | ApiErrorKind::Overloaded
    );
    for_now && kind.retryable() && error.attempts().is_empty()
}

/// What stands for a question: FNV-1a with 128 bits, over the parts with their lengths. It keeps different
/// questions apart; it hides nothing, and need not.
fn fingerprint(parts: &[&[u8]]) -> u128 {
    const BASIS: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    let lengths = parts.iter().map(|part| part.len().to_le_bytes());
    let bytes = parts.iter().zip(lengths);
    let bytes = bytes.flat_map(|(part, length)| length.into_iter().chain(part.iter().copied()));
    bytes.fold(BASIS, |hash, byte| {
        (hash ^ u128::from(byte)).wrapping_mul(PRIME)
    })
}

#[cfg(test)]
mod tests {
    use super::fingerprint;

    #[test]
    fn questions_are_told_apart() {
        assert_eq!(fingerprint(&[]), 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d);
        assert_ne!(fingerprint(&[b"ab", b"c"]), fingerprint(&[b"a", b"bc"]));
        assert_ne!(fingerprint(&[b"a"]), fingerprint(&[b"b"]));
        assert_eq!(fingerprint(&[b"a", b""]), fingerprint(&[b"a", b""]));
    }
}
