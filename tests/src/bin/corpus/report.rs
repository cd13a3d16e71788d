//! Counts, and failing ids by class.

use std::collections::BTreeMap;

use serde_json::json;

/// So many schemas of a class are shown with the first lines of why, the others by name.
const LISTED: usize = 10;

/// So much of each is shown.
const LINES: usize = 8;

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
    /// Where the reference and the line's own flag say different things.
    pub(crate) flag_differs: usize,
    /// Instances that neither the reference nor a flag says anything of.
    pub(crate) unjudged: usize,
    /// Lines that are no schema.
    pub(crate) unreadable: usize,
    /// Generated text.
    pub(crate) bytes: usize,
    /// Time that generation took.
    pub(crate) micros: u64,
    pub(crate) seconds: u64,
    pub(crate) failures: Classes,
    pub(crate) notes: Classes,
}

pub(crate) type Classes = BTreeMap<String, Vec<(String, String)>>;

impl Report {
    /// Something that should not be.
    pub(crate) fn fail(&mut self, class: String, id: &str, why: &str) {
        let class = self.failures.entry(class).or_default();
        class.push((id.to_owned(), why.to_owned()));
    }

    /// Something that is nobody's fault here.
    pub(crate) fn note(&mut self, class: &str, id: &str, why: &str) {
        let class = self.notes.entry(class.to_owned()).or_default();
        class.push((id.to_owned(), why.to_owned()));
    }

    pub(crate) fn is_perfect(&self) -> bool {
        self.failures.is_empty()
    }

    pub(crate) fn print(&self, verbose: bool, json: bool) {
        for (kind, classes) in [("", &self.failures), ("for the record: ", &self.notes)] {
            for (class, members) in classes {
                list(&format!("{kind}{class}"), members, verbose);
            }
        }
        println!();
        for (name, count, of) in [
            ("schemas", self.schemas, self.schemas),
            ("generated", self.generated, self.schemas),
            ("compiled", self.compiled, self.schemas),
            ("warnings", self.warnings, 0),
            ("instances", self.instances, self.instances),
            ("agree with jsonschema", self.agree, self.instances),
            ("valid", self.valid, self.valid),
            ("survive a round trip", self.round_trip, self.valid),
        ] {
            println!("{name:>22} {count:>6} of {of}");
        }
        println!(
            "{:>22} {:>6} ms for {} KB of source; all of it in {} s",
            "generation took",
            self.micros / 1000,
            self.bytes / 1000,
            self.seconds
        );
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
                    "flag_differs": self.flag_differs,
                    "unjudged": self.unjudged,
                    "unreadable": self.unreadable,
                    "seconds": self.seconds,
                })
            );
        }
    }
}

/// One class: each schema once, with what there is to say of it.
fn list(class: &str, members: &[(String, String)], verbose: bool) {
    let mut schemas: Vec<(&str, Vec<&str>)> = Vec::new();
    for (id, why) in members {
        match schemas.last_mut() {
            Some((known, reasons)) if known == id => reasons.push(why),
            _ => schemas.push((id, vec![why])),
        }
    }
    println!("\n{class}: {} in {} schemas", members.len(), schemas.len());
    let most = |limit| if verbose { usize::MAX } else { limit };
    for (id, reasons) in schemas.iter().take(most(LISTED)) {
        println!("  {id}");
        let lines = reasons.iter().flat_map(|reason| reason.lines());
        lines
            .take(most(LINES))
            .for_each(|line| println!("      {line}"));
    }
    // The other names are still worth a line.
    let others: Vec<&str> = schemas
        .iter()
        .skip(most(LISTED))
        .map(|(id, _)| *id)
        .collect();
    for some in others.chunks(4) {
        println!("  {}", some.join("  "));
    }
}
