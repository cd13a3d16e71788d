//! Nothing by itself: see `benches/call.rs`.
