//! `format` (JSON Schema validation, section 7), as an assertion about strings.
//!
//! A format is named by a constant, so that a program has only those checkers that its schemas ask for.
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

use std::fmt;

/// A format that strings are held to.
#[derive(Clone, Copy)]
pub struct Format(&'static Row);

/// What is known of a format.
struct Row {
    fits: fn(&str) -> bool,
    wanted: &'static str,
}

#[allow(non_upper_case_globals)] // They are named like the variants that they stand for.
impl Format {
    /// `date` (RFC 3339)
    pub const Date: Self = Self(&Row {
        fits: date::fits,
        wanted: "a date such as 2024-01-31",
    });
    /// `time` (RFC 3339)
    pub const Time: Self = Self(&Row {
        fits: time::fits,
        wanted: "a time with its offset, such as 09:30:00Z or 09:30:00+02:00",
    });
    /// `date-time` (RFC 3339)
    pub const DateTime: Self = Self(&Row {
        fits: date_time::fits,
        wanted: "a date and time with its offset, such as 2024-01-31T09:30:00Z",
    });
    /// `duration` (RFC 3339, appendix A)
    pub const Duration: Self = Self(&Row {
        fits: duration::fits,
        wanted: "a duration such as P3D, PT2H30M or P2W",
    });
    /// `email` (RFC 5321)
    pub const Email: Self = Self(&Row {
        fits: email::fits,
        wanted: "an e-mail address such as name@example.com",
    });
    /// `idn-email` (RFC 6531)
    pub const IdnEmail: Self = Self(&Row {
        fits: email::fits_idn,
        wanted: "an e-mail address such as name@example.com, in any script",
    });
    /// `hostname` (RFC 1123)
    pub const Hostname: Self = Self(&Row {
        fits: hostname::fits,
        wanted: "a host name such as www.example.com",
    });
    /// `idn-hostname` (RFC 5890)
    pub const IdnHostname: Self = Self(&Row {
        fits: hostname::fits_idn,
        wanted: "a host name such as www.example.com, in any script",
    });
    /// `ipv4` (RFC 2673)
    pub const Ipv4: Self = Self(&Row {
        fits: ipv4::fits,
        wanted: "an IPv4 address such as 192.0.2.1",
    });
    /// `ipv6` (RFC 4291)
    pub const Ipv6: Self = Self(&Row {
        fits: ipv6::fits,
        wanted: "an IPv6 address such as 2001:db8::1",
    });
    /// `uri` (RFC 3986)
    pub const Uri: Self = Self(&Row {
        fits: uri::fits,
        wanted: "an absolute URI such as https://example.com/path",
    });
    /// `uri-reference` (RFC 3986)
    pub const UriReference: Self = Self(&Row {
        fits: uri::fits_reference,
        wanted: "a URI, or a relative reference such as path/to",
    });
    /// `iri` (RFC 3987)
    pub const Iri: Self = Self(&Row {
        fits: uri::fits_iri,
        wanted: "an absolute IRI such as https://example.com/path",
    });
    /// `iri-reference` (RFC 3987)
    pub const IriReference: Self = Self(&Row {
        fits: uri::fits_iri_reference,
        wanted: "an IRI, or a relative reference such as path/to",
    });
    /// `uri-template` (RFC 6570)
    pub const UriTemplate: Self = Self(&Row {
        fits: uri_template::fits,
        wanted: "a URI template such as https://example.com/{id}",
    });
    /// `uuid` (RFC 4122)
    pub const Uuid: Self = Self(&Row {
        fits: uuid::fits,
        wanted: "a UUID such as 123e4567-e89b-12d3-a456-426614174000",
    });
    /// `json-pointer` (RFC 6901)
    pub const JsonPointer: Self = Self(&Row {
        fits: json_pointer::fits,
        wanted: "a JSON Pointer such as /path/0, or empty",
    });
    /// `relative-json-pointer`
    pub const RelativeJsonPointer: Self = Self(&Row {
        fits: relative_json_pointer::fits,
        wanted: "a relative JSON Pointer such as 1/name or 0#",
    });
    /// `regex` (ECMA-262)
    pub const Regex: Self = Self(&Row {
        fits: regex::fits,
        wanted: "a regular expression in the syntax of ECMA-262",
    });

    /// What is wrong with a string.
    pub(super) fn check(self, text: &str) -> Option<String> {
        (!(self.0.fits)(text)).then(|| format!("must be {}", self.0.wanted))
    }
}

impl fmt::Debug for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Format").field(&self.0.wanted).finish()
    }
}
