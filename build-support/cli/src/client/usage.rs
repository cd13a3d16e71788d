//! `cargo formwork usage`: what calls have spent, by what was written of them.
//!
//! What is read are journals of bulk jobs, which the runtime reads, and lines of JSON with `provider`, `model` and `usage`: the
//! results of a batch, and what `try` says with `--message-format json`. The names of the counts in those are this file's.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueHint};
use formwork::bulk::{Entries, Journal, JournalError};
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
        let mut sums = Sums::default();
        for path in &self.files {
            sums.read(path)?;
        }
        let mut rows = Vec::new();
        let (mut total, mut cost) = (Sum::default(), Some(Cost::default()));
        for (model, sum) in &sums.0 {
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

/// What calls have spent, by model.
#[derive(Default)]
struct Sums(BTreeMap<String, Sum>);

impl Sums {
    fn add(&mut self, provider: Option<&str>, model: &str, usage: Usage) {
        let name = match provider {
            Some(provider) => format!("{provider}/{model}"),
            None => model.to_owned(),
        };
        let sum = self.0.entry(name).or_default();
        sum.calls += 1;
        sum.usage += usage;
    }

    /// Adds what a file tells.
    fn read(&mut self, path: &Path) -> io::Result<()> {
        let at =
            |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
        let found = match Journal::entries(path) {
            Ok(entries) => self.journal(entries).map_err(io::Error::other)?,
            Err(JournalError::Foreign(_)) => self.lines(path).map_err(at)?,
            Err(JournalError::Io(error)) => return Err(at(io::Error::new(error.kind(), error))),
            Err(error) => return Err(io::Error::other(error)),
        };
        if found {
            return Ok(());
        }
        let message = "no line of it says what was spent";
        Err(at(io::Error::new(io::ErrorKind::InvalidData, message)))
    }

    /// Adds a journal's entries; whether there are any.
    fn journal(&mut self, entries: Entries) -> Result<bool, JournalError> {
        let mut found = false;
        for entry in entries {
            let entry = entry?;
            self.add(Some(entry.provider()), entry.model(), entry.usage());
            found = true;
        }
        Ok(found)
    }

    /// Adds what lines of JSON tell; whether any does.
    fn lines(&mut self, path: &Path) -> io::Result<bool> {
        let mut reader = BufReader::new(File::open(path)?);
        let mut found = false;
        let mut line = Vec::new();
        loop {
            line.clear();
            let mut reader = reader.by_ref().take(LONGEST);
            if reader.read_until(b'\n', &mut line)? == 0 {
                return Ok(found);
            }
            found |= self.line(&line).is_some();
        }
    }

    /// Adds what a line tells. Many lines tell nothing.
    fn line(&mut self, line: &[u8]) -> Option<()> {
        let line: Value = serde_json::from_slice(line).ok()?;
        let model = line.get("model")?.as_str()?;
        let counted = line.get("usage")?.as_object()?;
        let count = |key: &str| counted.get(key).and_then(Value::as_u64).unwrap_or(0);
        let mut usage = Usage::default();
        usage.input_tokens = count("input");
        usage.output_tokens = count("output");
        usage.cached_input_tokens = count("cached");
        usage.cache_written_tokens = count("cache_written");
        usage.reasoning_tokens = count("reasoning");
        usage.total_tokens = count("total");
        let provider = line.get("provider").and_then(Value::as_str);
        self.add(provider, model, usage);
        Some(())
    }
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
