//! `uri` and `uri-reference` (RFC 3986, appendix A), `iri` and `iri-reference` (RFC 3987, section 2.2).

use super::ipv6;

pub(super) fn fits(text: &str) -> bool {
    absolute(text, Kind::Uri)
}

pub(super) fn fits_reference(text: &str) -> bool {
    reference(text, Kind::Uri)
}

pub(super) fn fits_iri(text: &str) -> bool {
    absolute(text, Kind::Iri)
}

pub(super) fn fits_iri_reference(text: &str) -> bool {
    reference(text, Kind::Iri)
}

/// Whether other characters than those of ASCII may stand for themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Uri,
    Iri,
}

fn absolute(text: &str, kind: Kind) -> bool {
    text.split_once(':')
        .is_some_and(|(scheme, rest)| is_scheme(scheme) && hierarchy(rest, kind))
}

fn reference(text: &str, kind: Kind) -> bool {
    // A colon in the first segment would end a scheme.
    let first = text.split(['/', '?', '#']).next().unwrap_or_default();
    absolute(text, kind) || !first.contains(':') && hierarchy(text, kind)
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
}

/// What stands behind the scheme.
fn hierarchy(text: &str, kind: Kind) -> bool {
    let (text, fragment) = text.split_once('#').unwrap_or((text, ""));
    let (text, query) = text.split_once('?').unwrap_or((text, ""));
    let (authority, path) = match text.strip_prefix("//") {
        None => (None, text),
        Some(text) => {
            let end = text.find('/').unwrap_or(text.len());
            let (authority, path) = text.split_at(end);
            (Some(authority), path)
        }
    };
    authority.is_none_or(|authority| is_authority(authority, kind))
        && made_of(path, kind, |c| matches!(c, ':' | '@' | '/'))
        && made_of(query, kind, |c| {
            matches!(c, ':' | '@' | '/' | '?') || kind == Kind::Iri && is_private(c)
        })
        && made_of(fragment, kind, |c| matches!(c, ':' | '@' | '/' | '?'))
}

fn is_authority(text: &str, kind: Kind) -> bool {
    let (user, text) = text.split_once('@').unwrap_or(("", text));
    let (host, port) = match text.strip_prefix('[') {
        Some(literal) => match literal.split_once(']') {
            Some((literal, port)) if is_literal(literal) => ("", port),
            _ => return false,
        },
        None => text.split_at(text.find(':').unwrap_or(text.len())),
    };
    let digits = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit());
    made_of(user, kind, |c| c == ':')
        && made_of(host, kind, |_| false)
        && (port.is_empty() || port.strip_prefix(':').is_some_and(digits))
}

/// What stands between the brackets of a host: an IPv6 address, or one of a later version.
fn is_literal(text: &str) -> bool {
    match text.strip_prefix(['v', 'V']) {
        None => ipv6::fits(text),
        Some(text) => text.split_once('.').is_some_and(|(version, address)| {
            !version.is_empty()
                && version.bytes().all(|byte| byte.is_ascii_hexdigit())
                && !address.is_empty()
                && !address.contains('%')
                && made_of(address, Kind::Uri, |c| c == ':')
        }),
    }
}

/// Whether a text consists of unreserved characters, escapes, delimiters inside parts, and `more`.
fn made_of(text: &str, kind: Kind, more: impl Fn(char) -> bool) -> bool {
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        let fits = match c {
            'a'..='z'
            | 'A'..='Z'
            | '0'..='9'
            | '-'
            | '.'
            | '_'
            | '~'
            | '!'
            | '$'
            | '&'
            | '\''
            | '('
            | ')'
            | '*'
            | '+'
            | ','
            | ';'
            | '=' => true,
            '%' => {
                let mut digit = || rest.next().is_some_and(|c| c.is_ascii_hexdigit());
                digit() && digit()
            }
            other => more(other) || kind == Kind::Iri && is_ucs(other),
        };
        if !fits {
            return false;
        }
    }
    true
}

/// `ucschar` (RFC 3987, section 2.2).
pub(super) fn is_ucs(c: char) -> bool {
    let code = u32::from(c);
    match code {
        0xA0..=0xD7FF | 0xF900..=0xFDCF | 0xFDF0..=0xFFEF | 0xE_1000..=0xE_FFFD => true,
        0x1_0000..=0xD_FFFF => code & 0xFFFF <= 0xFFFD,
        _ => false,
    }
}

/// `iprivate` (RFC 3987, section 2.2).
pub(super) fn is_private(c: char) -> bool {
    matches!(u32::from(c), 0xE000..=0xF8FF | 0xF_0000..=0xF_FFFD | 0x10_0000..=0x10_FFFD)
}
