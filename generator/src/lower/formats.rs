//! `format`: the rule that checks it, and the type that stands for it, where the options ask for them.

use formwork_schema::model::Schema;

use super::Lowering;
use super::flat::Flat;
use crate::ir::{Formatted, Rule};

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

/// The formats that have types of their own.
pub(crate) const TYPED: &[(&str, Formatted)] = &[
    ("date", Formatted::Date),
    ("date-time", Formatted::DateTime),
    ("duration", Formatted::Duration),
    ("time", Formatted::Time),
    ("uri", Formatted::Uri),
    ("uuid", Formatted::Uuid),
];

fn rule(name: &str) -> Option<Rule> {
    let (_, variant) = FORMATS.iter().find(|(known, _)| *known == name)?;
    Some(Rule::Format(variant))
}

impl Lowering<'_> {
    /// The type for the strings of a schema, where its format has one that is asked for; and the rule that
    /// is checked before the type reads them.
    pub(super) fn formatted(&self, flat: &Flat) -> Option<(Formatted, Rule)> {
        flat.parts.iter().find_map(|part| {
            let part = self.get(*part);
            let name = part.format.as_deref()?;
            let (_, formatted) = TYPED.iter().find(|(known, _)| *known == name)?;
            let is_asked = self.settings.format_types.contains(formatted);
            is_asked.then_some((*formatted, rule(name)?))
        })
    }

    /// The rule of a schema's `format`, where formats are checked and this one is known.
    pub(super) fn format_rule(&self, schema: &Schema) -> Option<Rule> {
        let name = schema
            .format
            .as_deref()
            .filter(|_| self.settings.assert_formats)?;
        rule(name)
    }
}
