//! `hostname` (RFC 1123, section 2.1; RFC 5891 for names that begin with `xn--`) and `idn-hostname`
//! (RFC 5890).

use super::{idna, punycode};

/// A name is at most so long, and so is each of its labels.
const NAME: usize = 253;
const LABEL: usize = 63;

pub(super) fn fits(text: &str) -> bool {
    let labels: Option<Vec<String>> = text.split('.').map(ascii).collect();
    labels.is_some_and(|labels| is_name(&labels))
}

/// The same in any script, in which other full stops separate labels as well.
pub(super) fn fits_idn(text: &str) -> bool {
    idn(text.split(['.', '\u{3002}', '\u{FF0E}', '\u{FF61}']))
}

/// A name of letters, digits and hyphens, whatever it may stand for.
pub(super) fn is_ascii_name(text: &str) -> bool {
    text.len() <= NAME && text.split('.').all(is_ascii_label)
}

/// A name in any script, with the one full stop.
pub(super) fn is_idn_name(text: &str) -> bool {
    idn(text.split('.'))
}

fn idn<'t>(labels: impl Iterator<Item = &'t str>) -> bool {
    let labels: Option<Vec<String>> = labels
        .map(|label| {
            if label.is_ascii() {
                // Other labels with hyphens in these places are reserved.
                let reserved = label.get(2..4) == Some("--") && !is_encoded(label);
                ascii(label).filter(|_| !reserved)
            } else {
                idna::is_label(label).then(|| label.to_owned())
            }
        })
        .collect();
    labels.is_some_and(|labels| is_name(&labels))
}

/// Whether labels that are fine by themselves make a name. They are in Unicode here.
fn is_name(labels: &[String]) -> bool {
    let mut length = labels.len().saturating_sub(1);
    for label in labels {
        let size = if label.is_ascii() {
            label.len()
        } else {
            match punycode::encode(label) {
                Some(encoded) if encoded.len() + 4 <= LABEL => encoded.len() + 4,
                _ => return false,
            }
        };
        length += size;
    }
    let has_right_to_left = labels.iter().any(|label| idna::has_right_to_left(label));
    length <= NAME && (!has_right_to_left || labels.iter().all(|label| idna::keeps_order(label)))
}

/// A label of ASCII, in Unicode.
fn ascii(label: &str) -> Option<String> {
    if !is_ascii_label(label) {
        return None;
    }
    if !is_encoded(label) {
        return Some(label.to_owned());
    }
    let encoded = label.get(4..)?;
    let decoded = punycode::decode(encoded)?;
    let again = punycode::encode(&decoded)?;
    let fits = !decoded.is_ascii() && again.eq_ignore_ascii_case(encoded);
    (fits && idna::is_label(&decoded)).then_some(decoded)
}

fn is_ascii_label(label: &str) -> bool {
    (1..=LABEL).contains(&label.len())
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// Whether a label is Punycode.
fn is_encoded(label: &str) -> bool {
    label
        .get(..4)
        .is_some_and(|prefix| prefix.eq_ignore_ascii_case("xn--"))
}
