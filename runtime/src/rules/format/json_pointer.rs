//! `json-pointer` (RFC 6901, section 3).

/// Empty, or steps that begin with `/`, in which `~` is `~0` and `/` is `~1`.
pub(super) fn fits(text: &str) -> bool {
    let mut escapes = text.split('~').skip(1);
    (text.is_empty() || text.starts_with('/'))
        && escapes.all(|behind| behind.starts_with(['0', '1']))
}
