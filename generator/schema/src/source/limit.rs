//! How much of a document is read at all. Beyond these bounds a file is an accident or an attack.

/// The largest file, in bytes.
pub(crate) const MAX_BYTES: usize = 64 << 20;

/// The deepest nesting of arrays and objects. Later stages rely on it where they recurse.
pub(crate) const MAX_DEPTH: usize = 128;

/// What to do about a deeper one.
pub(crate) const DEEP_HELP: &str = "move the inner schemas to `$defs`, and refer to them";

/// The most values in one document, aliases expanded.
pub(crate) const MAX_NODES: usize = 1_000_000;

/// The most names of a folder that are looked at for a suggestion.
pub(crate) const MAX_NAMES: usize = 10_000;

/// The most values that the aliases of one YAML document may add.
pub(crate) const MAX_ALIAS_NODES: usize = 100_000;

/// The most files that are not there for which others are suggested.
pub(crate) const MAX_MISSING: usize = 100;
