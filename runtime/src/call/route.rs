//! Who is asked, in which way, and who next: the client in hand, its mode, and what comes where one of them fails.

use super::advance::Call;
use super::gathered::Gathered;
use super::phase::Phase;
use super::target::Target;
use crate::error::ErrorKind;
use crate::hook::EventKind;
use crate::provider::{Mode, RequestError, ladder};

impl<G: Target> Call<G> {
    /// Everything that follows from who is asked.
    pub(super) fn settle_on_client(&mut self) {
        self.hooks = self.client.hooks.clone();
        self.hooks.extend(&self.request.asked.hooks);
        self.choose_mode();
        self.phase = if self.wanted.is_several() && self.mode != Mode::ParallelTools {
            Phase::Failed(ErrorKind::Request(RequestError::Mode {
                provider: self.client.inner.provider.name,
                mode: self.mode,
                modes: &[Mode::ParallelTools],
            }))
        } else {
            Phase::Ready
        };
    }

    /// How the structure is asked for, and in which ways else it might be.
    pub(super) fn choose_mode(&mut self) {
        let client = &self.client.inner;
        let asked = self.request.asked.chosen.mode.or(client.mode);
        let model = self.model();
        let (mode, rungs) = match asked.unwrap_or(Mode::Auto) {
            // Of all modes, this one asks for nothing.
            _ if self.target.form().is_nothing() => (Mode::Text, Vec::new()),
            // Tools that are called side by side are not held to their schemas.
            mode if self.wanted.is_several() && (mode == Mode::Auto || mode.is_tools()) => {
                (Mode::ParallelTools, Vec::new())
            }
            Mode::Auto => {
                let ladder = client
                    .provider
                    .ladder(model, self.target.form(), self.streamed);
                let able = ladder.filter(|mode| !client.has_refused(model, *mode));
                let mut rungs: Vec<Mode> = able.collect();
                rungs.reverse();
                let best = client.provider.modes_of(model).first().copied();
                (rungs.pop().or(best).unwrap_or(Mode::Tools), rungs)
            }
            mode => (mode, Vec::new()),
        };
        (self.mode, self.rungs) = (mode, rungs);
    }

    /// Which model is asked. A request's own word for it is one of the provider that it was made for.
    pub(super) fn model(&self) -> &str {
        let asked = self.request.asked.chosen.model.as_deref();
        let is_meant = self.client.inner.provider.name == self.request.client.inner.provider.name;
        asked
            .filter(|_| is_meant)
            .unwrap_or(&self.client.inner.model)
    }

    /// Takes the next client, where there is one and the failure is not of a sort that it would share.
    /// The conversation starts over: another provider could not read the turns of this one.
    pub(super) fn falls_back(&mut self, failure: &ErrorKind) -> bool {
        let is_the_clients = matches!(
            failure,
            ErrorKind::Transport(_)
                | ErrorKind::Api(_)
                | ErrorKind::Protocol(_)
                | ErrorKind::Request(_)
                | ErrorKind::Cut
        );
        let next = is_the_clients.then(|| self.others.pop_front()).flatten();
        let Some(next) = next else {
            return false;
        };
        self.show(EventKind::Fallback { error: failure });
        self.client = next;
        self.request.asked.messages.truncate(self.said);
        self.told.clear();
        self.gathered = Gathered::default();
        // What one client is asked is not what another one answers.
        #[cfg(feature = "cache")]
        std::mem::take(&mut self.cached);
        self.retries = 0;
        self.settle_on_client();
        true
    }

    /// Takes the next mode, where the provider says that it does not have this one, and remembers it
    /// for the model. Nobody has answered yet, so that it costs no retry.
    pub(super) fn steps_down(&mut self, failure: &ErrorKind) -> bool {
        let ErrorKind::Api(error) = failure else {
            return false;
        };
        if !ladder::refuses(error, self.mode) {
            return false;
        }
        let Some(next) = self.rungs.pop() else {
            return false;
        };
        self.client.inner.refuse(self.model(), self.mode);
        self.mode = next;
        self.show(EventKind::StepDown { to: next });
        self.phase = Phase::Ready;
        true
    }
}
