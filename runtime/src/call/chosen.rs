//! Which model is asked, and how: what a request says at first, and what may change from attempt to attempt.

use crate::provider::Mode;

/// What was chosen; the client decides about the rest.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Chosen {
    pub(super) model: Option<String>,
    pub(super) mode: Option<Mode>,
    pub(super) max_tokens: Option<u32>,
    pub(super) temperature: Option<f64>,
}

impl Chosen {
    /// Takes over what was chosen later.
    pub(super) fn change(&mut self, later: Self) {
        let Self {
            model,
            mode,
            max_tokens,
            temperature,
        } = later;
        self.model = model.or(self.model.take());
        self.mode = mode.or(self.mode);
        self.max_tokens = max_tokens.or(self.max_tokens);
        self.temperature = temperature.or(self.temperature);
    }

    /// Whether the mode has to be found anew.
    pub(super) fn is_another(&self) -> bool {
        self.model.is_some() || self.mode.is_some()
    }
}
