//! What follows a value: its properties and items, calls, filters and tests.

use super::fault::{Fault, Read};
use super::parse::Parser;
use super::syntax::{Argument, Call, Expression, Filter, Kind, Name, Part, Test};
use super::tokens::Token;

/// Words that go on after a test, and are nothing that it is told.
const AFTER_TESTS: &[&str] = &["and", "or", "else", "is"];

impl<'a> Parser<'a> {
    /// `value.name`, `value[item]`, `value(arguments)`, as many as there are.
    pub(super) fn followed(
        &mut self,
        start: usize,
        mut value: Expression<'a>,
    ) -> Read<Expression<'a>> {
        loop {
            let kind = match self.mark() {
                Some(".") => {
                    self.take()?;
                    self.dotted(value)?
                }
                Some("[") => {
                    self.take()?;
                    self.subscript(value)?
                }
                Some("(") => {
                    let arguments = self.arguments()?;
                    let callee = value;
                    Kind::Call(Box::new(Call { callee, arguments }))
                }
                _ => return Ok(value),
            };
            value = self.made(start, kind);
        }
    }

    fn dotted(&mut self, value: Expression<'a>) -> Read<Kind<'a>> {
        if let Some((Token::Integer, span)) = &self.current {
            let span = span.clone();
            self.take()?;
            let kind = Kind::Number;
            let index = Expression { span, kind };
            return Ok(Kind::Item(Box::new([value, index])));
        }
        let name = self.name("the name of a property")?;
        Ok(Kind::Property(Box::new((value, name))))
    }

    fn subscript(&mut self, value: Expression<'a>) -> Read<Kind<'a>> {
        let mut bounds = Vec::new();
        if self.mark() != Some(":") {
            let key = self.expression()?;
            if self.skip("]")? {
                return Ok(Kind::Item(Box::new([value, key])));
            }
            bounds.push(key);
        }
        // The second and the third of `[from:to:step]`.
        for ends in [&["]", ":"][..], &["]"]] {
            if !self.skip(":")? {
                break;
            }
            if !self.mark().is_some_and(|mark| ends.contains(&mark)) {
                bounds.push(self.expression()?);
            }
        }
        self.expect("]")?;
        Ok(Kind::Slice(Box::new(value), bounds))
    }

    /// A value with its filters and tests.
    pub(super) fn operand(&mut self) -> Read<Expression<'a>> {
        let start = self.start();
        let mut value = self.signed()?;
        loop {
            value = if self.skip("|")? {
                self.filter(start, Some(value))?
            } else if self.skip_word("is")? {
                self.test(start, value)?
            } else {
                return Ok(value);
            };
        }
    }

    /// Filters of what a block says, which begins here: at least one.
    pub(super) fn filters(&mut self) -> Read<Expression<'a>> {
        let start = self.start();
        let mut filter = self.filter(start, None)?;
        while !self.is_tag_end() {
            self.expect("|")?;
            filter = self.filter(start, Some(filter))?;
        }
        Ok(filter)
    }

    fn filter(&mut self, start: usize, value: Option<Expression<'a>>) -> Read<Expression<'a>> {
        let name = self.path("the name of a filter")?;
        let arguments = match self.mark() {
            Some("(") => self.arguments()?,
            _ => Vec::new(),
        };
        let filter = Filter {
            value,
            name,
            arguments,
        };
        Ok(self.made(start, Kind::Filter(Box::new(filter))))
    }

    fn test(&mut self, start: usize, value: Expression<'a>) -> Read<Expression<'a>> {
        let is_negated = self.skip_word("not")?;
        let name = self.path("the name of a test")?;
        let is_told = match &self.current {
            Some((Token::Word(word), _)) => !AFTER_TESTS.contains(word),
            Some((Token::String(_) | Token::Integer | Token::Float, _)) => true,
            // A plus begins no value. The engine says so too.
            Some((Token::Mark(mark), _)) => matches!(*mark, "+" | "-" | "[" | "{"),
            _ => false,
        };
        let arguments = if self.mark() == Some("(") {
            self.arguments()?
        } else if is_told {
            let role = Part::Next;
            let value = self.signed()?;
            vec![Argument { role, value }]
        } else {
            Vec::new()
        };
        let test = Test {
            value,
            name,
            arguments,
        };
        let test = self.made(start, Kind::Test(Box::new(test)));
        Ok(if is_negated {
            self.made(start, Kind::Not(Box::new(test)))
        } else {
            test
        })
    }

    /// A name that may have dots: of a filter, or of a test.
    fn path(&mut self, what: &str) -> Read<Name<'a>> {
        let mut name = self.name(what)?;
        while self.skip(".")? {
            let last = self.name(what)?;
            name = self.between(&name, &last);
        }
        Ok(name)
    }

    /// What is given to a call, from its bracket on.
    fn arguments(&mut self) -> Read<Vec<Argument<'a>>> {
        self.expect("(")?;
        let mut arguments = Vec::new();
        let mut has_names = false;
        while !self.skip(")")? {
            if !arguments.is_empty() {
                self.expect(",")?;
                if self.skip(")")? {
                    break;
                }
            }
            if self.skip("**")? {
                has_names = true;
                let role = Part::Several;
                let value = self.expression()?;
                arguments.push(Argument { role, value });
                continue;
            }
            let is_splat = self.skip("*")?;
            let value = self.expression()?;
            let role = match value.kind {
                _ if is_splat => Part::Several,
                Kind::Name(name) if self.mark() == Some("=") => Part::Named(name),
                _ if has_names => {
                    let what = "an argument without a name stands before those with one";
                    return Err(Fault::new(value.span, what));
                }
                _ => Part::Next,
            };
            let value = if let Part::Named(_) = role {
                has_names = true;
                self.take()?;
                self.expression()?
            } else {
                value
            };
            arguments.push(Argument { role, value });
        }
        Ok(arguments)
    }
}
