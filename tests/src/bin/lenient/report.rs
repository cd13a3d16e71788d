//! Counts by category, and what is not as the list of known differences says.

use std::collections::BTreeMap;

use formwork_tests::lenient::{Case, Expected, Outcome};
use formwork_tests::suite::Surprise;
use serde_json::json;

use crate::arguments::Arguments;

/// So many surprises are named.
const SHOWN: usize = 20;

pub(crate) fn print(
    cases: &[Case],
    outcomes: &[Outcome],
    surprises: &[(&str, Surprise)],
    arguments: &Arguments,
) {
    let all = || cases.iter().zip(outcomes);
    if arguments.verbose {
        for (case, outcome) in all().filter(|(_, outcome)| !outcome.passed) {
            failure(case, outcome);
        }
    }
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (case, outcome) in all() {
        let (passed, of) = counts.entry(&case.category).or_default();
        *passed += usize::from(outcome.passed);
        *of += 1;
    }
    println!("{:<36} {:>6} {:>6}", "", "passed", "of");
    for (category, (passed, of)) in counts {
        println!("{category:<36} {passed:>6} {of:>6}");
    }
    let passed = outcomes.iter().filter(|outcome| outcome.passed).count();
    println!("{:<36} {passed:>6} {:>6}", "all", cases.len());
    if !surprises.is_empty() {
        println!(
            "\nnot as the list of known differences says: {}",
            surprises.len()
        );
        for (name, surprise) in surprises.iter().take(SHOWN) {
            let word = match surprise {
                Surprise::Fails(_) => "FAILS ",
                Surprise::Passes(_) => "PASSES",
            };
            println!("{word}  {name}");
        }
        if surprises.len() > SHOWN {
            println!("...     and {} more", surprises.len() - SHOWN);
        }
    }
    if arguments.json {
        let line = json!({
            "cases": cases.len(),
            "passed": passed,
            "failed": cases.len() - passed,
            "surprises": surprises.len(),
        });
        println!("{line}");
    }
}

fn failure(case: &Case, outcome: &Outcome) {
    println!("-- {} ({}, {:?})", case.id, case.category, case.mode);
    println!("schema    {}", case.schema);
    println!("input     {}", case.input);
    match &case.expected {
        Expected::Value(value) => println!("expected  {value}"),
        Expected::Error => println!("expected  an error"),
    }
    println!("got       {}\n", outcome.got);
}
