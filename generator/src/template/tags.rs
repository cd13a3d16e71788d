//! Tags that stand alone: what is said of other templates, calls, and tags that there are not.

use formwork_schema::suggest;

use super::fault::{Fault, Read};
use super::parse::{Open, Parser};
use super::syntax::{Call, Expression, Kind, Name, Statement};

impl<'a> Parser<'a> {
    pub(super) fn extends(&mut self) -> Read<Statement<'a>> {
        Ok(Statement::Other("extends", self.expression()?))
    }

    /// `{% do call() %}`
    pub(super) fn call(&mut self) -> Read<Statement<'a>> {
        Ok(Statement::Do(self.only_call()?))
    }

    pub(super) fn include(&mut self) -> Read<Statement<'a>> {
        let name = self.expression()?;
        let is_marked = self.context()?;
        if self.skip_word("ignore")? {
            self.expect_word("missing")?;
            if !is_marked {
                self.context()?;
            }
        }
        Ok(Statement::Other("include", name))
    }

    pub(super) fn import(&mut self) -> Read<Statement<'a>> {
        let template = self.expression()?;
        self.expect_word("as")?;
        let target = self.expression()?;
        if !is_target(&target) {
            return Err(Fault::new(target.span, "this is no name"));
        }
        self.context()?;
        Ok(Statement::Import(template, vec![target]))
    }

    pub(super) fn names_from(&mut self) -> Read<Statement<'a>> {
        let template = self.expression()?;
        self.expect_word("import")?;
        let mut targets = Vec::new();
        loop {
            if self.context()? || self.is_tag_end() {
                break;
            }
            if !targets.is_empty() {
                self.expect(",")?;
                if self.context()? || self.is_tag_end() {
                    break;
                }
            }
            let name = self.assigned(false)?;
            if matches!(name.kind, Kind::Name(name) if name.starts_with('_')) {
                let what = "a name that begins with `_` is its template's own";
                return Err(Fault::new(name.span, what));
            }
            targets.push(if self.skip_word("as")? {
                self.assigned(false)?
            } else {
                name
            });
        }
        Ok(Statement::Import(template, targets))
    }

    /// `with context` or `without context`, which mean nothing to the engine; whether one of them is there.
    fn context(&mut self) -> Read<bool> {
        let is_marked = self.skip_word("with")? || self.skip_word("without")?;
        if is_marked {
            self.expect_word("context")?;
        }
        Ok(is_marked)
    }

    /// The parameters of a macro up to the bracket that closes them, and the defaults of the last of them.
    #[allow(clippy::type_complexity)]
    pub(super) fn parameters(&mut self) -> Read<(Vec<Expression<'a>>, Vec<Expression<'a>>)> {
        let (mut parameters, mut defaults) = (Vec::new(), Vec::new());
        while !self.skip(")")? {
            if !parameters.is_empty() {
                self.expect(",")?;
                if self.skip(")")? {
                    break;
                }
            }
            parameters.push(self.assigned(false)?);
            if self.skip("=")? {
                defaults.push(self.expression()?);
            } else if !defaults.is_empty() {
                let fault = self.unexpected("`=`");
                return Err(fault.help("those after a parameter with a default have one too"));
            }
        }
        Ok((parameters, defaults))
    }

    /// An expression that is a call.
    pub(super) fn only_call(&mut self) -> Read<Box<Call<'a>>> {
        let Expression { span, kind } = self.expression()?;
        match kind {
            Kind::Call(call) => Ok(call),
            _ => Err(Fault::new(span, "expected a call, such as `name(value)`")),
        }
    }
}

/// Whether something can be given a value. As deep as the expression.
fn is_target(expression: &Expression<'_>) -> bool {
    match &expression.kind {
        Kind::Name(_) | Kind::Property(_) => true,
        Kind::List(items) => items.iter().all(is_target),
        _ => false,
    }
}

/// Words that tags begin with.
const TAGS: &[&str] = &[
    "if",
    "elif",
    "else",
    "endif",
    "for",
    "endfor",
    "set",
    "endset",
    "with",
    "endwith",
    "macro",
    "endmacro",
    "filter",
    "endfilter",
    "call",
    "endcall",
    "raw",
    "endraw",
    "do",
    "block",
    "endblock",
    "include",
    "import",
    "from",
    "extends",
    "autoescape",
    "endautoescape",
];

/// A tag that there is not, or not here.
pub(super) fn unknown(tag: &Name<'_>, open: Option<&Open>) -> Fault {
    let Name { text, span } = tag;
    let is_end = text.starts_with("end") || matches!(*text, "else" | "elif");
    if is_end && TAGS.contains(text) {
        let fault = Fault::new(span.clone(), format!("`{text}` does not belong here"));
        return match open {
            Some(open) => fault
                .help(format!("what is open ends with `{{% {} %}}`", open.end))
                .opened(Some(open.span.clone())),
            None => fault.help("nothing is open here that it would end"),
        };
    }
    let fault = Fault::new(span.clone(), format!("there is no tag `{text}`"));
    if matches!(*text, "break" | "continue") {
        let help = "a loop goes through all of its items: `{% for item in items if condition %}` leaves some out";
        return fault.help(help);
    }
    match suggest::nearest(text, TAGS.iter().copied()) {
        Some(near) => fault.help(format!("did you mean `{near}`?")),
        None => fault,
    }
}
