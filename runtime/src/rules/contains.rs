//! `contains`, `minContains` and `maxContains` (JSON Schema core, section 10.3.1.3; validation,
//! sections 6.4.4 and 6.4.5).

use super::Check;

/// How many items must fit a schema.
#[derive(Clone, Copy, Debug)]
pub struct Contains {
    /// What such an item fits.
    pub check: &'static Check,
    /// At least so many do; 1 where the schema does not say.
    pub min: u64,
    /// At most so many do.
    pub max: Option<u64>,
}
