//! Maps and sets that hash quickly. Schemas are looked up by their ids and names all the time, and the
//! standard hasher's strength costs more than all the rest.
//!
//! The seed is made once for each process, so that nobody can write a schema whose names all collide.
//! Nothing that comes out may depend on the order of such a map.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::OnceLock;

/// A map. It is made by `default`.
pub type HashMap<K, V> = std::collections::HashMap<K, V, Quick>;

/// A set. It is made by `default`.
pub type HashSet<T> = std::collections::HashSet<T, Quick>;

/// An odd number without a pattern.
const MIX: u64 = 0x9e6c_63d0_a1f3_57b9;

/// Makes hashers of this process's seed.
#[derive(Clone, Copy, Debug)]
pub struct Quick(u64);

impl Default for Quick {
    fn default() -> Self {
        static SEED: OnceLock<u64> = OnceLock::new();
        Self(*SEED.get_or_init(|| RandomState::new().hash_one(MIX)))
    }
}

impl BuildHasher for Quick {
    type Hasher = Mixer;

    fn build_hasher(&self) -> Mixer {
        Mixer(self.0)
    }
}

/// Folds the halves of products into each other.
#[derive(Clone, Copy, Debug)]
pub struct Mixer(u64);

impl Mixer {
    #[inline]
    fn mix(&mut self, word: u64) {
        let product = u128::from(self.0 ^ word) * u128::from(MIX);
        let (high, low) = (product >> 64, product & u128::from(u64::MAX));
        self.0 = u64::try_from(high ^ low).unwrap_or_default();
    }
}

impl Hasher for Mixer {
    #[inline]
    fn finish(&self) -> u64 {
        let mut last = *self;
        last.mix(MIX);
        last.0
    }

    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.mix(u64::from_le_bytes(*word));
        }
        let last = rest.iter().fold(0, |all, byte| all << 8 | u64::from(*byte));
        self.mix(last ^ (bytes.len() as u64) << 56);
    }

    #[inline]
    fn write_u8(&mut self, number: u8) {
        self.mix(number.into());
    }

    #[inline]
    fn write_u32(&mut self, number: u32) {
        self.mix(number.into());
    }

    #[inline]
    fn write_u64(&mut self, number: u64) {
        self.mix(number);
    }

    #[inline]
    fn write_usize(&mut self, number: usize) {
        self.mix(number as u64);
    }
}

#[cfg(test)]
mod tests {
    use super::{HashSet, Quick};
    use std::hash::BuildHasher as _;

    #[test]
    fn what_is_near_is_hashed_apart() {
        let quick = Quick::default();
        let texts = (0..10_000).map(|number| format!("property_{number}"));
        let mut high = HashSet::default();
        let mut low = HashSet::default();
        let mut all = HashSet::default();
        for text in texts {
            let hash = quick.hash_one(&text);
            all.insert(hash);
            high.insert(hash >> 57);
            low.insert(hash & 0xfff);
        }
        assert_eq!(all.len(), 10_000);
        // Of 128 and of 4096 places, next to all are taken.
        assert_eq!(high.len(), 128);
        assert!(low.len() > 3_400, "{}", low.len());
        assert_ne!(quick.hash_one("a"), quick.hash_one("a\0"));
        assert_ne!(quick.hash_one(("ab", "c")), quick.hash_one(("a", "bc")));
    }
}
