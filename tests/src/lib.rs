//! What the whole-system tests share: where their data lies, how expected files are compared, and the
//! [`harness`] that takes schemas in great number through the whole way, the JSON-Schema [`suite`] among them, and the
//! [`lenient`] cases.

pub mod book;
pub mod contract;
pub mod differ;
pub mod faults;
pub mod fuzz;
mod golden;
pub mod harness;
pub mod lenient;
pub mod lowering;
pub mod options;
#[cfg(feature = "peers")]
pub mod peer;
pub mod plots;
pub mod suite;

pub use golden::{blessing, golden};

use std::io::Write as _;
use std::path::{Path, PathBuf};

use formwork::provider::Mode;

/// The modes that give one answer, the most binding first.
pub const MODES: [Mode; 5] = [
    Mode::JsonSchema,
    Mode::StrictTools,
    Mode::Tools,
    Mode::Json,
    Mode::MdJson,
];

/// The folder of shared test data: `FORMWORK_SHARED`, or `shared` beside the checkout.
///
/// Where it is missing, one line that begins with `skipped:` goes to standard error, past the test
/// harness, and the test that asked should pass.
#[must_use]
pub fn shared() -> Option<PathBuf> {
    let path = std::env::var_os("FORMWORK_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared"),
        PathBuf::from,
    );
    if path.is_dir() {
        return Some(path);
    }
    // The harness swallows what a passing test prints; a skipped test should be seen.
    let test = std::thread::current().name().unwrap_or("a test").to_owned();
    let line = format!(
        "skipped: {test}: there is no test data at {}\n",
        path.display()
    );
    let _ = std::io::stderr().write_all(line.as_bytes());
    None
}
