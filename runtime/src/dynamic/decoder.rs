//! One answer, read by tables that were made at run time.

use std::fmt;
use std::sync::Arc;

use super::slot::Slot;
use super::tables::Tables;
use super::value::Value;
use super::view::View;
use crate::decode::{Changed, Reader};
use crate::extract::Undo;
use crate::json::scan::Limits;
use crate::lenient::{Mend, Mends};
use crate::violation::Violation;

/// Reads one answer, as it comes, by a [`Schema`](super::Schema).
///
/// It is what [`crate::Decoder`] is for types, with the same rules.
///
/// ```
/// use formwork::dynamic::Schema;
///
/// let schema = Schema::from_json(r#"{"type":"array","items":{"type":"integer","minimum":0}}"#)?;
/// let mut decoder = schema.decoder().track_changes();
/// decoder.push(b"[1, -2, ");
/// assert_eq!(decoder.changed().collect::<Vec<_>>(), ["", "/0", "/1"]);
/// assert_eq!(decoder.violations().count(), 1);
/// decoder.push(b"3]");
/// assert!(decoder.is_complete() && decoder.finish().is_err());
/// # Ok::<(), formwork::dynamic::SchemaError>(())
/// ```
pub struct Decoder {
    root: Slot,
    reader: Reader,
    /// The memory of what the others point to; it goes last.
    tables: Arc<Tables>,
}

impl Decoder {
    pub(super) fn new(tables: &Arc<Tables>, undo: Undo) -> Self {
        Self {
            root: Slot::new(tables.root),
            reader: Reader::new(tables.root, undo),
            tables: Arc::clone(tables),
        }
    }

    /// Lets the answer be mended, as [`crate::Decoder::lenient`] does.
    #[must_use]
    pub fn lenient(mut self, mends: Mends) -> Self {
        self.reader = self.reader.lenient(mends);
        self
    }

    /// Sets limits on what is read, as [`crate::Decoder::limits`] does.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.reader.limits(limits);
        self
    }

    /// Lets [`Decoder::changed`] tell which values have moved.
    #[must_use]
    pub fn track_changes(mut self) -> Self {
        self.reader.track_changes();
        self
    }

    /// Which values have moved since this was last asked, as JSON Pointers; none unless
    /// [`Decoder::track_changes`] was asked for.
    pub fn changed(&mut self) -> Changed<'_> {
        self.reader.changed()
    }

    /// What has been mended in the answer. All of it is known after [`Decoder::end`].
    #[must_use]
    pub fn mends(&self) -> &[Mend] {
        self.reader.mends()
    }

    /// The answer has ended. [`Decoder::finish`] does this too.
    pub fn end(&mut self) {
        self.reader.end(&mut self.root);
    }

    /// Reads a piece of the answer; pieces may be cut anywhere.
    pub fn push(&mut self, bytes: &[u8]) {
        self.reader.push(&mut self.root, bytes);
    }

    /// What has arrived so far.
    #[must_use]
    pub fn view(&self) -> View<'_> {
        View::new(&self.root, &self.tables.streams)
    }

    /// What is wrong so far.
    pub fn violations(&self) -> impl Iterator<Item = &Violation> {
        self.reader.violations()
    }

    /// What is wrong with an answer that is not read to its end, and what would have to follow.
    pub(crate) fn abandon(mut self) -> (Vec<Violation>, String) {
        let rest = self.reader.rest();
        (self.reader.take_violations(), rest)
    }

    /// Whether the answer's last bracket has been read.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.reader.is_complete()
    }

    /// The answer has ended: the value, or everything that is wrong with it.
    ///
    /// # Errors
    /// Every violation, in the order in which they were found.
    pub fn finish(self) -> Result<Value, Vec<Violation>> {
        // The tables are held until the value is there.
        let Self {
            mut root,
            reader,
            tables: _tables,
        } = self;
        let violations = reader.finish(&mut root);
        if !violations.is_empty() {
            return Err(violations);
        }
        root.into_value().ok_or_else(|| {
            let message = "the answer is valid but not complete";
            vec![Violation::new("", "type", message)]
        })
    }
}

impl fmt::Debug for Decoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decoder")
            .field("view", &self.view())
            .finish_non_exhaustive()
    }
}
