//! One request over the transport, to the head of its answer or to why there is none.

use std::time::SystemTime;

use super::timeouts::Clocks;
use crate::client::Inner;
use crate::error::{Error, ErrorKind};
use crate::provider::{ProtocolError, ProtocolErrorKind};
use crate::transport::{Request, Response};

/// No error's body is read beyond this. Its beginning says what there is to say.
const ERROR_BODY: usize = 1 << 20;

/// Sends a request, and waits for the head of its answer. Only an answer of status 2xx is one.
pub(super) async fn exchange(
    client: &Inner,
    clocks: &Clocks,
    request: Request,
) -> Result<Response, ErrorKind> {
    let transport = &client.transport;
    let mut response = clocks.head(transport, transport.send(request)).await??;
    if (200..300).contains(&response.status) {
        return Ok(response);
    }
    let mut body = Vec::new();
    // The time for a head is time enough for all of it. What is over then is not the call's only word: the status is.
    let rest = beginning(client, clocks, &mut response, &mut body);
    let _ = clocks.head(transport, rest).await;
    let now = SystemTime::now();
    let error = client
        .wire
        .error(response.status, &response.headers, &body, now);
    Err(error.into())
}

impl Inner {
    /// Sends a request that is none for an answer of a model, and reads the whole body that comes back.
    pub(crate) async fn whole(&self, request: Request, most: usize) -> Result<Vec<u8>, Error> {
        let failed = |mut failure: ErrorKind| {
            self.redact_failure(&mut failure);
            Error::new(failure, Vec::new())
        };
        let clocks = Clocks::new(self.timeouts);
        let mut response = exchange(self, &clocks, request).await.map_err(failed)?;
        let mut body = Vec::new();
        while let Some(chunk) = response.body.chunk().await.map_err(|e| failed(e.into()))? {
            if chunk.len() > most.saturating_sub(body.len()) {
                let error = ProtocolError::new(ProtocolErrorKind::TooLarge, "");
                return Err(failed(error.into()));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }
}

/// The beginning of an error's body. The status has said already that it is an error, so that one
/// that is too large, breaks off or falls silent is read as far as it goes.
async fn beginning(client: &Inner, clocks: &Clocks, response: &mut Response, body: &mut Vec<u8>) {
    let transport = &client.transport;
    while let Ok(Ok(Some(chunk))) = clocks.rest(transport, response.body.chunk()).await {
        let room = ERROR_BODY.saturating_sub(body.len());
        body.extend_from_slice(chunk.get(..room).unwrap_or(&chunk));
        if chunk.len() >= room {
            break;
        }
    }
}
