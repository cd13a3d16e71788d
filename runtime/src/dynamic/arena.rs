//! Where tables live that are made at run time.
//!
//! The engine reads tables through `&'static`, because generated code has them as statics. Tables of a
//! schema that is known at run time only are kept here instead, and go when the schema goes. This is the one place
//! that calls them `'static`. The rules that keep that sound:
//!
//! - An arena is owned by [`super::tables::Tables`], behind an `Arc`. Whoever walks the tables holds that `Arc`:
//!   [`super::Schema`] and [`super::Decoder`], which declare it last, so that it goes last.
//! - What an arena lends stays inside this folder, the tables themselves, and the reader and the slots of a
//!   decoder. What is handed out (values, views, violations) owns its texts, or borrows from the decoder.
//! - What is kept is neither moved nor changed until the arena is dropped; nothing that is kept looks at
//!   anything else when it is dropped.

#![allow(unsafe_code)]

use std::ptr::NonNull;

/// Keeps values at their places until it is dropped.
#[derive(Default)]
pub(super) struct Arena {
    kept: Vec<Kept>,
}

/// A list that was taken out of its box, and how it is put back.
struct Kept {
    first: NonNull<()>,
    count: usize,
    free: unsafe fn(NonNull<()>, usize),
}

// SAFETY: what is kept is `Send` and `Sync` itself; see `Arena::list`.
unsafe impl Send for Arena {}
// SAFETY: as above; through `&Arena`, nothing can be reached at all.
unsafe impl Sync for Arena {}

impl Arena {
    /// Keeps a list. The caller keeps the rules above.
    pub(super) fn list<T: Send + Sync + 'static>(&mut self, items: Vec<T>) -> &'static [T] {
        let count = items.len();
        let list = NonNull::from(Box::leak(items.into_boxed_slice()));
        self.kept.push(Kept {
            first: list.cast(),
            count,
            free: free::<T>,
        });
        // SAFETY: it came from a box of so many items, which is freed when the arena is dropped and not
        // touched before; by the rules above nobody looks at it later.
        unsafe { list.as_ref() }
    }

    /// Keeps one value. The caller keeps the rules above.
    pub(super) fn one<T: Send + Sync + 'static>(&mut self, value: T) -> &'static T {
        let one = NonNull::from(Box::leak(Box::new(value)));
        self.kept.push(Kept {
            first: one.cast(),
            count: 1,
            free: free::<T>,
        });
        // SAFETY: as for a list; a box of one item is laid out like a list of one.
        unsafe { one.as_ref() }
    }

    /// Keeps a text. The caller keeps the rules above.
    pub(super) fn text(&mut self, text: &str) -> &'static str {
        let bytes = self.list(text.as_bytes().to_vec());
        std::str::from_utf8(bytes).unwrap_or_default()
    }
}

impl Drop for Arena {
    fn drop(&mut self) {
        for kept in self.kept.drain(..) {
            // SAFETY: `free` is for the type of the items, of which there are so many.
            unsafe { (kept.free)(kept.first, kept.count) }
        }
    }
}

/// Puts a list back into its box, and drops it.
///
/// # Safety
/// `first` came from a box of `count` items of `T`, and nobody looks at them any more.
unsafe fn free<T>(first: NonNull<()>, count: usize) {
    let list = std::ptr::slice_from_raw_parts_mut(first.cast::<T>().as_ptr(), count);
    // SAFETY: by the contract.
    drop(unsafe { Box::from_raw(list) });
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::Arena;

    #[test]
    fn what_is_kept_stays_and_goes_with_the_arena() {
        let counted = Arc::new(());
        let mut arena = Arena::default();
        let one = arena.one(Arc::clone(&counted));
        let list = arena.list(vec![Arc::clone(&counted); 3]);
        let none: &[Arc<()>] = arena.list(Vec::new());
        let text = arena.text("naïve");
        let arena = std::thread::spawn(move || arena).join().expect("it ends");
        assert!(Arc::ptr_eq(one, &counted) && list.len() == 3 && none.is_empty());
        assert_eq!(text, "naïve");
        assert_eq!(Arc::strong_count(&counted), 5);
        drop(arena);
        assert_eq!(Arc::strong_count(&counted), 1);
    }
}
