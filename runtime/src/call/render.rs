//! The caller's messages, from templates to text, before the first attempt.

use serde::Serialize;

use super::Request;
use crate::error::ErrorKind;
use crate::templates::{Context, TemplateError, render_messages};

/// What becomes of the messages of a request.
#[derive(Clone, Debug)]
pub(super) enum Templates {
    /// They are to be rendered.
    With(Context),
    /// One of them cannot be.
    Wrong(TemplateError),
}

impl<T> Request<T> {
    /// Takes the texts of the messages for templates, and renders them with this context before anything is sent:
    /// what operator and user say, also beside media, whatever the wire. What the model and tools said, the schema
    /// and the words in which the model is asked again are no templates.
    ///
    /// See [`templates::render`](crate::templates::render) for the rules. A template that cannot be rendered is
    /// [`ErrorKind::Template`].
    pub fn template_context(mut self, context: impl Serialize) -> Self {
        // What could not be said is not said any better.
        if !matches!(self.asked.templates, Some(Templates::Wrong(_))) {
            self.asked.templates = Some(Templates::With(Context::new(context)));
        }
        self
    }

    /// A request whose messages could not be rendered: it fails when it is sent.
    pub(crate) fn unworded(mut self, error: TemplateError) -> Self {
        self.asked.templates = Some(Templates::Wrong(error));
        self
    }

    /// Renders the messages, if they are templates. They are none afterwards.
    pub(super) fn render(&mut self) {
        if let Some(Templates::With(context)) = &self.asked.templates {
            let wrong = render_messages(&mut self.asked.messages, context).err();
            self.asked.templates = wrong.map(Templates::Wrong);
        }
    }

    /// Fails where that went wrong.
    pub(super) fn is_rendered(&self) -> Result<(), ErrorKind> {
        match &self.asked.templates {
            Some(Templates::Wrong(error)) => Err(error.clone().into()),
            _ => Ok(()),
        }
    }
}
