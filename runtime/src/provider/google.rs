//! Addresses of Google's servers: the host of a location, and a model as a part of a path. Whose model it is, and
//! what it is asked, is the wire's business.

use std::borrow::Cow;

/// The host's name behind the location.
const HOST: &str = "-aiplatform.googleapis.com";

/// A base URL at the host that its location has: `global` has none of its own, and the multi-regions `us` and `eu`
/// have theirs under another name.
///
/// Source: the hosts of the clients that Google (3.4.0) and Anthropic (2.12.0) publish.
pub(super) fn located(base_url: &str) -> Cow<'_, str> {
    let Some((scheme, rest)) = base_url.split_once("://") else {
        return Cow::Borrowed(base_url);
    };
    let Some((location, path)) = rest.split_once(HOST) else {
        return Cow::Borrowed(base_url);
    };
    match location {
        "global" => Cow::Owned(format!("{scheme}://aiplatform.googleapis.com{path}")),
        "us" | "eu" => Cow::Owned(format!(
            "{scheme}://aiplatform.{location}.rep.googleapis.com{path}"
        )),
        _ => Cow::Borrowed(base_url),
    }
}

/// A path whose characters cannot be taken for an end of the path.
pub(super) fn encoded(path: &str) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/@".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for digit in [byte >> 4, byte & 15] {
                out.push(char::from(
                    HEX.get(usize::from(digit)).copied().unwrap_or(b'0'),
                ));
            }
        }
    }
    out
}
