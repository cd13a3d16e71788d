//! What came out, as a table and as JSON.

use std::collections::BTreeMap;
use std::time::Duration;

use formwork_tests::lowering::Judged;
use serde_json::{Value, json};

/// Schemas shorter than this are granted as much time as this many bytes.
const TIMED: usize = 5_000;

/// One dialect.
pub(crate) struct Row {
    dialect: &'static str,
    /// Schemas with errors.
    pub(crate) unread: usize,
    lowered: usize,
    refused: BTreeMap<String, usize>,
    restored: usize,
    narrower: usize,
    /// By what is wrong: the schemas, and what was seen there.
    wrong: BTreeMap<&'static str, Vec<String>>,
    bytes: usize,
    time: Duration,
    /// The most milliseconds for 10 KB.
    worst: f64,
}

const WRONG: [&str; 4] = ["broken", "changed again", "unchecked", "lost"];

impl Row {
    pub(crate) fn new(dialect: &'static str) -> Self {
        Self {
            dialect,
            unread: 0,
            lowered: 0,
            refused: BTreeMap::new(),
            restored: 0,
            narrower: 0,
            wrong: BTreeMap::new(),
            bytes: 0,
            time: Duration::ZERO,
            worst: 0.0,
        }
    }

    pub(crate) fn add(&mut self, id: &str, bytes: usize, judged: Judged) {
        self.bytes += bytes;
        self.time += judged.time;
        let granted = per_ten_kilobytes(judged.time, bytes.max(TIMED));
        self.worst = self.worst.max(granted);
        if let Some(reason) = judged.refused {
            *self.refused.entry(reason).or_default() += 1;
            return;
        }
        self.lowered += 1;
        self.restored += judged.restored;
        self.narrower += judged.narrower;
        let mut wrong = |kind, what: String| {
            let seen = self.wrong.entry(kind).or_default();
            seen.push(format!("{id}: {what}"));
        };
        judged
            .broken
            .into_iter()
            .for_each(|what| wrong(WRONG[0], what));
        if !judged.is_idempotent {
            wrong(WRONG[1], String::new());
        }
        let unchecked = judged.unchecked.into_iter();
        unchecked.for_each(|keyword| wrong(WRONG[2], keyword.to_owned()));
        judged
            .lost
            .into_iter()
            .for_each(|what| wrong(WRONG[3], what));
    }

    fn count(&self, kind: &str) -> usize {
        self.wrong.get(kind).map_or(0, Vec::len)
    }

    fn refused(&self) -> usize {
        self.refused.values().sum()
    }

    /// Whether nothing went wrong.
    pub(crate) fn is_sound(&self) -> bool {
        self.wrong.is_empty()
    }
}

#[expect(clippy::cast_precision_loss, reason = "texts are short of 2^52 bytes")]
fn per_ten_kilobytes(time: Duration, bytes: usize) -> f64 {
    time.as_secs_f64() * 1e3 * 1e4 / bytes.max(1) as f64
}

pub(crate) fn table(rows: &[Row], show: bool) {
    println!(
        "{:<16} {:>7} {:>7} | {:>6} {:>7} {:>9} {:>5} | {:>8} {:>8} | {:>6} {:>6} ms/10 KB",
        "dialect",
        "lowered",
        "refused",
        "broken",
        "changed",
        "unchecked",
        "lost",
        "restored",
        "narrower",
        "mean",
        "worst"
    );
    for row in rows {
        let [broken, changed, unchecked, lost] = WRONG.map(|kind| row.count(kind));
        println!(
            "{:<16} {:>7} {:>7} | {broken:>6} {changed:>7} {unchecked:>9} {lost:>5} | {:>8} {:>8} | {:>6.2} {:>6.2}",
            row.dialect,
            row.lowered,
            row.refused(),
            row.restored,
            row.narrower,
            per_ten_kilobytes(row.time, row.bytes),
            row.worst
        );
    }
    for row in rows {
        if !row.refused.is_empty() {
            println!("\n{} refuses:", row.dialect);
        }
        let mut reasons: Vec<(&String, &usize)> = row.refused.iter().collect();
        reasons.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        for (reason, count) in reasons {
            println!("  {count:>5}  {reason}");
        }
        let wrong = row.wrong.iter().filter(|_| show);
        for (kind, seen) in wrong {
            for what in seen {
                println!("  {kind}: {what}");
            }
        }
    }
}

pub(crate) fn json(rows: &[Row]) -> Value {
    let rows = rows.iter().map(|row| {
        json!({
            "dialect": row.dialect,
            "lowered": row.lowered,
            "refused": row.refused(),
            "reasons": row.refused,
            "broken": row.count(WRONG[0]),
            "changed_again": row.count(WRONG[1]),
            "unchecked": row.count(WRONG[2]),
            "lost": row.count(WRONG[3]),
            "restored": row.restored,
            "narrower": row.narrower,
            "unread": row.unread,
            "ms_per_10_kb": per_ten_kilobytes(row.time, row.bytes),
            "worst_ms_per_10_kb": row.worst,
        })
    });
    json!({ "dialects": rows.collect::<Vec<Value>>() })
}
