//! Real schemas: each is read, takes what the `jsonschema` crate takes, and gives back what it took.

use formwork::dynamic::Schema;
use formwork_tests::harness::corpus::read;
use formwork_tests::harness::reference::{Case, Judged, judge};
use formwork_tests::harness::text::same;

#[test]
fn real_schemas_accept_what_the_oracle_accepts() {
    let Some(shared) = formwork_tests::shared() else {
        return;
    };
    let corpus = read(&shared.join("data/schema-corpus/dev.jsonl")).expect("a corpus");
    assert!(corpus.schemas.len() > 1000);
    let mut wrong = Vec::new();
    for one in &corpus.schemas {
        let schema = match Schema::from_json(&one.text) {
            Ok(schema) => schema,
            Err(error) => {
                wrong.push(format!("{}: not read: {error}", one.id));
                continue;
            }
        };
        let case = Case {
            schema: one.text.clone(),
            instances: one.instances.clone(),
            explain: false,
        };
        let Judged::Verdicts(verdicts) = judge(&case) else {
            continue;
        };
        for (instance, verdict) in one.instances.iter().zip(verdicts) {
            let read = schema.decode(instance);
            let told: Vec<String> = read.iter().flat_map(|_| Vec::new()).collect();
            if verdict.valid.is_some_and(|valid| valid != read.is_ok()) {
                wrong.push(format!(
                    "{}: {instance}\n    {verdict:?} {read:?} {told:?}",
                    one.id
                ));
            } else if let Ok(value) = read
                && !same(instance, &value.to_string())
            {
                wrong.push(format!("{}: {instance}\n    became {value}", one.id));
            }
        }
    }
    let count = wrong.len();
    wrong.truncate(20);
    assert!(wrong.is_empty(), "{count}\n{}", wrong.join("\n"));
}
