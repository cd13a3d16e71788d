//! Random tags, with what they begin and end.

use super::Maker;
use super::words::NAMES;

impl Maker<'_> {
    pub(super) fn body(&mut self, depth: usize) {
        for _ in 0..=self.dice.below(3) {
            self.statement(depth + 1);
        }
    }

    fn statement(&mut self, depth: usize) {
        if depth > 4 || !self.may(1) {
            return self.pieces.push("text".to_owned());
        }
        match self.dice.below(22) {
            0..=3 => {
                self.pick(&["{{", "{{", "{{-", "{{+"]);
                self.expression(0);
                self.pick(&["}}", "}}", "-}}", "+}}"]);
            }
            4 if self.rarely() => self.pick(&["{#", "{#}", "{% raw %}", "{%raw a%}"]),
            4 => self.pick(&["{# a #}", "{#- {{ -#}", "{#-#}", "{ {", "é\n", "}} %}"]),
            5 => {
                self.pick(&["{% raw %}", "{%- raw -%}", "{% raw+%}", "{%raw%}"]);
                self.pick(&["{{ nothing", "{% if %}", "", "{% endraw"]);
                self.pick(&["{% endraw %}", "{%-endraw-%}", "{% endraw +%}"]);
            }
            6 | 7 => self.condition(depth),
            8 | 9 => self.for_loop(depth),
            10 | 11 => self.set(depth),
            12 => {
                self.open();
                self.say("with");
                for at in 0..self.dice.below(3) {
                    self.say(if at > 0 { "," } else { "" });
                    if self.dice.one_in(4) {
                        self.say("(");
                        self.target(false);
                        self.say(")");
                    } else {
                        self.name();
                    }
                    self.say("=");
                    self.expression(1);
                }
                self.close();
                self.body(depth);
                self.tag("endwith");
            }
            13 => {
                self.open();
                self.say("filter");
                self.filters();
                self.close();
                self.body(depth);
                self.tag("endfilter");
            }
            14 | 15 => self.named_macro(depth),
            16 => {
                self.open();
                self.say("call");
                if self.dice.one_in(2) {
                    self.parameters();
                }
                self.name();
                self.arguments(1);
                self.close();
                let around = std::mem::replace(&mut self.is_in_macro, true);
                self.body(depth);
                self.is_in_macro = around;
                self.tag("endcall");
            }
            17 => {
                self.open();
                self.say("do");
                self.name();
                self.arguments(1);
                self.close();
            }
            18 if !self.is_in_macro || self.rarely() => self.block(depth),
            19 => {
                self.open();
                self.say("autoescape");
                self.expression(1);
                self.close();
                self.body(depth);
                self.tag("endautoescape");
            }
            _ => self.other(),
        }
    }

    fn condition(&mut self, depth: usize) {
        self.open();
        self.say("if");
        self.condition_value(0);
        self.close();
        self.body(depth);
        while self.may(3) {
            self.open();
            self.say("elif");
            self.condition_value(1);
            self.close();
            self.body(depth);
        }
        if self.may(2) {
            self.tag("else");
            self.body(depth);
        }
        self.tag("endif");
    }

    fn for_loop(&mut self, depth: usize) {
        self.open();
        self.say("for");
        self.target(false);
        self.say("in");
        self.condition_value(1);
        if self.may(3) {
            self.say("if");
            self.condition_value(1);
        }
        if self.may(4) {
            self.say("recursive");
        }
        self.close();
        self.body(depth);
        if self.may(3) {
            self.tag("else");
            self.body(depth);
        }
        self.tag("endfor");
    }

    fn set(&mut self, depth: usize) {
        self.open();
        self.say("set");
        self.target(true);
        if self.may(3) {
            if self.dice.one_in(2) {
                self.say("|");
                self.filters();
            }
            self.close();
            self.body(depth);
            return self.tag("endset");
        }
        self.say("=");
        self.expression(0);
        while self.may(4) {
            self.say(",");
            self.expression(1);
        }
        if self.may(8) {
            self.say(",");
        }
        self.close();
    }

    fn named_macro(&mut self, depth: usize) {
        self.open();
        self.say("macro");
        self.name();
        self.parameters();
        self.close();
        let around = std::mem::replace(&mut self.is_in_macro, true);
        self.body(depth);
        self.is_in_macro = around;
        self.tag("endmacro");
    }

    fn block(&mut self, depth: usize) {
        self.open();
        self.say("block");
        let names = self.pieces.len();
        self.name();
        if !self.rarely() {
            // There is one of each name.
            self.pieces[names].push_str(&names.to_string());
        }
        let name = self.pieces[names].clone();
        if self.dice.one_in(4) {
            self.say("scoped");
        }
        if self.dice.one_in(3) {
            self.say("required");
            self.close();
            self.pick(&["", "\n", "{# #}", "{% raw %} {% endraw %}", "a"]);
        } else {
            self.close();
            self.body(depth);
        }
        self.open();
        self.say("endblock");
        if self.rarely() {
            self.name();
        } else if self.dice.one_in(3) {
            self.say(&name);
        }
        self.close();
    }

    /// What is said of other templates.
    fn other(&mut self) {
        self.open();
        match self.dice.below(4) {
            0 => {
                self.say("extends");
                self.expression(1);
            }
            1 => {
                self.say("include");
                self.expression(1);
                self.pick(&[
                    "",
                    "ignore missing",
                    "with context",
                    "ignore missing without context",
                ]);
                if self.rarely() {
                    self.pick(&["ignore", "context", "with context"]);
                }
            }
            2 => {
                self.say("import");
                self.expression(1);
                self.say("as");
                if self.rarely() {
                    self.expression(3);
                } else {
                    self.name();
                }
                self.pick(&["", "with context"]);
            }
            _ => {
                self.say("from");
                self.expression(1);
                self.say("import");
                for at in 0..self.dice.below(3) {
                    self.say(if at > 0 { "," } else { "" });
                    if self.rarely() {
                        self.name();
                    } else {
                        self.pick(&NAMES[..5]);
                    }
                    if self.dice.one_in(3) {
                        self.say("as");
                        self.name();
                    }
                }
                self.pick(&["", "with context"]);
            }
        }
        self.close();
    }

    fn target(&mut self, may_have_dots: bool) {
        if self.may(6) {
            self.say("(");
            self.target(may_have_dots);
            self.say(")");
        } else {
            self.name();
            if may_have_dots && self.may(6) {
                self.say(".");
                self.name();
            }
        }
        if self.may(6) {
            self.say(",");
            if !self.rarely() {
                self.target(may_have_dots);
            }
        }
    }

    fn parameters(&mut self) {
        self.say("(");
        let mut has_default = false;
        for at in 0..self.dice.below(3) {
            self.say(if at > 0 { "," } else { "" });
            self.name();
            has_default |= self.dice.one_in(2);
            if has_default && !self.rarely() {
                self.say("=");
                self.expression(2);
            }
        }
        self.say(")");
    }
}
