//! `format`: the rule that checks it, where formats are checked.

use formwork_schema::model::Schema;

use super::Lowering;
use crate::ir::Rule;

/// The formats that the runtime knows, and what it calls them. The specification lets every other
/// format pass.
const FORMATS: &[(&str, &str)] = &[
    ("date", "Date"),
    ("date-time", "DateTime"),
    ("duration", "Duration"),
    ("email", "Email"),
    ("hostname", "Hostname"),
    ("idn-email", "IdnEmail"),
    ("idn-hostname", "IdnHostname"),
    ("ipv4", "Ipv4"),
    ("ipv6", "Ipv6"),
    ("iri", "Iri"),
    ("iri-reference", "IriReference"),
    ("json-pointer", "JsonPointer"),
    ("regex", "Regex"),
    ("relative-json-pointer", "RelativeJsonPointer"),
    ("time", "Time"),
    ("uri", "Uri"),
    ("uri-reference", "UriReference"),
    ("uri-template", "UriTemplate"),
    ("uuid", "Uuid"),
];

impl Lowering<'_> {
    /// The rule of a schema's `format`, where formats are checked and this one is known.
    pub(super) fn format_rule(&self, schema: &Schema) -> Option<Rule> {
        let name = schema
            .format
            .as_deref()
            .filter(|_| self.settings.assert_formats)?;
        let (_, variant) = FORMATS.iter().find(|(known, _)| *known == name)?;
        Some(Rule::Format(variant))
    }
}
