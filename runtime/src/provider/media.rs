//! What wires have in common about media.

use super::{Prepared, RequestError};
use crate::message::{Media, Source};

/// `data:image/png;base64,…` (RFC 2397).
pub(super) fn data_uri(media_type: &str, base64: &str) -> String {
    let mut uri = String::with_capacity(media_type.len() + base64.len() + 13);
    for piece in ["data:", media_type, ";base64,", base64] {
        uri.push_str(piece);
    }
    uri
}

/// The short name of a format, such as `png` or `wav`: the second half of a media type, in the
/// spelling that providers use.
pub(super) fn extension(media_type: &str) -> &str {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    match essence.split_once('/').map_or(essence, |(_, half)| half) {
        "mpeg" if essence.starts_with("audio") => "mp3",
        "x-wav" | "wave" | "vnd.wave" => "wav",
        "quicktime" => "mov",
        "plain" => "txt",
        "markdown" => "md",
        "vnd.openxmlformats-officedocument.wordprocessingml.document" => "docx",
        "vnd.openxmlformats-officedocument.spreadsheetml.sheet" => "xlsx",
        "msword" => "doc",
        "vnd.ms-excel" => "xls",
        half => half,
    }
}

/// That the wire has no place for a medium from such a source.
pub(super) fn unsupported(call: &Prepared<'_>, media: &Media) -> RequestError {
    let from = match media.source {
        Source::Base64(_) => "bytes",
        Source::Url(_) => "an address",
        Source::FileId(_) => "a file id",
    };
    RequestError::Unsupported {
        provider: call.provider.name,
        what: format!("{} parts from {from} in this API", media.kind.as_str()),
    }
}
