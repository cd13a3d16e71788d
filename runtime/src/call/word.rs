//! What is asked next, to the request that asks it.

use super::advance::Call;
use super::phase::Phase;
use super::target::Target;
use crate::checks::Context;
use crate::client::Inner;
use crate::error::ErrorKind;
use crate::extract::Undo;
use crate::lenient::Mends;
use crate::provider::Prepared;
use crate::transport;

impl<G: Target> Call<G> {
    /// What may be mended: everything in text that nobody held to the schema, nothing in what is.
    pub(super) fn mends(&self) -> Mends {
        let usual = if self.mode.is_told() {
            Mends::All
        } else {
            Mends::None
        };
        self.request.asked.mends.unwrap_or(usual)
    }

    /// Words the request.
    pub(super) fn word(&self) -> Result<(transport::Request, Undo), ErrorKind> {
        #[cfg(feature = "templates")]
        self.request.is_rendered()?;
        let client: &Inner = &self.client.inner;
        let asked = &self.request.asked;
        let prepared = Prepared {
            provider: client.provider,
            model: self.model(),
            messages: &asked.messages,
            form: self.target.form(),
            tools: self.target.tools(),
            mode: self.mode,
            stream: self.streamed,
            max_tokens: asked.chosen.max_tokens,
            temperature: asked.chosen.temperature,
            extra: &asked.extra,
            notation: asked.notation,
        };
        let request = transport::Request {
            url: client.wire.url(&prepared, &client.base_url),
            headers: client.headers(self.streamed),
            body: client.wire.body(&prepared)?.into(),
        };
        // The tools of a union are its branches as their author wrote them.
        let undo = if self.wanted.is_several() && !self.target.tools().is_empty() {
            Undo::default()
        } else {
            client.provider.wording(self.target.form(), self.mode)?.undo
        };
        Ok((request, undo))
    }

    /// Changes what the next attempt is to differ in.
    pub(super) fn apply(&mut self, next: super::Next) {
        let is_another = next.chosen.is_another();
        self.request.asked.chosen.change(next.chosen);
        if is_another {
            self.choose_mode();
        }
        if let Some(wait) = next.wait {
            self.phase = Phase::Waiting(wait);
        }
    }

    /// What rules may know of the call.
    pub(super) fn context(&self) -> Context {
        let mut context = self.request.asked.context.clone();
        context
            .judge
            .get_or_insert_with(|| self.request.client.clone());
        context
    }
}
