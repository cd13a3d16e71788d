//! The items of an answer that is still coming: which one an event is about, and what of it has been
//! handed out.
//!
//! Servers repeat everything: a piece as it grows, the part when it is whole, the item when it is done,
//! and all items with the answer's end. Some leave one or another out. What has been said once is not
//! said again, and what has not been said before the end is said then.

/// More items than this are not an answer: `OpenAI` allows 128 tools in a request.
const MOST_ITEMS: usize = 1024;

/// What an item says, in pieces.
#[derive(Clone, Copy, Debug)]
pub(super) enum Piece {
    Text,
    Refusal,
    Thought,
    Summary,
}

/// The items, in the order they appeared.
#[derive(Clone, Debug, Default)]
pub(super) struct Items {
    list: Vec<Item>,
}

/// An item, as far as it must be known.
#[derive(Clone, Debug, Default)]
pub(super) struct Item {
    index: Option<u64>,
    /// For each kind of piece, how many parts have been handed out, whole or not.
    told: [u64; 4],
    call: Option<Call>,
    /// Whether it is a message beside the answer.
    pub(super) is_aside: bool,
    /// Whether it is done.
    pub(super) is_done: bool,
}

/// A call, and what of it has been handed out.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Call {
    /// Which call of the answer.
    pub(super) number: usize,
    pub(super) has_id: bool,
    pub(super) has_name: bool,
    pub(super) has_arguments: bool,
}

impl Items {
    /// Whether there has been none.
    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The item that an event is about: the one at this place, or a new one. An event without a place
    /// is about the last one. `None` where there are too many.
    pub(super) fn at(&mut self, index: Option<u64>) -> Option<&mut Item> {
        let found = self.list.iter().rposition(|item| match index {
            Some(_) => item.index == index,
            None => true,
        });
        let found = found.filter(|found| {
            index.is_some() || self.list.get(*found).is_some_and(|item| !item.is_done)
        });
        match found {
            Some(found) => self.list.get_mut(found),
            None => self.begin(index),
        }
    }

    /// The item that has just been added.
    pub(super) fn added(&mut self, index: Option<u64>) -> Option<&mut Item> {
        match index {
            Some(_) => self.at(index),
            None => self.begin(None),
        }
    }

    /// The item at a place of the whole list.
    pub(super) fn placed(&mut self, place: usize) -> Option<&mut Item> {
        let index = u64::try_from(place).ok();
        let nth = self.list.get(place);
        if nth.is_some_and(|item| item.index.is_none()) {
            return self.list.get_mut(place);
        }
        self.at(index)
    }

    fn begin(&mut self, index: Option<u64>) -> Option<&mut Item> {
        if self.list.len() >= MOST_ITEMS {
            return None;
        }
        self.list.push(Item {
            index,
            ..Item::default()
        });
        self.list.last_mut()
    }
}

impl Item {
    /// Whether a part has been handed out, or the beginning of it.
    pub(super) fn has_told(&self, piece: Piece, part: u64) -> bool {
        self.told
            .get(piece as usize)
            .is_some_and(|told| part < *told)
    }

    /// Remembers that something of a part has been handed out.
    pub(super) fn told(&mut self, piece: Piece, part: u64) {
        if let Some(told) = self.told.get_mut(piece as usize) {
            *told = (*told).max(part.saturating_add(1));
        }
    }

    /// The call that the item is. `calls` counts those that have begun.
    pub(super) fn call(&mut self, calls: &mut usize) -> &mut Call {
        self.call.get_or_insert_with(|| {
            *calls += 1;
            Call {
                number: *calls - 1,
                ..Call::default()
            }
        })
    }
}
