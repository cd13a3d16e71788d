//! Counts by draft, and what is not as the list of known failures says.

use std::collections::BTreeMap;

use formwork_tests::suite::{Judged, Surprise};
use serde_json::json;

/// So many surprises are shown.
const SHOWN: usize = 40;

/// Passed and failed, first of required tests, then of optional ones.
type Counts = [usize; 4];

fn count(judged: &[&Judged]) -> Counts {
    let mut counts = Counts::default();
    for one in judged {
        counts[2 * usize::from(one.optional) + usize::from(one.failure.is_some())] += 1;
    }
    counts
}

/// Tests by what they are to be told apart by, in order.
fn groups<'a>(
    judged: &'a [Judged],
    key: impl Fn(&'a Judged) -> String,
) -> Vec<(String, Vec<&'a Judged>)> {
    let mut groups: BTreeMap<String, Vec<&Judged>> = BTreeMap::new();
    for one in judged {
        groups.entry(key(one)).or_default().push(one);
    }
    groups.into_iter().collect()
}

pub(crate) fn print(
    judged: &[Judged],
    surprises: &[(&str, Surprise)],
    seconds: u64,
    verbose: bool,
    json: bool,
) {
    let failed: Vec<Judged> = judged
        .iter()
        .filter(|one| one.failure.is_some())
        .cloned()
        .collect();
    let class = |one: &Judged| one.failure.as_ref().map(|(class, _)| class.clone());
    println!("failures by class, in required and in optional tests");
    for (class, members) in groups(&failed, |one| class(one).unwrap_or_default()) {
        let [_, required, _, optional] = count(&members);
        println!("{required:>6} {optional:>6}  {class}");
    }
    println!("\nfiles with failures");
    let file = |one: &Judged| one.name.split(" :: ").next().unwrap_or_default().to_owned();
    for (file, members) in groups(judged, file) {
        let [required, failed, optional, failed_optional] = count(&members);
        let bad = failed + failed_optional;
        if bad > 0 {
            println!("{bad:>6} of {:>4}  {file}", required + optional + bad);
        }
    }
    let most = if verbose { usize::MAX } else { SHOWN };
    if verbose {
        println!("\nevery failure");
        for one in &failed {
            if let Some((class, words)) = &one.failure {
                println!("{}\n    {class}", one.name);
                words.lines().for_each(|line| println!("    {line}"));
            }
        }
    }
    if !surprises.is_empty() {
        println!(
            "\nnot as the list of known failures says: {}",
            surprises.len()
        );
        for (name, surprise) in surprises.iter().take(most) {
            match surprise {
                Surprise::Fails(why) => {
                    println!("FAILS   {name}");
                    why.lines()
                        .take(6)
                        .for_each(|line| println!("        {line}"));
                }
                Surprise::Passes(reason) => println!("PASSES  {name}\n        was: {reason}"),
            }
        }
    }
    println!(
        "\n{:<14} {:>9} {:>7} {:>9} {:>7}",
        "", "required", "failed", "optional", "failed"
    );
    let draft = |one: &Judged| one.name.split('/').next().unwrap_or_default().to_owned();
    for (draft, members) in groups(judged, draft) {
        row(&draft, count(&members));
    }
    let all = count(&judged.iter().collect::<Vec<_>>());
    row("all", all);
    println!("{seconds} s");
    let [
        required_passed,
        required_failed,
        optional_passed,
        optional_failed,
    ] = all;
    if json {
        println!(
            "{}",
            json!({
                "required_passed": required_passed,
                "required_failed": required_failed,
                "optional_passed": optional_passed,
                "optional_failed": optional_failed,
                "surprises": surprises.len(),
                "seconds": seconds,
            })
        );
    }
}

fn row(name: &str, [required, failed, optional, failed_optional]: Counts) {
    println!("{name:<14} {required:>9} {failed:>7} {optional:>9} {failed_optional:>7}");
}
