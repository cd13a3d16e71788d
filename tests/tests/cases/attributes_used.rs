//! Derives and attributes of a user's own.

use std::collections::HashSet;

use crate::attributes::{Basket, Either, Kind, Size};

#[test]
fn types_have_the_traits_that_were_asked_for() {
    let basket = Basket::default();
    assert!(basket.total.is_none());
    let sizes = HashSet::from([Size::default()]);
    assert!(sizes.contains(&Size::default()));
    let set = HashSet::from([
        Either::Size(Size::default()),
        Either::String("s".to_owned()),
    ]);
    assert_eq!(set.len(), 2);
    assert_eq!(Kind::ALL.iter().collect::<HashSet<_>>().len(), 2);
}
