//! Schemas that accept nothing at all: `false`, what is written to be that, and roots.
//!
//! A part that accepts nothing is a way to forbid it, and is nobody's mistake by itself. Where it makes
//! something else impossible, that is told there.

use super::possible::Possible;
use super::{Analysis, Cause, Known};
use crate::model::{Said, Schema, SchemaId};
use crate::{Code, Finding};

/// What a schema says by being `false`, or by `not` alone.
pub(super) fn narrow(analysis: &mut Analysis<'_>, id: SchemaId, known: &mut Known) {
    let schema = analysis.model.get(id);
    if schema.boolean == Some(false) {
        known.exclude(Possible::ALL, deliberate(schema));
        return;
    }
    let Some(not) = schema.rare.not else { return };
    if !accepts_everything(analysis.model.get(not)) {
        return;
    }
    // Older drafts have no `false`, and write it so. With other rules beside it, it is a slip.
    let mut alone = schema.clone();
    if let Some(rare) = alone.rare.there() {
        rare.not = None;
    }
    if accepts_everything(&alone) {
        known.exclude(Possible::ALL, deliberate(schema));
        return;
    }
    let place = analysis.places.value(schema, "not");
    let message = "nothing fits this schema: its `not` excludes every value";
    let finding = Finding::warning(Code::NOTHING_FITS, place, message)
        .label("everything fits this, and nothing its opposite")
        .help("remove `not`, or write `false` for the whole schema");
    if let Some(cause) = analysis.push_cause(finding) {
        known.exclude(Possible::ALL, cause);
    }
}

fn deliberate(schema: &Schema) -> Cause {
    Cause {
        place: schema.place.clone(),
        deliberate: true,
    }
}

/// Whether a schema says nothing that a value could break.
pub(super) fn accepts_everything(schema: &Schema) -> bool {
    if let Some(accepts) = schema.boolean {
        return accepts;
    }
    schema.says_only(Said::SILENT.with(Said::TYPES))
        && Possible::of_types(schema.types) == Possible::ALL
}

/// Roots that nothing fits.
pub(super) fn report_roots(analysis: &mut Analysis<'_>) {
    let roots: Vec<SchemaId> = analysis.model.roots.iter().flatten().copied().collect();
    for root in roots {
        let Some(cause) = analysis.cause(root).cloned() else {
            continue;
        };
        let place = &analysis.model.get(root).place;
        let message = "no value at all fits this schema: every answer will be refused";
        let mut finding = Finding::warning(Code::NOTHING_FITS, place.clone(), message)
            .help("mend what makes it so before anything is asked with it");
        if cause.place == *place {
            finding = finding.label("nothing fits this");
        } else {
            finding = finding.related(cause.place, "this is why");
        }
        analysis.push(finding);
    }
}
