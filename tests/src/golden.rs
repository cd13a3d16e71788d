//! Expected files: compared, or written anew with `BLESS=1`.

use std::fs;
use std::path::Path;

/// Whether expected files are to be written. CI never does that.
#[must_use]
pub fn blessing() -> bool {
    let ci = std::env::var_os("CI").is_some();
    !ci && std::env::var_os("BLESS").is_some_and(|value| value == "1")
}

/// Compares a text with the file that holds what is expected.
///
/// # Errors
/// The difference, as text, where the two differ; or that the file cannot be read or written.
pub fn golden(path: &Path, actual: &str) -> Result<(), String> {
    if blessing() {
        let written = fs::read_to_string(path).ok();
        return match written {
            Some(old) if old == actual => Ok(()),
            _ => fs::write(path, actual).map_err(|error| format!("{}: {error}", path.display())),
        };
    }
    let expected = fs::read_to_string(path)
        .map_err(|error| format!("{}: {error} (BLESS=1 writes it)", path.display()))?;
    if expected == actual {
        return Ok(());
    }
    let difference = similar::TextDiff::from_lines(expected.as_str(), actual);
    let difference = difference
        .unified_diff()
        .header("expected", "actual")
        .to_string();
    let shown: Vec<&str> = difference.lines().take(100).collect();
    Err(format!(
        "{} differs (BLESS=1 accepts it)\n{}",
        path.display(),
        shown.join("\n")
    ))
}
