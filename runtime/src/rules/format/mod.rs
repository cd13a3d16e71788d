//! `format` (JSON Schema validation, section 7), as an assertion about strings.

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
