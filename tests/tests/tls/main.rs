//! Real networks: servers of TLS on loopback with authorities of their own, certificates that nobody should take,
//! certificates of the caller's, and proxies. Through the public client, in every way to make a call.

mod authority;
#[path = "../loopback/mod.rs"]
mod loopback;
mod proxied;
mod proxy;
mod refused;
mod server;
mod set_up;
mod trusted;
