//! Tests of a task, held against its schemas, to the plain data that is emitted.

use formwork_schema::model::{Model, SchemaId};
use formwork_schema::source::{Node, NodeValue};
use formwork_schema::tasks::{Answer, Case, Misfit, Task, misfits};
use formwork_schema::{Code, Finding, Place};

use super::names::of_tests;
use crate::ir;

/// The tests of a task. What is wrong with them is told.
pub(super) fn tests(model: &Model, task: &Task, findings: &mut Vec<Finding>) -> Vec<ir::Test> {
    let named = of_tests(&task.tests, findings);
    let tests = named.into_iter().map(|(function, case)| {
        input(model, task, case, findings);
        if let (Some((value, place)), Some(schema)) = (&case.expect, output(task)) {
            let found = misfits(model, schema, value, place, true);
            findings.extend(found.into_iter().map(|misfit| {
                let words = "this can never come";
                told(misfit, Code::TEST_EXPECTATION, words, "the output")
            }));
        }
        ir::Test {
            function,
            input: case
                .input
                .as_ref()
                .map(|(value, _)| value.to_json().to_text()),
            answer: match &case.answer {
                Answer::Offline(spec) => ir::Answer::Offline(spec.clone()),
                Answer::Said(texts) => ir::Answer::Said(texts.clone()),
                Answer::Recorded { text, .. } => ir::Answer::Recorded(text.clone()),
            },
            expect: case
                .expect
                .as_ref()
                .map(|(value, _)| value.to_json().to_text()),
        }
    });
    tests.collect()
}

fn output(task: &Task) -> Option<SchemaId> {
    task.output.as_ref()?.schema
}

fn input(model: &Model, task: &Task, case: &Case, findings: &mut Vec<Finding>) {
    let schema = task.input.as_ref().map(|slot| slot.schema);
    match (schema, &case.input) {
        (Some(Some(schema)), given) => {
            // Nothing given is an object with nothing in it.
            let nothing = Node {
                span: case.place.span.clone(),
                value: NodeValue::Object(Vec::new()),
            };
            let (value, place) = match given {
                Some((value, place)) => (value, place),
                None => (&nothing, &case.place),
            };
            let found = misfits(model, schema, value, place, false);
            findings.extend(found.into_iter().map(|misfit| {
                let words = "this input breaks its schema";
                told(misfit, Code::TEST_INPUT, words, "the input")
            }));
        }
        (None, Some((_, place))) => findings.push(takes_none(task, place)),
        _ => {}
    }
}

fn takes_none(task: &Task, place: &Place) -> Finding {
    let message = format!("the task `{}` takes no input", task.name);
    Finding::error(Code::TEST_INPUT, place.clone(), message).help("leave it out")
}

fn told(misfit: Misfit, code: Code, words: &str, whose: &str) -> Finding {
    let finding = Finding::error(code, misfit.place, format!("{words}: {}", misfit.message));
    let finding = finding.related(misfit.by, format!("{whose} is described here"));
    match misfit.help {
        Some(help) => finding.help(help),
        None => finding,
    }
}
