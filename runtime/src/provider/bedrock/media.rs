//! Images, sounds, films and documents, to the blocks that hold them.
//!
//! Source: `ImageBlock`, `AudioBlock`, `VideoBlock` and `DocumentBlock` of the service model. Media come
//! as bytes or from Amazon's own store; the service fetches no other address.

use crate::json::write::Writer;
use crate::message::{Media, MediaKind, Source};
use crate::provider::media::{extension, unsupported, unsupported_type};
use crate::provider::{Prepared, RequestError};

const IMAGES: [&str; 4] = ["png", "jpeg", "gif", "webp"];
const DOCUMENTS: [&str; 9] = [
    "pdf", "csv", "doc", "docx", "xls", "xlsx", "html", "txt", "md",
];
const VIDEOS: [&str; 9] = [
    "mkv", "mov", "mp4", "webm", "flv", "mpeg", "mpg", "wmv", "three_gp",
];
const AUDIOS: [&str; 15] = [
    "mp3", "opus", "wav", "aac", "flac", "mp4", "ogg", "mkv", "mka", "x-aac", "m4a", "mpeg",
    "mpga", "pcm", "webm",
];

/// Writes a block. `documents` counts those of the request: each wants a name of its own.
pub(super) fn write(
    call: &Prepared<'_>,
    media: &Media,
    documents: &mut usize,
    w: &mut Writer,
) -> Result<(), RequestError> {
    let format = match extension(&media.media_type) {
        "x-matroska" => "mkv",
        "3gpp" => "three_gp",
        "x-flv" => "flv",
        "x-ms-wmv" => "wmv",
        "x-flac" => "flac",
        "x-m4a" => "m4a",
        "jpg" => "jpeg",
        format => format,
    };
    let formats: &[&str] = match media.kind {
        MediaKind::Image => &IMAGES,
        MediaKind::Audio => &AUDIOS,
        MediaKind::Video => &VIDEOS,
        MediaKind::Document => &DOCUMENTS,
    };
    let place = match &media.source {
        Source::Base64(_) => "bytes",
        Source::Url(url) if url.starts_with("s3://") => "s3Location",
        _ => return Err(unsupported(call, media)),
    };
    // A document of Amazon's store may leave its format open.
    let is_open =
        media.kind == MediaKind::Document && media.media_type.is_empty() && place == "s3Location";
    if !(is_open || formats.contains(&format)) {
        return Err(unsupported_type(call, media));
    }
    w.begin_object();
    w.key(media.kind.as_str());
    w.begin_object();
    if !is_open {
        w.string_member("format", format);
    }
    if media.kind == MediaKind::Document {
        *documents += 1;
        let given = media.name.as_deref().unwrap_or_default();
        w.string_member("name", &name(given, *documents));
    }
    w.key("source");
    w.begin_object();
    match &media.source {
        Source::Base64(data) => w.string_member(place, data),
        Source::Url(uri) | Source::FileId(uri) => {
            w.key(place);
            w.begin_object();
            w.string_member("uri", uri);
            w.end_object();
        }
    }
    w.end_object();
    w.end_object();
    w.end_object();
    Ok(())
}

/// A document's name in the characters that the service takes, and with a number from the second one on.
fn name(given: &str, number: usize) -> String {
    let stem = given.rsplit_once('.').map_or(given, |(stem, _)| stem);
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() || matches!(c, '-' | '(' | ')' | '[' | ']') {
            c
        } else {
            ' '
        }
    };
    let plain: String = stem.chars().map(plain).collect();
    let words: Vec<&str> = plain.split_ascii_whitespace().collect();
    let mut name = words.join(" ");
    name.truncate(150);
    if name.is_empty() {
        "document".clone_into(&mut name);
    }
    if number > 1 {
        name = format!("{name} {number}");
    }
    name
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn names_have_plain_characters() {
        for (given, number, expected) in [
            ("", 1, "document"),
            (".pdf", 2, "document 2"),
            ("a_b/c: (2).pdf", 1, "a b c (2)"),
            ("Größe  [x]", 3, "Gr e [x] 3"),
        ] {
            assert_eq!(name(given, number), expected);
        }
    }
}
