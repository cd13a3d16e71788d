//! Templates in the manner of Jinja, and a context, to text.
//!
//! What is rendered is what the caller says to the model, before any wire sees it: never a schema, never an answer of
//! the model. There is no way from a template to a file or to another template, and nothing is escaped, since what
//! comes out is read by a model. What a template may cost is bounded.

use std::collections::BTreeSet;
use std::fmt;
use std::io::{self, Write};
use std::panic::{self, AssertUnwindSafe};

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, Template, UndefinedBehavior};
use serde::Serialize;

use crate::message::{Content, Message, Part, Role};

/// How many steps a template may take: some hundred thousand turns of a loop.
const STEPS: u64 = 2_000_000;
/// How long the text may become, in bytes.
const LONGEST: usize = 32 << 20;
/// What a template is called whose caller did not name it.
const UNNAMED: &str = "the template";

/// What templates are rendered with.
#[derive(Clone, Debug)]
pub(crate) struct Context(Value);

impl Context {
    pub(crate) fn new(context: impl Serialize) -> Self {
        Self(Value::from(Serde(&context)))
    }
}

/// Why a template gives no text.
///
/// ```
/// let error = formwork::templates::render("Dear\n{{ nmae }}", serde_json::json!({ "name": "Ada" })).unwrap_err();
/// assert_eq!(error.line, Some(2));
/// assert!(error.message.contains("nmae"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TemplateError {
    /// Which template: `message 2 (user)` of a request, counted from 1.
    pub template: String,
    /// The line of the template, counted from 1, where it is known.
    pub line: Option<usize>,
    /// What is wrong.
    pub message: String,
}

impl TemplateError {
    fn new(name: &str, error: &minijinja::Error) -> Self {
        let message = match error.detail() {
            Some(detail) => format!("{}: {detail}", error.kind()),
            None => error.kind().to_string(),
        };
        Self {
            template: name.to_owned(),
            line: error.line(),
            message,
        }
    }
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.template)?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        write!(f, ": {}", self.message)
    }
}

impl std::error::Error for TemplateError {}

/// Renders a template.
///
/// A variable that the context lacks is an error, and so is one that is only tested: `{% if name is defined %}` is
/// the way to ask. A text without tags comes out as it is, to the last line break.
///
/// ```
/// let text = "Dear {{ name }},{% for item in items %} {{ item }};{% endfor %}";
/// let context = serde_json::json!({ "name": "Ada & Co", "items": ["a", "b"] });
/// assert_eq!(formwork::templates::render(text, &context)?, "Dear Ada & Co, a; b;");
///
/// let error = formwork::templates::render("\n{{ nmae }}", &context).unwrap_err();
/// assert_eq!(error.to_string(), "the template, line 2: undefined value: `nmae` is undefined");
/// # Ok::<(), formwork::templates::TemplateError>(())
/// ```
///
/// # Errors
/// See [`TemplateError`].
pub fn render(template: &str, context: impl Serialize) -> Result<String, TemplateError> {
    Engine::new().render(UNNAMED, template, &Context::new(context))
}

/// The variables that a template takes from its context, without those that it sets itself.
///
/// ```
/// let template = "{% set greeting = 'Hello' %}{{ greeting }} {{ user.name }}{% for n in range(count) %}!{% endfor %}";
/// let variables = formwork::templates::variables(template)?;
/// assert_eq!(variables.into_iter().collect::<Vec<_>>(), ["count", "user"]);
/// # Ok::<(), formwork::templates::TemplateError>(())
/// ```
///
/// # Errors
/// A template that cannot be read.
pub fn variables(template: &str) -> Result<BTreeSet<String>, TemplateError> {
    let engine = Engine::new();
    let read = engine.read(UNNAMED, template)?;
    let mut variables: BTreeSet<String> = read.undeclared_variables(false).into_iter().collect();
    for (global, _) in engine.environment.globals() {
        variables.remove(global);
    }
    Ok(variables)
}

