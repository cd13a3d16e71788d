//! `format` (JSON Schema validation, section 7), as an assertion about strings.
//!
//! One file for each format, written after the document that defines it. What a format is called in a
//! schema is the generator's knowledge.

mod date;
mod date_time;
mod duration;
mod email;
mod hostname;
mod idna;
mod idna_tables;
mod ipv4;
mod ipv6;
mod json_pointer;
mod punycode;
mod regex;
mod relative_json_pointer;
#[cfg(test)]
mod suite_tests;
mod time;
mod uri;
mod uri_template;
mod uuid;

/// A format that strings are held to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `date` (RFC 3339)
    Date,
    /// `time` (RFC 3339)
    Time,
    /// `date-time` (RFC 3339)
    DateTime,
    /// `duration` (RFC 3339, appendix A)
    Duration,
    /// `email` (RFC 5321)
    Email,
    /// `idn-email` (RFC 6531)
    IdnEmail,
    /// `hostname` (RFC 1123)
    Hostname,
    /// `idn-hostname` (RFC 5890)
    IdnHostname,
    /// `ipv4` (RFC 2673)
    Ipv4,
    /// `ipv6` (RFC 4291)
    Ipv6,
    /// `uri` (RFC 3986)
    Uri,
    /// `uri-reference` (RFC 3986)
    UriReference,
    /// `iri` (RFC 3987)
    Iri,
    /// `iri-reference` (RFC 3987)
    IriReference,
    /// `uri-template` (RFC 6570)
    UriTemplate,
    /// `uuid` (RFC 4122)
    Uuid,
    /// `json-pointer` (RFC 6901)
    JsonPointer,
    /// `relative-json-pointer`
    RelativeJsonPointer,
    /// `regex` (ECMA-262)
    Regex,
}

impl Format {
    /// What is wrong with a string.
    pub(super) fn check(self, text: &str) -> Option<String> {
        (!self.fits(text)).then(|| format!("must be {}", self.wanted()))
    }

    fn fits(self, text: &str) -> bool {
        match self {
            Self::Date => date::fits(text),
            Self::Time => time::fits(text),
            Self::DateTime => date_time::fits(text),
            Self::Duration => duration::fits(text),
            Self::Email => email::fits(text),
            Self::IdnEmail => email::fits_idn(text),
            Self::Hostname => hostname::fits(text),
            Self::IdnHostname => hostname::fits_idn(text),
            Self::Ipv4 => ipv4::fits(text),
            Self::Ipv6 => ipv6::fits(text),
            Self::Uri => uri::fits(text),
            Self::UriReference => uri::fits_reference(text),
            Self::Iri => uri::fits_iri(text),
            Self::IriReference => uri::fits_iri_reference(text),
            Self::UriTemplate => uri_template::fits(text),
            Self::Uuid => uuid::fits(text),
            Self::JsonPointer => json_pointer::fits(text),
            Self::RelativeJsonPointer => relative_json_pointer::fits(text),
            Self::Regex => regex::fits(text),
        }
    }

    fn wanted(self) -> &'static str {
        match self {
            Self::Date => "a date such as 2024-01-31",
            Self::Time => "a time with its offset, such as 09:30:00Z or 09:30:00+02:00",
            Self::DateTime => "a date and time with its offset, such as 2024-01-31T09:30:00Z",
            Self::Duration => "a duration such as P3D, PT2H30M or P2W",
            Self::Email => "an e-mail address such as name@example.com",
            Self::IdnEmail => "an e-mail address such as name@example.com, in any script",
            Self::Hostname => "a host name such as www.example.com",
            Self::IdnHostname => "a host name such as www.example.com, in any script",
            Self::Ipv4 => "an IPv4 address such as 192.0.2.1",
            Self::Ipv6 => "an IPv6 address such as 2001:db8::1",
            Self::Uri => "an absolute URI such as https://example.com/path",
            Self::UriReference => "a URI, or a relative reference such as path/to",
            Self::Iri => "an absolute IRI such as https://example.com/path",
            Self::IriReference => "an IRI, or a relative reference such as path/to",
            Self::UriTemplate => "a URI template such as https://example.com/{id}",
            Self::Uuid => "a UUID such as 123e4567-e89b-12d3-a456-426614174000",
            Self::JsonPointer => "a JSON Pointer such as /path/0, or empty",
            Self::RelativeJsonPointer => "a relative JSON Pointer such as 1/name or 0#",
            Self::Regex => "a regular expression in the syntax of ECMA-262",
        }
    }
}
