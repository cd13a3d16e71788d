//! The system's allocator, with a count of what is asked of it.
//!
//! It adds an instruction or two to each call, for every reader alike.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

#[global_allocator]
static COUNTING: Counting = Counting;

static BLOCKS: AtomicU64 = AtomicU64::new(0);
static GROWTHS: AtomicU64 = AtomicU64::new(0);

struct Counting;

// SAFETY: every call is handed on to the system's allocator as it came; a count has no part in it.
#[allow(unsafe_code)]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        BLOCKS.fetch_add(1, Relaxed);
        // SAFETY: as the caller promises.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        BLOCKS.fetch_add(1, Relaxed);
        // SAFETY: as the caller promises.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        GROWTHS.fetch_add(1, Relaxed);
        // SAFETY: as the caller promises.
        unsafe { System.realloc(block, layout, size) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: as the caller promises.
        unsafe { System.dealloc(block, layout) }
    }
}

/// What was asked of the allocator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Count {
    /// New blocks.
    pub(crate) blocks: u64,
    /// Blocks that were made larger, or smaller.
    pub(crate) growths: u64,
}

/// What `run` asks for, on any thread.
pub(crate) fn counted<T>(run: impl FnOnce() -> T) -> (T, Count) {
    let (blocks, growths) = (BLOCKS.load(Relaxed), GROWTHS.load(Relaxed));
    let value = run();
    let count = Count {
        blocks: BLOCKS.load(Relaxed) - blocks,
        growths: GROWTHS.load(Relaxed) - growths,
    };
    (value, count)
}
