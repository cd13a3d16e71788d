//! Bulk jobs over a real loopback server, with journals on a real disk, and processes that are really killed.

#[path = "bulk/journal.rs"]
mod journal;
#[path = "bulk/killed.rs"]
mod killed;
#[path = "loopback/mod.rs"]
mod loopback;
#[path = "bulk/model.rs"]
mod model;
#[path = "bulk/pace.rs"]
mod pace;
#[path = "bulk/running.rs"]
mod running;

#[path = "../cases/objects/generated.rs"]
mod objects;

/// So many inputs.
fn inputs(count: usize) -> Vec<formwork::bulk::Input> {
    let questions = model::questions(count);
    questions
        .map(|(id, text)| formwork::bulk::Input::user(id, text))
        .collect()
}
