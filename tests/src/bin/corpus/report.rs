//! Counts, and failing ids by class.

use std::collections::BTreeMap;

use serde_json::json;

/// So many failures of a class are listed.
const LISTED: usize = 40;

#[derive(Default)]
pub(crate) struct Report {
    pub(crate) schemas: usize,
    pub(crate) generated: usize,
    pub(crate) compiled: usize,
    pub(crate) warnings: usize,
    pub(crate) instances: usize,
    pub(crate) agree: usize,
    pub(crate) valid: usize,
    pub(crate) round_trip: usize,
    pub(crate) failures: BTreeMap<&'static str, Vec<(String, String)>>,
}

impl Report {
    pub(crate) fn fail(&mut self, class: &'static str, id: &str, why: &str) {
        let why: String = why.chars().take(200).collect();
        self.failures
            .entry(class)
            .or_default()
            .push((id.to_owned(), why));
    }

    pub(crate) fn is_perfect(&self) -> bool {
        self.failures.is_empty()
    }

    pub(crate) fn print(&self, json: bool) {
        for (class, failures) in &self.failures {
            println!("\n{class}: {}", failures.len());
            for (id, why) in failures.iter().take(LISTED) {
                println!("  {id}  {why}");
            }
            if failures.len() > LISTED {
                println!("  and {} more", failures.len() - LISTED);
            }
        }
        let rows = [
            ("schemas", self.schemas, self.schemas),
            ("generated", self.generated, self.schemas),
            ("compiled", self.compiled, self.schemas),
            ("warnings", self.warnings, 0),
            ("instances", self.instances, self.instances),
            ("agree with jsonschema", self.agree, self.instances),
            ("valid", self.valid, self.valid),
            ("survive a round trip", self.round_trip, self.valid),
        ];
        println!();
        for (name, count, of) in rows {
            println!("{name:>22} {count:>6} of {of}");
        }
        if json {
            println!(
                "{}",
                json!({
                    "schemas": self.schemas,
                    "generated": self.generated,
                    "compiled": self.compiled,
                    "warnings": self.warnings,
                    "instances": self.instances,
                    "agree": self.agree,
                    "valid": self.valid,
                    "round_trip": self.round_trip,
                })
            );
        }
    }
}
