//! All cursors of one answer, fed with events.
//!
//! Mostly there is one. Where a union forks, its branches read side by side, each with a cursor of
//! its own, while the cursor that forked waits for [`super::settle`] to say which branch it is. Where
//! several cursors come to the same union at the same value, one forks and the others follow it, so
//! that unions in unions do not multiply.
//!
//! Values nest, so a fork that began later ends earlier: cursors form a stack, in which each stands
//! behind the one that forked into it.

use std::any::TypeId;

use super::changes::Changes;
use super::coerce_way;
use super::cursor::{BaseShape, Cursor, Fork, Parts, Purpose};
use super::frame::{Current, Frame, Slot, State};
use super::ptr::Ptr;
use super::raw::Raw;
use crate::checks::Later;
use crate::extract::Undo;
use crate::json::Event;
use crate::lenient::{Mended, Mends};
use crate::table::{Node, Union};
use crate::violation::Violation;

pub(super) struct Engine {
    node: &'static Node,
    pub(super) undo: Undo,
    /// The first reads the whole answer.
    pub(super) cursors: Vec<Cursor>,
    /// The cursors that take events: those that neither wait for a fork nor are over.
    pub(super) live: Vec<usize>,
    pub(super) raw: Raw,
    /// The twin's place, during a push.
    root: Option<Ptr>,
    /// The places of this push have been found.
    pub(super) attached: bool,
    /// There is one cursor, its places are found, and nothing is captured.
    pub(super) quick: bool,
    /// What may be mended.
    pub(super) mends: Mends,
    /// What has been mended of how the text is written.
    pub(super) mended: Mended,
    /// Which values have moved, where somebody wants to know.
    pub(super) changes: Option<Box<Changes>>,
}

/// A fork that the present event has begun.
struct Begun {
    cursor: usize,
    union: &'static Union,
    /// The type of its place. The same union has places of two types where one of them is boxed.
    of: TypeId,
}

impl Engine {
    pub(super) fn new(node: &'static Node, undo: Undo) -> Self {
        let base = Slot { node, place: None };
        Self {
            node,
            undo,
            cursors: vec![Cursor::new(base, None)],
            live: vec![0],
            raw: Raw::new(),
            root: None,
            attached: false,
            quick: false,
            mends: Mends::None,
            mended: Mended::default(),
            changes: None,
        }
    }

    /// Lets values be mended.
    pub(super) fn lenient(mut self, mends: Mends) -> Self {
        self.mends = mends;
        for cursor in &mut self.cursors {
            cursor.mends = mends;
        }
        self
    }

    /// Reads the value that begins as an object around the answer.
    pub(super) fn be_wrapped(&mut self) {
        if let Some(first) = self.cursors.first_mut() {
            first.shape = BaseShape::Wrapped;
        }
    }

    /// Mends nothing in the value that begins.
    pub(super) fn be_strict(&mut self) {
        self.mends = Mends::None;
        for cursor in &mut self.cursors {
            cursor.mends = Mends::None;
        }
    }

    /// Begins anew.
    pub(super) fn restart(&mut self, mends: Mends) {
        let root = self.root;
        let mut changes = self.changes.take();
        if let Some(changes) = &mut changes {
            changes.add(|_| {});
        }
        let fresh = Self::new(self.root_node(), self.undo);
        *self = fresh.lenient(mends);
        self.root = root;
        self.changes = changes;
    }

