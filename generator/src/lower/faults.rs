//! Findings to the schemas whose types they keep from being known.
//!
//! A wrong `minLength` leaves a string a string; a reference that leads nowhere leaves nothing. What is
//! unknown is emitted in a way that no use of it fails a second time.

use formwork_schema::maps::HashSet;

use formwork_schema::source::SourceId;
use formwork_schema::{Code, Finding, Place};

/// Keywords that decide the Rust type.
const DECISIVE: &[&str] = &[
    "$ref",
    "$dynamicRef",
    "$recursiveRef",
    "type",
    "nullable",
    "enum",
    "const",
    "properties",
    "required",
    "additionalProperties",
    "items",
    "prefixItems",
    "allOf",
    "anyOf",
    "oneOf",
];

/// The places of such schemas.
#[derive(Debug, Default)]
pub(super) struct Faults {
    places: HashSet<(SourceId, String)>,
    has_errors: bool,
}

impl Faults {
    /// Whether the schema at a place is one of them.
    pub(super) fn holds(&self, place: &Place) -> bool {
        self.has_errors
            && self
                .places
                .contains(&(place.source, place.pointer.to_string()))
    }

    /// Whether there are any errors at all. Then a schema that says nothing may be what is left of a
    /// reference into a file that could not be read.
    pub(super) fn has_errors(&self) -> bool {
        self.has_errors
    }
}

/// Finds them, from what the earlier stages have found.
pub(super) fn find(findings: &[Finding]) -> Faults {
    let mut faults = Faults::default();
    for finding in findings.iter().filter(|finding| finding.is_error()) {
        // Every schema of a circle is as empty as the first.
        let related = finding
            .related
            .iter()
            .filter(|_| finding.code == Code::REF_CYCLE)
            .map(|related| &related.place);
        faults.has_errors = true;
        for place in finding.place.iter().chain(related) {
            let pointer = place.pointer.as_str();
            let schemas = match finding.code {
                // It decides whether the schema around it has one field more.
                Code::NOT_A_SCHEMA => {
                    [Some(pointer), pointer.strip_suffix("/additionalProperties")]
                }
                _ => [holder(pointer), None],
            };
            let schemas = schemas.into_iter().flatten();
            faults
                .places
                .extend(schemas.map(|pointer| (place.source, pointer.to_owned())));
        }
    }
    faults
}

/// The schema around a decisive keyword, or around an item of its value.
fn holder(pointer: &str) -> Option<&str> {
    let (outer, last) = pointer.rsplit_once('/')?;
    if DECISIVE.contains(&last) {
        return Some(outer);
    }
    let (outer, keyword) = outer.rsplit_once('/')?;
    DECISIVE.contains(&keyword).then_some(outer)
}

#[cfg(test)]
mod tests {
    use super::holder;

    #[test]
    fn decisive_keywords_are_told_from_others() {
        assert_eq!(
            holder("/properties/seller/$ref"),
            Some("/properties/seller")
        );
        assert_eq!(holder("/type"), Some(""));
        assert_eq!(holder("/required/0"), Some(""));
        assert_eq!(holder("/properties/name/minLength"), None);
        assert_eq!(holder(""), None);
    }
}
