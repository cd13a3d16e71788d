//! What a template says, as a tree: as much of it as matters to who asks which values it takes.
//!
//! Trees are as deep as `parse` lets them be, which is some hundred.

use std::borrow::Cow;

use super::fault::Span;

/// A name, and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Name<'a> {
    pub(crate) text: &'a str,
    pub(crate) span: Span,
}

/// A part of a template.
#[derive(Debug)]
pub(crate) enum Statement<'a> {
    /// Text between tags.
    Text(&'a str),
    /// `{{ value }}`
    Say(Expression<'a>),
    /// `{% for target in items if filter %}`
    For(Box<For<'a>>),
    /// Conditions in their order, with what each of them leads to, and what none of them does.
    If(Vec<(Expression<'a>, Vec<Self>)>, Vec<Self>),
    /// `{% with target = value %}`
    With(Vec<(Expression<'a>, Expression<'a>)>, Vec<Self>),
    /// `{% set target = value %}`
    Set(Box<[Expression<'a>; 2]>),
    /// `{% set target | filter %}...{% endset %}`
    SetBlock(Box<Expression<'a>>, Option<Box<Expression<'a>>>, Vec<Self>),
    /// `{% autoescape value %}...{% endautoescape %}`
    Autoescape(Expression<'a>, Vec<Self>),
    /// `{% filter name %}...{% endfilter %}`
    Filter(Expression<'a>, Vec<Self>),
    /// `{% block name %}...{% endblock %}`
    Block(Vec<Self>),
    /// `{% include name %}` and `{% extends name %}`, and which of them it is.
    Other(&'static str, Expression<'a>),
    /// `{% import template as target %}` and `{% from template import target %}`
    Import(Expression<'a>, Vec<Expression<'a>>),
    /// `{% macro name(parameters) %}...{% endmacro %}`
    Macro(Name<'a>, Box<Macro<'a>>),
    /// `{% call(parameters) macro() %}...{% endcall %}`
    CallBlock(Box<Call<'a>>, Box<Macro<'a>>),
    /// `{% do call() %}`
    Do(Box<Call<'a>>),
}

/// A loop.
#[derive(Debug)]
pub(crate) struct For<'a> {
    pub(crate) target: Expression<'a>,
    pub(crate) items: Expression<'a>,
    pub(crate) filter: Option<Expression<'a>>,
    pub(crate) body: Vec<Statement<'a>>,
    /// What is said where there are no items.
    pub(crate) otherwise: Vec<Statement<'a>>,
}

/// What is said when it is called.
#[derive(Debug)]
pub(crate) struct Macro<'a> {
    pub(crate) parameters: Vec<Expression<'a>>,
    /// The values of the last of them, where none are given.
    pub(crate) defaults: Vec<Expression<'a>>,
    pub(crate) body: Vec<Statement<'a>>,
}

/// A value, and where it is written: without the brackets around it.
#[derive(Debug)]
pub(crate) struct Expression<'a> {
    pub(crate) span: Span,
    pub(crate) kind: Kind<'a>,
}

/// What kind of value it is, or how it is come by.
#[derive(Debug)]
pub(crate) enum Kind<'a> {
    Name(&'a str),
    String(Cow<'a, str>),
    Number,
    /// `true`, `false`, `none`
    Word,
    /// `order.number`
    Property(Box<(Expression<'a>, Name<'a>)>),
    /// `order["number"]`, `lines[0]`, `lines.0`
    Item(Box<[Expression<'a>; 2]>),
    /// `text[from:to:step]`, and those of the three that are there
    Slice(Box<Expression<'a>>, Vec<Expression<'a>>),
    Not(Box<Expression<'a>>),
    And(Box<[Expression<'a>; 2]>),
    Or(Box<[Expression<'a>; 2]>),
    /// Arithmetic, comparisons, `in`, `~`: the operands, in their order. How they bind is left aside.
    Operation(Vec<Expression<'a>>),
    /// `this if condition else that`
    Choice(Box<Choice<'a>>),
    /// A filter: of a value, or of what the block says that it begins.
    Filter(Box<Filter<'a>>),
    /// `value is test`
    Test(Box<Test<'a>>),
    Call(Box<Call<'a>>),
    /// `[a, b]`; or names that a list is taken apart into.
    List(Vec<Expression<'a>>),
    /// `(a, b)`
    Tuple(Vec<Expression<'a>>),
    Map(Vec<(Expression<'a>, Expression<'a>)>),
}

/// One of two values.
#[derive(Debug)]
pub(crate) struct Choice<'a> {
    pub(crate) condition: Expression<'a>,
    pub(crate) value: Expression<'a>,
    pub(crate) otherwise: Option<Expression<'a>>,
}

/// `value | name(arguments)`
#[derive(Debug)]
pub(crate) struct Filter<'a> {
    pub(crate) value: Option<Expression<'a>>,
    pub(crate) name: Name<'a>,
    pub(crate) arguments: Vec<Argument<'a>>,
}

/// `value is name(arguments)`
#[derive(Debug)]
pub(crate) struct Test<'a> {
    pub(crate) value: Expression<'a>,
    pub(crate) name: Name<'a>,
    pub(crate) arguments: Vec<Argument<'a>>,
}

/// `callee(arguments)`
#[derive(Debug)]
pub(crate) struct Call<'a> {
    pub(crate) callee: Expression<'a>,
    pub(crate) arguments: Vec<Argument<'a>>,
}

/// What is given to a function, a filter or a test.
#[derive(Debug)]
pub(crate) struct Argument<'a> {
    pub(crate) role: Part<'a>,
    pub(crate) value: Expression<'a>,
}

/// Which argument it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part<'a> {
    /// The next one.
    Next,
    /// The one of that name.
    Named(&'a str),
    /// As many as the value has.
    Several,
}
