//! Two versions to a verdict in one direction: whether one accepts all that the other accepts, and the
//! instance that proves it where it does not.
//!
//! The proof that all is accepted is `jsonschema`'s: the canonical form of the one covers that of the other. That
//! something is refused is proved by an instance alone, which both versions have judged as they were written.

use jsonschema::canonical::{self, CanonicalSchema, Containment};
use serde_json::Value;

use super::instances::instances;
use super::side::Side;

/// How much is shown of the words for a fault, in characters.
const WORDS_SHOWN: usize = 200;

/// Whether one version accepts all that the other one accepts.
#[derive(Debug)]
pub(super) enum Verdict {
    /// It does.
    Accepts,
    /// It does not.
    Refuses(Witness),
    /// Neither was proved, and why.
    Undecided(String),
}

/// What one version accepts and the other one refuses.
#[derive(Debug)]
pub(super) struct Witness {
    /// The instance.
    pub(super) instance: Value,
    /// Where in it the fault is, as a JSON Pointer.
    pub(super) pointer: String,
    /// What is wrong there, in the words of `jsonschema`.
    pub(super) fault: String,
}

/// Whether `reader` accepts all that `writer` accepts.
pub(super) fn accepts_all(reader: &Side, writer: &Side, assert_formats: bool) -> Verdict {
    let tried = instances(&writer.gathered, &reader.gathered);
    if let Some(witness) = witness(reader, writer, &tried) {
        return Verdict::Refuses(witness);
    }
    // The other one's instances as well: it may name what this one allows without a word.
    let more = instances(&reader.gathered, &writer.gathered);
    if let Some(witness) = witness(reader, writer, &more) {
        return Verdict::Refuses(witness);
    }
    if let Some(why) = reader.lost.or(writer.lost) {
        return Verdict::Undecided(format!("{why}, which the comparison does not follow"));
    }
    // Harm is done where the form of comparison lets the reader accept more, or the writer less.
    let all = || tried.iter().chain(&more);
    let is_misread = all().any(|one| reader.accepts_only_as_retold(one))
        || all().any(|one| writer.accepts_only_as_written(one));
    let integers_differ = reader.has_written_integers && !writer.has_written_integers;
    let canonical = |side: &Side| canonical(side, assert_formats);
    let (reading, written) = match (canonical(reader), canonical(writer)) {
        (Ok(reading), Ok(written)) => (reading, written),
        (Err(why), _) | (_, Err(why)) => return Verdict::Undecided(why),
    };
    match reading.covers(&written) {
        Ok(Containment::Yes) if integers_differ => Verdict::Undecided(
            "draft 4 does not call 1.0 an integer, and no place was found where that shows"
                .to_owned(),
        ),
        Ok(Containment::Yes) if is_misread => Verdict::Undecided(
            "the drafts of the two say something else than the form in which they are compared"
                .to_owned(),
        ),
        Ok(Containment::Yes) => Verdict::Accepts,
        Ok(Containment::No) => differing(&reading, &written, reader, writer),
        Ok(Containment::Unknown) => {
            Verdict::Undecided("no proof was found, and no instance that disproves it".to_owned())
        }
        Err(error) => Verdict::Undecided(error.to_string()),
    }
}

/// The versions differ, and the instance that shows it is still to be found: in the difference itself.
fn differing(
    reading: &CanonicalSchema,
    written: &CanonicalSchema,
    reader: &Side,
    writer: &Side,
) -> Verdict {
    let found = written.subtract(reading).ok().and_then(|difference| {
        let difference = difference.to_json_schema();
        let tried = instances(&difference, &writer.gathered);
        witness(reader, writer, &tried)
    });
    found.map_or_else(
        || Verdict::Undecided("they differ, and no instance was found that shows it".to_owned()),
        Verdict::Refuses,
    )
}

/// The form in which schemas are compared.
fn canonical(side: &Side, assert_formats: bool) -> Result<CanonicalSchema, String> {
    canonical::options()
        .offline()
        .with_draft(jsonschema::Draft::Draft202012)
        .should_validate_formats(assert_formats)
        .canonicalize(&side.gathered)
        .map_err(|error| error.to_string())
}

/// The shortest of some instances that the writer's schema accepts and the reader's refuses.
fn witness(reader: &Side, writer: &Side, tried: &[Value]) -> Option<Witness> {
    let proofs = tried
        .iter()
        .filter(|instance| writer.written.is_valid(instance) && !reader.written.is_valid(instance));
    let instance = proofs.min_by_key(|instance| instance.to_string().len())?;
    let error = reader.written.iter_errors(instance).next()?;
    let mut fault: String = error.to_string().chars().take(WORDS_SHOWN).collect();
    if error.to_string().chars().nth(WORDS_SHOWN).is_some() {
        fault.push_str("...");
    }
    Some(Witness {
        instance: instance.clone(),
        pointer: error.instance_path().to_string(),
        fault,
    })
}
