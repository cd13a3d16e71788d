//! Templates to trees: the language that the runtime renders, read once more.
//!
//! The engine of the runtime has a reader of its own, whose tree is nobody else's business. This one takes exactly
//! the templates that the engine takes, as `runtime/src/templates.rs` configures it, and the test `task_files` holds
//! the two together on random ones. `tokens` and `literal` find the words, `parse` what bounds all reading,
//! `statements` and `expressions` the tree that `syntax` describes; `fault` says why there is none.
//!
//! Nothing here knows what a template is held against, or in which file it stands.

mod expressions;
mod fault;
mod literal;
mod parse;
mod postfix;
mod statements;
mod syntax;
mod tags;
mod tokens;

pub(crate) use fault::{Fault, Span};
pub(crate) use syntax::{
    Argument, Call, Expression, Filter, For, Kind, Macro, Name, Part, Statement,
};

/// Reads a template.
pub(crate) fn read(text: &str) -> Result<Vec<Statement<'_>>, Fault> {
    parse::Parser::new(text)?.template()
}
