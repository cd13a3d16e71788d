//! Texts that claim to be invoices, judged by the rules of the schema: no network, and no model.
#![allow(clippy::print_stdout)] // It is what this program is for.

use checked_in::Invoice;

const ANSWER: &str = r#"{
    "number": "RE-1", "issued": "2026-03-14",
    "seller": { "name": "Nordwind" }, "buyer": { "name": "Atelier Blume" },
    "currency": "EUR",
    "lines": [{ "description": "Clamp", "quantity": 3, "price": 4.0 }],
    "total": 14.4
}"#;

fn main() {
    for text in [ANSWER, &ANSWER.replace("14.4", "-1")] {
        match formwork::decode::<Invoice>(text) {
            Ok(invoice) => println!("{} {} {}", invoice.number, invoice.total, invoice.currency),
            Err(violations) => {
                for violation in &violations {
                    println!("{violation}");
                }
            }
        }
    }
}
