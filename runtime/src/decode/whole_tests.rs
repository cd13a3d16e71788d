//! Rules about whole values, in answers: where they are judged, beside what else is found, and in the
//! author's shape.

use serde_json::{Value, json};

use super::Decoder;
use crate::extract::{Decode, Undo};
use crate::partial::finish::{begin, optional};
use crate::partial::{Partial, PlaceMut, Shape, Twin};
use crate::rules::{Check, Others, Rule, Types};
use crate::table::{Additional, Branch, Kind, Node, Object, Property, Union};
use crate::violation::Violation;

/// A type of one field, its twin, and the table that it is read by.
macro_rules! answer {
    ($name:ident, $twin:ident, $inner:ty, $value:ty, $node:expr) => {
        #[derive(Debug, PartialEq)]
        struct $name($value);
        #[derive(Clone)]
        struct $twin($inner);
        crate::__delegate_twin!($twin, $name, $inner);
        impl Decode for $name {
            type Partial = $twin;
            const NODE: &'static Node = {
                static NODE: Node = $node;
                &NODE
            };
        }
    };
}

/// What an answer comes to, however it is cut.
fn decode<T: Decode + std::fmt::Debug + PartialEq>(
    answer: &str,
    undo: Undo,
) -> Result<T, Vec<Violation>> {
    let read = |size: usize| {
        let mut decoder = Decoder::<T>::with_undo(undo);
        answer
            .as_bytes()
            .chunks(size)
            .for_each(|piece| decoder.push(piece));
        decoder.finish()
    };
    let whole = read(answer.len().max(1));
    for size in [1, 2, 7] {
        assert_eq!(read(size), whole, "{answer} in pieces of {size}");
    }
    whole
}

fn said<T: Decode + std::fmt::Debug + PartialEq>(answer: &str, undo: Undo) -> Vec<String> {
    let line = |one: Violation| format!("{}: {} [{}]", one.pointer, one.message, one.keyword);
    let found = decode::<T>(answer, undo).err().unwrap_or_default();
    found.into_iter().map(line).collect()
}

static TEXT: Check = Check::new(&[Rule::Type(Types::STRING)]);
static NEVER: Check = Check::new(&[Rule::Never]);
const AS_IS: Undo = Undo {
    unwrap_root: false,
    null_is_absent: false,
    entry_lists: false,
};

answer!(
    Open,
    OpenTwin,
    Value,
    Value,
    Node::new(
        Kind::Any,
        &[Rule::Properties(&[("a/b", &TEXT)]), Rule::MinProperties(3)]
    )
);

