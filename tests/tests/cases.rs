//! Generated types at work: each folder under `cases` holds instances and what is found in them.
//!
//! `instances.json` holds values; `decoded.txt` holds the verdict on each, every violation included.
//! Beyond that file, every instance is held against `jsonschema`, which judges the same schema
//! independently, and is read again in every way there is: cut at every byte, byte by byte, and
//! through serde.

#[path = "cases/attributes_used.rs"]
mod attributes_used;
#[path = "cases/case.rs"]
mod case;
#[path = "cases/macro_options.rs"]
mod macro_options;
#[path = "cases/money.rs"]
mod money;
#[path = "cases/openapi.rs"]
mod openapi;
#[path = "cases/patterns.rs"]
mod patterns;
#[path = "cases/rules.rs"]
mod rules;
#[path = "cases/stream.rs"]
mod stream;
#[path = "cases/streaming.rs"]
mod streaming;

macro_rules! cases {
    ($($path:literal $name:ident: $root:ident,)*) => {
        $(
            #[path = $path]
            mod $name;
        )*

        #[test]
        fn instances_are_judged_as_expected() {
            let mut differences = Vec::new();
            $(differences.extend(case::run::<$name::$root>(stringify!($name)));)*
            assert!(differences.is_empty(), "{}", differences.join("\n"));
        }

        #[test]
        fn every_case_is_run() {
            let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
            let folders = std::fs::read_dir(root).expect("tests/cases is there");
            let mut folders: Vec<String> = folders
                .map(|entry| entry.expect("it can be listed").file_name().to_string_lossy().into_owned())
                .collect();
            folders.sort();
            let mut run = vec![$(stringify!($name)),*];
            run.sort_unstable();
            assert_eq!(folders, run);
        }
    };
}

cases! {
    "../cases/arrays/generated.rs" arrays: Arrays,
    "../cases/attributes/generated.rs" attributes: Basket,
    "../cases/checks/generated.rs" checks: Receipt,
    "../cases/choices/generated.rs" choices: Payment,
    "../cases/closed/generated.rs" closed: Closed,
    "../cases/conditions/generated.rs" conditions: Shipment,
    "../cases/conjunction/generated.rs" conjunction: Article,
    "../cases/dynamic/generated.rs" dynamic: StrictTree,
    "../cases/enums/generated.rs" enums: Choice,
    "../cases/extensions/generated.rs" extensions: Ticket,
    "../cases/formats/generated.rs" formats: Visit,
    "../cases/external/generated.rs" external: Account,
    "../cases/format_types/generated.rs" format_types: Meeting,
    "../cases/hidden/generated.rs" hidden: Ticket,
    "../cases/later/generated.rs" later: Booking,
    "../cases/list/generated.rs" list: ShoppingList,
    "../cases/maps/generated.rs" maps: Maps,
    "../cases/names/generated.rs" names: Type,
    "../cases/numbers/generated.rs" numbers: Numbers,
    "../cases/objects/generated.rs" objects: Person,
    "../cases/open/generated.rs" open: Open,
    "../cases/patterned/generated.rs" patterned: Headers,
    "../cases/recursion/generated.rs" recursion: Node,
    "../cases/refs/generated.rs" refs: Order,
    "../cases/scalar/generated.rs" scalar: Rating,
    "../cases/strings/generated.rs" strings: Strings,
    "../cases/tagged/generated.rs" tagged: Event,
    "../cases/tools/generated.rs" tools: Action,
    "../cases/tuples/generated.rs" tuples: Track,
    "../cases/unevaluated/generated.rs" unevaluated: Vehicle,
    "../cases/untagged/generated.rs" untagged: Untagged,
    "../cases/verdict/generated.rs" verdict: Verdict,
}
