//! A transport whose requests wait for their turn, and whose answers tell the pace.

use std::sync::Arc;
use std::time::Duration;

use super::pace::Pace;
use crate::transport::{BoxFuture, Request, Response, Transport, TransportError};

pub(super) struct Paced {
    pub(super) inner: Arc<dyn Transport>,
    pub(super) pace: Arc<Pace>,
}

impl Paced {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        let turn = self.pace.turn(&*self.inner, request.body.len()).await;
        let sent = self.inner.send(request).await;
        let head = sent.as_ref().ok();
        let closed = head.and_then(|head| self.pace.learn(head.status, &head.headers));
        self.pace.tell(closed).await;
        drop(turn);
        sent
    }
}

impl Transport for Paced {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        Box::pin(self.send(request))
    }

    fn get(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        self.inner.get(request)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.inner.sleep(duration)
    }

    fn alarm(&self, after: Duration) -> BoxFuture<'_, ()> {
        self.inner.alarm(after)
    }
}
