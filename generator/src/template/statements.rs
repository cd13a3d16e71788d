//! Tags that hold others, from their beginning to their end: conditions, loops, and what is around them.

use super::fault::{Fault, Read};
use super::parse::{Open, Parser};
use super::syntax::{Expression, For, Kind, Macro, Statement};
use super::tags::unknown;
use super::tokens::Token;

/// Names that nothing can be given.
const RESERVED: &[&str] = &[
    "true", "True", "false", "False", "none", "None", "loop", "self",
];

impl<'a> Parser<'a> {
    /// Everything up to a tag that begins with one of the words, which is taken and told; up to the end of the
    /// template, where there are no such words.
    pub(super) fn body(&mut self, ends: &[&str]) -> Read<(Vec<Statement<'a>>, &'a str)> {
        let mut statements = Vec::new();
        while let Some((token, span)) = self.take()? {
            match token {
                Token::Text(text) => statements.push(Statement::Text(text)),
                Token::SayStart => {
                    statements.push(Statement::Say(self.expression()?));
                    self.end_say()?;
                }
                _ => {
                    if let Some(word) = self.word().filter(|word| ends.contains(word)) {
                        self.take()?;
                        return Ok((statements, word));
                    }
                    self.enter()?;
                    statements.push(self.statement(span.start)?);
                    self.leave();
                    self.end_tag()?;
                }
            }
        }
        match self.open.last() {
            None => Ok((statements, "")),
            Some(Open { end, span }) => {
                let what = format!("expected `{{% {end} %}}`, found the end of the template");
                Err(Fault::new(self.end..self.end, what).opened(Some(span.clone())))
            }
        }
    }

