//! Images, sounds, films and documents beside the text of a turn.

/// A part of a user's turn.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Part {
    /// Text.
    Text(String),
    /// Something else.
    Media(Media),
}

/// An image, a sound, a film or a document.
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
