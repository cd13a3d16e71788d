//! Paths, bytes, addresses and data URIs, to [`Media`].

use std::fmt;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::{Media, MediaKind, Source, magic};

/// No file of more bytes is read: providers take less.
const MOST: u64 = 256 << 20;

/// Why something is no [`Media`].
///
/// ```
/// use formwork::{Media, MediaError};
///
/// assert!(matches!(Media::from_bytes(b"hello"), Err(MediaError::Unknown)));
/// assert!(matches!(Media::from_data_uri("data:,hello"), Err(MediaError::DataUri)));
/// assert!(matches!(Media::from_url("file:///etc/passwd"), Err(MediaError::Url(_))));
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum MediaError {
    /// The file cannot be read.
    Read {
        /// Its path.
        path: String,
        /// Why.
        error: io::Error,
    },
    /// It is larger than 256 MiB.
    TooLarge,
    /// Neither its beginning nor its name says what it is. [`Media::new`] takes what one knows.
    Unknown,
    /// The text is not base64 (RFC 4648 section 4).
    Base64,
    /// The text is not a data URI with base64 in it (RFC 2397).
    DataUri,
    /// The address is none that a provider could fetch: `https`, `http`, `gs` or `s3`.
    Url(String),
    /// It may not, or cannot, be fetched.
    Fetch(String),
}

impl fmt::Display for MediaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read { path, error } => write!(f, "{path}: {error}"),
            Self::TooLarge => f.write_str("the medium is larger than 256 MiB"),
            Self::Unknown => f.write_str(
                "neither its beginning nor its name says what the medium is; `Media::new` takes a \
                 media type",
            ),
            Self::Base64 => f.write_str("the text is not base64"),
            Self::DataUri => f.write_str("the text is not a data URI with base64 in it"),
            Self::Url(url) => write!(
                f,
                "`{url}` is no address of the schemes `https`, `http`, `gs` or `s3`"
            ),
            Self::Fetch(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for MediaError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Read { error, .. } => Some(error),
            _ => None,
        }
    }
}

impl Media {
    /// A medium out of its bytes, whose beginning says what they are.
    ///
    /// ```
    /// use formwork::{Media, MediaKind};
    ///
    /// let media = Media::from_bytes(b"%PDF-1.7\n...")?;
    /// assert_eq!((media.kind, media.media_type.as_str()), (MediaKind::Document, "application/pdf"));
    /// # Ok::<_, formwork::MediaError>(())
    /// ```
    ///
    /// # Errors
    /// Bytes of no known format.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, MediaError> {
        let format = magic::of_bytes(bytes).ok_or(MediaError::Unknown)?;
        Ok(Self::of(format, bytes))
    }

    /// A medium out of bytes whose media type somebody has told.
    #[cfg(feature = "fetch")]
    pub(crate) fn from_typed_bytes(media_type: &str, bytes: &[u8]) -> Result<Self, MediaError> {
        let essence = media_type.split(';').next().unwrap_or_default().trim();
        let kind = magic::kind_of(essence).ok_or(MediaError::Unknown)?;
        let text = BASE64_STANDARD.encode(bytes);
        Ok(Self::new(kind, essence, Source::Base64(text)))
    }

    /// The medium in a file. Its beginning says what it is, and its name where that does not.
    ///
    /// # Errors
    /// A file that cannot be read, is too large, or is of no known format.
    pub fn from_path(path: impl AsRef<Path>) -> Result<Self, MediaError> {
        let path = path.as_ref();
        let failed = |error| MediaError::Read {
            path: path.display().to_string(),
            error,
        };
        let mut bytes = Vec::new();
        let file = File::open(path).map_err(failed)?;
        let read = file
            .take(MOST + 1)
            .read_to_end(&mut bytes)
            .map_err(failed)?;
        if read as u64 > MOST {
            return Err(MediaError::TooLarge);
        }
        let name = path.file_name().map(|name| name.to_string_lossy());
        let name = name.unwrap_or_default();
        let format = magic::of_bytes(&bytes).or_else(|| magic::of_name(&name));
        Ok(Self::of(format.ok_or(MediaError::Unknown)?, &bytes).named(name))
    }

    /// A medium in base64. Where no media type is given, its beginning says what it is.
    ///
    /// # Errors
    /// Text that is not base64, or bytes of no known format.
    pub fn from_base64(media_type: Option<&str>, text: &str) -> Result<Self, MediaError> {
        // It is written into requests as it is, so that it has to be what it says.
        let text: String = text.split_ascii_whitespace().collect();
        let bytes = BASE64_STANDARD
            .decode(&text)
            .map_err(|_| MediaError::Base64)?;
        let known = media_type.and_then(|given| Some((given, magic::kind_of(given)?)));
        match known {
            Some((given, kind)) => Ok(Self::new(kind, given, Source::Base64(text))),
            None => Self::from_bytes(&bytes),
        }
    }

    /// The medium in a data URI (RFC 2397), such as `data:image/png;base64,...`.
    ///
    /// ```
    /// use formwork::{Media, MediaKind};
    ///
    /// let media = Media::from_data_uri("data:image/png;base64,iVBORw0KGgo=")?;
    /// assert_eq!((media.kind, media.media_type.as_str()), (MediaKind::Image, "image/png"));
    /// # Ok::<_, formwork::MediaError>(())
    /// ```
    ///
    /// # Errors
    /// Text that is no such URI.
    pub fn from_data_uri(uri: &str) -> Result<Self, MediaError> {
        let uri = uri.trim();
        let scheme = uri.get(..5).ok_or(MediaError::DataUri)?;
        let rest = uri.get(5..).unwrap_or_default();
        let (head, data) = rest.split_once(',').ok_or(MediaError::DataUri)?;
        let media_type = head.strip_suffix(";base64").ok_or(MediaError::DataUri)?;
        if !scheme.eq_ignore_ascii_case("data:") {
            return Err(MediaError::DataUri);
        }
        Self::from_base64(Some(media_type).filter(|given| !given.is_empty()), data)
    }

    /// A medium at an address that the provider fetches itself: `https`, `http`, `gs` or `s3`. The
    /// name in the address says what it is.
    ///
    /// ```
    /// use formwork::{Media, MediaKind};
    ///
    /// let media = Media::from_url("https://example.com/plan.pdf?page=2")?;
    /// assert_eq!(media.kind, MediaKind::Document);
    /// # Ok::<_, formwork::MediaError>(())
    /// ```
    ///
    /// # Errors
    /// An address of another scheme, or one whose name says nothing: [`Media::new`] takes those.
    pub fn from_url(url: &str) -> Result<Self, MediaError> {
        let url = url.trim();
        let path = match url.split_once("://") {
            Some((scheme, path)) if is_fetched(scheme) => path,
            _ => return Err(MediaError::Url(url.to_owned())),
        };
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let (_, name) = path.rsplit_once('/').ok_or(MediaError::Unknown)?;
        let (media_type, kind) = magic::of_name(name).ok_or(MediaError::Unknown)?;
        Ok(Self::new(kind, media_type, Source::Url(url.to_owned())))
    }

    /// A medium in the provider's own store.
    #[must_use]
    pub fn from_file_id(kind: MediaKind, id: impl Into<String>) -> Self {
        Self::new(kind, "", Source::FileId(id.into()))
    }

    fn of((media_type, kind): magic::Format, bytes: &[u8]) -> Self {
        let text = BASE64_STANDARD.encode(bytes);
        Self::new(kind, media_type, Source::Base64(text))
    }
}

