//! `cargo formwork usage`: what calls have spent, by what was written of them.
//!
//! What is read are lines of JSON with `provider`, `model` and `usage`: the journal of a bulk job, whose lines begin with
//! a checksum, the results of a batch, and what `try` says with `--message-format json`.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueHint};
use formwork::{Cost, Prices, Usage};
use serde_json::{Value, json};

use super::text;
use crate::exit;
use crate::tell::{Tell, print};

/// No line is longer than this.
const LONGEST: u64 = 64 << 20;

/// Says what calls have spent, by a journal, the results of a batch, or what `try` has said
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(crate) struct Spent {
    /// Files of such lines
    #[arg(required = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    files: Vec<PathBuf>,
    /// What a million tokens cost with each model, as JSON
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    prices: Option<PathBuf>,
}

const HELP: &str = "\
A file of prices:
  { \"openai/gpt-5-mini\": { \"input\": 0.25, \"cached_input\": 0.025, \"output\": 2 },
    \"anthropic/*\": { \"input\": 3, \"output\": 15 } }

Exit codes:
  0  all that was spent is told
  1  there is no price for a model
  2  wrong use
  3  a file cannot be read";

/// What the calls of a model have spent.
#[derive(Default)]
struct Sum {
    calls: u64,
    usage: Usage,
}

impl Spent {
    pub(crate) fn run(self, tell: Tell) -> ExitCode {
        self.try_run(tell)
            .unwrap_or_else(|error| exit::failed(tell, &error))
    }

    fn try_run(self, tell: Tell) -> io::Result<ExitCode> {
        let prices = match &self.prices {
            None => None,
            Some(path) => match serde_json::from_str::<Prices>(&text::read(path)?) {
                Ok(prices) => Some(prices),
                Err(error) => {
                    let message = format!("{}: {error}", path.display());
                    return Ok(exit::misused(tell, &message));
                }
            },
        };
        let mut sums = BTreeMap::new();
        for path in &self.files {
            add(path, &mut sums)?;
        }
        let mut rows = Vec::new();
        let (mut total, mut cost) = (Sum::default(), Some(Cost::default()));
        for (model, sum) in &sums {
            let own = prices
                .as_ref()
                .and_then(|prices| prices.cost(&sum.usage, model));
            cost = cost.zip(own).map(|(all, own)| all + own);
            total.calls += sum.calls;
            total.usage += sum.usage;
            rows.push((model.as_str(), sum, own));
        }
        if rows.len() != 1 || tell.is_json() {
            rows.push(("total", &total, cost.filter(|_| prices.is_some())));
        }
        if tell.is_json() {
            for (model, sum, cost) in &rows {
                let cost = cost.map(|cost| cost.to_string());
                tell.json(&json!({
                    "model": model, "calls": sum.calls, "usage": told(&sum.usage), "cost": cost
                }));
            }
        } else {
            print(&table(&rows, prices.is_some()));
        }
        Ok(exit::fine_if(prices.is_none() || cost.is_some()))
    }
}

/// Tokens by the names that lines have them by.
pub(super) fn told(usage: &Usage) -> Value {
    json!({
        "input": usage.input_tokens,
        "output": usage.output_tokens,
        "cached": usage.cached_input_tokens,
        "cache_written": usage.cache_written_tokens,
        "reasoning": usage.reasoning_tokens,
        "total": usage.total_tokens,
    })
}

/// Adds what a file tells.
fn add(path: &Path, sums: &mut BTreeMap<String, Sum>) -> io::Result<()> {
    let shown = path.display();
    let at = |error: io::Error| io::Error::new(error.kind(), format!("{shown}: {error}"));
    let mut reader = BufReader::new(File::open(path).map_err(at)?);
    let mut is_known = false;
    loop {
        let mut line = Vec::new();
        let read = reader.by_ref().take(LONGEST).read_until(b'\n', &mut line);
        if read.map_err(at)? == 0 {
            break;
        }
        if let Some((model, usage)) = spent(&line) {
            is_known = true;
            let sum: &mut Sum = sums.entry(model).or_default();
            sum.calls += 1;
            sum.usage += usage;
        }
    }
    if is_known {
        return Ok(());
    }
    let message = "no line of it says what was spent";
    Err(at(io::Error::new(io::ErrorKind::InvalidData, message)))
}

/// What a line tells: the model, and its tokens. Many lines tell nothing.
fn spent(line: &[u8]) -> Option<(String, Usage)> {
    let line = std::str::from_utf8(line).ok()?.trim();
    // A journal's lines begin with their checksum.
    let line = match line.split_once(' ') {
        Some((sum, rest)) if sum.len() == 8 && !sum.starts_with('{') => rest,
        _ => line,
    };
    let line: Value = serde_json::from_str(line).ok()?;
    let model = line.get("model")?.as_str()?;
    let model = match line.get("provider").and_then(Value::as_str) {
        Some(provider) => format!("{provider}/{model}"),
        None => model.to_owned(),
    };
    let counted = line.get("usage")?.as_object()?;
    let count = |key: &str| counted.get(key).and_then(Value::as_u64).unwrap_or(0);
    let mut usage = Usage::default();
    usage.input_tokens = count("input");
    usage.output_tokens = count("output");
    usage.cached_input_tokens = count("cached");
    usage.cache_written_tokens = count("cache_written");
    usage.reasoning_tokens = count("reasoning");
    usage.total_tokens = count("total");
    Some((model, usage))
}

/// The rows under their heads, numbers to the right.
fn table(rows: &[(&str, &Sum, Option<Cost>)], is_priced: bool) -> String {
    let mut lines = vec![
        [
            "model",
            "calls",
            "input",
            "cached",
            "output",
            "reasoning",
            "cost",
        ]
        .map(str::to_owned),
    ];
    for (model, sum, cost) in rows {
        let usage = &sum.usage;
        lines.push([
            (*model).to_owned(),
            sum.calls.to_string(),
            usage.input_tokens.to_string(),
            usage.cached_input_tokens.to_string(),
            usage.output_tokens.to_string(),
            usage.reasoning_tokens.to_string(),
            cost.map_or_else(|| "no price".to_owned(), |cost| cost.to_string()),
        ]);
    }
    let columns = if is_priced { 7 } else { 6 };
    let width = |column: usize| {
        let cells = lines.iter().filter_map(|line| line.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for line in &lines {
        for (index, (cell, width)) in line.iter().zip(&widths).enumerate() {
            let padded = match index {
                0 => format!("{cell:<width$}"),
                _ => format!("  {cell:>width$}"),
            };
            text.push_str(&padded);
        }
        text.push('\n');
    }
    text
}
