//! The documents that decoding is measured on.

use super::documents::{Document, Kind};

const fn document(name: &'static str, kind: Kind, bytes: usize) -> Document {
    Document { name, kind, bytes }
}

/// What is read.
pub(crate) const DOCUMENTS: [Document; 8] = [
    document("flat 0.5 KB", Kind::Flat, 500),
    document("nested 10 KB", Kind::Nested, 10_000),
    document("list 200 KB", Kind::Catalogue, 200_000),
    document("string 100 KB", Kind::Article, 100_000),
    document("catalogue 1 KB", Kind::Catalogue, 1_000),
    document("catalogue 10 KB", Kind::Catalogue, 10_000),
    document("catalogue 100 KB", Kind::Catalogue, 100_000),
    document("catalogue 1 MB", Kind::Catalogue, 1_000_000),
];
