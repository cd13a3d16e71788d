//! A resolved model to warnings: schemas that nothing fits, and parts of schemas that do nothing.
//!
//! Only what is certain is said. Each analysis asks the same few things of a schema: which types of
//! value can fit it ([`possible`]), where its keywords stand ([`places`]), and whether two schemas say
//! the same ([`shape`]). All of it is linear in the size of the model, and nothing here knows Rust or a
//! provider.

mod applies;
mod bounds;
mod branches;
mod claims;
mod conflict;
mod contents;
mod fits;
mod needs;
mod never;
mod order;
mod parts;
mod places;
mod possible;
mod shape;
mod values;

use crate::model::{Model, SchemaId};
use crate::{Finding, Place};

pub use self::claims::{Claim, claims};
pub(crate) use self::fits::broken;

use self::places::Places;
use self::possible::Possible;

/// What there is to say about the schemas of a model: warnings only, in no particular order.
///
/// A model that was read with errors says nothing that could be relied on, so a caller leaves it out.
#[must_use]
pub fn analyse(model: &Model) -> Vec<Finding> {
    let mut analysis = Analysis {
        model,
        places: Places::new(model),
        notes_matter: model.schemas.iter().any(|schema| {
            schema.rare.unevaluated_properties.is_some() || schema.rare.unevaluated_items.is_some()
        }),
        known: vec![Known::default(); model.schemas.len()],
        findings: Vec::new(),
    };
    for id in order::inner_first(model) {
        analysis.schema(id);
    }
    branches::report(&mut analysis);
    never::report_roots(&mut analysis);
    let mut findings = analysis.findings;
    // What is wrong with a document from elsewhere is not for its reader to mend.
    findings.retain(|finding| {
        let source = finding
            .place
            .as_ref()
            .and_then(|place| model.sources.get(place.source));
        source.is_some_and(|source| source.uri.is_none())
    });
    findings
}

/// What is known of a schema.
#[derive(Clone, Debug, Default)]
struct Known {
    /// The types of value that may fit. Everything, until the schema has been looked at: what a
    /// circle of references leads back to stays that way for those inside.
    possible: Possible,
    /// Why nothing fits, where nothing does.
    cause: Option<Cause>,
}

/// Why nothing fits a schema.
#[derive(Clone, Debug)]
struct Cause {
    /// Where the reason stands.
    place: Place,
    /// Whether it is `false`, or written to be that, and not a slip.
    deliberate: bool,
}

impl Known {
    /// Takes types away. The cause is kept where they were the last ones.
    fn exclude(&mut self, types: Possible, cause: Cause) {
        let left = self.possible.without(types);
        if left.is_empty() && !self.possible.is_empty() {
            self.cause = Some(cause);
        }
        self.possible = left;
    }
}

struct Analysis<'a> {
    model: &'a Model,
    places: Places<'a>,
    /// Whether any schema asks what others have looked at (`unevaluated...`).
    notes_matter: bool,
    known: Vec<Known>,
    findings: Vec<Finding>,
}

impl Analysis<'_> {
    /// Looks at a schema; those inside it have been looked at.
    fn schema(&mut self, id: SchemaId) {
        let mut known = Known::default();
        never::narrow(self, id, &mut known);
        if !known.possible.is_empty() {
            values::narrow(self, id, &mut known);
            conflict::narrow(self, id, &mut known);
            bounds::narrow(self, id, &mut known);
            contents::narrow(self, id, &mut known);
            applies::check(self, id);
            needs::check(self, id);
        }
        if let Some(slot) = self.known.get_mut(id.0 as usize) {
            *slot = known;
        }
    }

    /// The types of value that may fit a schema.
    fn possible(&self, id: SchemaId) -> Possible {
        let known = self.known.get(id.0 as usize);
        known.map_or(Possible::ALL, |known| known.possible)
    }

    /// The same, also for a schema that is still being looked at.
    fn types(&self, id: SchemaId) -> Possible {
        let schema = self.model.get(self.model.follow(id));
        self.possible(id).and(Possible::of_types(schema.types))
    }

    /// Why nothing fits a schema, where nothing does.
    fn cause(&self, id: SchemaId) -> Option<&Cause> {
        self.known.get(id.0 as usize)?.cause.as_ref()
    }

    /// Whether a schema was written to be fitted by nothing.
    fn is_deliberately_never(&self, id: SchemaId) -> bool {
        self.cause(id).is_some_and(|cause| cause.deliberate)
    }

    fn push(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// Adds a finding that says why some values cannot fit.
    fn push_cause(&mut self, finding: Finding) -> Option<Cause> {
        let place = finding.place.clone()?;
        self.findings.push(finding);
        Some(Cause {
            place,
            deliberate: false,
        })
    }
}
