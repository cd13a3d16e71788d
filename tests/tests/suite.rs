//! A slice of the JSON-Schema-Test-Suite through generated code, compiled. All of it: the program `suite`.

use std::path::Path;

use formwork_tests::harness::{Settings, Subject, measure};
use formwork_tests::shared;
use formwork_tests::suite::{Known, Surprise, judge, read};

/// Files that between them ask for most of the language.
const FILES: [&str; 12] = [
    "draft4/dependencies.json",
    "draft4/ref.json",
    "draft6/contains.json",
    "draft7/if-then-else.json",
    "draft2019-09/recursiveRef.json",
    "draft2019-09/unevaluatedItems.json",
    "draft2020-12/dynamicRef.json",
    "draft2020-12/oneOf.json",
    "draft2020-12/optional/format/ipv4.json",
    "draft2020-12/prefixItems.json",
    "draft2020-12/refRemote.json",
    "draft2020-12/unevaluatedProperties.json",
];

#[test]
fn a_slice_of_the_suite_goes_as_listed() {
    let Some(shared) = shared() else { return };
    let folder = shared.join("data/json-schema-test-suite");
    let cases = read(&folder, |file| FILES.contains(&file)).expect("the suite can be read");
    assert!(cases.len() > 150, "only {} cases", cases.len());
    let settings = Settings::new(Path::new(env!("CARGO_BIN_EXE_suite")), "suite-slice");
    let subjects: Vec<Subject> = cases.iter().map(|case| case.subject.clone()).collect();
    let outcomes = measure(&subjects, &settings).expect("the runtime compiles");
    let _ = std::fs::remove_dir_all(&settings.folder);
    let judged: Vec<_> = cases
        .iter()
        .zip(&outcomes)
        .flat_map(|(case, outcome)| judge(case, outcome))
        .collect();
    let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("suite/known-failures.txt");
    let known = Known::read(&list).expect("the list can be read");
    let surprises: Vec<String> = known
        .surprises(&judged)
        .into_iter()
        .map(|(name, surprise)| match surprise {
            Surprise::Fails(why) => format!("fails: {name}\n{why}"),
            Surprise::Passes(_) => format!("passes, so take it off the list: {name}"),
        })
        .collect();
    assert!(surprises.is_empty(), "{}", surprises.join("\n"));
}
