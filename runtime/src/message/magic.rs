//! What bytes are, told by how they begin, and what a file is, told by its name.
//!
//! Sources: the signatures of the formats' own specifications, as the WHATWG MIME Sniffing standard
//! (section 6) and the IANA registry of media types list them.

use super::MediaKind;

/// A media type, and the kind it is of.
pub(super) type Format = (&'static str, MediaKind);

/// What starts a format: bytes at an offset, and more bytes at another where the first are shared.
struct Signature {
    start: &'static [u8],
    at: usize,
    also: Option<(usize, &'static [u8])>,
    format: Format,
}

const fn begins(start: &'static [u8], media_type: &'static str, kind: MediaKind) -> Signature {
    Signature {
        start,
        at: 0,
        also: None,
        format: (media_type, kind),
    }
}

const fn brand(brand: &'static [u8], media_type: &'static str, kind: MediaKind) -> Signature {
    Signature {
        start: b"ftyp",
        at: 4,
        also: Some((8, brand)),
        format: (media_type, kind),
    }
}

const fn riff(form: &'static [u8], media_type: &'static str, kind: MediaKind) -> Signature {
    Signature {
        start: b"RIFF",
        at: 0,
        also: Some((8, form)),
        format: (media_type, kind),
    }
}

/// The more telling ones first: an MP4 file is what no other brand claims.
const SIGNATURES: &[Signature] = &[
    begins(b"\x89PNG\r\n\x1a\n", "image/png", MediaKind::Image),
    begins(b"\xFF\xD8\xFF", "image/jpeg", MediaKind::Image),
    begins(b"GIF87a", "image/gif", MediaKind::Image),
    begins(b"GIF89a", "image/gif", MediaKind::Image),
    riff(b"WEBP", "image/webp", MediaKind::Image),
    begins(b"II*\0", "image/tiff", MediaKind::Image),
    begins(b"MM\0*", "image/tiff", MediaKind::Image),
    begins(b"BM", "image/bmp", MediaKind::Image),
    brand(b"heic", "image/heic", MediaKind::Image),
    brand(b"heix", "image/heic", MediaKind::Image),
    brand(b"mif1", "image/heif", MediaKind::Image),
    brand(b"avif", "image/avif", MediaKind::Image),
    riff(b"WAVE", "audio/wav", MediaKind::Audio),
    begins(b"ID3", "audio/mpeg", MediaKind::Audio),
    begins(b"\xFF\xFB", "audio/mpeg", MediaKind::Audio),
    begins(b"\xFF\xF3", "audio/mpeg", MediaKind::Audio),
    begins(b"\xFF\xF2", "audio/mpeg", MediaKind::Audio),
    begins(b"\xFF\xF1", "audio/aac", MediaKind::Audio),
    begins(b"\xFF\xF9", "audio/aac", MediaKind::Audio),
    begins(b"fLaC", "audio/flac", MediaKind::Audio),
    begins(b"OggS", "audio/ogg", MediaKind::Audio),
    begins(b"FORM", "audio/aiff", MediaKind::Audio),
    brand(b"M4A ", "audio/mp4", MediaKind::Audio),
    riff(b"AVI ", "video/x-msvideo", MediaKind::Video),
    brand(b"qt  ", "video/quicktime", MediaKind::Video),
    brand(b"3gp", "video/3gpp", MediaKind::Video),
    brand(b"", "video/mp4", MediaKind::Video),
    begins(b"\x1A\x45\xDF\xA3", "video/webm", MediaKind::Video),
    begins(b"FLV\x01", "video/x-flv", MediaKind::Video),
    begins(b"\0\0\x01\xBA", "video/mpeg", MediaKind::Video),
    begins(b"%PDF-", "application/pdf", MediaKind::Document),
];

/// The format of bytes, told by how they begin.
pub(super) fn of_bytes(bytes: &[u8]) -> Option<Format> {
    let has = |at: usize, part: &[u8]| bytes.get(at..).is_some_and(|rest| rest.starts_with(part));
    let found = SIGNATURES.iter().find(|signature| {
        has(signature.at, signature.start) && signature.also.is_none_or(|(at, part)| has(at, part))
    });
    found.map(|signature| signature.format)
}

/// File names' endings, in lower case.
const ENDINGS: &[(&str, Format)] = &[
    ("png", ("image/png", MediaKind::Image)),
    ("jpg", ("image/jpeg", MediaKind::Image)),
    ("jpeg", ("image/jpeg", MediaKind::Image)),
    ("gif", ("image/gif", MediaKind::Image)),
    ("webp", ("image/webp", MediaKind::Image)),
    ("tif", ("image/tiff", MediaKind::Image)),
    ("tiff", ("image/tiff", MediaKind::Image)),
    ("bmp", ("image/bmp", MediaKind::Image)),
    ("heic", ("image/heic", MediaKind::Image)),
    ("avif", ("image/avif", MediaKind::Image)),
    ("wav", ("audio/wav", MediaKind::Audio)),
    ("mp3", ("audio/mpeg", MediaKind::Audio)),
    ("aac", ("audio/aac", MediaKind::Audio)),
    ("flac", ("audio/flac", MediaKind::Audio)),
    ("ogg", ("audio/ogg", MediaKind::Audio)),
    ("aiff", ("audio/aiff", MediaKind::Audio)),
    ("m4a", ("audio/mp4", MediaKind::Audio)),
    ("mp4", ("video/mp4", MediaKind::Video)),
    ("mov", ("video/quicktime", MediaKind::Video)),
    ("webm", ("video/webm", MediaKind::Video)),
    ("mpeg", ("video/mpeg", MediaKind::Video)),
    ("avi", ("video/x-msvideo", MediaKind::Video)),
    ("pdf", ("application/pdf", MediaKind::Document)),
    ("txt", ("text/plain", MediaKind::Document)),
    ("md", ("text/markdown", MediaKind::Document)),
    ("csv", ("text/csv", MediaKind::Document)),
    ("html", ("text/html", MediaKind::Document)),
    ("docx", (DOCX, MediaKind::Document)),
    ("xlsx", (XLSX, MediaKind::Document)),
];

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The format of a file, told by its name or path.
pub(super) fn of_name(name: &str) -> Option<Format> {
    let (_, ending) = name.rsplit_once('.')?;
    let ending = ending.to_ascii_lowercase();
    let found = ENDINGS.iter().find(|(known, _)| *known == ending);
    found.map(|(_, format)| *format)
}

/// The kind of a media type.
pub(super) fn kind_of(media_type: &str) -> Option<MediaKind> {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    let (top, _) = essence.split_once('/')?;
    Some(match top.to_ascii_lowercase().as_str() {
        "image" => MediaKind::Image,
        "audio" => MediaKind::Audio,
        "video" => MediaKind::Video,
        "application" | "text" => MediaKind::Document,
        _ => return None,
    })
}
