//! A request in the words of another provider, for whoever writes it down rather than sends it.

use serde_json::Map;

use super::Request;
use super::advance::Call;
use super::phase::Wanted;
use super::target::Typed;
use crate::error::ErrorKind;
use crate::extract::Extract;
use crate::provider::{Mode, Prepared, Provider, Wire};

impl<T: Extract> Request<T> {
    /// The body of a request that says the same to a model of `provider`, over one of its wires, without what
    /// a single call adds: limits, temperatures and keys of the caller's own.
    pub(crate) fn retold(
        &self,
        provider: &Provider,
        wire: Wire,
        mode: Mode,
    ) -> Result<String, ErrorKind> {
        // Templates are rendered by now.
        let call = Call::new(self.clone(), Typed::default(), false, Wanted::One);
        #[cfg(feature = "templates")]
        call.request.is_rendered()?;
        let body = wire.body(&Prepared {
            provider,
            model: call.model(),
            messages: &call.request.asked.messages,
            form: &T::FORM,
            tools: T::TOOLS,
            mode,
            stream: false,
            max_tokens: None,
            temperature: None,
            extra: &Map::new(),
            notation: self.asked.notation,
        })?;
        Ok(body)
    }
}
