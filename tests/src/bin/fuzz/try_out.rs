//! Documents tried in processes that may be lost, and what went wrong.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use formwork_tests::fuzz::{Attack, mutate, seeds};
use formwork_tests::harness::{Asked, Settings};
use serde_json::{Value, json};

/// How long a random document may take.
const SHORT: Duration = Duration::from_secs(20);

/// How long ten megabytes may take, and how much memory, in a build without optimisation too.
const LONG: Duration = Duration::from_secs(120);

/// What went wrong, by kind.
#[derive(Default)]
pub(crate) struct Failures(BTreeMap<String, Vec<String>>);

impl Failures {
    fn add(&mut self, what: &str, wrong: &str) {
        println!("WRONG {what}: {}", wrong.lines().next().unwrap_or_default());
        // Failures of one kind differ in what they name.
        let kind: String = wrong
            .chars()
            .filter(|c| !c.is_ascii_digit())
            .take(160)
            .collect();
        self.0.entry(kind).or_default().push(what.to_owned());
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn print(&self) {
        for (kind, members) in &self.0 {
            println!("\n{} times: {kind}", members.len());
            members
                .iter()
                .take(10)
                .for_each(|one| println!("    {one}"));
        }
        println!("\n{} kinds of failures", self.0.len());
    }
}

/// Tries an attack at growing sizes, or at one; where it hurts, larger ones are left out.
pub(crate) fn attack(
    attack: &Attack,
    size: Option<usize>,
    program: &Path,
    failures: &mut Failures,
) {
    let growing = [10, 300, 10_000, attack.most];
    let sizes: Vec<usize> = match size {
        Some(size) => vec![size],
        None => growing
            .into_iter()
            .filter(|size| *size <= attack.most)
            .collect(),
    };
    let mut asked = Settings::new(program, "fuzz").asked("fuzz");
    for size in sizes {
        let start = Instant::now();
        let question = json!({ "attack": attack.name, "size": size }).to_string();
        let answer = asked.ask(&question, LONG);
        let seconds = start.elapsed().as_secs_f64();
        match read(answer.map_err(|lost| lost.to_string())) {
            Ok(bytes) => println!("{:<34} {size:>10} {bytes:>10} {seconds:>8.2}", attack.name),
            Err(wrong) => {
                failures.add(
                    &format!("{} at {size} ({seconds:.1} s)", attack.name),
                    &wrong,
                );
                break;
            }
        }
    }
}

/// The length of the document that went well, or what went wrong.
fn read(answer: Result<String, String>) -> Result<u64, String> {
    let answer: Value = serde_json::from_str(&answer?).unwrap_or_default();
    match (&answer["bytes"], &answer["wrong"], &answer["panic"]) {
        (Value::Number(bytes), _, _) => Ok(bytes.as_u64().unwrap_or(0)),
        (_, Value::String(wrong), _) => Err(wrong.clone()),
        (_, _, Value::String(words)) => Err(format!("panics: {words}")),
        _ => Err(format!("no answer: {answer}")),
    }
}

/// Tries one seed after the other until the time is up.
pub(crate) fn random(first: u64, end: Instant, program: &Path, failures: &mut Failures) {
    let next = AtomicU64::new(first);
    let settings = Settings::new(program, "fuzz");
    let found = Mutex::new(failures);
    let start = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..Settings::width() {
            scope.spawn(|| {
                let mut asked = settings.asked("fuzz");
                while Instant::now() < end {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    let wrong = one(&mut asked, seed);
                    if let Some(wrong) = wrong
                        && let Ok(mut failures) = found.lock()
                    {
                        failures.add(&format!("seed {seed}, {}", keep(&settings, seed)), &wrong);
                    }
                }
            });
        }
    });
    let count = next.into_inner() - first;
    println!(
        "{count} random documents in {} s",
        start.elapsed().as_secs()
    );
}

fn one(asked: &mut Asked, seed: u64) -> Option<String> {
    let question = json!({ "seed": seed }).to_string();
    let answer = asked.ask(&question, SHORT);
    read(answer.map_err(|lost| lost.to_string())).err()
}

/// Writes the document of a seed, and says where.
fn keep(settings: &Settings, seed: u64) -> String {
    let document = mutate(seeds(), seed);
    let folder = settings.target.join("fuzz");
    let extension = document.name.rsplit('.').next().unwrap_or("json");
    let path = folder.join(format!("{seed}.{extension}"));
    let written = fs::create_dir_all(&folder).and_then(|()| fs::write(&path, &document.bytes));
    match written {
        Ok(()) => path.display().to_string(),
        Err(error) => error.to_string(),
    }
}