#[test]
fn an_open_value_is_judged_whole() {
    assert_eq!(
        said::<Open>(r#"{"a/b":5,"c":1}"#, AS_IS),
        [
            ": must have at least 3 properties, has 2 [minProperties]",
            "/a~1b: must be a string [type]",
        ]
    );
    let found = decode::<Open>(r#"{ "a/b" : [1, 2], "c":1, "d":1}"#, AS_IS).unwrap_err();
    assert_eq!(found[0].value.as_deref(), Some("[1,2]"));
    assert_eq!(said::<Open>("[]", AS_IS), [""; 0]);
}

answer!(
    Listed,
    ListedTwin,
    Vec<Partial<Value>>,
    Vec<Value>,
    Node::new(
        Kind::Array(&Node::new(Kind::Any, &[Rule::Reference(&TEXT)])),
        &[Rule::Items(0, &TEXT), Rule::UniqueItems, Rule::MaxItems(2)]
    )
);

#[test]
fn what_an_inner_value_said_is_not_said_again() {
    assert_eq!(
        said::<Listed>(r#"["a",1,1]"#, AS_IS),
        [
            "/1: must be a string [type]",
            "/2: must be a string [type]",
            ": must have at most 2 items, has 3 [maxItems]",
            ": items 1 and 2 are equal, but items must be unique [uniqueItems]",
        ]
    );
}

answer!(
    Nullable,
    NullableTwin,
    Option<Value>,
    Option<Value>,
    Node::new(
        Kind::Any,
        &[
            Rule::Enum("[1,2]"),
            Rule::Not(&Check::new(&[Rule::Const("2")])),
        ]
    )
    .nullable()
);
answer!(
    NotNull,
    NotNullTwin,
    Option<Value>,
    Option<Value>,
    Node::new(Kind::Any, &[Rule::Reference(&TEXT)]).nullable()
);

#[test]
fn null_meets_rules_too_beside_the_values_it_joins() {
    assert_eq!(said::<Nullable>("null", AS_IS), [""; 0]);
    assert_eq!(said::<Nullable>("1", AS_IS), [""; 0]);
    assert_eq!(said::<Nullable>("2", AS_IS), [": must not be 2 [not]"]);
    assert_eq!(
        said::<Nullable>("3", AS_IS),
        [": must be one of 1,2 [enum]"]
    );
    assert_eq!(
        said::<NotNull>("null", AS_IS),
        [": must be a string [type]"]
    );
}

answer!(
    Either,
    EitherTwin,
    Value,
    Value,
    Node::new(
        Kind::Some(Types::STRING.with(Types::INTEGER)),
        &[Rule::MinLength(2)]
    )
);

#[test]
fn some_types_are_any_value_of_these_types() {
    assert_eq!(decode::<Either>("\"ab\"", AS_IS), Ok(Either(json!("ab"))));
    assert_eq!(decode::<Either>("1e3", AS_IS), Ok(Either(json!(1000.0))));
    assert_eq!(
        said::<Either>("\"a\"", AS_IS),
        [": must have at least 2 characters [minLength]"]
    );
    for text in ["null", "1.5", "[1]", "{\"a\":1}", "true"] {
        assert_eq!(
            said::<Either>(text, AS_IS),
            [": must be a string or an integer [type]"]
        );
    }
}

answer!(
    Large,
    LargeTwin,
    serde_json::Number,
    serde_json::Number,
    Node::new(Kind::Integer, &[Rule::MultipleOf("3")])
);
answer!(Small, SmallTwin, i64, i64, Node::new(Kind::Integer, &[]));

#[test]
fn integers_of_any_size_have_a_type() {
    for (text, value) in [
        ("18446744073709551615", json!(u64::MAX)),
        ("-3.0", json!(-3)),
        ("300000000000000000000000000000", json!(3e29)),
    ] {
        let large = decode::<Large>(text, AS_IS).map(|large| Value::Number(large.0));
        assert_eq!(large, Ok(value), "{text}");
    }
    assert_eq!(
        said::<Large>("300000000000000000000000000001", AS_IS),
        [": must be a multiple of 3 [multipleOf]"]
    );
    assert_eq!(said::<Large>("1.5", AS_IS), [": must be an integer [type]"]);
    for (text, message) in [
        ("1e30", ": is an integer of more than 64 bits [type]"),
        ("1e400", ": is an integer of more than 64 bits [type]"),
        (
            "18446744073709551615",
            ": is an integer out of the range of its type [type]",
        ),
    ] {
        assert_eq!(said::<Small>(text, AS_IS), [message], "{text}");
    }
}

static SHORT: Node = Node::new(Kind::String, &[Rule::MaxLength(5)]);
answer!(
    Chosen,
    ChosenTwin,
    ChoiceTwin,
    Choice,
    Node::new(
        Kind::Union(&Union {
            name: "Choice",
            branches: &[
                Branch {
                    name: "Short",
                    node: &SHORT
                },
                Branch {
                    name: "Word",
                    node: &Node::new(Kind::String, &[Rule::Reference(&TEXT)])
                },
            ],
            exclusive: false,
        }),
        &[
            Rule::MinLength(3),
            Rule::Not(&Check::new(&[Rule::MinLength(9)]))
        ]
    )
);

#[derive(Debug, PartialEq)]
struct Choice(String);

#[derive(Clone, Default)]
struct ChoiceTwin([Partial<String>; 2]);

impl Twin for ChoiceTwin {
    type Value = Choice;

    fn finish(self) -> Option<Choice> {
        let [first, second] = self.0;
        first.into_complete().or(second.into_complete()).map(Choice)
    }

    fn begin(shape: Shape) -> Option<Self> {
        begin(shape, Shape::Union)
    }

    fn branches(&mut self) -> Vec<PlaceMut<'_>> {
        self.0.iter_mut().map(|one| one as PlaceMut<'_>).collect()
    }
}

#[test]
fn rules_around_a_union_are_judged_of_every_kind() {
    assert_eq!(said::<Chosen>("\"abc\"", AS_IS), [""; 0]);
    assert_eq!(
        said::<Chosen>("\"ab\"", AS_IS),
        [": must have at least 3 characters [minLength]"]
    );
    assert_eq!(
        said::<Chosen>("\"abcdefghi\"", AS_IS),
        [": must not fit the schema of `not`, but does [not]"]
    );
}

/// `a` is an optional string, `m` a map of such objects.
#[derive(Debug, Default, PartialEq)]
struct Nested {
    a: Option<String>,
    m: Option<std::collections::BTreeMap<String, Nested>>,
}

#[derive(Clone, Default)]
struct NestedTwin {
    a: Partial<String>,
    m: Partial<std::collections::BTreeMap<String, Partial<NestedTwin>>>,
}

impl Twin for NestedTwin {
    type Value = Nested;

    fn finish(self) -> Option<Nested> {
        Some(Nested {
            a: optional(self.a)?,
            m: optional(self.m)?,
        })
    }

    fn begin(shape: Shape) -> Option<Self> {
        begin(shape, Shape::Object)
    }

    fn field(&mut self, index: usize) -> Option<PlaceMut<'_>> {
        match index {
            0 => Some(&mut self.a),
            _ => Some(&mut self.m),
        }
    }
}

static NESTED: Node = Node::new(
    Kind::Object(&Object::new(
        "Nested",
        &[
            Property::new("a", false, &Node::new(Kind::String, &[])),
            Property::new("m", false, &Node::new(Kind::Map(&NESTED), &[])),
        ],
        Additional::Ignore,
    )),
    &[],
);
static SHAPE: Check = Check::new(&[
    Rule::Properties(&[("a", &TEXT), ("m", &MAP)]),
    Rule::AdditionalProperties(&Others {
        names: &["a", "m"],
        patterns: &[],
        check: &NEVER,
    }),
]);
static MAP: Check = Check::new(&[
    Rule::Type(Types::OBJECT),
    Rule::AdditionalProperties(&Others {
        names: &[],
        patterns: &[],
        check: &SHAPE,
    }),
]);

static SHAPED: Node = Node::new(Kind::Same(&NESTED), &[Rule::Reference(&SHAPE)]);

impl Decode for Nested {
    type Partial = NestedTwin;
    const NODE: &'static Node = &SHAPED;
}

#[test]
fn rules_meet_the_shape_that_a_dialect_changed_as_it_was() {
    const UNDO: Undo = Undo {
        unwrap_root: true,
        null_is_absent: true,
        entry_lists: true,
    };
    let answer = r#"{"value":{"a":null,"m":[
        {"key":"x~/y","value":{"a":"t","m":[{"key":"z","value":{"a":null,"m":null}}]}},
        {"key":"w","value":{"a":null,"m":[]}}]}}"#;
    let value = decode::<Nested>(answer, UNDO).expect("it fits");
    let map = value.m.expect("a map");
    assert_eq!(map["x~/y"].a.as_deref(), Some("t"));
    assert_eq!(
        said::<Nested>(
            r#"{"value":{"m":[{"key":"k","value":{"a":null,"b":1}}]}}"#,
            UNDO
        ),
        ["/m/k/b: unknown property `b` [additionalProperties]"]
    );
    // Nothing is undone where the answer is in the author's shape.
    assert_eq!(
        said::<Nested>(r#"{"a":null,"m":[]}"#, AS_IS),
        [
            "/a: must be a string [type]",
            "/m: must be an object [type]"
        ]
    );
}

answer!(
    Loose,
    LooseTwin,
    NestedTwin,
    Nested,
    Node::new(
        Kind::Same(&NESTED),
        &[Rule::Properties(&[(
            "big",
            &Check::new(&[Rule::Type(Types::INTEGER)])
        )])]
    )
);

#[test]
fn numbers_beyond_doubles_are_judged_and_not_passed_over() {
    assert_eq!(said::<Loose>(r#"{"big":1e400}"#, AS_IS), [""; 0]);
    assert_eq!(
        said::<Loose>(r#"{"big":1e-400}"#, AS_IS),
        ["/big: must be an integer [type]"]
    );
}
