//! A template's tree, held against the inputs of its task.
//!
//! The walk follows the engine's scopes: what `set`, `for`, `with` and macros name is no input, and is not
//! looked for among them. Trees are as deep as `template` lets them be.

use formwork_schema::maps::{HashMap, HashSet};
use formwork_schema::model::{Model, SchemaId};
use formwork_schema::{Code, Finding};
use minijinja::machinery::ast::{Expr, Macro, Stmt};

use super::guard::guards;
use super::scope::{Shape, item};
use super::template::Text;

/// What all templates of a task have in common.
pub(super) struct Inputs<'a> {
    pub(super) model: &'a Model,
    /// The schema of the input, where the task has one.
    pub(super) schema: Option<SchemaId>,
    /// The inputs that a template has named.
    pub(super) used: HashSet<String>,
    pub(super) findings: Vec<Finding>,
}

/// A walk through one template.
pub(super) struct Walk<'a, 'i> {
    pub(super) inputs: &'i mut Inputs<'a>,
    pub(super) text: Text<'a>,
    pub(super) scopes: Vec<HashMap<&'a str, Shape>>,
    /// Paths that are known to be there, as the conditions around have it.
    pub(super) there: Vec<String>,
}

/// How a value is used.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// It must be there.
    Bare,
    /// It may be absent.
    Asked,
}

impl<'a, 'i> Walk<'a, 'i> {
    pub(super) fn new(inputs: &'i mut Inputs<'a>, text: Text<'a>) -> Self {
        Self {
            inputs,
            text,
            scopes: vec![HashMap::default()],
            there: Vec::new(),
        }
    }

    pub(super) fn all(&mut self, statements: &[Stmt<'a>]) {
        for one in statements {
            self.statement(one);
        }
    }

    /// Statements in a scope of their own.
    fn scoped(&mut self, body: impl FnOnce(&mut Self)) {
        self.scopes.push(HashMap::default());
        body(self);
        self.scopes.pop();
    }

    /// What holds where a condition does, or does not.
    pub(super) fn guarded(
        &mut self,
        condition: &Expr<'a>,
        holds: bool,
        body: impl FnOnce(&mut Self),
    ) {
        let before = self.there.len();
        guards(condition, holds, &self.text.template.text, &mut self.there);
        body(self);
        self.there.truncate(before);
    }

    // With another crate's features, there are more.
    #[allow(clippy::match_wildcard_for_single_variants)]
    pub(super) fn statement(&mut self, statement: &Stmt<'a>) {
        match statement {
            Stmt::Template(one) => self.all(&one.children),
            Stmt::EmitExpr(one) => {
                self.expression(&one.expr, Use::Bare);
            }
            Stmt::ForLoop(one) => {
                let list = self.expression(&one.iter, Use::Bare);
                let item = item(self.inputs.model, list);
                self.scoped(|walk| {
                    walk.assign(&one.target, item);
                    walk.name("loop", Shape::Any);
                    match &one.filter_expr {
                        Some(filter) => {
                            walk.expression(filter, Use::Asked);
                            walk.guarded(filter, true, |walk| walk.all(&one.body));
                        }
                        None => walk.all(&one.body),
                    }
                });
                self.scoped(|walk| walk.all(&one.else_body));
            }
            Stmt::IfCond(one) => {
                self.expression(&one.expr, Use::Asked);
                self.guarded(&one.expr, true, |walk| walk.all(&one.true_body));
                self.guarded(&one.expr, false, |walk| walk.all(&one.false_body));
            }
            Stmt::WithBlock(one) => self.scoped(|walk| {
                for (target, value) in &one.assignments {
                    let shape = walk.expression(value, Use::Asked);
                    walk.assign(target, shape);
                }
                walk.all(&one.body);
            }),
            Stmt::Set(one) => {
                let shape = self.expression(&one.expr, Use::Asked);
                self.assign(&one.target, shape);
            }
            Stmt::SetBlock(one) => {
                self.scoped(|walk| walk.all(&one.body));
                if let Some(filter) = &one.filter {
                    self.expression(filter, Use::Asked);
                }
                self.assign(&one.target, Shape::Any);
            }
            Stmt::AutoEscape(one) => self.scoped(|walk| walk.all(&one.body)),
            Stmt::FilterBlock(one) => {
                self.expression(&one.filter, Use::Asked);
                self.scoped(|walk| walk.all(&one.body));
            }
            Stmt::Block(one) => self.scoped(|walk| {
                walk.name("super", Shape::Any);
                walk.all(&one.body);
            }),
            Stmt::Include(one) => self.refused("include", &one.name),
            Stmt::Extends(one) => self.refused("extends", &one.name),
            Stmt::Import(one) => {
                self.refused("import", &one.expr);
                self.assign(&one.name, Shape::Any);
            }
            Stmt::FromImport(one) => {
                self.refused("import", &one.expr);
                for (name, other) in &one.names {
                    self.assign(other.as_ref().unwrap_or(name), Shape::Any);
                }
            }
            Stmt::Macro(one) => {
                self.name(one.name, Shape::Any);
                self.macro_body(one);
            }
            Stmt::CallBlock(one) => {
                self.call(&one.call);
                self.macro_body(&one.macro_decl);
            }
            Stmt::Do(one) => {
                self.call(&one.call);
            }
            // Text; and what leaves a loop, which only another crate's features bring.
            _ => {}
        }
    }

    fn macro_body(&mut self, one: &Macro<'a>) {
        for default in &one.defaults {
            self.expression(default, Use::Asked);
        }
        self.scoped(|walk| {
            walk.name("caller", Shape::Any);
            for argument in &one.args {
                walk.assign(argument, Shape::Any);
            }
            walk.all(&one.body);
        });
    }

    fn refused(&mut self, what: &str, name: &Expr<'a>) {
        let place = self.text.place(&Text::part(name.span()));
        let message = format!("`{what}` wants another template, and there is none");
        let finding = Finding::error(Code::OTHER_TEMPLATE, place, message);
        let help = "a task's templates stand by themselves: write the text here";
        self.inputs.findings.push(finding.help(help));
    }

    fn name(&mut self, name: &'a str, shape: Shape) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.insert(name, shape);
        }
        // A path that begins with it means another value from here on.
        self.there
            .retain(|path| path.split('.').next() != Some(name));
    }

    fn assign(&mut self, target: &Expr<'a>, shape: Shape) {
        match target {
            Expr::Var(one) => self.name(one.id, shape),
            Expr::List(list) => list
                .items
                .iter()
                .for_each(|one| self.assign(one, Shape::Any)),
            Expr::Tuple(list) => list
                .items
                .iter()
                .for_each(|one| self.assign(one, Shape::Any)),
            other => {
                self.expression(other, Use::Asked);
            }
        }
    }
}
