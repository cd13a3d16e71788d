//! Keywords that most schemas lack, out of the way of those that most have.
//!
//! A schema has some sixty fields, and a large document some ten thousand schemas, of which each dialect
//! copies what it changes. So what is seldom there lies in a box of its own, and is read as if it were not.

use std::hash::{Hash, Hasher};
use std::ops::{Deref, DerefMut};

/// A value that is mostly the one that says nothing, and takes no room then.
///
/// Reading never makes a box; changing does, so ask [`Aside::is_empty`] before taking out what is
/// seldom there.
#[derive(Clone, Debug, Default)]
pub struct Aside<T>(Option<Box<T>>);

/// What has a value that says nothing, in one place for all.
pub trait Nothing: Default + PartialEq + 'static {
    /// That value.
    fn nothing() -> &'static Self;
}

impl<T: Nothing> Aside<T> {
    /// Whether it surely says nothing. What was there and has been taken out leaves its box behind.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// To be changed, where there is something; nothing is made.
    pub fn there(&mut self) -> Option<&mut T> {
        self.0.as_deref_mut()
    }
}

impl<T> From<T> for Aside<T> {
    fn from(value: T) -> Self {
        Self(Some(Box::new(value)))
    }
}

impl<T: Nothing> Deref for Aside<T> {
    type Target = T;

    fn deref(&self) -> &T {
        match &self.0 {
            Some(there) => there,
            None => T::nothing(),
        }
    }
}

impl<T: Nothing> DerefMut for Aside<T> {
    fn deref_mut(&mut self) -> &mut T {
        self.0.get_or_insert_default()
    }
}

impl<T: Nothing> PartialEq for Aside<T> {
    fn eq(&self, other: &Self) -> bool {
        (self.is_empty() && other.is_empty()) || **self == **other
    }
}

impl<T: Nothing + Eq> Eq for Aside<T> {}

impl<T: Nothing + Hash> Hash for Aside<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // An empty box is equal to none.
        let there = self.0.as_deref().filter(|there| *there != T::nothing());
        there.hash(state);
    }
}

#[cfg(test)]
mod tests {
    use super::super::Bounds;
    use super::*;

    #[test]
    fn a_box_without_content_is_none() {
        let mut left: Aside<Bounds> = Aside::default();
        let right = Aside::default();
        assert_eq!(left.min_items, None);
        assert!(left.is_empty());
        left.min_items = Some(1);
        assert_ne!(left, right);
        assert_eq!(left.min_items.take(), Some(1));
        assert!(!left.is_empty());
        assert_eq!(left, right);
        let hash = |one: &Aside<Bounds>| {
            let mut state = std::hash::DefaultHasher::new();
            one.hash(&mut state);
            state.finish()
        };
        assert_eq!(hash(&left), hash(&right));
    }

    #[test]
    fn a_schema_is_small() {
        assert!(size_of::<super::super::Schema>() <= 448);
    }
}
