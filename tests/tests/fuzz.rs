//! Some of what the program `fuzz` tries: documents of the first seeds, and every attack at a small size.

use std::path::Path;
use std::time::Duration;

use formwork_tests::fuzz::{attacks, mutate, pipeline, seeds};
use formwork_tests::harness::Settings;
use serde_json::{Value, json};

#[test]
fn random_documents_never_break_the_pipeline() {
    for seed in 1..=60 {
        let document = mutate(seeds(), seed);
        if let Err(wrong) = pipeline(&document.name, &document.bytes) {
            panic!("fuzz --show {seed} gives a document with which: {wrong}");
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_document() {
    let (one, again) = (mutate(seeds(), 7), mutate(seeds(), 7));
    assert_eq!(one.bytes, again.bytes);
    assert_ne!(one.bytes, mutate(seeds(), 8).bytes);
}

#[test]
fn attacks_are_withstood() {
    let settings = Settings::new(Path::new(env!("CARGO_BIN_EXE_fuzz")), "attacks");
    let mut asked = settings.asked("fuzz");
    for attack in attacks() {
        let question = json!({ "attack": attack.name, "size": attack.most.min(30) });
        let answer = asked.ask(&question.to_string(), Duration::from_secs(60));
        let answer = answer.unwrap_or_else(|lost| panic!("{}: {lost}", attack.name));
        let answer: Value = serde_json::from_str(&answer).expect("an answer is JSON");
        assert!(answer["bytes"].is_u64(), "{}: {answer}", attack.name);
    }
}
