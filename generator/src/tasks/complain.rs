//! What is told of a template: names that nothing goes by, and inputs that may be absent.

use formwork_schema::model::SchemaId;
use formwork_schema::{Code, Finding, suggest};

use super::guard::path;
use super::scope::{FILTERS, Found};
use super::walk::{Inputs, Use, Walk};
use crate::template::{Expression, Name, Span};

/// The most errors, and the most warnings, that are told of a task's templates. The place of each is looked for in
/// the file from the template's beginning on, and nobody reads so many.
const MOST_TOLD: usize = 100;

impl Inputs<'_> {
    /// Counts an error, and says whether it is told.
    pub(super) fn tells_error(&mut self) -> bool {
        self.errors += 1;
        self.errors <= MOST_TOLD
    }

    /// Counts a warning, and says whether it is told.
    pub(super) fn tells_warning(&mut self) -> bool {
        self.warnings += 1;
        self.warnings <= MOST_TOLD
    }

    /// What was found, with how much more there is.
    pub(super) fn into_findings(self) -> Vec<Finding> {
        let untold = |count: usize| count.saturating_sub(MOST_TOLD);
        let untold = untold(self.errors) + untold(self.warnings);
        let mut findings = self.findings;
        if untold > 0
            && let Some(last) = findings.pop()
        {
            let help = format!("{untold} more like those of this task's templates are left out");
            findings.push(last.help(help));
        }
        findings
    }
}

impl<'a> Walk<'a, '_> {
    /// A name that must be one of those that templates know.
    pub(super) fn known(&mut self, what: &str, name: &Name<'a>, known: &[&'static str]) {
        let Name { text: name, span } = name;
        if known.contains(name) || !self.inputs.tells_error() {
            return;
        }
        let place = self.text.place(span);
        let finding = Finding::error(
            Code::UNKNOWN_FILTER,
            place,
            format!("there is no {what} `{name}`"),
        );
        let other = OTHER_WORDS.iter().find(|(word, _)| word == name);
        let near = suggest::nearest(name, known.iter().copied());
        self.inputs.findings.push(match (near, other) {
            (Some(near), _) => finding.help(format!("did you mean `{near}`?")),
            (None, Some((_, meant))) => finding.help(format!("it is written {meant}")),
            (None, None) if known.len() <= 8 => {
                finding.help(format!("there are {}", suggest::listed(known)))
            }
            (None, None) => finding.help(
                "see https://docs.rs/minijinja for those that there are; an input may bring what is \
                 missing",
            ),
        });
    }

    pub(super) fn unknown(&mut self, name: &str, expression: &Expression<'a>) {
        if !self.inputs.tells_error() {
            return;
        }
        let place = self.text.place(&expression.span);
        let mut names = self.names();
        let scopes = self.scopes.iter().rev();
        names.extend(scopes.flat_map(|scope| scope.keys().map(|one| (*one).to_owned())));
        names.sort_unstable();
        names.dedup();
        let message = format!("`{name}` is no input of this task");
        let finding = Finding::error(Code::UNKNOWN_VARIABLE, place, message);
        let near = suggest::nearest(name, names.iter().map(String::as_str));
        let finding = match (near, names.is_empty()) {
            (Some(near), _) => finding.help(format!("did you mean `{near}`?")),
            (None, true) => finding.help(format!(
                "write `{name}` under `properties` of the task's `input`"
            )),
            (None, false) => finding.help(format!("there are {}", suggest::listed(&names))),
        };
        self.inputs.findings.push(finding);
    }

    /// The names of all inputs.
    pub(super) fn names(&self) -> Vec<String> {
        let Some(schema) = self.inputs.schema else {
            return Vec::new();
        };
        let parts = super::scope::parts(self.inputs.model, schema);
        let names = parts.iter().flat_map(|part| &part.properties);
        names.map(|one| one.name.clone()).collect()
    }

    /// A property that a value has not.
    pub(super) fn lacking(&mut self, schema: SchemaId, name: &str, found: &Found, span: &Span) {
        let (message, help) = match found {
            Found::Missing(names) => {
                let near = suggest::nearest(name, names.iter().map(String::as_str));
                let help = match near {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("there are {}", suggest::listed(names)),
                };
                (format!("there is no property `{name}`"), help)
            }
            Found::NoObject(kind) => {
                let help = if FILTERS.contains(&name) {
                    format!("a filter does it: `| {name}`")
                } else {
                    format!("its schema says that it is {kind}")
                };
                (
                    format!("this is {kind}, which has no property `{name}`"),
                    help,
                )
            }
            Found::Property { .. } | Found::Perhaps => return,
        };
        if !self.inputs.tells_error() {
            return;
        }
        let place = self.text.place(span);
        let by = self.inputs.model.get(schema).place.clone();
        let finding = Finding::error(Code::UNKNOWN_PROPERTY, place, message);
        let finding = finding.related(by, "it is described here");
        self.inputs.findings.push(finding.help(help));
    }

    /// An input that may be absent, used as if it could not.
    pub(super) fn bare(&mut self, required: bool, expression: &Expression<'a>, usage: Use) {
        if required || usage == Use::Asked {
            return;
        }
        let path = path(expression, &self.text.template.text);
        let below = format!("{path}.");
        let mut there = self.there.iter();
        if there.any(|one| *one == path || one.starts_with(&below)) {
            return;
        }
        if !self.inputs.tells_warning() {
            return;
        }
        let place = self.text.place(&expression.span);
        let message = format!("`{path}` is optional, and the call fails where it is absent");
        let finding = Finding::warning(Code::BARE_OPTIONAL, place, message);
        let help = format!(
            "write `{path} | default(\"\")`, or put it into `{{% if {path} %}}`; or list it under \
             `required`"
        );
        self.inputs.findings.push(finding.help(help));
    }
}

/// Words of other engines.
const OTHER_WORDS: &[(&str, &str)] = &[
    ("truncate", "`text[:100]`"),
    ("size", "`length`"),
    ("to_json", "`tojson`"),
    ("json", "`tojson`"),
    ("downcase", "`lower`"),
    ("upcase", "`upper`"),
    ("null", "`none`"),
    ("empty", "`not`: `{% if not items %}`"),
    ("len", "`items | length`"),
    ("str", "`value | string`"),
];
