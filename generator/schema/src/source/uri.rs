//! URIs as names of documents (RFC 3986), as far as `$id` and `$ref` need them: taking apart and joining.

use std::path::Path;

/// A URI reference taken apart (RFC 3986, appendix B), without its fragment.
#[derive(Clone, Copy)]
struct Parts<'a> {
    scheme: Option<&'a str>,
    authority: Option<&'a str>,
    path: &'a str,
    query: Option<&'a str>,
}

fn parts(reference: &str) -> Parts<'_> {
    let (scheme, rest) = match scheme(reference) {
        Some(scheme) => (Some(scheme), &reference[scheme.len() + 1..]),
        None => (None, reference),
    };
    let (hierarchy, query) = match rest.split_once('?') {
        Some((hierarchy, query)) => (hierarchy, Some(query)),
        None => (rest, None),
    };
    let (authority, path) = match hierarchy.strip_prefix("//") {
        Some(rest) => {
            let end = rest.find('/').unwrap_or(rest.len());
            (Some(&rest[..end]), &rest[end..])
        }
        None => (None, hierarchy),
    };
    Parts {
        scheme,
        authority,
        path,
        query,
    }
}

/// The scheme of a URI reference, where it has one.
pub(crate) fn scheme(reference: &str) -> Option<&str> {
    let (scheme, _) = reference.split_once(':')?;
    let valid = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    valid.then_some(scheme)
}

/// What stands before `#`, and what stands behind it.
pub(crate) fn split_fragment(reference: &str) -> (&str, &str) {
    reference.split_once('#').unwrap_or((reference, ""))
}

/// The path of a URI reference, still percent-encoded.
pub(crate) fn path(reference: &str) -> &str {
    parts(reference).path
}

/// A URI for a document in a file. It serves to join references to.
pub(crate) fn of_file(path: &Path) -> String {
    let path = path.to_string_lossy().replace('\\', "/");
    // Leading `..` would be lost when references are joined.
    let path = path.trim_start_matches('/').replace("../", "_/");
    format!("file:///{path}")
}

/// A reference without a fragment, made absolute (RFC 3986, section 5.2).
pub(crate) fn join(base: &str, reference: &str) -> String {
    let (base, reference) = (parts(base), parts(reference));
    let joined = if reference.scheme.is_some() {
        (
            reference.scheme,
            reference.authority,
            remove_dots(reference.path),
            reference.query,
        )
    } else if reference.authority.is_some() {
        (
            base.scheme,
            reference.authority,
            remove_dots(reference.path),
            reference.query,
        )
    } else if reference.path.is_empty() {
        (
            base.scheme,
            base.authority,
            base.path.to_owned(),
            reference.query.or(base.query),
        )
    } else if reference.path.starts_with('/') {
        (
            base.scheme,
            base.authority,
            remove_dots(reference.path),
            reference.query,
        )
    } else {
        let merged = if base.authority.is_some() && base.path.is_empty() {
            format!("/{}", reference.path)
        } else {
            let folder = base.path.rfind('/').map_or("", |at| &base.path[..=at]);
            format!("{folder}{}", reference.path)
        };
        (
            base.scheme,
            base.authority,
            remove_dots(&merged),
            reference.query,
        )
    };
    let (scheme, authority, path, query) = joined;
    let mut out = String::new();
    if let Some(scheme) = scheme {
        out.push_str(&scheme.to_ascii_lowercase());
        out.push(':');
    }
    if let Some(authority) = authority {
        out.push_str("//");
        out.push_str(&authority.to_ascii_lowercase());
    }
    out.push_str(&path);
    if let Some(query) = query {
        out.push('?');
        out.push_str(query);
    }
    out
}

/// RFC 3986, section 5.2.4.
fn remove_dots(path: &str) -> String {
    let absolute = path.starts_with('/');
    let mut kept: Vec<&str> = Vec::new();
    let mut ends_in_folder = false;
    for segment in path.split('/').skip(usize::from(absolute)) {
        ends_in_folder = matches!(segment, "." | "..");
        match segment {
            "." => {}
            ".." => {
                kept.pop();
            }
            other => kept.push(other),
        }
    }
    let mut out = String::new();
    if absolute {
        out.push('/');
    }
    out.push_str(&kept.join("/"));
    if ends_in_folder && !kept.is_empty() {
        out.push('/');
    }
    out
}

/// Percent-decodes. `None` where an escape is broken or the result is not UTF-8.
pub(crate) fn decode(text: &str) -> Option<String> {
    if !text.contains('%') {
        return Some(text.to_owned());
    }
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            out.push(byte);
            continue;
        }
        let mut digit = || char::from(bytes.next()?).to_digit(16);
        let value = digit()? * 16 + digit()?;
        out.push(u8::try_from(value).ok()?);
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_join_as_the_rfc_says() {
        // RFC 3986, sections 5.4.1 and 5.4.2, without those that have a fragment.
        let base = "http://a/b/c/d;p?q";
        for (reference, wanted) in [
            ("g:h", "g:h"),
            ("g", "http://a/b/c/g"),
            ("./g", "http://a/b/c/g"),
            ("g/", "http://a/b/c/g/"),
            ("/g", "http://a/g"),
            ("//g", "http://g"),
            ("?y", "http://a/b/c/d;p?y"),
            ("g?y", "http://a/b/c/g?y"),
            (";x", "http://a/b/c/;x"),
            ("", "http://a/b/c/d;p?q"),
            (".", "http://a/b/c/"),
            ("./", "http://a/b/c/"),
            ("..", "http://a/b/"),
            ("../g", "http://a/b/g"),
            ("../../g", "http://a/g"),
            ("../../../g", "http://a/g"),
            ("/../g", "http://a/g"),
            ("g.", "http://a/b/c/g."),
            ("..g", "http://a/b/c/..g"),
            ("./g/.", "http://a/b/c/g/"),
            ("g/./h", "http://a/b/c/g/h"),
            ("g/../h", "http://a/b/c/h"),
            ("g?y/./x", "http://a/b/c/g?y/./x"),
        ] {
            assert_eq!(join(base, reference), wanted, "{reference}");
        }
        assert_eq!(join("http://a", "g"), "http://a/g");
        assert_eq!(join("urn:uuid:1", ""), "urn:uuid:1");
        assert_eq!(join("HTTP://A/x", "y"), "http://a/y");
    }

    #[test]
    fn escapes_are_decoded_or_refused() {
        assert_eq!(decode("a%20b%C3%BC").as_deref(), Some("a bü"));
        for bad in ["%", "%2", "%zz", "%FF", "a%+1"] {
            assert_eq!(decode(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_colon_in_a_path_is_no_scheme() {
        assert_eq!(scheme("http://x"), Some("http"));
        assert_eq!(scheme("./a:b"), None);
        assert_eq!(scheme("1a:b"), None);
        assert_eq!(scheme("#/a:b"), None);
    }
}
