//! What a template takes from around it, whoever means to give it that.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use formwork_schema::Place;
use formwork_schema::model::Model;
use formwork_schema::source::{Pointer, SourceId};
use formwork_schema::tasks::{Role, Template};

use super::scope::FUNCTIONS;
use super::text::Text;
use super::walk::{Inputs, Walk};
use crate::template::read;

/// Why a template cannot be read.
///
/// ```
/// let error = formwork_codegen::template_variables("Dear {{ name }").unwrap_err();
/// assert_eq!(error.part, 13..14);
/// assert_eq!(error.to_string(), "expected `}}`, found `}`");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TemplateError {
    /// The part of the template that is wrong, in bytes. It is empty where the text ends too early.
    pub part: Range<usize>,
    /// What is wrong with it.
    pub message: String,
    /// Whether it is just too large: too long, too deep, or with too much in one tag.
    pub is_large: bool,
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for TemplateError {}

/// The variables that a template takes from its context, and the part of it that names each first, in bytes.
///
/// Templates of task files are read so; the variables are then looked for among a task's inputs. The runtime's
/// engine is not asked: it is held against this by a test, and takes the same templates.
///
/// ```
/// let template = "{% set greeting = 'Hello' %}{{ greeting }} {{ user.name }}{% for n in range(count) %}!{% endfor %}";
/// let variables = formwork_codegen::template_variables(template)?;
/// assert_eq!(variables.keys().collect::<Vec<_>>(), ["count", "user"]);
/// assert_eq!(&template[variables["user"].clone()], "user");
/// # Ok::<(), formwork_codegen::TemplateError>(())
/// ```
///
/// # Errors
/// A template that cannot be read.
pub fn template_variables(template: &str) -> Result<BTreeMap<String, Range<usize>>, TemplateError> {
    let statements = read(template).map_err(|fault| TemplateError {
        message: fault.to_string(),
        part: fault.part.clone(),
        is_large: fault.is_large,
    })?;
    let model = Model::default();
    // It stands nowhere, and what is found wrong with it is told to nobody.
    let place = Place {
        source: SourceId(0),
        pointer: Pointer::default(),
        span: 0..template.len(),
    };
    let standing = Template {
        role: Role::User,
        text: template.to_owned(),
        place,
    };
    let mut inputs = Inputs::new(&model, None);
    Walk::new(&mut inputs, Text::new(&standing, &model.sources)).all(&statements);
    let used = inputs.used.into_iter();
    let variables = used.filter(|(name, _)| !FUNCTIONS.contains(&name.as_str()) && name != "self");
    Ok(variables.collect())
}
