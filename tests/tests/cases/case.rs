//! One case: its instances through every way of reading them.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use formwork::{Decode, Decoder, Violation, decode};
use formwork_codegen::{Disk, FormatTypes, Options, generate};
use formwork_tests::golden;
use formwork_tests::options::set_all;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// Answers with what differs from what was expected.
pub(crate) fn run<T>(name: &str) -> Option<String>
where
    T: Decode + Serialize + DeserializeOwned + PartialEq + std::fmt::Debug,
    T::Partial: Serialize,
{
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("cases")
        .join(name);
    let text = fs::read_to_string(folder.join("instances.json")).expect("a case has instances");
    let instances: Vec<Value> = serde_json::from_str(&text).expect("they are a JSON array");
    let oracle = oracle(&folder);
    let mut report = String::new();
    let (mut valid, mut invalid) = (0, 0);
    for instance in instances {
        let text = instance.to_string();
        let verdict = decode::<T>(&text);
        let _ = writeln!(report, "{text}");
        match &verdict {
            Ok(value) => {
                valid += 1;
                let _ = writeln!(report, "  fits");
                let written = serde_json::to_value(value).expect("it can be written");
                assert_same(name, &instance, &written);
                let read: T =
                    serde_json::from_str(&text).expect("serde reads what the decoder reads");
                assert_eq!(&read, value, "{name}: {text}");
            }
            Err(violations) => {
                invalid += 1;
                assert!(!violations.is_empty(), "{name}: {text}");
                for violation in violations {
                    let _ = writeln!(report, "  {violation}");
                }
                assert!(serde_json::from_str::<T>(&text).is_err(), "{name}: {text}");
            }
        }
        // What a user's own functions and types say is not the schema's to say.
        let is_own = |one: &Violation| matches!(&*one.keyword, "x-check" | "x-rust-type");
        if !verdict.as_ref().is_err_and(|all| all.iter().any(is_own)) {
            assert_eq!(
                oracle.is_valid(&instance),
                verdict.is_ok(),
                "{name}: jsonschema disagrees on {text}: {verdict:?}"
            );
        }
        cuts::<T>(&text, &verdict);
    }
    assert!(
        valid > 0 && invalid > 0,
        "{name} needs instances that fit and instances that do not"
    );
    golden(&folder.join("decoded.txt"), &report).err()
}

/// The same schema, gathered into one document by the generator, for an independent judge.
fn oracle(folder: &PathBuf) -> jsonschema::Validator {
    let options = set_all(
        Options::new(folder).schema(folder.join("schema.yaml")),
        folder,
    );
    let output = generate(&options, &Disk);
    let own = fs::read_to_string(folder.join("schema.yaml")).expect("it has been read before");
    if own.contains("$dynamicRef") || own.contains("x-hidden") {
        // Gathering takes dynamic references for what they lead to by themselves, and leaves out what is hidden.
        let root = output.sources.files[0].root.as_ref().expect("it is sound");
        let schema: Value = serde_json::from_str(&root.to_json().to_text()).expect("it is JSON");
        return jsonschema::validator_for(&schema).expect("it is a schema");
    }
    let text = &output.modules[0].ir.schema;
    let schema: Value =
        serde_json::from_str(&text.document()).expect("the gathered schema is JSON");
    jsonschema::options()
        .should_validate_formats(
            options.assert_formats || options.format_types != FormatTypes::None,
        )
        .build(&schema)
        .expect("it is a schema")
}

/// Equal as JSON Schema sees it: `1` is `1.0`, and the schema may not name every property.
fn assert_same(name: &str, instance: &Value, written: &Value) {
    match (instance, written) {
        (Value::Object(a), Value::Object(b)) => {
            for (key, value) in b {
                assert_same(
                    name,
                    a.get(key)
                        .unwrap_or_else(|| panic!("{name}: {key} was made up")),
                    value,
                );
            }
        }
        (Value::Array(a), Value::Array(b)) => {
            assert_eq!(a.len(), b.len(), "{name}");
            a.iter().zip(b).for_each(|(a, b)| assert_same(name, a, b));
        }
        (Value::Number(a), Value::Number(b)) if a.as_f64() == b.as_f64() => {}
        _ => assert_eq!(instance, written, "{name}"),
    }
}

/// Reads a text cut in two at every byte, and byte by byte: the verdict stays the same.
fn cuts<T>(text: &str, verdict: &Result<T, Vec<Violation>>)
where
    T: Decode + PartialEq + std::fmt::Debug,
{
    let bytes = text.as_bytes();
    for cut in 0..=bytes.len() {
        let mut decoder = Decoder::<T>::new();
        decoder.push(&bytes[..cut]);
        decoder.push(&bytes[cut..]);
        assert_eq!(&decoder.finish(), verdict, "cut at {cut}: {text}");
    }
    let mut decoder = Decoder::<T>::new();
    for byte in bytes {
        decoder.push(std::slice::from_ref(byte));
    }
    assert_eq!(&decoder.finish(), verdict, "byte by byte: {text}");
}
