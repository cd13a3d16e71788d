//! The members of an object, in the order in which they came, found by their names.

use std::collections::HashMap;

/// From so many members on, names are looked up.
const MANY: usize = 16;

/// Members by name.
#[derive(Clone, Debug)]
pub(super) struct Members<T> {
    list: Vec<(Box<str>, T)>,
    /// Where each name stands, once there are many.
    index: HashMap<Box<str>, usize>,
}

impl<T> Default for Members<T> {
    fn default() -> Self {
        Self {
            list: Vec::new(),
            index: HashMap::new(),
        }
    }
}

impl<T> Members<T> {
    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = (&str, &T)> + ExactSizeIterator {
        self.list.iter().map(|(name, value)| (&**name, value))
    }

    pub(super) fn into_iter(self) -> impl Iterator<Item = (Box<str>, T)> {
        self.list.into_iter()
    }

    fn at(&self, name: &str) -> Option<usize> {
        if self.list.len() < MANY {
            self.list.iter().position(|(known, _)| &**known == name)
        } else {
            self.index.get(name).copied()
        }
    }

    pub(super) fn get(&self, name: &str) -> Option<&T> {
        let (_, value) = self.list.get(self.at(name)?)?;
        Some(value)
    }

    /// The member of a name, made where there is none.
    pub(super) fn entry(&mut self, name: &str, make: impl FnOnce() -> T) -> Option<&mut T> {
        let known = self.at(name);
        let at = known.unwrap_or(self.list.len());
        if known.is_none() {
            self.push(name.into(), make());
        }
        self.list.get_mut(at).map(|(_, value)| value)
    }

    /// Adds a member of a name that is new.
    pub(super) fn push(&mut self, name: Box<str>, value: T) {
        let at = self.list.len();
        self.list.push((name, value));
        if self.list.len() == MANY {
            let names = self.list.iter().enumerate();
            self.index = names.map(|(at, (name, _))| (name.clone(), at)).collect();
        } else if self.list.len() > MANY
            && let Some((name, _)) = self.list.last()
        {
            self.index.insert(name.clone(), at);
        }
    }
}

/// The order of members says nothing.
impl<T: PartialEq> PartialEq for Members<T> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len()
            && self
                .iter()
                .all(|(name, value)| other.get(name) == Some(value))
    }
}

#[cfg(test)]
mod tests {
    use super::Members;

    #[test]
    fn names_are_found_among_few_and_among_many() {
        let mut members = Members::default();
        for round in 0..3 {
            for number in 0..100 {
                let name = format!("m{number}");
                let value = members.entry(&name, || number).expect("it is there");
                *value += round;
                assert_eq!(members.get(&name), Some(&(number + [0, 1, 3][round])));
            }
        }
        assert_eq!((members.len(), members.get("other")), (100, None));
        let order: Vec<&str> = members.iter().map(|(name, _)| name).collect();
        assert_eq!(order[..3], ["m0", "m1", "m2"]);
        let mut other = Members::default();
        for (name, value) in members.iter().rev() {
            other.push(name.into(), *value);
        }
        assert_eq!(members, other);
    }
}
