//! Images and documents, to the blocks that hold them.
//!
//! Source: `ImageBlockParam` and `DocumentBlockParam` of the vendor's client 2.11.0. There is no place
//! for sound or film.

use crate::json::write::Writer;
use crate::message::{Media, MediaKind, Source};
use crate::provider::media::{decode, is_text, unsupported, unsupported_type};
use crate::provider::{Prepared, RequestError};

/// The types an image may have.
const IMAGES: [&str; 4] = ["image/jpeg", "image/png", "image/gif", "image/webp"];

/// Writes a block, and leaves its object open.
pub(super) fn write(
    call: &Prepared<'_>,
    media: &Media,
    w: &mut Writer,
) -> Result<(), RequestError> {
    let media_type = media.media_type.as_str();
    let is_inline = matches!(media.source, Source::Base64(_));
    let kind = match (media.kind, &media.source) {
        _ if call.provider.deviations.inline_media && !is_inline => {
            return Err(unsupported(call, media));
        }
        (MediaKind::Image, Source::Base64(_)) if !IMAGES.contains(&media_type) => {
            return Err(unsupported_type(call, media));
        }
        (_, Source::Url(url)) if !(url.starts_with("https:") || url.starts_with("http:")) => {
            return Err(unsupported(call, media));
        }
        (MediaKind::Image, _) => "image",
        (MediaKind::Document, _) => "document",
        _ => return Err(unsupported(call, media)),
    };
    w.begin_object();
    w.string_member("type", kind);
    w.key("source");
    w.begin_object();
    match &media.source {
        Source::Base64(data) if kind == "document" && is_text(media_type) => {
            let text = decode(data).ok_or_else(|| unsupported_type(call, media))?;
            w.string_member("type", "text");
            w.string_member("media_type", "text/plain");
            w.string_member("data", &text);
        }
        Source::Base64(_) if kind == "document" && media_type != "application/pdf" => {
            return Err(unsupported_type(call, media));
        }
        Source::Base64(data) => {
            w.string_member("type", "base64");
            w.string_member("media_type", media_type);
            w.string_member("data", data);
        }
        Source::Url(url) => {
            w.string_member("type", "url");
            w.string_member("url", url);
        }
        Source::FileId(id) => {
            w.string_member("type", "file");
            w.string_member("file_id", id);
        }
    }
    w.end_object();
    if let (Some(name), "document") = (&media.name, kind) {
        w.string_member("title", name);
    }
    Ok(())
}
