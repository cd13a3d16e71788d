//! `email` (RFC 5321, section 4.1.2) and `idn-email` (RFC 6531, section 3.3).

use super::{hostname, ipv4, ipv6};

pub(super) fn fits(text: &str) -> bool {
    address(text, hostname::is_ascii_name, |_| false)
}

/// The same, with other scripts in both parts.
pub(super) fn fits_idn(text: &str) -> bool {
    address(text, hostname::is_idn_name, |c| !c.is_ascii())
}

fn address(text: &str, is_name: fn(&str) -> bool, more: fn(char) -> bool) -> bool {
    // A quoted local part may have an `@` in it; a domain has none.
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let fits = match domain
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
    {
        Some(literal) => is_literal(literal),
        None => is_name(domain),
    };
    fits && local.len() <= 64 && is_local(local, more)
}

fn is_local(text: &str, more: fn(char) -> bool) -> bool {
    match text.strip_prefix('"') {
        Some(quoted) => quoted
            .strip_suffix('"')
            .is_some_and(|quoted| is_quoted(quoted, more)),
        None => text
            .split('.')
            .all(|atom| !atom.is_empty() && atom.chars().all(|c| is_atom(c) || more(c))),
    }
}

/// `atext` (RFC 5322, section 3.2.3).
fn is_atom(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c)
}

fn is_quoted(text: &str, more: fn(char) -> bool) -> bool {
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        let fits = match c {
            '\\' => rest.next().is_some_and(|c| matches!(c, ' '..='~')),
            '"' => false,
            c => matches!(c, ' '..='~') || more(c),
        };
        if !fits {
            return false;
        }
    }
    true
}

/// What stands between the brackets of a domain.
fn is_literal(text: &str) -> bool {
    match text.split_once(':') {
        None => ipv4::fits(text),
        Some((tag, address)) if tag.eq_ignore_ascii_case("IPv6") => ipv6::fits(address),
        Some((tag, content)) => {
            let ends = |text: &str| text.ends_with(|c: char| c.is_ascii_alphanumeric());
            let is_tag = tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') && ends(tag);
            let content =
                !content.is_empty() && content.bytes().all(|b| matches!(b, 33..=90 | 94..=126));
            is_tag && content
        }
    }
}
