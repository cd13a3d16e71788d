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

/// A longer id than this is not remembered.
const LONGEST_ID: usize = 1024;

/// What an event says about which item it is about. The index comes first: a proxy is known that changes
/// ids between events. Other servers give no index (llama.cpp).
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Mark<'a> {
    /// The place in the answer's list of items.
    pub(super) index: Option<u64>,
    /// The id as JSON text; empty where there is none.
    pub(super) id: &'a str,
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
    /// As the server writes it; empty where it writes none.
    id: String,
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

    /// The item that an event is about, or a new one. An event that says nothing about that is about the
    /// last one. `None` where there are too many.
    pub(super) fn at(&mut self, mark: Mark<'_>) -> Option<&mut Item> {
        let found = match mark.index {
            Some(_) => self.list.iter().rposition(|item| item.index == mark.index),
            None => self.named(mark.id).or_else(|| {
                let last = self.list.len().checked_sub(1)?;
                let item = self.list.get(last)?;
                let is_it = !item.is_done && (mark.id.is_empty() || item.id.is_empty());
                is_it.then_some(last)
            }),
        };
        match found {
            Some(found) => self.list.get_mut(found),
            None => self.begin(mark),
        }
    }

    /// The item that has just been added.
    pub(super) fn added(&mut self, mark: Mark<'_>) -> Option<&mut Item> {
        match mark.index {
            Some(_) => self.at(mark),
            None => self.begin(mark),
        }
    }

    /// The item at a place of the whole list, which servers do not always count as they did before.
    pub(super) fn placed(&mut self, place: usize, id: &str) -> Option<&mut Item> {
        let index = u64::try_from(place).ok();
        let at = || self.list.iter().rposition(|item| item.index == index);
        let nth = || (place < self.list.len()).then_some(place);
        match self.named(id).or_else(at).or_else(nth) {
            Some(found) => self.list.get_mut(found),
            None => self.begin(Mark { index, id }),
        }
    }

    fn named(&self, id: &str) -> Option<usize> {
        let is_it = |item: &Item| !id.is_empty() && item.id == id;
        self.list.iter().rposition(is_it)
    }

    fn begin(&mut self, mark: Mark<'_>) -> Option<&mut Item> {
        if self.list.len() >= MOST_ITEMS {
            return None;
        }
        let id = if mark.id.len() > LONGEST_ID {
            ""
        } else {
            mark.id
        };
        self.list.push(Item {
            index: mark.index,
            id: id.to_owned(),
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