    /// What the answer is read as.
    pub(super) fn root_node(&self) -> &'static Node {
        self.node
    }

    /// What has been mended: how the text is written, then its values.
    pub(super) fn mends(&self) -> Mended {
        let mut all = self.mended.clone();
        if let Some(first) = self.cursors.first() {
            all.join(&first.mended, "");
        }
        all
    }

    /// A push begins, on the twin at `root`.
    #[inline]
    pub(super) fn begin(&mut self, root: Ptr) {
        self.root = Some(root);
        self.attached = false;
        self.quick = false;
    }

    /// The push ends: which branch leads in each open union is shown. What is further inside comes
    /// first, because a place is not used after the one around it has been touched.
    #[inline]
    pub(super) fn end(&mut self) {
        if self.attached && self.cursors.len() > 1 {
            self.show_leaders();
            self.note_leaders();
        }
    }

    /// Another branch may lead, so that the outermost open union has moved.
    fn note_leaders(&mut self) {
        if let (Some(changes), Some(first)) = (&mut self.changes, self.cursors.first()) {
            changes.add(|out| out.push_str(&first.pointer()));
        }
    }

    fn show_leaders(&mut self) {
        for cursor in self.cursors.iter().rev() {
            if let Some((Some(place), State::Fork { cursors, .. })) = cursor.innermost()
                && let Some((_, branch)) = self.best(cursors)
            {
                place.get().lead(branch);
            }
        }
    }

    /// Finds every place again, from the root's down, before the first event of a push that needs one.
    /// Most small pieces of a stream lie inside a key or a number, and need none.
    #[inline]
    pub(super) fn attach(&mut self) {
        if !self.attached {
            self.attach_now();
        }
    }

    #[inline(never)]
    fn attach_now(&mut self) {
        self.attached = true;
        match &mut self.cursors[..] {
            [only] => only.attach(self.root),
            _ => self.attach_all(),
        }
        self.look();
    }

    fn attach_all(&mut self) {
        if let Some(first) = self.cursors.first_mut() {
            first.base.place = self.root;
        }
        for index in 0..self.cursors.len() {
            let (these, behind) = self.cursors.split_at_mut(index + 1);
            let Some(cursor) = these.last_mut().filter(|cursor| !cursor.dropped) else {
                continue;
            };
            cursor.attach(cursor.base.place);
            let Some((Some(place), State::Fork { cursors, .. })) = cursor.innermost() else {
                continue;
            };
            let mut cursors = cursors.iter().peekable();
            for (branch, place) in place.get().branches().into_iter().enumerate() {
                let here = cursors.next_if(|(_, of)| *of == branch);
                let cursor = here.and_then(|(cursor, _)| behind.get_mut(cursor - index - 1));
                if let Some(cursor) = cursor {
                    cursor.base.place = Some(Ptr::new(place));
                }
            }
        }
    }

    /// What is wrong so far. A union that is still open is not judged yet.
    pub(super) fn violations(&self) -> &[Violation] {
        self.cursors
            .first()
            .map(|cursor| cursor.found.violations())
            .unwrap_or_default()
    }

    pub(super) fn take_violations(&mut self) -> Vec<Violation> {
        self.cursors
            .first_mut()
            .map(|cursor| std::mem::take(&mut cursor.found).into_violations())
            .unwrap_or_default()
    }

    /// Takes what is to be asked about the answer.
    pub(super) fn take_later(&mut self) -> Vec<Later> {
        let first = self.cursors.first_mut();
        first
            .map(|cursor| std::mem::take(&mut cursor.found.later))
            .unwrap_or_default()
    }

    /// Takes what is to be asked about an item of the answer, which is a list.
    pub(super) fn take_later_in(&mut self, index: usize) -> Vec<Later> {
        let first = self.cursors.first_mut();
        first
            .map(|cursor| cursor.found.take_later_in(index))
            .unwrap_or_default()
    }

    /// The violations of an item of the answer, which is a list; they are told once.
    pub(super) fn take_violations_in(&mut self, index: usize) -> Vec<Violation> {
        let Some(first) = self.cursors.first_mut() else {
            return Vec::new();
        };
        let taken = first.found.take_in(index);
        // The next item may be open, and its captures know their violations by index. What is taken stood
        // before them.
        for capture in &mut first.captures {
            match &mut capture.purpose {
                Purpose::Whole(_, at) | Purpose::Shown(at) => *at = at.saturating_sub(taken.len()),
            }
        }
        taken
    }

    /// Whether the answer is a list, and none of its items is open.
    pub(super) fn is_between_items(&self) -> bool {
        let [only] = &self.cursors[..] else {
            return false;
        };
        let is_list = |frame: &Frame| matches!(frame.state, State::Array { .. });
        let is_wrapper = |frame: &Frame| matches!(frame.state, State::Wrapper { .. });
        let is_around = match &only.stack[..] {
            [] => true,
            [one] => is_list(one) || is_wrapper(one),
            [wrapper, list] => is_wrapper(wrapper) && is_list(list),
            _ => false,
        };
        is_around && only.past == 0 && only.string.is_none()
    }

    /// JSON Pointer of the value that is being read.
    pub(super) fn pointer(&self) -> String {
        let mut pointer = String::new();
        self.write_pointer(false, &mut pointer);
        pointer
    }

    /// Appends the JSON Pointer of the value that is being read, or of the innermost container.
    pub(super) fn write_pointer(&self, of_container: bool, out: &mut String) {
        let mut chain = Vec::new();
        let mut next = self.live.iter().min().copied();
        while let Some(cursor) = next.and_then(|index| self.cursors.get(index)) {
            chain.push(cursor);
            next = cursor.parent;
        }
        for (left, cursor) in chain.iter().enumerate().rev() {
            let frames = match cursor.stack.split_last() {
                Some((_, around)) if of_container && left == 0 => around,
                _ => &cursor.stack[..],
            };
            for frame in frames {
                frame.write_step(out);
            }
        }
    }

    /// Whether the value that is being read has a place in the twin.
    pub(super) fn is_shown(&self) -> bool {
        let cursor = self
            .live
            .iter()
            .min()
            .and_then(|index| self.cursors.get(*index));
        cursor.is_some_and(|cursor| {
            let in_the_past = match cursor.innermost() {
                Some((_, State::Object(object))) => object.current == Current::Past,
                _ => false,
            };
            cursor.past == 0 && !in_the_past && !matches!(cursor.string, Some(Parts::Past))
        })
    }

    /// Makes a cursor for each branch of each union that is to be forked, and gives it the event that
    /// began the value, which may fork it again.
    pub(super) fn fork(&mut self, mut forks: Vec<(usize, Fork)>, event: Event<'_>) {
        let mut begun: Vec<Begun> = Vec::new();
        let mut next = 0;
        while let Some((parent, Fork { slot, union })) = forks.get(next).copied() {
            next += 1;
            self.live.retain(|index| *index != parent);
            let Some(place) = slot.place.map(Ptr::get) else {
                continue;
            };
            let of = place.as_any().type_id();
            let same = |begun: &&Begun| std::ptr::eq(begun.union, union) && begun.of == of;
            if let Some(owner) = begun.iter().find(same) {
                self.follow(parent, slot, owner.cursor);
                continue;
            }
            begun.push(Begun {
                cursor: parent,
                union,
                of,
            });
            let mut cursors = Vec::new();
            let reshape = self.cursors.get(parent).is_some_and(Cursor::may_reshape);
            let mut places = place.branches().into_iter().enumerate();
            for (branch, node) in coerce_way::branches(union, event, self.mends, reshape) {
                let Some((_, place)) = places.find(|(index, _)| *index == branch) else {
                    continue;
                };
                let index = self.cursors.len();
                let base = Slot {
                    node,
                    place: Some(Ptr::new(place)),
                };
                let mut cursor = Cursor::new(base, Some(parent));
                cursor.mends = self.mends;
                if !reshape {
                    cursor.shape = BaseShape::Changed;
                }
                let fork = cursor.event(event, &mut self.raw, self.undo);
                forks.extend(fork.map(|fork| (index, fork)));
                self.cursors.push(cursor);
                self.live.push(index);
                cursors.push((index, branch));
            }
            let state = State::Fork {
                union,
                cursors,
                followers: Vec::new(),
            };
            self.wait(parent, Frame::new(slot, state));
        }
    }

    /// Lets a cursor wait for what another one's fork comes to.
    fn follow(&mut self, follower: usize, slot: Slot, owner: usize) {
        let frame = self
            .cursors
            .get_mut(owner)
            .and_then(|owner| owner.stack.last_mut());
        if let Some(Frame {
            state: State::Fork { followers, .. },
            ..
        }) = frame
        {
            followers.push(follower);
        }
        let state = State::Follow { owner };
        self.wait(follower, Frame::new(slot, state));
    }

    fn wait(&mut self, index: usize, frame: Frame) {
        if let Some(cursor) = self.cursors.get_mut(index) {
            cursor.stack.push(frame);
        }
    }
}
