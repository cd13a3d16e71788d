//! `cargo formwork generate`: the types are files of this package, reviewed like any other.
//!
//! `src/generated` was written by
//! `cargo formwork generate ../../schemas/invoice.yaml --out src/generated`.
#![allow(clippy::print_stdout)] // It is what this program is for.

mod generated;

use generated::invoice::Invoice;

const ANSWER: &str = r#"{
    "number": "RE-1", "issued": "2026-03-14",
    "seller": { "name": "Nordwind" }, "buyer": { "name": "Atelier Blume" },
    "currency": "EUR",
    "lines": [{ "description": "Clamp", "quantity": 3, "price": 4.0 }],
    "total": 14.4
}"#;

fn main() {
    match formwork::decode::<Invoice>(ANSWER) {
        Ok(invoice) => println!("{} {} {}", invoice.number, invoice.total, invoice.currency),
        Err(violations) => violations
            .iter()
            .for_each(|violation| println!("{violation}")),
    }
    let broken = ANSWER.replace("14.4", "-1");
    match formwork::decode::<Invoice>(broken) {
        Ok(_) => println!("this should not fit"),
        Err(violations) => violations
            .iter()
            .for_each(|violation| println!("{violation}")),
    }
}
