//! A part of many, picked by a seed: the same seed, the same part.

/// A generator of numbers that are random enough to pick with (`SplitMix64`).
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// The same seed, the same numbers.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Any number.
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `end`; zero where `end` is.
    pub fn below(&mut self, end: usize) -> usize {
        let end = end as u64;
        usize::try_from(self.roll().checked_rem(end).unwrap_or(0)).unwrap_or(0)
    }

    /// Yes, once in so many times.
    pub fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// One of several; `None` where there are none.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.below(from.len()))
    }
}

/// At most `count` of the items, in their order.
#[must_use]
pub fn sample<T>(items: Vec<T>, count: usize, seed: u64) -> Vec<T> {
    let mut dice = Dice::new(seed);
    let mut order: Vec<usize> = (0..items.len()).collect();
    // The front of a shuffle, so a larger sample of the same seed holds a smaller one.
    for at in 0..count.min(items.len()) {
        let other = at + dice.below(items.len() - at);
        order.swap(at, other);
    }
    order.truncate(count);
    order.sort_unstable();
    let mut wanted = order.into_iter().peekable();
    items
        .into_iter()
        .enumerate()
        .filter(|(index, _)| wanted.next_if_eq(index).is_some())
        .map(|(_, item)| item)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_picks_the_same_part_in_order() {
        let items: Vec<usize> = (0..100).collect();
        let ten = sample(items.clone(), 10, 7);
        assert_eq!(ten.len(), 10);
        assert!(ten.is_sorted());
        assert_eq!(ten, sample(items.clone(), 10, 7));
        assert_ne!(ten, sample(items.clone(), 10, 8));
        let twenty = sample(items.clone(), 20, 7);
        assert!(ten.iter().all(|one| twenty.contains(one)));
        assert_eq!(sample(items.clone(), 500, 7), items);
    }
}
