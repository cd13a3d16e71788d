//! Which tool call a fragment belongs to.
//!
//! The family disagrees on how to say it. `index` counts from 0, or from 1, or is missing, or is 0
//! for every call; the id comes once, or with every fragment, or never, or anew with every
//! fragment. What is certain: fragments of one call follow one another or carry the same index, and
//! a call begins with its name.

/// More calls than this are not an answer: `OpenAI` allows 128 tools in a request.
const MOST_CALLS: usize = 128;

/// The calls of one answer, as far as they must be told apart.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Calls {
    known: Vec<Known>,
}

#[derive(Clone, Debug, PartialEq)]
struct Known {
    index: Option<u64>,
    id: String,
    has_name: bool,
    has_arguments: bool,
}

/// What a fragment says about where it belongs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark<'a> {
    pub(super) index: Option<u64>,
    pub(super) id: &'a str,
    pub(super) has_name: bool,
    pub(super) has_arguments: bool,
    /// Whether it is the first one of its event. Two fragments of one event are two calls.
    pub(super) is_first: bool,
}

/// Where a fragment belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Placed {
    /// The number of the call, from 0 and without a gap.
    pub(super) call: usize,
    /// Whether this fragment is the first to tell the call's id.
    pub(super) new_id: bool,
    /// Whether this fragment is the first to tell the call's name.
    pub(super) new_name: bool,
}

impl Calls {
    /// Finds the call of a fragment, or begins a new one. `None` where there are too many.
    pub(super) fn place(&mut self, fragment: Mark<'_>) -> Option<Placed> {
        let call = match self.find(fragment) {
            Some(call) => call,
            None if self.known.len() >= MOST_CALLS => return None,
            None => {
                self.known.push(Known {
                    index: fragment.index,
                    id: String::new(),
                    has_name: false,
                    has_arguments: false,
                });
                self.known.len() - 1
            }
        };
        let known = self.known.get_mut(call)?;
        let new_id = known.id.is_empty() && !fragment.id.is_empty();
        if new_id {
            fragment.id.clone_into(&mut known.id);
        }
        let new_name = !known.has_name && fragment.has_name;
        known.has_name |= fragment.has_name;
        known.has_arguments |= fragment.has_arguments;
        Some(Placed {
            call,
            new_id,
            new_name,
        })
    }

    fn find(&self, fragment: Mark<'_>) -> Option<usize> {
        let with_id = || {
            let same = |known: &Known| !fragment.id.is_empty() && known.id == fragment.id;
            self.known.iter().rposition(same)
        };
        if fragment.index.is_some() {
            let call = self
                .known
                .iter()
                .rposition(|known| known.index == fragment.index)?;
            let known = self.known.get(call)?;
            if fragment.id.is_empty() || known.id.is_empty() || known.id == fragment.id {
                return Some(call);
            }
            // Another id at the same index: another call if it has a name of its own, else a server
            // that makes ids up as it goes.
            return with_id().or(if fragment.has_name { None } else { Some(call) });
        }
        let last = self.known.len().checked_sub(1)?;
        let known = self.known.get(last)?;
        if !fragment.id.is_empty() {
            let is_late_id = known.id.is_empty() && fragment.is_first && !known.has_name;
            return with_id().or(is_late_id.then_some(last));
        }
        let begins = fragment.has_name && (!fragment.is_first || known.has_arguments);
        (!begins).then_some(last)
    }
}

#[cfg(test)]
mod tests {
    use super::{Calls, Mark};

    /// The calls that fragments of `(event, index, id, name, arguments)` belong to.
    fn place(fragments: &[(u32, Option<u64>, &str, &str, &str)]) -> Vec<usize> {
        let mut calls = Calls::default();
        let mut event = None;
        let mut placed = Vec::new();
        for (of_event, index, id, name, arguments) in fragments {
            let is_first = event.replace(of_event) != Some(of_event);
            let fragment = Mark {
                index: *index,
                id,
                has_name: !name.is_empty(),
                has_arguments: !arguments.is_empty(),
                is_first,
            };
            placed.push(calls.place(fragment).unwrap().call);
        }
        placed
    }

    #[test]
    fn indices_lead_from_wherever_they_start() {
        let (zero, one, two) = (Some(0), Some(1), Some(2));
        assert_eq!(
            place(&[(1, zero, "a", "f", ""), (2, zero, "", "", "{}")]),
            [0, 0]
        );
        assert_eq!(
            place(&[
                (1, one, "a", "f", ""),
                (2, one, "", "", "{"),
                (3, one, "", "", "}")
            ]),
            [0; 3]
        );
        let interleaved = [
            (1, one, "a", "f", ""),
            (2, two, "b", "g", ""),
            (3, one, "", "", "1"),
            (4, two, "", "", "2"),
        ];
        assert_eq!(place(&interleaved), [0, 1, 0, 1]);
    }

    #[test]
    fn ids_may_repeat_with_every_fragment() {
        let zero = Some(0);
        assert_eq!(
            place(&[(1, zero, "a", "f", "{"), (2, zero, "a", "f", "}")]),
            [0, 0]
        );
        assert_eq!(
            place(&[(1, None, "a", "f", "{"), (2, None, "a", "f", "}")]),
            [0, 0]
        );
    }

    #[test]
    fn another_id_with_a_name_is_another_call() {
        let zero = Some(0);
        assert_eq!(
            place(&[
                (1, zero, "a", "f", "{}"),
                (2, zero, "b", "f", "{}"),
                (3, zero, "a", "", "")
            ]),
            [0, 1, 0]
        );
        assert_eq!(
            place(&[
                (1, None, "a", "f", "{}"),
                (2, None, "b", "f", "{}"),
                (3, None, "", "", "x")
            ]),
            [0, 1, 1]
        );
        assert_eq!(
            place(&[(1, None, "a", "f", "{}"), (1, None, "b", "g", "{}")]),
            [0, 1]
        );
    }

    #[test]
    fn an_id_made_up_for_each_fragment_is_not_another_call() {
        let zero = Some(0);
        assert_eq!(
            place(&[
                (1, zero, "a", "f", ""),
                (2, zero, "b", "", "{"),
                (3, zero, "c", "", "}")
            ]),
            [0, 0, 0]
        );
    }

    #[test]
    fn without_index_and_id_a_name_begins_a_call() {
        assert_eq!(
            place(&[(1, None, "", "f", "{}"), (1, None, "", "g", "{}")]),
            [0, 1]
        );
        assert_eq!(
            place(&[
                (1, None, "", "f", ""),
                (2, None, "", "f", "{"),
                (3, None, "", "", "}")
            ]),
            [0, 0, 0]
        );
        assert_eq!(
            place(&[(1, None, "", "f", "{}"), (2, None, "", "f", "{}")]),
            [0, 1]
        );
        assert_eq!(
            place(&[(1, None, "", "", "{"), (2, None, "a", "f", "}")]),
            [0, 0],
            "a late name"
        );
    }

    #[test]
    fn calls_are_bounded() {
        let mut calls = Calls::default();
        let fragment = |index| Mark {
            index: Some(index),
            id: "",
            has_name: true,
            has_arguments: true,
            is_first: true,
        };
        assert!((0..128).all(|index| calls.place(fragment(index)).is_some()));
        assert_eq!(calls.place(fragment(128)), None);
        assert!(calls.place(fragment(5)).is_some());
    }
}
