//! `$dynamicRef` and `$recursiveRef` (JSON Schema core, section 8.2.3.2).

use super::Check;

/// A reference whose target depends on how it was reached.
#[derive(Clone, Copy, Debug)]
pub struct DynamicReference {
    /// The anchor's name.
    pub name: &'static str,
    /// The target where no resource on the way here has such an anchor.
    pub initial: &'static Check,
}
