//! Real servers on loopback, spoken to as any client speaks to them. See `tests/live/README.md`.

mod http;
mod prism;
mod process;
mod proxy;
mod routes;
mod server;
mod smoke;
// Needs formwork's feature `macros` among the dev-dependencies of this package.
mod typed;
mod ways;
