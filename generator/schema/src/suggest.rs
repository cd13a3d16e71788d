//! "Did you mean": the known name that an unknown one was probably meant to be.

/// Longer names are not compared.
const MAX_LENGTH: usize = 100;

/// How many names are listed where none is near.
pub(crate) const LISTED: usize = 8;

/// The candidate nearest to `name`, where one is near enough to be worth saying.
///
/// ```
/// use formwork_schema::suggest::nearest;
///
/// assert_eq!(nearest("strnig", ["string", "number"]), Some("string"));
/// assert_eq!(nearest("town", ["string", "number"]), None);
/// ```
#[must_use]
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = name.chars().count();
    if length > MAX_LENGTH {
        return None;
    }
    // One slip in a short name, and one in every fourth character of a longer one.
    let allowed = (length / 4).clamp(1, 3);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        if candidate.chars().count().abs_diff(length) > allowed || candidate == name {
            continue;
        }
        let distance = if candidate.eq_ignore_ascii_case(name) {
            0
        } else {
            strsim::damerau_levenshtein(name, candidate)
        };
        // Beside so short a name, another letter makes another word.
        if candidate.len() <= 3 && candidate.len() != name.len() {
            continue;
        }
        // The first of several equally near ones, so that the answer does not depend on luck.
        if distance <= allowed && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    // A name of which every second character is wrong is another name.
    best.filter(|(distance, _)| distance * 2 < length.max(2))
        .map(|(_, candidate)| candidate)
}

/// Names between backquotes, the first few of them.
///
/// ```
/// use formwork_schema::suggest::listed;
///
/// assert_eq!(listed(&["string", "number"]), "`string`, `number`");
/// ```
#[must_use]
pub fn listed<T: AsRef<str>>(names: &[T]) -> String {
    let shown = names.iter().take(LISTED);
    let shown: Vec<String> = shown.map(|name| format!("`{}`", name.as_ref())).collect();
    let more = if names.len() > LISTED { ", ..." } else { "" };
    shown.join(", ") + more
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_found_and_far_ones_are_not() {
        let known = [
            "minLength",
            "maxLength",
            "type",
            "anyOf",
            "allOf",
            "not",
            "if",
        ];
        for (name, wanted) in [
            ("minlength", Some("minLength")),
            ("maxLenght", Some("maxLength")),
            ("anyof", Some("anyOf")),
            ("typ", Some("type")),
            ("typos", None),
            ("ui", None),
            ("fi", None),
            ("nto", Some("not")),
            ("note", None),
            ("order", None),
            ("minLimit", None),
            ("", None),
        ] {
            assert_eq!(nearest(name, known), wanted, "{name}");
        }
        assert_eq!(nearest(&"x".repeat(1_000_000), known), None);
    }
}
