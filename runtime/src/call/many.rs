//! Requests of which many are sent: what types, words and schemas that are known at run time have in common.
//!
//! What is asked, as bytes, tells whether it was asked before; an answer out of a journal takes the steps of one that has
//! just come: the decoder with what its mode undoes, and the same judgement.

use std::future::Future;

use super::advance::Call;
use super::phase::Wanted;
use super::target::{Reads as _, Target, Typed};
use super::text::Words;
use super::whole::Reading;
use super::{Reply, Request, Text};
use crate::client::Client;
use crate::error::Error;
use crate::extract::Extract;
use crate::lenient::Mend;
use crate::provider::{Mode, Provider};
use crate::transport::Bytes;
use crate::violation::Violation;

/// What is known again. Nobody outside can name it.
pub trait Known: Sized {
    /// What is asked, as bytes that are the same in every process, whoever of several is asked and whatever has
    /// been refused before: where the request goes under the base URL, and its body in the best mode.
    fn question(request: &Request<Self>) -> Result<(String, Bytes), Error>;

    /// Judges an answer as the model of some provider wrote it: the arguments of its call, or its text
    /// ([`Attempt::answer`](super::Attempt::answer)). Of the caller's own rules, those are asked that answer at
    /// once.
    fn judge(
        request: &Request<Self>,
        provider: &Provider,
        mode: Mode,
        text: &str,
    ) -> Result<(Self, Vec<Mend>), Vec<Violation>>;
}

/// What many requests may ask for: a type, [`Text`], or a value of a schema that is known at run time. Nobody outside can
/// name it.
pub trait Many: Known + Send + 'static {
    /// Sends a request to its end.
    fn send(request: Request<Self>) -> impl Future<Output = Result<Reply<Self>, Error>> + Send;
}

impl<T: Extract> Known for T {
    fn question(request: &Request<Self>) -> Result<(String, Bytes), Error> {
        request.question_about(Typed::default())
    }

    fn judge(
        request: &Request<Self>,
        provider: &Provider,
        mode: Mode,
        text: &str,
    ) -> Result<(Self, Vec<Mend>), Vec<Violation>> {
        request.judged(&Typed::default(), provider, mode, text)
    }
}

impl<T: Extract + Sync> Many for T {
    fn send(request: Request<Self>) -> impl Future<Output = Result<Reply<Self>, Error>> + Send {
        request.send()
    }
}

impl Known for Text {
    fn question(request: &Request<Self>) -> Result<(String, Bytes), Error> {
        request.question_about(Words)
    }

    fn judge(
        request: &Request<Self>,
        provider: &Provider,
        mode: Mode,
        text: &str,
    ) -> Result<(Self, Vec<Mend>), Vec<Violation>> {
        request.judged(&Words, provider, mode, text)
    }
}

impl Many for Text {
    fn send(request: Request<Self>) -> impl Future<Output = Result<Reply<Self>, Error>> + Send {
        request.send()
    }
}

#[cfg(feature = "dynamic")]
impl Known for crate::dynamic::Value {
    fn question(request: &Request<Self>) -> Result<(String, Bytes), Error> {
        request.question_about(request.target()?)
    }

    fn judge(
        request: &Request<Self>,
        provider: &Provider,
        mode: Mode,
        text: &str,
    ) -> Result<(Self, Vec<Mend>), Vec<Violation>> {
        let target = request.target();
        let target = target.map_err(|error| vec![Violation::new("", "json", error.to_string())])?;
        request.judged(&target, provider, mode, text)
    }
}

#[cfg(feature = "dynamic")]
impl Many for crate::dynamic::Value {
    fn send(request: Request<Self>) -> impl Future<Output = Result<Reply<Self>, Error>> + Send {
        request.send()
    }
}

impl<T> Request<T> {
    /// The same request, sent by another client.
    pub(crate) fn through(mut self, client: Client) -> Self {
        self.client = client;
        self
    }

    fn question_about<G: Target<Value = T>>(&self, target: G) -> Result<(String, Bytes), Error> {
        let mut request = self.clone().through(self.client.first());
        let client = &self.client.inner;
        let model = self.asked.chosen.model.as_deref().unwrap_or(&client.model);
        let form = target.form();
        let mode = match self.asked.chosen.mode.or(client.mode).unwrap_or(Mode::Auto) {
            _ if form.is_nothing() => None,
            Mode::Auto => client.provider.ladder(model, form, false).next(),
            mode => Some(mode),
        };
        request.asked.chosen.mode = mode.or(request.asked.chosen.mode);
        let worded = Call::new(request, target, false, Wanted::One).word();
        let (built, _) = worded.map_err(|kind| Error::new(kind, Vec::new()))?;
        let base = client.base_url.trim_end_matches('/');
        let path = built.url.strip_prefix(base).unwrap_or_default();
        Ok((path.to_owned(), built.body))
    }

    fn judged<G: Target<Value = T>>(
        &self,
        target: &G,
        provider: &Provider,
        mode: Mode,
        text: &str,
    ) -> Result<(T, Vec<Mend>), Vec<Violation>> {
        let undo = provider.wording(target.form(), mode);
        let undo = undo.map_err(|error| vec![Violation::new("", "json", error.to_string())])?;
        // A call without arguments is a call with none.
        let is_bare = mode.is_tools() && text.trim().is_empty();
        let mends = Reading::in_mode(self, mode).mends;
        let mut decoder = target.decoder(undo.undo, mends);
        decoder.push(if is_bare { b"{}" } else { text.as_bytes() });
        decoder.end();
        let mends = decoder.mends().to_vec();
        let (value, _) = decoder.finish_later()?;
        let found = super::checks::judge_now(&self.checks, &value);
        if found.is_empty() {
            Ok((value, mends))
        } else {
            Err(found)
        }
    }
}
