//! The values of several calls, over the attempts it takes until each of them fits.

use crate::violation::Violation;

/// One place for each call of the first answer, in order. A place whose call broke its schema stays
/// open, and takes the next call of a later answer.
pub(super) struct Gathered<T> {
    places: Vec<Option<T>>,
}

impl<T> Default for Gathered<T> {
    fn default() -> Self {
        Self { places: Vec::new() }
    }
}

impl<T> Gathered<T> {
    /// Takes what the calls of an answer came to. Gives what is wrong with each, `None` for those that
    /// fit.
    pub(super) fn add(
        &mut self,
        results: Vec<Result<T, Vec<Violation>>>,
    ) -> Vec<Option<Vec<Violation>>> {
        let mut open: Vec<usize> = self.open().collect();
        open.reverse();
        let mut wrong = Vec::with_capacity(results.len());
        for result in results {
            let (value, violations) = match result {
                Ok(value) => (Some(value), None),
                Err(violations) => (None, Some(violations)),
            };
            match open.pop().and_then(|place| self.places.get_mut(place)) {
                Some(place) => *place = value,
                None => self.places.push(value),
            }
            wrong.push(violations);
        }
        wrong
    }

    /// The places without a value.
    fn open(&self) -> impl Iterator<Item = usize> {
        let places = self.places.iter().enumerate();
        places
            .filter(|(_, place)| place.is_none())
            .map(|(at, _)| at)
    }

    /// Whether there is a value in every place, and one at all.
    pub(super) fn is_whole(&self) -> bool {
        !self.places.is_empty() && self.open().next().is_none()
    }

    /// The values, in the order in which they were first called for.
    pub(super) fn take(&mut self) -> Vec<T> {
        self.places.drain(..).flatten().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Gathered, Violation};

    #[test]
    fn a_mended_call_takes_the_place_of_the_broken_one() {
        let broken = || Err(vec![Violation::new("", "type", "is wrong")]);
        let mut gathered = Gathered::default();
        assert!(!gathered.is_whole());
        let wrong = gathered.add(vec![Ok('a'), broken(), Ok('c'), broken()]);
        assert_eq!(wrong.iter().filter(|wrong| wrong.is_some()).count(), 2);
        gathered.add(vec![Ok('b'), broken()]);
        assert!(!gathered.is_whole());
        gathered.add(vec![Ok('d'), Ok('e')]);
        assert!(gathered.is_whole());
        assert_eq!(gathered.take(), ['a', 'b', 'c', 'd', 'e']);
    }
}
