//! The JSON-Schema-Test-Suite: all that a draft requires, and of what it leaves open all but a list.

use std::path::Path;

use formwork_tests::suite::{Judged, Known, judge_dynamic, read};

#[test]
fn the_suite_says_the_same() {
    let Some(shared) = formwork_tests::shared() else {
        return;
    };
    let cases = read(&shared.join("data/json-schema-test-suite"), |_| true).expect("the suite");
    let judged: Vec<Judged> = cases.iter().flat_map(judge_dynamic).collect();
    let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("suite/known-failures-dynamic.txt");
    let known = Known::read(&list).expect("a list with reasons");
    let failed = |one: &&Judged| one.failure.is_some();
    let required: Vec<&Judged> = judged.iter().filter(|one| !one.optional).collect();
    assert!(required.len() > 4_000, "{}", required.len());
    assert_eq!(required.into_iter().find(failed), None);
    let surprises = known.surprises(&judged);
    assert!(surprises.is_empty(), "{surprises:#?}");
}
