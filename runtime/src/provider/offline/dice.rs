//! A seed in, reproducible choices out.
//!
//! `SplitMix64` (Steele, Lea and Flood, 2014): small, fast, and the same on every machine. It is not
//! meant to be unpredictable.

/// A source of reproducible choices.
#[derive(Clone, Debug)]
pub(super) struct Dice {
    state: u64,
}

impl Dice {
    /// Dice that fall the same way for the same seed.
    pub(super) fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// Dice for a seed and some bytes, by FNV-1a over both.
    pub(super) fn of(seed: u64, parts: &[&[u8]]) -> Self {
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        let mut absorb = |byte: u8| {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        };
        seed.to_le_bytes().into_iter().for_each(&mut absorb);
        for part in parts {
            part.iter().copied().for_each(&mut absorb);
            // Keeps ("ab", "c") apart from ("a", "bc").
            absorb(0xff);
        }
        Self::new(hash)
    }

    /// The next 64 bits.
    pub(super) fn roll(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// An index below `length`; 0 for an empty range.
    pub(super) fn index(&mut self, length: usize) -> usize {
        let length = u64::try_from(length).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.roll() % length).unwrap_or(0)
    }

    /// A number from `low` to `high`, both included; `low` where the range is empty.
    pub(super) fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.index(high.saturating_sub(low).saturating_add(1))
    }

    /// A number from `low` to `high`, both included; `low` where the range is empty.
    pub(super) fn between_wide(&mut self, low: i128, high: i128) -> i128 {
        let width = high.saturating_sub(low).saturating_add(1).max(1);
        low.saturating_add(i128::from(self.roll()) % width)
    }

    /// True `yes` times out of `all`.
    pub(super) fn chance(&mut self, yes: usize, all: usize) -> bool {
        self.index(all) < yes
    }

    /// One of them; `None` where there are none.
    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.index(from.len()))
    }

    /// One of a list of words; `""` where there are none.
    pub(super) fn word(&mut self, from: &[&'static str]) -> &'static str {
        self.pick(from).copied().unwrap_or_default()
    }
}
