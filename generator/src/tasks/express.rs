//! The expressions of a template: what each of them is, and what it says that is not there.

use formwork_schema::{Code, Finding, Place};
use minijinja::machinery::ast::{BinOp, BinOpKind, Call, CallArg, Expr, GetItem, UnaryOpKind};

use super::scope::{FILTERS, FUNCTIONS, Found, Shape, TESTS, filtered, item, property};
use super::template::Text;
use super::walk::{Use, Walk};

impl<'a> Walk<'a, '_> {
    pub(super) fn expression(&mut self, expression: &Expr<'a>, usage: Use) -> Shape {
        match expression {
            Expr::Var(one) => self.variable(one.id, expression, usage),
            Expr::Const(_) => Shape::Any,
            Expr::GetAttr(one) => {
                let around = self.expression(&one.expr, Use::Bare);
                self.property(around, one.name, expression, usage, |text| {
                    text.last_name(one.span(), one.name)
                })
            }
            Expr::GetItem(one) => self.subscript(one, expression, usage),
            Expr::Slice(one) => {
                for bound in [&one.start, &one.stop, &one.step].into_iter().flatten() {
                    self.expression(bound, Use::Bare);
                }
                self.expression(&one.expr, Use::Asked)
            }
            Expr::UnaryOp(one) => {
                let usage = match one.op {
                    UnaryOpKind::Not => Use::Asked,
                    UnaryOpKind::Neg => Use::Bare,
                };
                self.expression(&one.expr, usage);
                Shape::Any
            }
            Expr::BinOp(one) => self.operation(one, usage),
            Expr::Compare(one) => {
                self.expression(&one.expr, Use::Bare);
                for other in &one.ops {
                    self.expression(&other.expr, Use::Bare);
                }
                Shape::Any
            }
            Expr::IfExpr(one) => {
                self.expression(&one.test_expr, Use::Asked);
                self.guarded(&one.test_expr, true, |walk| {
                    walk.expression(&one.true_expr, usage);
                });
                if let Some(other) = &one.false_expr {
                    self.guarded(&one.test_expr, false, |walk| {
                        walk.expression(other, usage);
                    });
                }
                Shape::Any
            }
            Expr::Filter(one) => {
                let usage = match one.name {
                    // Those that know what to do with nothing.
                    "default" | "d" | "tojson" | "join" | "bool" => Use::Asked,
                    _ => Use::Bare,
                };
                let shape = match &one.expr {
                    Some(inner) => self.expression(inner, usage),
                    None => Shape::Any,
                };
                self.known("filter", one.name, FILTERS, one.span());
                self.arguments(&one.args, Use::Bare);
                self.attribute(one.name, shape, &one.args);
                filtered(self.inputs.model, one.name, shape)
            }
            Expr::Test(one) => {
                self.expression(&one.expr, Use::Asked);
                self.known("test", one.name, TESTS, one.span());
                self.arguments(&one.args, Use::Asked);
                Shape::Any
            }
            Expr::Call(one) => self.call(one),
            Expr::List(one) => self.each(&one.items),
            Expr::Tuple(one) => self.each(&one.items),
            Expr::Map(one) => {
                self.each(&one.keys);
                self.each(&one.values)
            }
        }
    }

    /// `order["lines"]`, `lines[0]`
    fn subscript(&mut self, one: &GetItem<'a>, expression: &Expr<'a>, usage: Use) -> Shape {
        let around = self.expression(&one.expr, Use::Bare);
        let key = match &one.subscript_expr {
            Expr::Const(key) => key.value.as_str().map(str::to_owned),
            other => {
                self.expression(other, Use::Bare);
                None
            }
        };
        let part = Text::part(one.subscript_expr.span());
        match (key, &one.subscript_expr) {
            (Some(key), _) => {
                self.property(around, &key, expression, usage, |text| text.place(&part))
            }
            (None, Expr::Const(key)) if key.value.is_number() => item(self.inputs.model, around),
            _ => Shape::Any,
        }
    }

    fn operation(&mut self, one: &BinOp<'a>, usage: Use) -> Shape {
        let holds = match one.op {
            BinOpKind::ScAnd => true,
            BinOpKind::ScOr => false,
            _ => {
                self.expression(&one.left, Use::Bare);
                self.expression(&one.right, Use::Bare);
                return Shape::Any;
            }
        };
        // What is absent is what comes of `and`.
        let left = if holds { usage } else { Use::Asked };
        self.expression(&one.left, left);
        self.guarded(&one.left, holds, |walk| {
            walk.expression(&one.right, usage);
        });
        Shape::Any
    }

    fn each(&mut self, items: &[Expr<'a>]) -> Shape {
        for one in items {
            self.expression(one, Use::Asked);
        }
        Shape::Any
    }

    fn arguments(&mut self, arguments: &[CallArg<'a>], usage: Use) {
        for argument in arguments {
            let (CallArg::Pos(value)
            | CallArg::Kwarg(_, value)
            | CallArg::PosSplat(value)
            | CallArg::KwargSplat(value)) = argument;
            self.expression(value, usage);
        }
    }

    pub(super) fn call(&mut self, call: &Call<'a>) -> Shape {
        let mut usage = Use::Asked;
        match &call.expr {
            Expr::Var(one) if !self.is_named(one.id) => {
                if one.id == "debug" {
                    // It shows all there is.
                    let names = self.names();
                    self.inputs.used.extend(names);
                }
                self.known("function", one.id, FUNCTIONS, one.span());
                usage = Use::Bare;
            }
            Expr::Var(_) => {}
            Expr::GetAttr(one) => {
                if let Shape::Of(_) = self.expression(&one.expr, Use::Bare) {
                    let place = self.text.last_name(one.span(), one.name);
                    let message = format!("values have no method `{}`", one.name);
                    let finding = Finding::error(Code::UNKNOWN_FILTER, place, message);
                    self.inputs.findings.push(if FILTERS.contains(&one.name) {
                        finding.help(format!("a filter does it: `| {}`", one.name))
                    } else {
                        finding.help("templates have filters: `{{ text | upper }}`")
                    });
                }
            }
            other => {
                self.expression(other, Use::Bare);
            }
        }
        self.arguments(&call.args, usage);
        Shape::Any
    }

    pub(super) fn is_named(&self, name: &str) -> bool {
        self.scopes.iter().any(|scope| scope.contains_key(name))
    }

    fn variable(&mut self, name: &'a str, expression: &Expr<'a>, usage: Use) -> Shape {
        let mut scopes = self.scopes.iter().rev();
        if let Some(shape) = scopes.find_map(|scope| scope.get(name)) {
            return *shape;
        }
        let found = self
            .inputs
            .schema
            .map(|schema| property(self.inputs.model, schema, name));
        match found {
            Some(Found::Property { shape, required }) => {
                self.inputs.used.insert(name.to_owned());
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
        expression: &Expr<'a>,
        usage: Use,
        place: impl FnOnce(Text<'a>) -> Place,
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
                let place = place(self.text);
                self.lacking(schema, name, &lacking, place);
            }
        }
        Shape::Any
    }

    /// Properties that filters are told of by their names.
    fn attribute(&mut self, filter: &str, shape: Shape, arguments: &[CallArg<'a>]) {
        let first_is_one = matches!(filter, "selectattr" | "rejectattr" | "groupby");
        let mut arguments = arguments.iter();
        let named = arguments.find_map(|argument| match argument {
            CallArg::Kwarg("attribute", value) => Some(value),
            CallArg::Pos(value) if first_is_one => Some(value),
            _ => None,
        });
        let Some(Expr::Const(name)) = named else {
            return;
        };
        let Some(path) = name.value.as_str() else {
            return;
        };
        let place = self.text.place(&Text::part(name.span()));
        let mut shape = item(self.inputs.model, shape);
        for step in path.split('.') {
            let Shape::Of(schema) = shape else { return };
            match property(self.inputs.model, schema, step) {
                Found::Property { shape: inner, .. } => shape = inner,
                found => return self.lacking(schema, step, &found, place),
            }
        }
    }
}
