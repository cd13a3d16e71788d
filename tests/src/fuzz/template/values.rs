//! Random values: names, literals, and what is made of them.

use super::Maker;
use super::words::{LITERALS, NO_LITERALS, OPERATORS};

impl Maker<'_> {
    pub(super) fn arguments(&mut self, depth: usize) {
        self.say("(");
        let mut has_name = false;
        for at in 0..self.dice.below(3) {
            self.say(if at > 0 { "," } else { "" });
            if has_name || self.dice.one_in(3) {
                if !self.rarely() {
                    self.name();
                    self.say("=");
                }
                has_name = true;
            } else if self.dice.one_in(6) {
                has_name = self.dice.one_in(2);
                self.pick(if has_name { &["**"] } else { &["*"] });
            }
            self.expression(depth + 1);
        }
        self.say(")");
    }

    pub(super) fn filters(&mut self) {
        self.pick(&["upper", "trim", "join", "a.b"]);
        if self.dice.one_in(2) {
            self.arguments(2);
        }
        if self.may(3) {
            self.say("|");
            self.filters();
        }
    }

    /// A name or a literal.
    pub(super) fn leaf(&mut self) {
        if self.rarely() {
            self.pick(NO_LITERALS);
        } else if self.dice.one_in(3) {
            self.pick(LITERALS);
        } else {
            self.name();
        }
    }

    /// A value where a choice needs brackets.
    pub(super) fn condition_value(&mut self, depth: usize) {
        match self.dice.below(4) {
            _ if self.rarely() => self.expression(depth),
            0 => self.pair(depth, &["and", "or"]),
            1 => self.test(depth),
            _ => self.operand(depth),
        }
    }

    /// A value that stands beside an operator: what is more than a name mostly has brackets.
    pub(super) fn operand(&mut self, depth: usize) {
        if self.dice.one_in(2) {
            self.leaf();
        } else if self.dice.one_in(8) {
            self.expression(depth);
        } else {
            self.say("(");
            self.expression(depth);
            self.say(")");
        }
    }

    /// A value. What is deep is a leaf.
    pub(super) fn expression(&mut self, depth: usize) {
        if depth > 4 || !self.may(1) || self.dice.one_in(3) {
            return self.leaf();
        }
        let depth = depth + 1;
        match self.dice.below(17) {
            0 | 1 => self.pair(depth, OPERATORS),
            2 => self.pair(depth, &["and", "or", "in", "not in"]),
            3 => {
                self.pick(&["not", "-", "not not", "- -"]);
                self.operand(depth);
            }
            4 => {
                self.operand(depth);
                self.say("if");
                self.operand(depth);
                if !self.dice.one_in(3) {
                    self.say("else");
                    self.expression(depth);
                }
            }
            5 | 6 => {
                self.operand(depth);
                self.say("|");
                self.filters();
            }
            7 | 8 => self.test(depth),
            9 => {
                self.name();
                self.arguments(depth);
            }
            10 | 11 => {
                self.name();
                self.say(".");
                let steps: &[&str] = if self.rarely() {
                    &["1.5", "'a'", "(", ""]
                } else {
                    &["a", "number", "0", "0x1", "in"]
                };
                self.pick(steps);
            }
            12 => {
                self.name();
                self.say("[");
                self.expression(depth);
                self.say("]");
            }
            13 => {
                self.name();
                self.say("[");
                let bounds = if self.rarely() {
                    4
                } else {
                    2 + self.dice.below(2)
                };
                for at in 0..bounds {
                    self.say(if at > 0 { ":" } else { "" });
                    if self.dice.one_in(2) {
                        self.expression(depth);
                    }
                }
                self.say("]");
            }
            14 => self.listed(depth, "[", "]"),
            15 => self.listed(depth, "(", ")"),
            _ => {
                self.say("{");
                for at in 0..self.dice.below(3) {
                    self.say(if at > 0 { "," } else { "" });
                    self.expression(depth);
                    self.say(":");
                    self.expression(depth);
                }
                self.say("}");
            }
        }
    }

    pub(super) fn pair(&mut self, depth: usize, operators: &[&str]) {
        self.operand(depth);
        if self.rarely() {
            self.pick(&["=", "<>", "&&", "||", "!", "not", "is"]);
        } else {
            self.pick(operators);
        }
        self.operand(depth);
    }

    pub(super) fn test(&mut self, depth: usize) {
        self.operand(depth);
        self.say("is");
        if self.dice.one_in(3) {
            self.say("not");
        }
        self.pick(&["defined", "string", "odd", "in", "eq", "a.b"]);
        match self.dice.below(8) {
            0 => self.arguments(depth),
            1 => self.leaf(),
            2 => self.pick(&["[1]", "- 1", "{}", "a.b", "a[1]", "- a.b"]),
            3 if self.rarely() => self.expression(depth),
            _ => {}
        }
    }

    fn listed(&mut self, depth: usize, open: &str, close: &str) {
        self.say(open);
        let count = self.dice.below(4);
        for at in 0..count {
            self.say(if at > 0 { "," } else { "" });
            self.expression(depth);
        }
        if count > 0 && self.dice.one_in(4) || self.rarely() {
            self.say(",");
        }
        self.say(close);
    }
}
