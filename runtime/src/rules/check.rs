//! A schema as a whole: what a value must fit, wherever it stands.

use std::fmt;
use std::sync::OnceLock;

use super::Rule;

/// The rules of a check that is named before they are known: a table that is made at run time closes
/// its circles so.
pub(crate) type Later = OnceLock<&'static [Rule]>;

/// What a value must fit, wherever it stands: every rule of a list.
///
/// Checks name each other, also in circles; a circle that never reaches into the value is reported
/// when it is run into, not followed for ever.
#[derive(Clone, Copy)]
pub struct Check {
    rules: &'static [Rule],
    later: Option<&'static Later>,
    pub(super) resource: Option<&'static Resource>,
}

impl Check {
    /// A check of these rules. An empty list fits every value.
    #[must_use]
    pub const fn new(rules: &'static [Rule]) -> Self {
        Self {
            rules,
            later: None,
            resource: None,
        }
    }

    /// A check whose rules are known later.
    #[cfg(feature = "dynamic")]
    pub(crate) const fn later(rules: &'static Later) -> Self {
        Self {
            rules: &[],
            later: Some(rules),
            resource: None,
        }
    }

    /// Its rules.
    pub(crate) fn rules(&self) -> &'static [Rule] {
        self.later
            .and_then(|later| later.get().copied())
            .unwrap_or(self.rules)
    }

    /// The same check, as a part of a resource whose anchors may be meant by what it leads to.
    #[must_use]
    pub const fn within(mut self, resource: &'static Resource) -> Self {
        self.resource = Some(resource);
        self
    }

    /// Whether it says nothing but that nothing fits.
    pub(super) fn is_never(&self) -> bool {
        matches!(self.rules(), [Rule::Never])
    }
}

// Checks can name each other in circles, so what they hold is not printed.
impl fmt::Debug for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Check").finish_non_exhaustive()
    }
}

/// A schema resource with dynamic anchors (`$dynamicAnchor`). `$recursiveAnchor: true` is the anchor
/// with the empty name.
#[derive(Clone, Copy, Debug)]
pub struct Resource {
    /// Each anchor's name, and what it marks.
    pub dynamic: &'static [(&'static str, &'static Check)],
}
