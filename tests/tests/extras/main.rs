//! What stands beside the call: quotes held to their text, prices, templates, answers that are kept.

mod cache;
mod cache_redis;
mod cache_stores;
mod citation;
mod citation_golden;
mod prices;
mod script;
mod templates;

formwork::generate!("tests/extras/tricky.yaml");
formwork::generate!("tests/extras/level.yaml");
formwork::generate!("tests/extras/names.yaml");
