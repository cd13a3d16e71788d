//! A template's tree, held against the inputs of its task.
//!
//! The walk follows the engine's scopes: what `set`, `for`, `with` and macros name is no input, and is not
//! looked for among them. Trees are as deep as `template` lets them be.

use formwork_schema::maps::{HashMap, HashSet};
use formwork_schema::model::{Model, SchemaId};
use formwork_schema::{Code, Finding, Place, suggest};
use minijinja::machinery::Span;
use minijinja::machinery::ast::{
    BinOpKind, Call, CallArg, CompareOpKind, Expr, Macro, Stmt, UnaryOpKind,
};

use super::scope::{FILTERS, FUNCTIONS, Found, Shape, TESTS, filtered, item, property};
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
    inputs: &'i mut Inputs<'a>,
    text: Text<'a>,
    scopes: Vec<HashMap<&'a str, Shape>>,
    /// Paths that are known to be there, as the conditions around have it.
    there: Vec<String>,
}

/// How a value is used.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
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
    fn guarded(&mut self, condition: &Expr<'a>, holds: bool, body: impl FnOnce(&mut Self)) {
        let before = self.there.len();
        guards(condition, holds, &mut self.there);
        body(self);
        self.there.truncate(before);
    }

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
            // Text, and what leaves a loop.
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

    fn expression(&mut self, expression: &Expr<'a>, usage: Use) -> Shape {
        match expression {
            Expr::Var(one) => self.variable(one.id, expression, usage),
            Expr::Const(_) => Shape::Any,
            Expr::GetAttr(one) => {
                let around = self.expression(&one.expr, Use::Bare);
                self.property(around, one.name, expression, usage, |text| {
                    text.last_name(one.span(), one.name)
                })
            }
            Expr::GetItem(one) => {
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
                    (None, Expr::Const(key)) if key.value.is_number() => {
                        item(self.inputs.model, around)
                    }
                    _ => Shape::Any,
                }
            }
            Expr::Slice(one) => {
                for bound in [&one.start, &one.stop, &one.step].into_iter().flatten() {
                    self.expression(bound, Use::Bare);
                }
                self.expression(&one.expr, Use::Bare)
            }
            Expr::UnaryOp(one) => {
                let usage = match one.op {
                    UnaryOpKind::Not => Use::Asked,
                    UnaryOpKind::Neg => Use::Bare,
                };
                self.expression(&one.expr, usage);
                Shape::Any
            }
            Expr::BinOp(one) => {
                match one.op {
                    BinOpKind::ScAnd | BinOpKind::ScOr => {
                        let holds = matches!(one.op, BinOpKind::ScAnd);
                        self.expression(&one.left, Use::Asked);
                        // The right one is what comes out, at times.
                        self.guarded(&one.left, holds, |walk| {
                            walk.expression(&one.right, usage);
                        });
                    }
                    BinOpKind::Eq | BinOpKind::Ne => {
                        self.expression(&one.left, Use::Asked);
                        self.expression(&one.right, Use::Asked);
                    }
                    _ => {
                        self.expression(&one.left, Use::Bare);
                        self.expression(&one.right, Use::Bare);
                    }
                }
                Shape::Any
            }
            Expr::Compare(one) => {
                self.expression(&one.expr, Use::Asked);
                for other in &one.ops {
                    self.expression(&other.expr, Use::Asked);
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
                    "default" | "d" => Use::Asked,
                    _ => Use::Bare,
                };
                let shape = match &one.expr {
                    Some(inner) => self.expression(inner, usage),
                    None => Shape::Any,
                };
                self.known("filter", one.name, FILTERS, one.span());
                self.arguments(&one.args);
                self.attribute(one.name, shape, &one.args);
                filtered(self.inputs.model, one.name, shape)
            }
            Expr::Test(one) => {
                self.expression(&one.expr, Use::Asked);
                self.known("test", one.name, TESTS, one.span());
                self.arguments(&one.args);
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

    fn each(&mut self, items: &[Expr<'a>]) -> Shape {
        for one in items {
            self.expression(one, Use::Asked);
        }
        Shape::Any
    }

    fn arguments(&mut self, arguments: &[CallArg<'a>]) {
        for argument in arguments {
            let (CallArg::Pos(value)
            | CallArg::Kwarg(_, value)
            | CallArg::PosSplat(value)
            | CallArg::KwargSplat(value)) = argument;
            self.expression(value, Use::Asked);
        }
    }

    fn call(&mut self, call: &Call<'a>) -> Shape {
        match &call.expr {
            Expr::Var(one) if !self.is_named(one.id) => {
                if one.id == "debug" {
                    // It shows all there is.
                    let names = self.names();
                    self.inputs.used.extend(names);
                }
                self.known("function", one.id, FUNCTIONS, one.span());
            }
            Expr::Var(_) => {}
            Expr::GetAttr(one) => {
                if let Shape::Of(_) = self.expression(&one.expr, Use::Bare) {
                    let place = self.text.last_name(one.span(), one.name);
                    let message = format!("values have no method `{}`", one.name);
                    let finding = Finding::error(Code::UNKNOWN_FILTER, place, message);
                    self.inputs
                        .findings
                        .push(match FILTERS.contains(&one.name) {
                            true => finding.help(format!("a filter does it: `| {}`", one.name)),
                            false => finding.help("templates have filters: `{{ text | upper }}`"),
                        });
                }
            }
            other => {
                self.expression(other, Use::Bare);
            }
        }
        self.arguments(&call.args);
        Shape::Any
    }

    /// A name that must be one of those that templates know.
    fn known(&mut self, what: &str, name: &str, known: &[&'static str], span: Span) {
        if known.contains(&name) {
            return;
        }
        let place = self.text.first_name(span, name);
        let finding = Finding::error(
            Code::UNKNOWN_FILTER,
            place,
            format!("there is no {what} `{name}`"),
        );
        let other = OTHER_WORDS.iter().find(|(word, _)| *word == name);
        let near = suggest::nearest(name, known.iter().copied());
        self.inputs.findings.push(match (near, other) {
            (Some(near), _) => finding.help(format!("did you mean `{near}`?")),
            (None, Some((_, meant))) => finding.help(format!("it is written {meant}")),
            (None, None) if known.len() <= 8 => {
                finding.help(format!("there are {}", suggest::listed(known)))
            }
            (None, None) => finding.help(
                "see https://docs.rs/minijinja for those that there are; an input may bring what is \
                 missing",
            ),
        });
    }

    fn is_named(&self, name: &str) -> bool {
        self.scopes.iter().any(|scope| scope.contains_key(name))
    }

    fn variable(&mut self, name: &'a str, expression: &Expr<'a>, usage: Use) -> Shape {
        let scopes = self.scopes.iter().rev();
        if let Some(shape) = scopes.filter_map(|scope| scope.get(name)).next() {
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

    fn unknown(&mut self, name: &str, expression: &Expr<'a>) {
        let place = self.text.place(&Text::part(expression.span()));
        let mut names = self.names();
        let scopes = self.scopes.iter().rev();
        names.extend(scopes.flat_map(|scope| scope.keys().map(|one| (*one).to_owned())));
        names.sort_unstable();
        names.dedup();
        let message = format!("`{name}` is no input of this task");
        let finding = Finding::error(Code::UNKNOWN_VARIABLE, place, message);
        let near = suggest::nearest(name, names.iter().map(String::as_str));
        let finding = match (near, names.is_empty()) {
            (Some(near), _) => finding.help(format!("did you mean `{near}`?")),
            (None, true) => finding.help(format!(
                "write `{name}` under `properties` of the task's `input`"
            )),
            (None, false) => finding.help(format!("there are {}", suggest::listed(&names))),
        };
        self.inputs.findings.push(finding);
    }

    /// The names of all inputs.
    fn names(&self) -> Vec<String> {
        let Some(schema) = self.inputs.schema else {
            return Vec::new();
        };
        let parts = super::scope::parts(self.inputs.model, schema);
        let names = parts.iter().flat_map(|part| &part.properties);
        names.map(|one| one.name.clone()).collect()
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

    /// A property that a value has not.
    fn lacking(&mut self, schema: SchemaId, name: &str, found: &Found, place: Place) {
        let (message, help) = match found {
            Found::Missing(names) => {
                let near = suggest::nearest(name, names.iter().map(String::as_str));
                let help = match near {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("there are {}", suggest::listed(names)),
                };
                (format!("there is no property `{name}`"), help)
            }
            Found::NoObject(kind) => {
                let help = match FILTERS.contains(&name) {
                    true => format!("a filter does it: `| {name}`"),
                    false => format!("its schema says that it is {kind}"),
                };
                (
                    format!("this is {kind}, which has no property `{name}`"),
                    help,
                )
            }
            Found::Property { .. } | Found::Perhaps => return,
        };
        let by = self.inputs.model.get(schema).place.clone();
        let finding = Finding::error(Code::UNKNOWN_PROPERTY, place, message);
        let finding = finding.related(by, "it is described here");
        self.inputs.findings.push(finding.help(help));
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

    /// An input that may be absent, used as if it could not.
    fn bare(&mut self, required: bool, expression: &Expr<'a>, usage: Use) {
        if required || usage == Use::Asked {
            return;
        }
        let Some(path) = path(expression) else { return };
        let below = format!("{path}.");
        let mut there = self.there.iter();
        if there.any(|one| *one == path || one.starts_with(&below)) {
            return;
        }
        let place = self.text.place(&Text::part(expression.span()));
        let message = format!("`{path}` is optional, and the call fails where it is absent");
        let finding = Finding::warning(Code::BARE_OPTIONAL, place, message);
        let help = format!(
            "write `{path} | default(\"\")`, or put it into `{{% if {path} %}}`; or list it under \
             `required`"
        );
        self.inputs.findings.push(finding.help(help));
    }
}

/// Words of other engines.
const OTHER_WORDS: &[(&str, &str)] = &[
    ("truncate", "`text[:100]`"),
    ("size", "`length`"),
    ("to_json", "`tojson`"),
    ("json", "`tojson`"),
    ("downcase", "`lower`"),
    ("upcase", "`upper`"),
    ("null", "`none`"),
    ("empty", "`not`: `{% if not items %}`"),
    ("len", "`items | length`"),
    ("str", "`value | string`"),
];

/// `order.lines`, where an expression is that.
fn path(expression: &Expr<'_>) -> Option<String> {
    let mut steps = Vec::new();
    let mut expression = expression;
    loop {
        match expression {
            Expr::Var(one) => {
                steps.push(one.id);
                steps.reverse();
                return Some(steps.join("."));
            }
            Expr::GetAttr(one) => {
                steps.push(one.name);
                expression = &one.expr;
            }
            Expr::GetItem(one) => {
                let Expr::Const(key) = &one.subscript_expr else {
                    return None;
                };
                steps.push(key.value.as_str()?);
                expression = &one.expr;
            }
            _ => return None,
        }
    }
}

/// The paths that are there where a condition holds, or does not.
fn guards(condition: &Expr<'_>, holds: bool, there: &mut Vec<String>) {
    match condition {
        Expr::Var(_) | Expr::GetAttr(_) | Expr::GetItem(_) if holds => {
            there.extend(path(condition));
        }
        Expr::Test(one) => {
            let is_there = match one.name {
                "undefined" => !holds,
                "none" | "ne" | "!=" | "false" => false,
                _ => holds,
            };
            if is_there {
                there.extend(path(&one.expr));
            }
        }
        Expr::UnaryOp(one) if matches!(one.op, UnaryOpKind::Not) => {
            guards(&one.expr, !holds, there);
        }
        Expr::BinOp(one) => match (one.op, holds) {
            (BinOpKind::ScAnd, true) | (BinOpKind::ScOr, false) => {
                guards(&one.left, holds, there);
                guards(&one.right, holds, there);
            }
            (BinOpKind::Eq, true) => {
                there.extend(path(&one.left));
                there.extend(path(&one.right));
            }
            _ => {}
        },
        Expr::Compare(one) if holds => match one.ops.as_slice() {
            [only] if matches!(only.op, CompareOpKind::Eq) => {
                there.extend(path(&one.expr));
                there.extend(path(&only.expr));
            }
            _ => {}
        },
        _ => {}
    }
}
