//! Values, from what binds least to what binds most: choices, conditions, comparisons, arithmetic, and single ones.

use std::borrow::Cow;

use super::fault::Read;
use super::parse::Parser;
use super::syntax::{Choice, Expression, Kind};
use super::tokens::Token;

/// Operators whose operands must be there. All of them take the left operand with the right one, so that it does
/// not matter here which bind more.
const ARITHMETIC: &[&str] = &["+", "-", "~", "*", "/", "//", "%", "**"];

/// Those that give yes or no.
const COMPARISONS: &[&str] = &["==", "!=", "<", "<=", ">", ">="];

impl<'a> Parser<'a> {
    /// Any value.
    pub(super) fn expression(&mut self) -> Read<Expression<'a>> {
        self.enter()?;
        let value = self.choice()?;
        self.leave();
        Ok(value)
    }

    /// `this if condition else that`. It calls itself at most as often as a tag has an `else`.
    fn choice(&mut self) -> Read<Expression<'a>> {
        let start = self.start();
        let mut value = self.either()?;
        while self.skip_word("if")? {
            let condition = self.either()?;
            let otherwise = if self.skip_word("else")? {
                Some(self.choice()?)
            } else {
                None
            };
            let choice = Choice {
                condition,
                value,
                otherwise,
            };
            value = self.made(start, Kind::Choice(Box::new(choice)));
        }
        Ok(value)
    }

    /// `a or b`: what a condition may be without brackets.
    pub(super) fn either(&mut self) -> Read<Expression<'a>> {
        let start = self.start();
        let mut left = self.both()?;
        while self.skip_word("or")? {
            let right = self.both()?;
            left = self.made(start, Kind::Or(Box::new([left, right])));
        }
        Ok(left)
    }

    fn both(&mut self) -> Read<Expression<'a>> {
        let start = self.start();
        let mut left = self.negated()?;
        while self.skip_word("and")? {
            let right = self.negated()?;
            left = self.made(start, Kind::And(Box::new([left, right])));
        }
        Ok(left)
    }

    fn negated(&mut self) -> Read<Expression<'a>> {
        let mut starts = vec![self.start()];
        while self.skip_word("not")? {
            starts.push(self.start());
        }
        starts.pop();
        let mut value = self.comparison()?;
        while let Some(start) = starts.pop() {
            value = self.made(start, Kind::Not(Box::new(value)));
        }
        Ok(value)
    }

    fn comparison(&mut self) -> Read<Expression<'a>> {
        let start = self.start();
        let first = self.arithmetic()?;
        let mut others = Vec::new();
        loop {
            if self.skip_word("not")? {
                self.expect_word("in")?;
            } else if self.word() == Some("in") || self.is_mark_of(COMPARISONS) {
                self.take()?;
            } else {
                return Ok(self.operation(start, first, others));
            }
            others.push(self.arithmetic()?);
        }
    }

    fn arithmetic(&mut self) -> Read<Expression<'a>> {
        let start = self.start();
        let first = self.operand()?;
        let mut others = Vec::new();
        while self.is_mark_of(ARITHMETIC) {
            self.take()?;
            others.push(self.operand()?);
        }
        Ok(self.operation(start, first, others))
    }

    fn is_mark_of(&self, marks: &[&str]) -> bool {
        self.mark().is_some_and(|mark| marks.contains(&mark))
    }

    fn operation(
        &self,
        start: usize,
        first: Expression<'a>,
        mut others: Vec<Expression<'a>>,
    ) -> Expression<'a> {
        if others.is_empty() {
            return first;
        }
        others.insert(0, first);
        self.made(start, Kind::Operation(others))
    }

    /// A value with its minus, if it has one, and what follows it without filters.
    pub(super) fn signed(&mut self) -> Read<Expression<'a>> {
        let start = self.start();
        let mut is_negative = false;
        while self.skip("-")? {
            is_negative = true;
        }
        let inner = self.start();
        self.enter()?;
        let value = self.single()?;
        self.leave();
        let value = self.followed(inner, value)?;
        Ok(if is_negative {
            self.made(start, Kind::Operation(vec![value]))
        } else {
            value
        })
    }

    /// A value that needs no other.
    fn single(&mut self) -> Read<Expression<'a>> {
        let start = self.start();
        let kind = match &self.current {
            Some((Token::Word(word), _)) => match *word {
                "true" | "True" | "false" | "False" | "none" | "None" => Kind::Word,
                name => Kind::Name(name),
            },
            Some((Token::Integer | Token::Float, _)) => Kind::Number,
            Some((Token::String(_), _)) => return self.strings(),
            Some((Token::Mark("("), _)) => return self.group(),
            Some((Token::Mark("["), _)) => {
                self.take()?;
                let items = self.items("]", Vec::new())?;
                return Ok(self.made(start, Kind::List(items)));
            }
            Some((Token::Mark("{"), _)) => return self.map(),
            _ => return Err(self.unexpected("a value")),
        };
        self.take()?;
        Ok(self.made(start, kind))
    }

    /// A text; several side by side are one.
    fn strings(&mut self) -> Read<Expression<'a>> {
        let start = self.start();
        let mut said: Option<Cow<'a, str>> = None;
        while let Some((Token::String(_), _)) = &self.current {
            if let Some((Token::String(more), _)) = self.take()? {
                said = Some(match said {
                    Some(before) => before + more,
                    None => more,
                });
            }
        }
        Ok(self.made(start, Kind::String(said.unwrap_or_default())))
    }

    /// What stands in brackets: one value, or a tuple.
    fn group(&mut self) -> Read<Expression<'a>> {
        let start = self.start();
        self.take()?;
        if self.skip(")")? {
            return Ok(self.made(start, Kind::Tuple(Vec::new())));
        }
        let first = self.expression()?;
        if self.mark() == Some(",") {
            let items = self.items(")", vec![first])?;
            return Ok(self.made(start, Kind::Tuple(items)));
        }
        self.expect(")")?;
        Ok(first)
    }

    /// Values between commas, up to the bracket that closes them. The last one may have a comma too.
    fn items(&mut self, end: &str, mut items: Vec<Expression<'a>>) -> Read<Vec<Expression<'a>>> {
        while !self.skip(end)? {
            if !items.is_empty() {
                self.expect(",")?;
                if self.skip(end)? {
                    break;
                }
            }
            items.push(self.expression()?);
        }
        Ok(items)
    }

    fn map(&mut self) -> Read<Expression<'a>> {
        let start = self.start();
        self.take()?;
        let mut members = Vec::new();
        while !self.skip("}")? {
            if !members.is_empty() {
                self.expect(",")?;
                if self.skip("}")? {
                    break;
                }
            }
            let key = self.expression()?;
            self.expect(":")?;
            members.push((key, self.expression()?));
        }
        Ok(self.made(start, Kind::Map(members)))
    }

    /// An expression that ends here.
    pub(super) fn made(&self, start: usize, kind: Kind<'a>) -> Expression<'a> {
        let span = start..self.end;
        Expression { span, kind }
    }
}
