//! Clients of which one is asked at a time: whom, and whom where that one fails.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::Client;
use crate::error::Error;
use crate::hook::Hooks;
#[cfg(feature = "bulk")]
use crate::transport::Transport;

/// Clients of which one is asked at a time.
pub(super) struct Several {
    clients: Vec<Client>,
    /// Whose turn it is, where they take turns.
    turn: Option<AtomicUsize>,
}

impl Client {
    /// A client that asks the first of several, and the next one where that one fails: it cannot be
    /// reached, refuses, or answers with errors, after its own repeats. An answer that breaks the schema
    /// is no such failure.
    ///
    /// Of several that are themselves made of several, each is asked with all that it has.
    ///
    /// ```
    /// use formwork::provider::offline::Offline;
    /// use formwork::transport::{Replay, TransportErrorKind};
    /// use formwork::{Client, Retry};
    ///
    /// let out_of_reach = Replay::new().fail(TransportErrorKind::Connect);
    /// let first = Client::builder("openai/gpt-5-mini").api_key("sk-test").retry(Retry::never()).transport(out_of_reach);
    /// let client = Client::fallback([first.build()?, Client::offline(Offline::new())])?;
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// let reply = client.request::<u8>().user("How many?").send().await?;
    /// assert_eq!(reply.attempts[0].provider, "offline");
    /// # Ok::<(), formwork::Error>(()) }).unwrap();
    /// # Ok::<(), formwork::Error>(())
    /// ```
    ///
    /// # Errors
    /// None was given.
    pub fn fallback(clients: impl IntoIterator<Item = Self>) -> Result<Self, Error> {
        Self::several(clients, None)
    }

    /// A client that asks several in turn, each call another one; where one fails, the next one, as
    /// [`Client::fallback`] does.
    ///
    /// ```
    /// use formwork::Client;
    /// use formwork::provider::offline::Offline;
    ///
    /// let (one, other) = (Offline::new(), Offline::new());
    /// let client = Client::round_robin([Client::offline(one.clone()), Client::offline(other.clone())])?;
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// for _ in 0..4 {
    ///     client.extract::<bool>("Is it open?").await?;
    /// }
    /// assert_eq!((one.requests().len(), other.requests().len()), (2, 2));
    /// # Ok::<(), formwork::Error>(()) }).unwrap();
    /// # Ok::<(), formwork::Error>(())
    /// ```
    ///
    /// # Errors
    /// None was given.
    pub fn round_robin(clients: impl IntoIterator<Item = Self>) -> Result<Self, Error> {
        Self::several(clients, Some(AtomicUsize::new(0)))
    }

    fn several(
        clients: impl IntoIterator<Item = Self>,
        turn: Option<AtomicUsize>,
    ) -> Result<Self, Error> {
        let clients: Vec<Self> = clients.into_iter().collect();
        let Some(first) = clients.first() else {
            return Err(Error::configuration(
                "a client of several needs one at least",
            ));
        };
        Ok(Self {
            inner: first.inner.clone(),
            hooks: Hooks::default(),
            several: Some(Arc::new(Several { clients, turn })),
        })
    }

    /// The same client, each transport of it put into another. It goes as deep as somebody has put clients into
    /// clients.
    #[cfg(feature = "bulk")]
    pub(crate) fn wrapped(
        &self,
        wrap: &mut dyn FnMut(Arc<dyn Transport>) -> Arc<dyn Transport>,
    ) -> Self {
        let several = self.several.as_ref().map(|several| {
            let clients = several.clients.iter();
            let clients: Vec<Self> = clients.map(|client| client.wrapped(wrap)).collect();
            let turn = several.turn.as_ref();
            let turn = turn.map(|turn| AtomicUsize::new(turn.load(Ordering::Relaxed)));
            Arc::new(Several { clients, turn })
        });
        let first = several.as_ref().and_then(|several| several.clients.first());
        let inner = match first {
            Some(first) => first.inner.clone(),
            None => Arc::new(self.inner.over(wrap(self.inner.transport.clone()))),
        };
        Self {
            inner,
            hooks: self.hooks.clone(),
            several,
        }
    }

    /// The first of several, unwatched.
    #[cfg(feature = "bulk")]
    pub(crate) fn first(&self) -> Self {
        Self {
            inner: self.inner.clone(),
            hooks: Hooks::default(),
            several: None,
        }
    }

    /// The client to ask, and those to ask where it fails; each bears the hooks of those that it is a part of.
    pub(crate) fn route(&self) -> (Self, VecDeque<Self>) {
        if self.several.is_none() {
            return (self.clone(), VecDeque::new());
        }
        let mut route = self.routes();
        let first = route.pop_front();
        (first.unwrap_or_else(|| self.clone()), route)
    }

    fn routes(&self) -> VecDeque<Self> {
        let mut route = VecDeque::new();
        let mut open = vec![(self.clone(), Hooks::default())];
        // As deep as somebody has put clients into clients.
        while let Some((client, around)) = open.pop() {
            let Some(several) = client.several.clone() else {
                let mut hooks = around;
                hooks.extend(&client.hooks);
                route.push_back(Self { hooks, ..client });
                continue;
            };
            let count = several.clients.len();
            let turn = several.turn.as_ref();
            let first = turn.map_or(0, |turn| {
                turn.fetch_add(1, Ordering::Relaxed) % count.max(1)
            });
            let mut around = around;
            around.extend(&client.hooks);
            // The last one that is put there is the first one to be taken.
            for step in (0..count).rev() {
                if let Some(next) = several.clients.get((first + step) % count) {
                    open.push((next.clone(), around.clone()));
                }
            }
        }
        route
    }
}
