//! What wires have in common about media.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

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

/// That the wire has no place for a medium of such a type.
pub(super) fn unsupported_type(call: &Prepared<'_>, media: &Media) -> RequestError {
    RequestError::Unsupported {
        provider: call.provider.name,
        what: format!(
            "{} parts of the type `{}` in this API",
            media.kind.as_str(),
            media.media_type
        ),
    }
}

/// Whether a type is one of text.
pub(super) fn is_text(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    essence.starts_with("text/") || essence == "application/json"
}

/// The text that is here in base64 (RFC 4648 section 4; padding may be missing). `None` where it is
/// not base64, or not UTF-8.
pub(super) fn decode(base64: &str) -> Option<String> {
    let bytes = STANDARD_NO_PAD.decode(base64.trim_end_matches('=')).ok()?;
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn base64_is_read() {
        // The examples of RFC 4648 section 10.
        for (base64, text) in [
            ("", ""),
            ("Zg==", "f"),
            ("Zm8=", "fo"),
            ("Zm9v", "foo"),
            ("Zm9vYg==", "foob"),
            ("Zm9vYmE", "fooba"),
            ("Zm9vYmFy", "foobar"),
            ("w6kr", "é+"),
        ] {
            assert_eq!(decode(base64).as_deref(), Some(text));
        }
        for wrong in ["Z", "Zm9vY", "Zm-v", "Z m8=", "/w=="] {
            assert_eq!(decode(wrong), None, "{wrong}");
        }
    }
}
