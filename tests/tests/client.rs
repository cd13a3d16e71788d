//! Calls through the public client, from the request to the value or to the error, with a server that
//! says exactly what a test wants it to say.

#[path = "client/blocking.rs"]
mod blocking;
#[path = "client/broken.rs"]
mod broken;
#[path = "client/composed.rs"]
mod composed;
#[path = "client/connection.rs"]
mod connection;
#[path = "client/ends.rs"]
mod ends;
#[path = "client/environment.rs"]
mod environment;
#[path = "client/function_call.rs"]
mod function_call;
#[path = "client/hidden.rs"]
mod hidden;
#[path = "client/hooks.rs"]
mod hooks;
#[path = "client/items.rs"]
mod items;
#[path = "client/later.rs"]
mod later;
#[path = "client/mends.rs"]
mod mends;
#[path = "client/modes.rs"]
mod modes;
#[path = "client/offline.rs"]
mod offline;
#[path = "client/own_rules.rs"]
mod own_rules;
#[path = "client/parallel.rs"]
mod parallel;
#[path = "client/reask.rs"]
mod reask;
#[path = "client/reask_calls.rs"]
mod reask_calls;
#[path = "client/refused.rs"]
mod refused;
pub(crate) use later::rules;
#[path = "client/script.rs"]
mod script;
#[path = "client/secrets.rs"]
mod secrets;
#[path = "client/several.rs"]
mod several;
#[path = "client/spans.rs"]
mod spans;
#[path = "client/text.rs"]
mod text;
#[path = "client/threads.rs"]
mod threads;
#[path = "client/timeouts.rs"]
mod timeouts;
#[path = "client/views.rs"]
mod views;

#[path = "../cases/later/generated.rs"]
mod booking;
#[path = "../cases/list/generated.rs"]
mod list;
#[path = "../cases/objects/generated.rs"]
mod objects;
#[path = "../cases/open/generated.rs"]
mod open;
#[path = "../cases/hidden/generated.rs"]
mod ticket;
#[path = "../cases/tools/generated.rs"]
mod tools;
