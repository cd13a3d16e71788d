//! A template's tree, held against the inputs of its task.
//!
//! The walk follows the engine's scopes: what `set`, `for`, `with` and macros name is no input, and is not
//! looked for among them. Trees are as deep as `crate::template` lets them be.

use formwork_schema::maps::HashMap;
use formwork_schema::model::{Model, SchemaId};
use formwork_schema::{Code, Finding};

use super::guard::guards;
use super::scope::{Shape, item};
use super::text::Text;
use crate::template::{Expression, For, Kind, Macro, Span, Statement};

/// What all templates of a task have in common.
pub(super) struct Inputs<'a> {
    pub(super) model: &'a Model,
    /// The schema of the input, where the task has one.
    pub(super) schema: Option<SchemaId>,
    /// What templates take from around them, the inputs among it, and where each is first named.
    pub(super) used: HashMap<String, Span>,
    pub(super) findings: Vec<Finding>,
    /// How many errors there are, told or not, and how many warnings.
    pub(super) errors: usize,
    pub(super) warnings: usize,
}

impl<'a> Inputs<'a> {
    pub(super) fn new(model: &'a Model, schema: Option<SchemaId>) -> Self {
        Self {
            model,
            schema,
            used: HashMap::default(),
            findings: Vec::new(),
            errors: 0,
            warnings: 0,
        }
    }
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

    pub(super) fn all(&mut self, statements: &[Statement<'a>]) {
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
        condition: &Expression<'a>,
        holds: bool,
        body: impl FnOnce(&mut Self),
    ) {
        let before = self.there.len();
        guards(condition, holds, &self.text.template.text, &mut self.there);
        body(self);
        self.there.truncate(before);
    }

    fn statement(&mut self, statement: &Statement<'a>) {
        match statement {
            Statement::Text(_) => {}
            Statement::Say(value) => {
                self.expression(value, Use::Bare);
            }
            Statement::For(one) => self.for_loop(one),
            Statement::If(branches, otherwise) => self.branches(branches, otherwise),
            Statement::With(values, body) => self.scoped(|walk| {
                for (target, value) in values {
                    let shape = walk.expression(value, Use::Asked);
                    walk.assign(target, shape);
                }
                walk.all(body);
            }),
            Statement::Set(one) => {
                let [target, value] = &**one;
                let shape = self.expression(value, Use::Asked);
                self.assign(target, shape);
            }
            Statement::SetBlock(target, filter, body) => {
                self.scoped(|walk| walk.all(body));
                if let Some(filter) = filter {
                    self.expression(filter, Use::Asked);
                }
                self.assign(target, Shape::Any);
            }
            Statement::Autoescape(value, body) | Statement::Filter(value, body) => {
                self.expression(value, Use::Asked);
                self.scoped(|walk| walk.all(body));
            }
            Statement::Block(body) => self.scoped(|walk| {
                walk.name("super", Shape::Any);
                walk.all(body);
            }),
            Statement::Other(what, name) => self.refused(what, name),
            Statement::Import(template, targets) => {
                self.refused("import", template);
                for target in targets {
                    self.assign(target, Shape::Any);
                }
            }
            Statement::Macro(name, one) => {
                self.name(name.text, Shape::Any);
                self.macro_body(one);
            }
            Statement::CallBlock(call, one) => {
                self.call(call);
                self.macro_body(one);
            }
            Statement::Do(call) => {
                self.call(call);
            }
        }
    }

    fn for_loop(&mut self, one: &For<'a>) {
        let list = self.expression(&one.items, Use::Bare);
        let item = item(self.inputs.model, list);
        self.scoped(|walk| {
            walk.assign(&one.target, item);
            walk.name("loop", Shape::Any);
            match &one.filter {
                Some(filter) => {
                    walk.expression(filter, Use::Asked);
                    walk.guarded(filter, true, |walk| walk.all(&one.body));
                }
                None => walk.all(&one.body),
            }
        });
        self.scoped(|walk| walk.all(&one.otherwise));
    }

    /// Each branch is taken where its condition holds, and none of those before it does.
    fn branches(
        &mut self,
        branches: &[(Expression<'a>, Vec<Statement<'a>>)],
        otherwise: &[Statement<'a>],
    ) {
        let before = self.there.len();
        for (condition, body) in branches {
            self.expression(condition, Use::Asked);
            self.guarded(condition, true, |walk| walk.all(body));
            let text = &self.text.template.text;
            guards(condition, false, text, &mut self.there);
        }
        self.all(otherwise);
        self.there.truncate(before);
    }

    fn macro_body(&mut self, one: &Macro<'a>) {
        for default in &one.defaults {
            self.expression(default, Use::Asked);
        }
        self.scoped(|walk| {
            walk.name("caller", Shape::Any);
            for parameter in &one.parameters {
                walk.assign(parameter, Shape::Any);
            }
            walk.all(&one.body);
        });
    }

    fn refused(&mut self, what: &str, name: &Expression<'a>) {
        if !self.inputs.tells_error() {
            return;
        }
        let place = self.text.place(&name.span);
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

    fn assign(&mut self, target: &Expression<'a>, shape: Shape) {
        match &target.kind {
            Kind::Name(name) => self.name(name, shape),
            Kind::List(items) => {
                for one in items {
                    self.assign(one, Shape::Any);
                }
            }
            _ => {
                self.expression(target, Use::Asked);
            }
        }
    }
}
