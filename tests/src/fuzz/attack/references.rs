//! References in great number: chains, cycles, and those that lead astray.

use super::{Attack, definitions, json};

/// All of them.
pub(super) const ALL: &[Attack] = &[
    json(
        "a chain of references",
        |n| definitions(n, |at| format!(r##"{{"$ref":"#/$defs/d{}"}}"##, at + 1)),
        300_000,
    ),
    json(
        "a cycle of references",
        |n| {
            definitions(n, |at| {
                format!(r##"{{"$ref":"#/$defs/d{}"}}"##, (at + 1) % n.max(1))
            })
        },
        300_000,
    ),
    json(
        "a cycle of objects",
        |n| {
            definitions(n, |at| {
                format!(
                    r##"{{"properties":{{"next":{{"$ref":"#/$defs/d{}"}}}}}}"##,
                    (at + 1) % n.max(1)
                )
            })
        },
        20_000,
    ),
    json(
        "a cycle of conjunctions",
        |n| {
            definitions(n, |at| {
                format!(
                    r##"{{"allOf":[{{"$ref":"#/$defs/d{}"}},{{"minimum":{at}}}]}}"##,
                    (at + 1) % n.max(1)
                )
            })
        },
        50_000,
    ),
    json(
        "references astray",
        |n| definitions(n, |at| format!(r##"{{"$ref":"#/$defs/e{at}"}}"##)),
        20_000,
    ),
    json(
        "many anchors",
        |n| {
            definitions(n, |at| {
                format!(
                    r##"{{"$anchor":"a{at}","$ref":"#a{}"}}"##,
                    (at + 1) % n.max(1)
                )
            })
        },
        50_000,
    ),
    json(
        "many resources",
        |n| {
            definitions(n, |at| {
                format!(r#"{{"$id":"http://x/{at}","$ref":"http://x/{}"}}"#, at + 1)
            })
        },
        30_000,
    ),
    json(
        "dynamic references",
        |n| {
            definitions(n, |at| {
                format!(
                    r##"{{"$id":"http://x/{at}","$dynamicAnchor":"n","items":{{"$dynamicRef":"#n"}}}}"##
                )
            })
        },
        5_000,
    ),
];
