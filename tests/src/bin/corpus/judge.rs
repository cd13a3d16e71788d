//! Outcomes beside what the reference says of the same instances.

use std::time::Duration;

use formwork_tests::harness::corpus::Schema;
use formwork_tests::harness::reference::{Case, Judged, Verdict};
use formwork_tests::harness::run::Answer;
use formwork_tests::harness::text::same;
use formwork_tests::harness::{Asked, Outcome};

use crate::report::Report;

/// How long the reference may take for a schema and its instances.
const LIMIT: Duration = Duration::from_secs(60);

/// What the reference says of every instance of a schema.
pub(crate) fn reference(asked: &mut Asked, schema: &Schema, explain: bool) -> Judged {
    let case = Case {
        schema: schema.text.clone(),
        instances: schema.instances.clone(),
        explain,
    };
    let question = serde_json::to_string(&case).unwrap_or_default();
    match asked.ask(&question, LIMIT) {
        Ok(line) => serde_json::from_str(&line).unwrap_or(Judged::No(line)),
        Err(lost) => Judged::No(lost.to_string()),
    }
}

/// Puts an outcome into the report.
pub(crate) fn judge(
    schema: &Schema,
    outcome: &Outcome,
    judged: &Judged,
    explain: impl FnOnce() -> Judged,
    report: &mut Report,
) {
    let id = &schema.id;
    report.instances += schema.instances.len();
    match &outcome.made {
        Ok(made) => {
            report.generated += 1;
            report.bytes += made.bytes;
            report.micros += made.micros;
        }
        Err(unmade) => report.fail(format!("not generated: {}", unmade.class), id, &unmade.why),
    }
    if let Some(said) = &outcome.broken {
        report.fail(format!("not compiled: {}", said.code), id, &said.drawn);
    }
    report.compiled += usize::from(outcome.is_compiled());
    report.warnings += outcome.warnings.len();
    for said in &outcome.warnings {
        report.fail(format!("warning: {}", said.code), id, &said.drawn);
    }
    if let Judged::No(why) = judged {
        report.note("no reference: the line's flags are taken", id, why);
    }
    let verdicts = verdicts(judged, schema);
    let mut explained = None;
    let mut explain = Some(explain);
    for (at, (instance, verdict)) in schema.instances.iter().zip(&verdicts).enumerate() {
        let flag = schema.flags.get(at).copied().flatten();
        if flag.is_some() && verdict.is_some() && flag != *verdict {
            report.flag_differs += 1;
            let words = format!("instance {at}: the line says otherwise");
            report.note("jsonschema disagrees with the line's `valid`", id, &words);
        }
        let answer = outcome.answers.get(at);
        // What it cannot read (half a surrogate pair, 1e400), it refuses, and so may we.
        let refused = matches!(judged, Judged::Verdicts(_)) && verdict.is_none();
        if refused {
            report.note("jsonschema cannot read it", id, &format!("instance {at}"));
        }
        let refused = refused && matches!(answer, Some(Answer::Breaks(_)));
        let Some(expected) = (if refused {
            Some(false)
        } else {
            verdict.or(flag)
        }) else {
            report.unjudged += 1;
            report.note("nobody judges it", id, &format!("instance {at}"));
            continue;
        };
        report.valid += usize::from(expected);
        let Some(answer) = answer else { continue };
        let class = match (answer, expected) {
            (Answer::Fits(_), true) | (Answer::Breaks(_), false) => {
                report.agree += 1;
                None
            }
            (Answer::Fits(_), false) => Some("invalid accepted"),
            (Answer::Breaks(_), true) => Some("valid refused"),
            (Answer::Panics(_), _) => Some("decoder panics"),
            (Answer::Lost(_), _) => Some("program lost"),
        };
        if let Some(class) = class {
            let theirs = explained
                .get_or_insert_with(|| explain.take().map(|explain| explain()))
                .as_ref();
            report.fail(class.to_owned(), id, &told(at, instance, answer, theirs));
        }
        if let (Answer::Fits(text), true) = (answer, expected) {
            if same(instance, text) {
                report.round_trip += 1;
            } else {
                let words = format!("instance {at}: {}\n        became {text}", shown(instance));
                report.fail("changed by the round trip".to_owned(), id, &words);
            }
        }
    }
}

fn verdicts(judged: &Judged, schema: &Schema) -> Vec<Option<bool>> {
    match judged {
        Judged::Verdicts(verdicts) => verdicts.iter().map(|one| one.valid).collect(),
        Judged::No(_) => vec![None; schema.instances.len()],
    }
}

/// An instance, what we say of it, and what they say.
fn told(at: usize, instance: &str, answer: &Answer, theirs: Option<&Judged>) -> String {
    let mut lines = vec![format!("instance {at}: {}", shown(instance))];
    lines.extend(
        answer
            .told()
            .iter()
            .map(|line| format!("ours:   {}", shown(line))),
    );
    let theirs: Option<&Verdict> = match theirs {
        Some(Judged::Verdicts(verdicts)) => verdicts.get(at),
        _ => None,
    };
    match theirs {
        Some(verdict) if verdict.errors.is_empty() => lines.push("theirs: valid".to_owned()),
        Some(verdict) => {
            lines.extend(
                verdict
                    .errors
                    .iter()
                    .map(|line| format!("theirs: {}", shown(line))),
            );
        }
        None => lines.push("theirs: nothing".to_owned()),
    }
    lines.join("\n        ")
}

fn shown(text: &str) -> String {
    match text.char_indices().nth(400) {
        Some((end, _)) => format!("{}...", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
