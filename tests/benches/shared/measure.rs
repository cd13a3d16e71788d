//! What a job costs: instructions, where `valgrind` is installed, and time.
//!
//! A job runs in a process of its own, which is this program with `--run JOB DOCUMENT ROUNDS`. It is counted
//! for one round and for more, and the difference is the cost of a round: what is made once (the
//! document, a compiled schema, the first call of each function) is not in it.

use std::process::Command;
use std::time::Instant;

/// Enough bytes for the cost of a round not to be an accident.
const BYTES: usize = 20_000;

/// In how many rounds a job over so many bytes is counted.
pub(crate) fn rounds(bytes: usize) -> usize {
    (BYTES / bytes.max(1)).clamp(1, 50)
}

/// The instructions of one round. `None` where there is no `valgrind`, or the job failed.
#[expect(clippy::cast_precision_loss, reason = "counts are short of 2^52")]
pub(crate) fn instructions(job: &str, document: &str, rounds: usize) -> Option<f64> {
    let once = collected(job, document, 1)?;
    let more = collected(job, document, 1 + rounds)?;
    Some((more - once) / rounds as f64)
}

/// What callgrind counts in one process.
fn collected(job: &str, document: &str, rounds: usize) -> Option<f64> {
    let program = std::env::current_exe().ok()?;
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(program)
        .args(["--run", job, document, &rounds.to_string()])
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    if !output.status.success() {
        return None;
    }
    let count = text
        .lines()
        .find_map(|line| line.split_once("Collected :"))?
        .1;
    count.trim().parse().ok()
}

/// The best of several runs, in nanoseconds, for about a fifth of a second.
pub(crate) fn nanoseconds(mut run: impl FnMut()) -> f64 {
    let mut best = f64::INFINITY;
    let begin = Instant::now();
    for round in 0..2000 {
        let start = Instant::now();
        run();
        best = best.min(start.elapsed().as_secs_f64() * 1e9);
        if round >= 3 && begin.elapsed().as_secs_f64() > 0.2 {
            break;
        }
    }
    best
}

/// What a program was started for.
pub(crate) enum Wanted {
    /// One job, for callgrind to count.
    Run {
        job: String,
        document: String,
        rounds: usize,
    },
    /// `cargo test` runs benches too, to see that they work.
    Test,
    /// Everything, in tables.
    Report,
}

impl Wanted {
    /// Reads the arguments of the program.
    pub(crate) fn read() -> Self {
        let arguments: Vec<String> = std::env::args().collect();
        if let [_, flag, job, document, rounds] = arguments.as_slice()
            && flag == "--run"
        {
            return Self::Run {
                job: job.clone(),
                document: document.clone(),
                rounds: rounds.parse().expect("the rounds are a number"),
            };
        }
        let has = |flag: &str| arguments.iter().any(|argument| argument == flag);
        if has("--test") || !has("--bench") {
            return Self::Test;
        }
        Self::Report
    }
}