fn is_fetched(scheme: &str) -> bool {
    let known = ["https", "http", "gs", "s3"];
    known.iter().any(|known| scheme.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use super::{Media, MediaError, MediaKind, Source};

    #[test]
    fn beginnings_tell_formats() {
        for (bytes, media_type, kind) in [
            (&b"\x89PNG\r\n\x1a\nrest"[..], "image/png", MediaKind::Image),
            (b"RIFF\x10\0\0\0WEBPVP8 ", "image/webp", MediaKind::Image),
            (b"RIFF\x10\0\0\0WAVEfmt ", "audio/wav", MediaKind::Audio),
            (b"\0\0\0\x18ftypisom\0", "video/mp4", MediaKind::Video),
            (b"\0\0\0\x18ftypheic\0", "image/heic", MediaKind::Image),
            (b"\0\0\0\x18ftypM4A \0", "audio/mp4", MediaKind::Audio),
            (b"%PDF-1.4", "application/pdf", MediaKind::Document),
        ] {
            let media = Media::from_bytes(bytes).unwrap();
            assert_eq!((media.media_type.as_str(), media.kind), (media_type, kind));
        }
        for unknown in [&b""[..], b"hello", b"RIFF"] {
            let read = Media::from_bytes(unknown);
            assert!(matches!(read, Err(MediaError::Unknown)), "{unknown:?}");
        }
    }

    #[test]
    fn data_uris_are_taken_apart() {
        let media = Media::from_data_uri("data:image/png;base64,AAEC").unwrap();
        assert_eq!(media.media_type, "image/png");
        assert_eq!(media.source, Source::Base64("AAEC".to_owned()));
        let named = Media::from_data_uri("DATA:;base64,JVBERi0xLjQ=").unwrap();
        assert_eq!(named.media_type, "application/pdf");
        for wrong in [
            "",
            "data:",
            "data:image/png,abc",
            "data:image/png;base64,%%",
            "é",
        ] {
            assert!(Media::from_data_uri(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn addresses_tell_by_their_names() {
        let media = Media::from_url("https://example.com/a/b.PDF?x=1#y").unwrap();
        assert_eq!(media.media_type, "application/pdf");
        assert!(matches!(
            Media::from_url("gs://bucket/film.mp4").unwrap().kind,
            MediaKind::Video
        ));
        for wrong in ["file:///etc/passwd", "a.png", "javascript://x/a.png"] {
            assert!(
                matches!(Media::from_url(wrong), Err(MediaError::Url(_))),
                "{wrong}"
            );
        }
        assert!(matches!(
            Media::from_url("https://example.com/a"),
            Err(MediaError::Unknown)
        ));
    }

    #[test]
    fn files_are_read_and_named() {
        let folder = std::env::temp_dir().join(format!("formwork-media-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("notes.txt");
        std::fs::write(&path, "hello").unwrap();
        let media = Media::from_path(&path).unwrap();
        assert_eq!(media.media_type, "text/plain");
        assert_eq!(media.name.as_deref(), Some("notes.txt"));
        assert_eq!(media.source, Source::Base64("aGVsbG8=".to_owned()));
        let error = Media::from_path(folder.join("none.png")).unwrap_err();
        assert!(error.to_string().contains("none.png"), "{error}");
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
