//! One request over the transport, to the head of its answer or to why there is none.

use std::time::SystemTime;

use crate::client::Inner;
use crate::error::{Error, ErrorKind};
use crate::provider::{ProtocolError, ProtocolErrorKind};
use crate::transport::{Request, Response};

/// No error's body is read beyond this. Its beginning says what there is to say.
const ERROR_BODY: usize = 1 << 20;

/// Sends a request. Only an answer of status 2xx is one.
pub(super) async fn exchange(client: &Inner, request: Request) -> Result<Response, ErrorKind> {
    let mut response = client.transport.send(request).await?;
    if (200..300).contains(&response.status) {
        return Ok(response);
    }
    let body = beginning(&mut response).await;
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
        let mut response = exchange(self, request).await.map_err(failed)?;
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
/// that is too large, or breaks off, is read as far as it goes.
async fn beginning(response: &mut Response) -> Vec<u8> {
    let mut body = Vec::new();
    while let Ok(Some(chunk)) = response.body.chunk().await {
        let room = ERROR_BODY.saturating_sub(body.len());
        body.extend_from_slice(chunk.get(..room).unwrap_or(&chunk));
        if chunk.len() >= room {
            break;
        }
    }
    body
}
