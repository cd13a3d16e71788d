//! `cargo formwork breaking`, on pairs of versions whose verdicts are known.

use std::fs;
use std::path::Path;
use std::process::Command;

use formwork_schema::resolve::Request;
use formwork_schema::source::Disk;
use jsonschema::{Draft, Validator};
use serde_json::Value;

use crate::command_line::{folder, program, run};
use crate::nested::{Ran, workspace};

/// The pairs, as YAML says them.
fn pairs() -> Vec<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("breaking");
    let request = Request::new(&folder).paths([folder.join("pairs.yaml")]);
    let (model, _) = request.load(&Disk);
    let root = model.sources.files[0].root.as_ref().expect("it is YAML");
    let json = serde_json::from_str(&root.to_json().to_text()).expect("it is JSON");
    let Value::Array(pairs) = json else {
        panic!("it is a list");
    };
    pairs
}

/// The same as the file says it, and nothing of the command's.
fn validator(schema: &Value, files: &Value, flags: &[&str]) -> Validator {
    let mut registry = jsonschema::Registry::new();
    for (name, file) in files.as_object().into_iter().flatten() {
        let resource = Draft::Draft202012.create_resource(file.clone());
        let uri = format!("file:///pair/{name}");
        registry = registry.add(&uri, resource).expect("a URI");
    }
    let registry = registry.prepare().expect("the files are there");
    jsonschema::options()
        .with_registry(&registry)
        .with_base_uri("file:///pair/schema.json")
        .should_validate_formats(flags.contains(&"--assert-formats"))
        .build(schema)
        .expect("it is a schema")
}

#[test]
fn every_verdict_is_right_and_every_witness_is_one() {
    let pairs = pairs();
    assert!(pairs.len() >= 60, "{} pairs", pairs.len());
    let folder = folder("cli-breaking");
    let mut wrong = Vec::new();
    for pair in &pairs {
        let name = pair["name"].as_str().expect("a name");
        for (file, text) in pair["files"].as_object().into_iter().flatten() {
            fs::write(folder.join(file), text.to_string()).expect("a file");
        }
        for side in ["old", "new"] {
            let file = folder.join(format!("{side}.json"));
            fs::write(file, pair[side].to_string()).expect("a file");
        }
        let flags: Vec<&str> = pair["flags"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let arguments = [&["breaking", "old.json", "new.json", "--json"][..], &flags].concat();
        let ran = run(&folder, &arguments);
        let Ok(report) = serde_json::from_str::<Value>(&ran.stdout) else {
            wrong.push(format!("{name}: {}{}", ran.stdout, ran.stderr));
            continue;
        };
        let expected = pair["verdict"].as_str().expect("a verdict");
        if report["verdict"] != expected {
            wrong.push(format!("{name}: not {expected}: {report}"));
            continue;
        }
        let side = |side: &str| validator(&pair[side], &pair["files"], &flags);
        let (old, new) = (side("old"), side("new"));
        for (who, accepts, refuses) in [("readers", &new, &old), ("writers", &old, &new)] {
            let told = &report[who];
            let is_fine = match expected {
                "both" => "fine",
                "undecided" => pair[who].as_str().expect("a verdict"),
                only if only == who => "fine",
                _ => "broken",
            };
            let compatible = match is_fine {
                "fine" => Value::Bool(true),
                "broken" => Value::Bool(false),
                _ => Value::Null,
            };
            if told["compatible"] != compatible {
                wrong.push(format!("{name}: {who}: {report}"));
            } else if compatible == Value::Bool(false) {
                let witness = &told["witness"];
                let proves = accepts.is_valid(witness) && !refuses.is_valid(witness);
                if !proves {
                    wrong.push(format!("{name}: {who}: {witness} proves nothing"));
                }
            }
        }
        let code = match expected {
            "both" => 0,
            "undecided" if pair["readers"] == "undecided" && pair["writers"] == "undecided" => 3,
            _ => 1,
        };
        if ran.code != Some(code) {
            wrong.push(format!("{name}: ended with {:?}, not {code}", ran.code));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn a_person_is_told_what_breaks_and_where() {
    let folder = folder("cli-breaking-words");
    fs::write(
        folder.join("old.yaml"),
        "type: object\nrequired: [size]\nproperties:\n  size: { enum: [small, large] }\n",
    )
    .expect("a file");
    fs::write(
        folder.join("new.yaml"),
        "type: object\nrequired: [size]\nproperties:\n  size: { enum: [small, medium, large] }\n",
    )
    .expect("a file");
    let breaking = |more: &[&str]| {
        run(
            &folder,
            &[&["breaking", "old.yaml", "new.yaml"][..], more].concat(),
        )
    };
    let ran = breaking(&[]);
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    assert_eq!(
        ran.stdout,
        "\
compatible for writers only

readers: broken; the new schema allows this to be written, which the old one refuses:
    {\"size\":\"medium\"}
    at `/size`: \"medium\" is not one of \"small\" or \"large\"
writers: fine; the new schema accepts all that the old one allowed to be written
"
    );
    assert_eq!(breaking(&["--for", "writers"]).code, Some(0));
    assert_eq!(breaking(&["--for", "readers"]).code, Some(1));
}

#[test]
fn what_cannot_be_read_is_not_judged() {
    let folder = folder("cli-breaking-unread");
    fs::write(folder.join("bad.yaml"), "type: strin\n").expect("a file");
    let ran = run(&folder, &["breaking", "schemas/order.yaml", "bad.yaml"]);
    assert_eq!(
        (ran.code, ran.stdout.as_str()),
        (Some(1), ""),
        "{}",
        ran.stderr
    );
    assert!(ran.stderr.contains("error[M002]"), "{}", ran.stderr);
    let ran = run(&folder, &["breaking", "schemas/order.yaml", "none.yaml"]);
    assert_eq!(
        (ran.code, ran.stdout.as_str()),
        (Some(1), ""),
        "{}",
        ran.stderr
    );
    let ran = Ran::of(
        Command::new(program())
            .args(["breaking", "one.yaml"])
            .current_dir(&folder),
    );
    assert_eq!(ran.code, Some(2), "{}", ran.stderr);
}

#[test]
fn references_that_are_no_uris_to_the_letter_are_followed() {
    let folder = folder("cli-breaking-invoice");
    let shared = workspace().join("schemas/invoice.yaml");
    let shared = shared.to_str().expect("UTF-8");
    assert!(
        fs::read_to_string(shared)
            .expect("it is there")
            .contains("#/$defs/line item")
    );
    let ran = run(&folder, &["breaking", shared, shared]).good();
    assert!(
        ran.stdout
            .starts_with("compatible for readers and writers\n"),
        "{}",
        ran.stdout
    );
}