    /// A tag, without its end. What differs from tag to tag is looked up, not called here: a frame of this is on the
    /// stack for each tag around.
    fn statement(&mut self, start: usize) -> Read<Statement<'a>> {
        let tag = self.name("the name of a tag")?;
        let (end, read): (&'static str, fn(&mut Self) -> Read<Statement<'a>>) = match tag.text {
            "for" => ("endfor", Self::for_loop),
            "if" => ("endif", Self::condition),
            "with" => ("endwith", Self::with),
            "set" => ("endset", Self::set),
            "autoescape" => ("endautoescape", Self::autoescape),
            "filter" => ("endfilter", Self::filter_block),
            "block" => ("endblock", Self::block),
            "macro" => ("endmacro", Self::named_macro),
            "call" => ("endcall", Self::call_block),
            "extends" => ("", Self::extends),
            "include" => ("", Self::include),
            "import" => ("", Self::import),
            "from" => ("", Self::names_from),
            "do" => ("", Self::call),
            _ => return Err(unknown(&tag, self.open.last())),
        };
        let span = start..tag.span.end;
        self.open.push(Open { end, span });
        let statement = read(self)?;
        self.open.pop();
        Ok(statement)
    }

    fn autoescape(&mut self) -> Read<Statement<'a>> {
        let value = self.expression()?;
        self.end_tag()?;
        let (body, _) = self.body(&["endautoescape"])?;
        Ok(Statement::Autoescape(value, body))
    }

    fn filter_block(&mut self) -> Read<Statement<'a>> {
        let filter = self.filters()?;
        self.end_tag()?;
        let (body, _) = self.body(&["endfilter"])?;
        Ok(Statement::Filter(filter, body))
    }

    fn for_loop(&mut self) -> Read<Statement<'a>> {
        let target = self.target(false)?;
        self.expect_word("in")?;
        let items = self.either()?;
        let filter = if self.skip_word("if")? {
            Some(self.expression()?)
        } else {
            None
        };
        self.skip_word("recursive")?;
        self.end_tag()?;
        let (body, end) = self.body(&["endfor", "else"])?;
        let otherwise = match end {
            "else" => {
                self.end_tag()?;
                self.body(&["endfor"])?.0
            }
            _ => Vec::new(),
        };
        Ok(Statement::For(Box::new(For {
            target,
            items,
            filter,
            body,
            otherwise,
        })))
    }

    fn condition(&mut self) -> Read<Statement<'a>> {
        let mut branches = Vec::new();
        loop {
            let condition = self.either()?;
            self.end_tag()?;
            let (body, end) = self.body(&["endif", "else", "elif"])?;
            branches.push((condition, body));
            match end {
                "elif" => {}
                "else" => break,
                _ => return Ok(Statement::If(branches, Vec::new())),
            }
        }
        let is_if = self.word() == Some("if");
        self.end_tag().map_err(|fault| {
            if is_if {
                fault.help("another condition is written `elif`")
            } else {
                fault
            }
        })?;
        let (otherwise, _) = self.body(&["endif"])?;
        Ok(Statement::If(branches, otherwise))
    }

    fn with(&mut self) -> Read<Statement<'a>> {
        let mut values = Vec::new();
        while !self.is_tag_end() {
            if !values.is_empty() {
                self.expect(",")?;
            }
            let target = if self.skip("(")? {
                let target = self.target(false)?;
                self.expect(")")?;
                target
            } else {
                self.assigned(false)?
            };
            self.expect("=")?;
            values.push((target, self.expression()?));
        }
        self.end_tag()?;
        let (body, _) = self.body(&["endwith"])?;
        Ok(Statement::With(values, body))
    }

    fn set(&mut self) -> Read<Statement<'a>> {
        let target = self.target(true)?;
        let has_filter = self.skip("|")?;
        if has_filter || self.is_tag_end() {
            let filter = if has_filter {
                Some(Box::new(self.filters()?))
            } else {
                None
            };
            self.end_tag()?;
            let (body, _) = self.body(&["endset"])?;
            return Ok(Statement::SetBlock(Box::new(target), filter, body));
        }
        self.expect("=")?;
        let start = self.start();
        let mut values = vec![self.expression()?];
        let mut is_list = false;
        while self.skip(",")? {
            is_list = true;
            if self.is_tag_end() {
                break;
            }
            values.push(self.expression()?);
        }
        let value = self.one_or(values, is_list, start, Kind::Tuple);
        Ok(Statement::Set(Box::new([target, value])))
    }

    fn block(&mut self) -> Read<Statement<'a>> {
        if self.is_in_macro {
            let part = self.open.last().map_or(0..0, |open| open.span.clone());
            return Err(Fault::new(part, "a macro has no blocks"));
        }
        let name = self.name("the name of a block")?;
        self.skip_word("scoped")?;
        let is_required = self.skip_word("required")?;
        if !self.blocks.insert(name.text) {
            let what = format!("there is a block `{}` before this one", name.text);
            return Err(Fault::new(name.span, what));
        }
        self.end_tag()?;
        let (body, _) = self.body(&["endblock"])?;
        let is_blank =
            |one: &Statement| matches!(one, Statement::Text(text) if text.trim().is_empty());
        if is_required && !body.iter().all(is_blank) {
            let what = format!("the block `{}` is required, so it says nothing", name.text);
            return Err(Fault::new(name.span, what));
        }
        match self.word() {
            Some(other) if other != name.text => {
                let fault = self.unexpected(&format!("`{}`", name.text));
                return Err(fault.opened(Some(name.span)));
            }
            Some(_) => self.take().map(drop)?,
            None => {}
        }
        Ok(Statement::Block(body))
    }

    fn named_macro(&mut self) -> Read<Statement<'a>> {
        let name = self.name("the name of a macro")?;
        self.expect("(")?;
        let (parameters, defaults) = self.parameters()?;
        let said = self.macro_body(parameters, defaults, "endmacro")?;
        Ok(Statement::Macro(name, said))
    }

    fn call_block(&mut self) -> Read<Statement<'a>> {
        let (parameters, defaults) = if self.skip("(")? {
            self.parameters()?
        } else {
            Default::default()
        };
        let call = self.only_call()?;
        let said = self.macro_body(parameters, defaults, "endcall")?;
        Ok(Statement::CallBlock(call, said))
    }

    fn macro_body(
        &mut self,
        parameters: Vec<Expression<'a>>,
        defaults: Vec<Expression<'a>>,
        end: &str,
    ) -> Read<Box<Macro<'a>>> {
        self.end_tag()?;
        let around = std::mem::replace(&mut self.is_in_macro, true);
        let (body, _) = self.body(&[end])?;
        self.is_in_macro = around;
        Ok(Box::new(Macro {
            parameters,
            defaults,
            body,
        }))
    }

    /// What is given a value: a name, or several for the items of a list. It calls itself at most as often as a tag
    /// has brackets, which are parts of it.
    fn target(&mut self, may_have_dots: bool) -> Read<Expression<'a>> {
        let start = self.start();
        let mut targets = Vec::new();
        let mut is_list = false;
        loop {
            let is_end = matches!(
                &self.current,
                Some((
                    Token::Mark(")") | Token::SayEnd | Token::TagEnd | Token::Word("in"),
                    _
                ))
            );
            if is_end {
                break;
            }
            targets.push(if self.skip("(")? {
                let inner = self.target(may_have_dots)?;
                self.expect(")")?;
                inner
            } else {
                self.assigned(may_have_dots)?
            });
            if !self.skip(",")? {
                break;
            }
            is_list = true;
        }
        Ok(self.one_or(targets, is_list, start, Kind::List))
    }

    /// A name that is given a value: where it may have dots, also a property of what goes by it.
    pub(super) fn assigned(&mut self, may_have_dots: bool) -> Read<Expression<'a>> {
        let name = self.name("a name")?;
        if RESERVED.contains(&name.text) {
            let what = format!(
                "`{}` has a meaning of its own, and takes no value",
                name.text
            );
            return Err(Fault::new(name.span, what));
        }
        let mut target = Expression {
            span: name.span.clone(),
            kind: Kind::Name(name.text),
        };
        while may_have_dots && self.skip(".")? {
            let property = self.name("the name of a property")?;
            target = Expression {
                span: name.span.start..property.span.end,
                kind: Kind::Property(Box::new((target, property))),
            };
        }
        Ok(target)
    }

    /// The one that there is, unless something says that it is a list.
    fn one_or(
        &self,
        mut items: Vec<Expression<'a>>,
        is_list: bool,
        start: usize,
        list: fn(Vec<Expression<'a>>) -> Kind<'a>,
    ) -> Expression<'a> {
        match items.pop() {
            Some(one) if !is_list && items.is_empty() => one,
            other => {
                items.extend(other);
                Expression {
                    span: start..self.end,
                    kind: list(items),
                }
            }
        }
    }
}
