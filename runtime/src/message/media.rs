//! Images, sounds, films and documents beside the text of a turn.

/// A part of a user's turn.
///
/// ```
/// use formwork::{Media, Message, Part};
///
/// let photo = Media::from_url("https://example.com/receipt.jpg")?.detail("high");
/// let message = Message::parts([Part::Text("What did it cost?".to_owned()), Part::Media(photo)]);
/// # assert!(matches!(message.content, formwork::Content::Parts(parts) if parts.len() == 2));
/// # Ok::<_, formwork::MediaError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Part {
    /// Text.
    Text(String),
    /// Something else.
    Media(Media),
}

/// An image, a sound, a film or a document.
///
/// ```
/// use formwork::{Media, MediaKind, Source};
///
/// let plan = Media::from_bytes(b"%PDF-1.7\n...")?.named("plan.pdf");
/// assert_eq!(plan.kind, MediaKind::Document);
///
/// // Where nothing tells what it is, one says so.
/// let page = Media::new(MediaKind::Image, "image/webp", Source::Url("https://example.com/1".to_owned()));
/// assert_eq!(page.media_type, "image/webp");
/// # Ok::<_, formwork::MediaError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Media {
    /// What it is.
    pub kind: MediaKind,
    /// Its media type, such as `image/png`. Empty where it is not known, which only a file id or an
    /// address may leave open.
    pub media_type: String,
    /// Where it is.
    pub source: Source,
    /// Its file name, where the provider wants one, such as `report.pdf`.
    pub name: Option<String>,
    /// How closely an image is looked at (`low`, `high`, `auto`), where the provider lets one say.
    pub detail: Option<String>,
}

impl Media {
    /// A medium of this kind and media type.
    #[must_use]
    pub fn new(kind: MediaKind, media_type: impl Into<String>, source: Source) -> Self {
        Self {
            kind,
            media_type: media_type.into(),
            source,
            name: None,
            detail: None,
        }
    }

    /// Sets its file name.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets how closely an image is looked at: `low`, `high` or `auto`.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }
}

/// The kinds of [`Media`].
///
/// ```
/// use formwork::{Media, MediaKind};
///
/// let stored = Media::from_file_id(MediaKind::Audio, "file-7");
/// assert_eq!(stored.kind.as_str(), "audio");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MediaKind {
    /// A picture.
    Image,
    /// A sound.
    Audio,
    /// A film.
    Video,
    /// A PDF, or another document.
    Document,
}

impl MediaKind {
    /// Its name: `image`, `audio`, `video` or `document`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Audio => "audio",
            Self::Video => "video",
            Self::Document => "document",
        }
    }
}

/// Where a [`Media`] is.
///
/// ```
/// use formwork::{Media, Source};
///
/// // Bytes are sent along; what is behind an address is fetched by the provider.
/// let here = Media::from_bytes(b"\x89PNG\r\n\x1a\n")?;
/// assert!(matches!(here.source, Source::Base64(_)));
/// let there = Media::from_url("https://example.com/photo.png")?;
/// assert!(matches!(there.source, Source::Url(_)));
/// # Ok::<_, formwork::MediaError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Source {
    /// Here: the bytes in base64 (RFC 4648 section 4, with padding).
    Base64(String),
    /// At an address that the provider fetches: `https://`, `gs://`, `s3://`.
    Url(String),
    /// In the provider's own store, under this id.
    FileId(String),
}
