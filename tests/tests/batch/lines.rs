//! Files of results with everything that can be wrong with a line: no line harms another, and each is told
//! apart. The files lie in `results`, what is read of them beside them.

use std::path::Path;

use formwork::batch::{Batch, BatchLine, LineError};
use formwork_tests::golden;

use crate::objects::Person;
use crate::vendor::{ADA, KINDS, Kind, Vendor, ada, run};

/// The names of the requests, in the order in which they were asked; the file has another.
const IDS: [&str; 13] = [
    "fits",
    "breaks",
    "cut",
    "refused",
    "ill",
    "wrong",
    "expired",
    "off",
    "empty",
    "half",
    "nothing",
    "unanswered",
    "last",
];

fn batch(kind: Kind) -> Batch<Person> {
    let vendor = Vendor::start(kind, ada);
    let mut batch = vendor.client().batch::<Person>().expect("it has batches");
    for id in IDS {
        batch.user(id, "Who is it?").expect("a name");
    }
    batch
}

/// A line in words.
fn told(line: &BatchLine<Person>) -> String {
    let number = line
        .number
        .map_or("-".to_owned(), |number| number.to_string());
    let id = line.id.as_deref().unwrap_or("?");
    let result = match &line.result {
        Ok(reply) => format!("{} for {}", reply.value.name, reply.usage().total_tokens),
        Err(LineError::Failed(error)) => {
            let kind = format!("{:?}", error.kind());
            let kind = kind
                .split(['(', '{', ' '])
                .next()
                .unwrap_or_default()
                .to_owned();
            let attempts = error.attempts().len();
            format!("failed, {kind}, {attempts} attempts: {error}").replace('\n', " |")
        }
        Err(error) => error.to_string(),
    };
    format!("{number} {id}: {result}\n")
}

#[test]
fn each_line_is_judged_by_itself() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/batch/results");
    let mut differences = Vec::new();
    for (kind, name) in KINDS
        .into_iter()
        .zip(["openai", "anthropic", "gemini", "mistral"])
    {
        let file = std::fs::read(folder.join(format!("{name}.jsonl"))).expect("a file");
        let lines = batch(kind).parse_results(&file);
        let text: String = lines.iter().map(told).collect();
        differences.extend(golden(&folder.join(format!("{name}.txt")), &text).err());
        let fitting = lines.iter().filter(|line| line.result.is_ok());
        assert!(fitting.count() >= 2);
        // Every request comes to something, once.
        for id in IDS {
            let counts = |line: &&BatchLine<Person>| {
                line.id.as_deref() == Some(id) && !matches!(line.result, Err(LineError::Repeated))
            };
            assert_eq!(lines.iter().filter(counts).count(), 1, "{name}: {id}");
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn results_from_elsewhere_need_no_job() {
    for kind in KINDS {
        let vendor = Vendor::start(kind, ada);
        let batch = vendor.client().batch::<Person>().expect("it has batches");
        let body = kind.answer(ADA);
        let file = [
            kind.line("x", &body),
            kind.line("y", &body),
            kind.line("x", &body),
        ];
        let lines = batch.parse_results(file.join("\n").as_bytes());
        assert_eq!(lines.len(), 3);
        assert!(lines[0].result.is_ok() && lines[1].result.is_ok());
        assert!(matches!(lines[2].result, Err(LineError::Repeated)));
        let with_mark = format!("\u{feff}{}", file[0]);
        assert!(batch.parse_results(with_mark.as_bytes())[0].result.is_ok());
        assert!(batch.parse_results(b"").is_empty());
        let broken = batch.parse_results(b"{\"custom_id\":\"\xff\"}\n\xff\xfe\n");
        assert_eq!(broken.len(), 2);
        assert!(
            broken
                .iter()
                .all(|line| matches!(line.result, Err(LineError::Malformed(_))))
        );
        assert!(vendor.asked().is_empty(), "nothing is sent");
    }
}

#[test]
fn a_line_without_an_end_is_read_past() {
    let script = |kind: Kind, ids: &[String]| {
        let body = kind.answer(ADA);
        vec![
            kind.line(&ids[1], &body),
            "x".repeat((64 << 20) + 1),
            kind.line(&ids[0], &body),
        ]
    };
    let vendor = Vendor::start(Kind::Openai, script);
    let client = vendor.client();
    run(async {
        let mut batch = client.batch::<Person>().expect("it has batches");
        batch.user("a", "Who?").expect("a name");
        batch.user("b", "Who?").expect("a name");
        let job = batch.submit().await.expect("it is taken");
        while !job.status(&client).await.expect("a status").state.is_over() {}
        let lines = job.results::<Person>(&client).await.expect("it is over");
        let lines = lines.collect().await.expect("a whole file");
        let ids: Vec<Option<&str>> = lines.iter().map(|line| line.id.as_deref()).collect();
        assert_eq!(ids, [Some("b"), None, Some("a")]);
        assert!(matches!(lines[1].result, Err(LineError::TooLong)));
        assert!(lines[2].result.is_ok());
    });
}
