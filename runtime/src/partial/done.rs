//! A place that shows nothing until it is complete.

use std::any::Any;
use std::fmt;
use std::ops::Deref;

use super::{Number, Partial, Place, PlaceMut, Shape, Twin};
use crate::violation::Violation;

/// A [`Partial`] that is absent to everyone who looks at it until it is complete: the field of a
/// property with `x-stream: done`.
///
/// ```
/// use formwork::Partial;
/// use formwork::partial::Done;
///
/// let done: Done<String> = Done::from("Linz".to_owned());
/// assert_eq!(done.complete().map(String::as_str), Some("Linz")); // read as what it holds
/// assert!(Done::<String>::default().is_absent());
/// ```
#[derive(Clone)]
pub struct Done<T>(Partial<T>);

impl<T> Done<T> {
    /// What it holds, also where that is still growing.
    pub fn into_partial(self) -> Partial<T> {
        self.0
    }
}

impl<T> Default for Done<T> {
    fn default() -> Self {
        Self(Partial::Absent)
    }
}

impl<T> From<T> for Done<T> {
    fn from(value: T) -> Self {
        Self(Partial::Complete(value))
    }
}

/// Complete or absent.
impl<T> Deref for Done<T> {
    type Target = Partial<T>;

    fn deref(&self) -> &Partial<T> {
        match &self.0 {
            complete @ Partial::Complete(_) => complete,
            _ => &Partial::Absent,
        }
    }
}

impl<T: fmt::Debug> fmt::Debug for Done<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: PartialEq> PartialEq for Done<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: Twin> Place for Done<T> {
    fn begin(&mut self, shape: Shape) -> bool {
        self.0.begin(shape)
    }

    fn null(&mut self) -> bool {
        self.0.null()
    }

    fn boolean(&mut self, value: bool) -> bool {
        self.0.boolean(value)
    }

    fn number(&mut self, value: Number) -> bool {
        self.0.number(value)
    }

    fn variant(&mut self, index: usize) -> bool {
        self.0.variant(index)
    }

    fn string(&mut self, text: &str) -> bool {
        self.0.string(text)
    }

    fn json(&mut self, text: &str) -> Option<Violation> {
        self.0.json(text)
    }

    fn held(&self) -> Option<&dyn Any> {
        self.0.held()
    }

    fn text(&mut self) -> Option<&mut String> {
        self.0.text()
    }

    fn field(&mut self, index: usize) -> Option<PlaceMut<'_>> {
        self.0.field(index)
    }

    fn entry(&mut self, key: &str) -> Option<PlaceMut<'_>> {
        self.0.entry(key)
    }

    fn push(&mut self) -> Option<PlaceMut<'_>> {
        self.0.push()
    }

    fn last(&mut self) -> Option<PlaceMut<'_>> {
        self.0.last()
    }

    fn branches(&mut self) -> Vec<PlaceMut<'_>> {
        self.0.branches()
    }

    fn branch(&mut self, index: usize) -> Option<PlaceMut<'_>> {
        self.0.branch(index)
    }

    fn lead(&mut self, index: usize) {
        self.0.lead(index);
    }

    fn is_absent(&self) -> bool {
        self.0.is_absent()
    }

    fn close(&mut self) {
        self.0.close();
    }

    fn clear(&mut self) {
        self.0.clear();
    }

    fn fresh(&self) -> Box<dyn Place + Send> {
        Box::new(Self::default())
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn copy(&mut self, from: &dyn Any) {
        if let Some(from) = from.downcast_ref::<Self>() {
            self.clone_from(from);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Done, Partial, Place, Shape};

    #[test]
    fn it_is_absent_until_it_is_complete() {
        let mut place = Done::<String>::default();
        assert!(Place::begin(&mut place, Shape::String));
        place.text().expect("it grows").push_str("half");
        // It is open, so that the decoder goes on, and looks absent.
        assert!(!Place::is_absent(&place));
        assert_eq!(*place, Partial::Absent);
        assert_eq!(format!("{place:?}"), "Absent");
        place.close();
        assert_eq!(place.get().map(String::as_str), Some("half"));
        assert_eq!(place, Done::from("half".to_owned()));
    }
}
