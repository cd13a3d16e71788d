//! A real server on loopback, spoken to as any client speaks to it. See `tests/live/README.md`.

mod http;
mod server;
mod smoke;
// Needs formwork's feature `macros` among the dev-dependencies of this package.
mod typed;
