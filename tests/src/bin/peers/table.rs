//! One column for each generator.

use std::fs;

use formwork_tests::harness::Outcome;
use formwork_tests::harness::compile::Module;
use formwork_tests::harness::corpus::Schema;
use formwork_tests::harness::run::Answer;
use formwork_tests::harness::text::same;
use serde_json::{Value, json};

/// What is known of one generator.
#[derive(Default)]
pub(crate) struct Row {
    name: &'static str,
    generated: usize,
    compiled: usize,
    valid: usize,
    accepted: usize,
    unchanged: usize,
    invalid: usize,
    rejected: usize,
    /// Of the modules that all generators compile.
    lines: usize,
    micros: u64,
    /// Seconds.
    pub(crate) check: Option<f64>,
}

impl Row {
    pub(crate) fn new(
        name: &'static str,
        schemas: &[Schema],
        outcomes: &[Outcome],
        truth: &[Vec<Option<bool>>],
        common: &[Module<'_>],
    ) -> Self {
        let mut row = Self {
            name,
            generated: outcomes.iter().filter(|one| one.made.is_ok()).count(),
            compiled: outcomes.iter().filter(|one| one.is_compiled()).count(),
            micros: common.iter().map(|module| module.made.micros).sum(),
            ..Self::default()
        };
        for module in common {
            let text = fs::read_to_string(module.file).unwrap_or_default();
            row.lines += text.lines().count();
        }
        for ((schema, outcome), truth) in schemas.iter().zip(outcomes).zip(truth) {
            let answers = schema.instances.iter().zip(&outcome.answers);
            for ((instance, answer), valid) in answers.zip(truth) {
                row.count(instance, answer, *valid);
            }
        }
        row
    }

    /// An instance of a schema that has been compiled.
    fn count(&mut self, instance: &str, answer: &Answer, valid: Option<bool>) {
        match (valid, answer) {
            (Some(true), Answer::Fits(text)) => {
                self.accepted += 1;
                self.unchanged += usize::from(same(instance, text));
                self.valid += 1;
            }
            (Some(true), _) => self.valid += 1,
            (Some(false), answer) => {
                self.invalid += 1;
                self.rejected += usize::from(matches!(answer, Answer::Breaks(_)));
            }
            (None, _) => {}
        }
    }

    fn json(&self) -> Value {
        json!({
            "name": self.name, "generated": self.generated, "compiled": self.compiled,
            "valid": self.valid, "accepted": self.accepted, "unchanged": self.unchanged,
            "invalid": self.invalid, "rejected": self.rejected,
            "lines": self.lines, "micros": self.micros, "check_seconds": self.check,
        })
    }
}

/// Prints the table. `common` schemas are those that all compile, `either` those that one of typify's ways
/// does.
pub(crate) fn print(rows: &[Row], schemas: usize, common: usize, either: usize, json: bool) {
    let line = |name: &str, cell: &dyn Fn(&Row) -> String| {
        print!("{name:<34}");
        for row in rows {
            print!(" {:>16}", cell(row));
        }
        println!();
    };
    line(&format!("{schemas} schemas"), &|row| row.name.to_owned());
    line("generated", &|row| row.generated.to_string());
    line("compiled", &|row| row.compiled.to_string());
    line("valid accepted", &|row| {
        format!("{} of {}", row.accepted, row.valid)
    });
    line("  and unchanged when written", &|row| {
        format!("{} of {}", row.unchanged, row.valid)
    });
    line("invalid rejected", &|row| {
        format!("{} of {}", row.rejected, row.invalid)
    });
    line(&format!("lines of code, of {common}"), &|row| {
        row.lines.to_string()
    });
    line("  their check, CPU seconds", &|row| {
        row.check
            .map_or_else(|| "?".to_owned(), |seconds| format!("{seconds:.1}"))
    });
    line("  their generation, ms", &|row| {
        (row.micros / 1000).to_string()
    });
    println!(
        "typify compiles {either} by one of its ways; instances are those of schemas that compile"
    );
    if json {
        let rows: Vec<Value> = rows.iter().map(Row::json).collect();
        let all =
            json!({ "schemas": schemas, "common": common, "typify_either": either, "rows": rows });
        println!("{all}");
    }
}
