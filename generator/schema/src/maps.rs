//! Maps and sets that hash quickly. Schemas are looked up by their ids and names all the time, and the
//! standard hasher's strength costs more than all the rest.
//!
//! Each map has a seed of its own, so that nobody can write a schema whose names all collide. Nothing that
//! comes out may depend on the order of such a map.

use foldhash::fast::RandomState;

/// A map. It is made by `default`.
pub type HashMap<K, V> = std::collections::HashMap<K, V, RandomState>;

/// A set. It is made by `default`.
pub type HashSet<T> = std::collections::HashSet<T, RandomState>;
