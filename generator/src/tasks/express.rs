//! The expressions of a template: what each of them is, and what it says that is not there.

use formwork_schema::{Code, Finding};

use super::scope::{FILTERS, FUNCTIONS, Found, Shape, TESTS, filtered, item, property};
use super::walk::{Use, Walk};
use crate::template::{Argument, Call, Expression, Filter, Kind, Name, Part, Span};

impl<'a> Walk<'a, '_> {
    pub(super) fn expression(&mut self, expression: &Expression<'a>, usage: Use) -> Shape {
        match &expression.kind {
            Kind::Name(name) => return self.variable(name, expression, usage),
            Kind::String(_) | Kind::Number | Kind::Word => {}
            Kind::Property(one) => {
                let (around, name) = &**one;
                let around = self.expression(around, Use::Bare);
                return self.property(around, name.text, expression, usage, &name.span);
            }
            Kind::Item(one) => return self.subscript(one, expression, usage),
            Kind::Slice(value, bounds) => {
                self.each(bounds, Use::Bare);
                return self.expression(value, Use::Asked);
            }
            Kind::Not(inner) => {
                self.expression(inner, Use::Asked);
            }
            // What is absent is what comes of `and`.
            Kind::And(sides) => self.sides(sides, true, usage, usage),
            Kind::Or(sides) => self.sides(sides, false, Use::Asked, usage),
            Kind::Operation(operands) => self.each(operands, Use::Bare),
            Kind::Choice(one) => {
                self.expression(&one.condition, Use::Asked);
                self.guarded(&one.condition, true, |walk| {
                    walk.expression(&one.value, usage);
                });
                if let Some(other) = &one.otherwise {
                    self.guarded(&one.condition, false, |walk| {
                        walk.expression(other, usage);
                    });
                }
            }
            Kind::Filter(one) => return self.filter(one),
            Kind::Test(one) => {
                self.expression(&one.value, Use::Asked);
                self.known("test", &one.name, TESTS);
                self.arguments(&one.arguments, Use::Asked);
            }
            Kind::Call(one) => return self.call(one),
            Kind::List(items) | Kind::Tuple(items) => self.each(items, Use::Asked),
            Kind::Map(members) => {
                for (key, value) in members {
                    self.expression(key, Use::Asked);
                    self.expression(value, Use::Asked);
                }
            }
        }
        Shape::Any
    }

    /// `order["lines"]`, `lines[0]`
    fn subscript(
        &mut self,
        [around, key]: &[Expression<'a>; 2],
        expression: &Expression<'a>,
        usage: Use,
    ) -> Shape {
        let around = self.expression(around, Use::Bare);
        match &key.kind {
            Kind::String(name) => self.property(around, name, expression, usage, &key.span),
            Kind::Number => item(self.inputs.model, around),
            _ => {
                self.expression(key, Use::Bare);
                Shape::Any
            }
        }
    }

    /// Both sides of `and` or `or`: the right one counts where the left one holds, or does not.
    fn sides(
        &mut self,
        [left, right]: &[Expression<'a>; 2],
        holds: bool,
        of_left: Use,
        of_right: Use,
    ) {
        self.expression(left, of_left);
        self.guarded(left, holds, |walk| {
            walk.expression(right, of_right);
        });
    }

    fn each(&mut self, items: &[Expression<'a>], usage: Use) {
        for one in items {
            self.expression(one, usage);
        }
    }

    fn filter(&mut self, filter: &Filter<'a>) -> Shape {
        let Filter {
            value,
            name,
            arguments,
        } = filter;
        let usage = match name.text {
            // Those that know what to do with nothing.
            "default" | "d" | "tojson" | "join" | "bool" => Use::Asked,
            _ => Use::Bare,
        };
        let shape = match value {
            Some(value) => self.expression(value, usage),
            None => Shape::Any,
        };
        self.known("filter", name, FILTERS);
        self.arguments(arguments, Use::Bare);
        self.attribute(name.text, shape, arguments);
        filtered(self.inputs.model, name.text, shape)
    }

    fn arguments(&mut self, arguments: &[Argument<'a>], usage: Use) {
        for argument in arguments {
            self.expression(&argument.value, usage);
        }
    }

    pub(super) fn call(&mut self, call: &Call<'a>) -> Shape {
        let Call { callee, arguments } = call;
        let mut usage = Use::Asked;
        match &callee.kind {
            Kind::Name(name) if !self.is_named(name) => {
                if *name == "debug" {
                    // It shows all there is.
                    for name in self.names() {
                        self.uses(&name, &callee.span);
                    }
                }
                let name = Name {
                    text: name,
                    span: callee.span.clone(),
                };
                if !FUNCTIONS.contains(&name.text) {
                    self.uses(name.text, &name.span);
                }
                self.known("function", &name, FUNCTIONS);
                usage = Use::Bare;
            }
            Kind::Name(_) => {}
            Kind::Property(one) => {
                let (around, name) = &**one;
                if let Shape::Of(_) = self.expression(around, Use::Bare)
                    && self.inputs.tells_error()
                {
                    let place = self.text.place(&name.span);
                    let message = format!("values have no method `{}`", name.text);
                    let finding = Finding::error(Code::UNKNOWN_FILTER, place, message);
                    self.inputs.findings.push(if FILTERS.contains(&name.text) {
                        finding.help(format!("a filter does it: `| {}`", name.text))
                    } else {
                        finding.help("templates have filters: `{{ text | upper }}`")
                    });
                }
            }
            _ => {
                self.expression(callee, Use::Bare);
            }
        }
        self.arguments(arguments, usage);
        Shape::Any
    }

    /// What comes from around the template.
    fn uses(&mut self, name: &str, span: &Span) {
        if !self.inputs.used.contains_key(name) {
            self.inputs.used.insert(name.to_owned(), span.clone());
        }
    }

    pub(super) fn is_named(&self, name: &str) -> bool {
        self.scopes.iter().any(|scope| scope.contains_key(name))
    }

    fn variable(&mut self, name: &'a str, expression: &Expression<'a>, usage: Use) -> Shape {
        let mut scopes = self.scopes.iter().rev();
        if let Some(shape) = scopes.find_map(|scope| scope.get(name)) {
            return *shape;
        }
        self.uses(name, &expression.span);
        let found = self
            .inputs
            .schema
            .map(|schema| property(self.inputs.model, schema, name));
        match found {
            Some(Found::Property { shape, required }) => {
                self.bare(required, expression, usage);
                shape
            }
            Some(Found::Perhaps) if self.has_open_input() => Shape::Any,
            _ if FUNCTIONS.contains(&name) || name == "self" => Shape::Any,
            _ => {
                self.unknown(name, expression);
                Shape::Any
            }
        }
    }

    /// Whether the input may have properties that it does not name: not where it names none at all.
    fn has_open_input(&self) -> bool {
        let Some(schema) = self.inputs.schema else {
            return false;
        };
        let parts = super::scope::parts(self.inputs.model, schema);
        let mut others = parts.iter().filter_map(|part| part.additional_properties);
        let open = others.any(|id| self.inputs.model.get(id).boolean != Some(false));
        open || parts.iter().any(|part| !part.properties.is_empty())
    }

    fn property(
        &mut self,
        around: Shape,
        name: &str,
        expression: &Expression<'a>,
        usage: Use,
        span: &Span,
    ) -> Shape {
        let Shape::Of(schema) = around else {
            return Shape::Any;
        };
        match property(self.inputs.model, schema, name) {
            Found::Property { shape, required } => {
                self.bare(required, expression, usage);
                return shape;
            }
            Found::Perhaps => {}
            lacking => {
                self.lacking(schema, name, &lacking, span);
            }
        }
        Shape::Any
    }

    /// Properties that filters are told of by their names.
    fn attribute(&mut self, filter: &str, shape: Shape, arguments: &[Argument<'a>]) {
        let first_is_one = matches!(filter, "selectattr" | "rejectattr" | "groupby");
        let named = arguments.iter().find(|argument| match argument.role {
            Part::Named(name) => name == "attribute",
            Part::Next => first_is_one,
            Part::Several => false,
        });
        let Some(Expression { span, kind }) = named.map(|argument| &argument.value) else {
            return;
        };
        let Kind::String(path) = kind else { return };
        let mut shape = item(self.inputs.model, shape);
        for step in path.split('.') {
            let Shape::Of(schema) = shape else { return };
            match property(self.inputs.model, schema, step) {
                Found::Property { shape: inner, .. } => shape = inner,
                found => return self.lacking(schema, step, &found, span),
            }
        }
    }
}
