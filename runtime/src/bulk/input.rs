//! What one request of a bulk job says.

use crate::message::Message;

/// What one request of a bulk job says, under a name.
///
/// ```
/// use formwork::Message;
/// use formwork::bulk::Input;
///
/// let plain = Input::user("ada", "Ada wrote the first program.");
/// let longer = Input::new("alan", [Message::user("Alan asked a machine."), Message::user("In English.")]);
/// assert_eq!((plain.messages.len(), longer.messages.len()), (1, 2));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Input {
    /// Its name, which no other input of the job has: by it the journal knows what has been answered.
    pub id: String,
    /// What is said behind the messages of the job's request.
    pub messages: Vec<Message>,
}

impl Input {
    /// An input.
    #[must_use]
    pub fn new(id: impl Into<String>, messages: impl IntoIterator<Item = Message>) -> Self {
        Self {
            id: id.into(),
            messages: messages.into_iter().collect(),
        }
    }

    /// An input of one turn of the user.
    #[must_use]
    pub fn user(id: impl Into<String>, text: impl Into<String>) -> Self {
        Self::new(id, [Message::user(text)])
    }
}