/// Renders what operator and user say in these messages, text beside media too. What the model said, and what tools
/// answered, stays as it is.
pub(crate) fn render_messages(
    messages: &mut [Message],
    context: &Context,
) -> Result<(), TemplateError> {
    let engine = Engine::new();
    for (message, number) in messages.iter_mut().zip(1_usize..) {
        let role = message.role;
        if !matches!(role, Role::System | Role::Developer | Role::User) {
            continue;
        }
        let name = format!("message {number} ({})", role.as_str());
        match &mut message.content {
            Content::Text(text) => *text = engine.render(&name, text, context)?,
            Content::Parts(parts) => {
                for (part, number) in parts.iter_mut().zip(1_usize..) {
                    if let Part::Text(text) = part {
                        *text = engine.render(&format!("{name}, part {number}"), text, context)?;
                    }
                }
            }
            Content::Turn(_) | Content::ToolResult { .. } => {}
        }
    }
    Ok(())
}

impl Message {
    /// A turn of the user, from a template and what it is rendered with; see
    /// [`templates::render`](render).
    ///
    /// A request that has a [context](crate::Request::template_context) of its own would render it once more.
    ///
    /// ```
    /// let message = formwork::Message::user_template("Who is {{ name }}?", serde_json::json!({ "name": "Ada" }))?;
    /// assert_eq!(message, formwork::Message::user("Who is Ada?"));
    /// # Ok::<(), formwork::templates::TemplateError>(())
    /// ```
    ///
    /// # Errors
    /// See [`TemplateError`].
    pub fn user_template(template: &str, context: impl Serialize) -> Result<Self, TemplateError> {
        Ok(Self::user(render(template, context)?))
    }

    /// Instructions of the operator, likewise.
    ///
    /// # Errors
    /// See [`TemplateError`].
    pub fn system_template(template: &str, context: impl Serialize) -> Result<Self, TemplateError> {
        Ok(Self::system(render(template, context)?))
    }
}

/// Renders a message of a task. A variable that is not there may be tested: that it is an input, and may be absent,
/// was seen to when the task was compiled. To say it, or to go through it, is an error as ever.
pub(crate) fn render_task(
    name: impl FnOnce() -> String,
    template: &str,
    context: &Context,
) -> Result<String, TemplateError> {
    if !["{{", "{%", "{#"].iter().any(|tag| template.contains(tag)) {
        return Ok(template.to_owned());
    }
    let mut engine = Engine::new();
    engine
        .environment
        .set_undefined_behavior(UndefinedBehavior::SemiStrict);
    engine.render(&name(), template, context)
}

/// What renders.
struct Engine {
    environment: Environment<'static>,
}

impl Engine {
    fn new() -> Self {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|_| AutoEscape::None);
        environment.set_fuel(Some(STEPS));
        // Without it, errors of optimised builds say less.
        environment.set_debug(true);
        // Only delimiters can be wrong in a syntax, and they are the usual ones.
        if let Ok(syntax) = SyntaxConfig::builder().keep_trailing_newline(true).build() {
            environment.set_syntax(syntax);
        }
        Self { environment }
    }

    /// Reads a template. The engine panics at some that are wrong (`{% import a as 1 %}`): no reason to end a program.
    fn read<'a>(
        &'a self,
        name: &'a str,
        template: &'a str,
    ) -> Result<Template<'a, 'a>, TemplateError> {
        let read = || self.environment.template_from_named_str(name, template);
        match panic::catch_unwind(AssertUnwindSafe(read)) {
            Ok(read) => read.map_err(|error| TemplateError::new(name, &error)),
            Err(_) => Err(TemplateError {
                template: name.to_owned(),
                line: None,
                message: "syntax error: the template cannot be read".to_owned(),
            }),
        }
    }

    fn render(
        &self,
        name: &str,
        template: &str,
        context: &Context,
    ) -> Result<String, TemplateError> {
        let wrong = |error: minijinja::Error| TemplateError::new(name, &error);
        let Context(value) = context;
        let read = self.read(name, template)?;
        let mut room = Room::default();
        let rendered = read.render_captured_to(value.clone(), &mut room);
        if room.is_full {
            return Err(TemplateError {
                template: name.to_owned(),
                line: None,
                message: format!("the text becomes longer than {LONGEST} bytes"),
            });
        }
        rendered.map_err(wrong)?;
        // Nothing but strings was written.
        Ok(String::from_utf8_lossy(&room.text).into_owned())
    }
}

/// Text, up to a length.
#[derive(Default)]
struct Room {
    text: Vec<u8>,
    is_full: bool,
}

impl Write for Room {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        if piece.len() > LONGEST.saturating_sub(self.text.len()) {
            self.is_full = true;
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.text.extend_from_slice(piece);
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
