//! An outcome of the harness to how each test went.

use super::Case;
use crate::harness::Outcome;
use crate::harness::run::Answer;

/// How a test went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// The test's name.
    pub name: String,
    /// Whether it stands under `optional`.
    pub optional: bool,
    /// Why it failed: in a word, and in many. `None` where it passed.
    pub failure: Option<(String, String)>,
}

/// Judges every test of a case.
#[must_use]
pub fn judge(case: &Case, outcome: &Outcome) -> Vec<Judged> {
    let whole = match (&outcome.made, &outcome.broken) {
        (Err(unmade), _) => Some((
            format!("not generated: {}", unmade.class),
            unmade.why.clone(),
        )),
        (_, Some(said)) => Some((format!("not compiled: {}", said.code), said.drawn.clone())),
        _ => None,
    };
    let instances = &case.subject.instances;
    let judged = |(at, test): (usize, &super::Test)| {
        let failure = whole.clone().or_else(|| {
            let class = match (outcome.answers.get(at), test.valid) {
                (Some(Answer::Fits(_)), true) | (Some(Answer::Breaks(_)), false) => return None,
                (Some(Answer::Fits(_)), false) => "invalid accepted",
                (Some(Answer::Breaks(_)), true) => "valid refused",
                (Some(Answer::Panics(_)), _) => "decoder panics",
                (Some(Answer::Lost(_)) | None, _) => "program lost",
            };
            let instance = instances.get(at).map_or("", String::as_str);
            let told = outcome
                .answers
                .get(at)
                .map(Answer::told)
                .unwrap_or_default();
            let words = format!("{instance}\n{}", told.join("\n"));
            Some((class.to_owned(), words))
        });
        Judged {
            name: case.name(test),
            optional: case.optional,
            failure,
        }
    };
    case.tests.iter().enumerate().map(judged).collect()
}
