//! Which properties or items of a value some schema that fits has looked at: what `unevaluated*` asks.

/// Indexes into an object's members or a list's items.
#[derive(Clone, Debug, Default)]
pub(super) struct Evaluated {
    all: bool,
    low: u64,
    high: Vec<u64>,
}

impl Evaluated {
    /// Marks one.
    pub(super) fn mark(&mut self, index: usize) {
        let bit = 1_u64 << (index % 64);
        match (index / 64).checked_sub(1) {
            None => self.low |= bit,
            Some(word) => {
                if self.high.len() <= word {
                    self.high.resize(word + 1, 0);
                }
                if let Some(bits) = self.high.get_mut(word) {
                    *bits |= bit;
                }
            }
        }
    }

    /// Marks all.
    pub(super) fn mark_all(&mut self) {
        self.all = true;
    }

    /// Whether one is marked.
    pub(super) fn has(&self, index: usize) -> bool {
        let bits = match (index / 64).checked_sub(1) {
            None => self.low,
            Some(word) => self.high.get(word).copied().unwrap_or(0),
        };
        self.all || bits >> (index % 64) & 1 == 1
    }

    /// Marks what another has marked.
    pub(super) fn merge(&mut self, other: &Self) {
        self.all |= other.all;
        self.low |= other.low;
        if self.high.len() < other.high.len() {
            self.high.resize(other.high.len(), 0);
        }
        for (bits, more) in self.high.iter_mut().zip(&other.high) {
            *bits |= more;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Evaluated;

    #[test]
    fn marks_stay_and_merge() {
        let (mut one, mut other) = (Evaluated::default(), Evaluated::default());
        one.mark(3);
        one.mark(64);
        other.mark(200);
        assert!(one.has(3) && one.has(64) && !one.has(4) && !one.has(200));
        one.merge(&other);
        assert!(one.has(200) && one.has(3) && !one.has(201));
        other.mark_all();
        one.merge(&other);
        assert!(one.has(9999));
    }
}
