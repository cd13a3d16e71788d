//! Types for string formats, each behind the feature of the crate it comes from.
//!
//! What a format allows has been checked when they read a text, so they need not be strict; they say no
//! where the type cannot hold what the format allows.

#[cfg(feature = "jiff")]
mod jiff;
#[cfg(feature = "url")]
mod url;
#[cfg(feature = "uuid")]
mod uuid;

#[cfg(feature = "jiff")]
pub use self::jiff::OffsetTime;
