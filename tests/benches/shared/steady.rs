//! What a stream asks of the allocator once it runs: inside a long string, a long list of numbers, and a list of
//! objects.
//!
//! The first half of a document is read before anything is counted. Of the second half, each chunk is pushed
//! and viewed. What the values themselves own is told apart by copying the view, which asks for exactly one
//! block for each that it owns; what is left was asked for by the engine. A block that grows because its value
//! does is a growth.

use std::hint::black_box;

use formwork::{Decode, Decoder};

use super::counting::{Count, counted};
use super::documents::{Document, Kind, series};
use super::subjects::{Article, Catalogue, Subject};

formwork::generate!("benches/series.yaml");

/// One row.
pub(crate) struct Steady {
    pub(crate) name: &'static str,
    pub(crate) chunks: u64,
    /// Blocks that the engine asked for, beside those of the values.
    pub(crate) engine: u64,
    /// Blocks of the values that came.
    pub(crate) values: u64,
    pub(crate) growths: u64,
}

/// The three of them, in chunks of so many bytes.
pub(crate) fn rows(size: usize) -> [Steady; 3] {
    let text = |kind, bytes| {
        Document {
            name: "",
            kind,
            bytes,
        }
        .text()
    };
    [
        row::<<Article as Subject>::Ours>("long string", &text(Kind::Article, 200_000), size),
        row::<series::Series>("list of numbers", &series(30_000), size),
        row::<<Catalogue as Subject>::Ours>(
            "list of objects",
            &text(Kind::Catalogue, 200_000),
            size,
        ),
    ]
}

fn row<T: Decode>(name: &'static str, text: &str, size: usize) -> Steady
where
    T::Partial: Clone,
{
    let mut decoder = Decoder::<T>::new();
    // The closing brackets are not steady.
    let body = &text.as_bytes()[..text.len() - 8];
    let (first, second) = body.split_at(body.len() / 2);
    let mut stream = |bytes: &[u8]| {
        for chunk in bytes.chunks(size) {
            decoder.push(chunk);
            black_box(decoder.view());
        }
        counted(|| decoder.view().clone()).1.blocks
    };
    let before = stream(first);
    let mut after = 0;
    let ((), Count { blocks, growths }) = counted(|| after = stream(second));
    let values = after.saturating_sub(before);
    Steady {
        name,
        chunks: second.len().div_ceil(size) as u64,
        // The copy that counts was counted itself.
        engine: (blocks - after).saturating_sub(values),
        values,
        growths,
    }
}
