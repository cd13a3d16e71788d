//! What stands beside the call: quotes held to their text, prices, templates, answers that are kept.

mod citation;
mod citation_golden;
mod prices;
mod script;
mod templates;

formwork::generate!("tests/extras/tricky.yaml");
