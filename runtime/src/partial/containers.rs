//! Twins that hold other twins: lists, maps, boxes, and what may be `null`.

use std::any::Any;
use std::collections::BTreeMap;

use super::finish::required;
use super::{Number, Partial, PlaceMut, Shape, Twin};
use crate::violation::Violation;

impl<T: Twin> Twin for Vec<Partial<T>> {
    type Value = Vec<T::Value>;

    fn finish(self) -> Option<Self::Value> {
        self.into_iter().map(required).collect()
    }

    fn begin(shape: Shape) -> Option<Self> {
        (shape == Shape::Array).then(Self::new)
    }

    fn push(&mut self) -> Option<PlaceMut<'_>> {
        if self.capacity() == 0 {
            self.reserve_exact(first_items::<T>());
        }
        Vec::push(self, Partial::Absent);
        Twin::last(self)
    }

    fn last(&mut self) -> Option<PlaceMut<'_>> {
        self.last_mut().map(|item| item as PlaceMut<'_>)
    }
}

/// How many items a list has room for at first: up to four, in a block of less than a kibibyte, since a larger one
/// makes an allocator tidy up first; and three where values then fill the block of their twins, so that it becomes
/// theirs as it is. A nested answer costs an eighth less by it.
const fn first_items<T: Twin>() -> usize {
    let (twin, value) = (size_of::<Partial<T>>(), size_of::<T::Value>());
    let mut items = 1;
    while items < 4 && (items + 1) * twin < 1024 {
        items += 1;
        if value > 0 && items * twin % value == 0 && items > 2 {
            break;
        }
    }
    items
}

impl<T: Twin> Twin for BTreeMap<String, Partial<T>> {
    type Value = BTreeMap<String, T::Value>;

    fn finish(self) -> Option<Self::Value> {
        self.into_iter()
            .map(|(key, value)| Some((key, required(value)?)))
            .collect()
    }

    fn begin(shape: Shape) -> Option<Self> {
        (shape == Shape::Object).then(Self::new)
    }

    fn entry(&mut self, key: &str) -> Option<PlaceMut<'_>> {
        // Asking twice costs a look-up; asking once would cost a copy of the key each time.
        if !self.contains_key(key) {
            self.insert(key.to_owned(), Partial::Absent);
        }
        self.get_mut(key).map(|value| value as PlaceMut<'_>)
    }
}

/// What may be `null`.
impl<T: Twin> Twin for Option<T> {
    type Value = Option<T::Value>;

    fn finish(self) -> Option<Self::Value> {
        match self {
            None => Some(None),
            Some(value) => value.finish().map(Some),
        }
    }

    fn is_shown(&self) -> bool {
        self.as_ref().is_none_or(T::is_shown)
    }

    fn begin(shape: Shape) -> Option<Self> {
        T::begin(shape).map(Some)
    }

    fn null() -> Option<Self> {
        Some(None)
    }

    fn boolean(value: bool) -> Option<Self> {
        T::boolean(value).map(Some)
    }

    fn number(value: Number) -> Option<Self> {
        T::number(value).map(Some)
    }

    fn variant(index: usize) -> Option<Self> {
        T::variant(index).map(Some)
    }

    fn string(text: &str) -> Option<Self> {
        T::string(text).map(Some)
    }

    fn json(text: &str) -> Option<Result<Self, Violation>> {
        T::json(text).map(|value| value.map(Some))
    }

    fn held(&self) -> Option<&dyn Any> {
        self.as_ref()?.held()
    }

    fn text(&mut self) -> Option<&mut String> {
        self.as_mut()?.text()
    }

    fn field(&mut self, index: usize) -> Option<PlaceMut<'_>> {
        self.as_mut()?.field(index)
    }

    fn entry(&mut self, key: &str) -> Option<PlaceMut<'_>> {
        self.as_mut()?.entry(key)
    }

    fn push(&mut self) -> Option<PlaceMut<'_>> {
        self.as_mut()?.push()
    }

    fn last(&mut self) -> Option<PlaceMut<'_>> {
        self.as_mut()?.last()
    }

    fn branches(&mut self) -> Vec<PlaceMut<'_>> {
        self.as_mut().map(T::branches).unwrap_or_default()
    }

    fn branch(&mut self, index: usize) -> Option<PlaceMut<'_>> {
        self.as_mut()?.branch(index)
    }

    fn lead(&mut self, index: usize) {
        if let Some(value) = self {
            value.lead(index);
        }
    }
}

/// What refers to itself.
impl<T: Twin> Twin for Box<T> {
    type Value = Box<T::Value>;

    fn finish(self) -> Option<Self::Value> {
        (*self).finish().map(Box::new)
    }

    fn is_shown(&self) -> bool {
        (**self).is_shown()
    }

    fn begin(shape: Shape) -> Option<Self> {
        T::begin(shape).map(Self::new)
    }

    fn null() -> Option<Self> {
        T::null().map(Self::new)
    }

    fn boolean(value: bool) -> Option<Self> {
        T::boolean(value).map(Self::new)
    }

    fn number(value: Number) -> Option<Self> {
        T::number(value).map(Self::new)
    }

    fn variant(index: usize) -> Option<Self> {
        T::variant(index).map(Self::new)
    }

    fn string(text: &str) -> Option<Self> {
        T::string(text).map(Self::new)
    }

    fn json(text: &str) -> Option<Result<Self, Violation>> {
        T::json(text).map(|value| value.map(Self::new))
    }

    fn held(&self) -> Option<&dyn Any> {
        (**self).held()
    }

    fn text(&mut self) -> Option<&mut String> {
        (**self).text()
    }

    fn field(&mut self, index: usize) -> Option<PlaceMut<'_>> {
        (**self).field(index)
    }

    fn entry(&mut self, key: &str) -> Option<PlaceMut<'_>> {
        (**self).entry(key)
    }

    fn push(&mut self) -> Option<PlaceMut<'_>> {
        (**self).push()
    }

    fn last(&mut self) -> Option<PlaceMut<'_>> {
        (**self).last()
    }

    fn branches(&mut self) -> Vec<PlaceMut<'_>> {
        (**self).branches()
    }

    fn branch(&mut self, index: usize) -> Option<PlaceMut<'_>> {
        (**self).branch(index)
    }

    fn lead(&mut self, index: usize) {
        (**self).lead(index);
    }
}
