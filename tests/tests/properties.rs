//! What must hold of every answer and every schema, tried on random ones.
//!
//! The random ones are the same in every run, and few enough for everyday use. `PROPTEST_CASES=20000
//! cargo test -p formwork-tests --test properties` tries more, and `PROPTEST_RNG_SEED=7` others.

#[path = "properties/adversarial.rs"]
mod adversarial;
#[path = "properties/choices.rs"]
mod choices;
#[path = "../../generator/schema/tests/cpu.rs"]
mod cpu;
#[path = "properties/engine.rs"]
mod engine;
#[path = "properties/generator.rs"]
mod generator;
#[path = "properties/instances.rs"]
mod instances;
#[path = "properties/lowered.rs"]
mod lowered;
#[path = "properties/refines.rs"]
mod refines;
#[path = "properties/scanner.rs"]
mod scanner;
#[path = "properties/schemas.rs"]
mod schemas;
#[path = "properties/text.rs"]
mod text;
#[path = "properties/traps.rs"]
mod traps;

macro_rules! cases {
    ($($path:literal $name:ident: $root:ident,)*) => {
        $(
            #[path = $path]
            pub(crate) mod $name;
        )*

        /// One test for each case, so that a failure names it.
        mod cases {
            $(
                #[test]
                fn $name() {
                    let seeds = crate::instances::of_case(stringify!($name));
                    crate::engine::holds::<crate::$name::$root>(stringify!($name), seeds.clone());
                    crate::lowered::holds::<crate::$name::$root>(stringify!($name), seeds);
                }
            )*
        }
    };
}

cases! {
    "../cases/arrays/generated.rs" arrays: Arrays,
    "../cases/closed/generated.rs" closed: Closed,
    "../cases/enums/generated.rs" enums: Choice,
    "../cases/list/generated.rs" list: ShoppingList,
    "../cases/maps/generated.rs" maps: Maps,
    "../cases/names/generated.rs" names: Type,
    "../cases/numbers/generated.rs" numbers: Numbers,
    "../cases/objects/generated.rs" objects: Person,
    "../cases/open/generated.rs" open: Open,
    "../cases/recursion/generated.rs" recursion: Node,
    "../cases/refs/generated.rs" refs: Order,
    "../cases/scalar/generated.rs" scalar: Rating,
    "../cases/strings/generated.rs" strings: Strings,
    "../cases/tagged/generated.rs" tagged: Event,
    "../cases/untagged/generated.rs" untagged: Untagged,
    "../cases/verdict/generated.rs" verdict: Verdict,
}
