//! `formwork_build` in a user's build script: what it prints, when it runs again, and how it fails.

use std::path::PathBuf;

use crate::nested::Ran;
use crate::package::{ORDER, Package, SIZE};

const MANIFEST: &str = "\
[dependencies]
formwork = { path = \"{root}/runtime\", default-features = false }

[build-dependencies]
formwork-build = { path = \"{root}/build-support\" }
";

/// A script that leaves a line behind each time it runs.
const SCRIPT: &str = r##"
use std::io::Write;

fn main() {
    let mut runs = std::fs::File::options().append(true).create(true).open("runs.txt").unwrap();
    writeln!(runs, "run").unwrap();
    formwork_build::configure()
        .schema("schemas/order.yaml")
        .derive("order.yaml#", "Eq")
        .attribute("#/properties/size", "#[doc = \"How large.\"]")
        .assert_formats(true)
        .run();
}
"##;

const MAIN: &str = r##"
formwork::include_schemas!();
use order::{Order, Size};

#[allow(dead_code)]
async fn ask(client: &formwork::Client) -> Result<Order, formwork::Error> {
    let reply = client.request::<Order>().user("an order").send().await?;
    Ok(reply.value)
}

fn compared<T: Eq>(one: &T) -> bool {
    one == one
}

fn main() {
    let sizes: Vec<&str> = Size::ALL.iter().map(|size| size.as_str()).collect();
    let order = formwork::decode::<Order>(r#"{"number": 7, "size": "large"}"#);
    assert!(order.as_ref().is_ok_and(compared));
    println!("{sizes:?} {:?}", order.map(|order| (order.number, order.size)));
}
"##;

fn package(name: &str) -> Package {
    let package = Package::new(name, "2024", MANIFEST);
    package.write("build.rs", SCRIPT);
    package.write("src/main.rs", MAIN);
    package.write("schemas/order.yaml", ORDER);
    package.write("schemas/parts/size.yaml", SIZE);
    // It lies beside the others, and nobody refers to it.
    package.write("schemas/parts/unused.yaml", "title: Unused\n");
    package
}

fn runs(package: &Package) -> usize {
    package.read("runs.txt").lines().count()
}

/// The files that the script has told Cargo to watch.
fn watched(ran: &Ran) -> Vec<PathBuf> {
    let text = format!("{}\n{}", ran.stdout, ran.stderr);
    let mut files: Vec<PathBuf> = text
        .lines()
        .filter_map(|line| Some(line.split_once("cargo::rerun-if-changed=")?.1.into()))
        .collect();
    files.sort();
    files
}

#[test]
fn a_build_script_runs_when_a_file_it_read_has_changed_and_only_then() {
    let package = package("ways-build");
    let first = package.cargo(&["run", "--offline", "-vv"]).good();
    assert_eq!(
        first.stdout.lines().last(),
        Some(r#"["small", "large"] Ok((7, Large))"#)
    );
    let schemas = package.path("schemas");
    assert_eq!(
        watched(&first),
        [schemas.join("order.yaml"), schemas.join("parts/size.yaml")]
    );
    assert_eq!(runs(&package), 1);

    // Nothing has changed, or nothing that was read.
    package.write("schemas/parts/unused.yaml", "title: Still unused\n");
    let second = package.cargo(&["build", "--offline", "-v"]).good();
    assert!(
        second.stderr.contains("Fresh ways-build"),
        "{}",
        second.stderr
    );
    for word in ["Compiling", "Dirty", "Running"] {
        assert!(!second.stderr.contains(word), "{}", second.stderr);
    }
    assert_eq!(runs(&package), 1);

    // The file that is referred to.
    package.edit("schemas/parts/size.yaml", "small,", "small, medium,");
    let third = package.cargo(&["run", "--offline", "-q"]).good();
    assert_eq!(
        third.stdout,
        "[\"small\", \"medium\", \"large\"] Ok((7, Large))\n"
    );
    assert_eq!(runs(&package), 2);
}

/// The lines that a failed build shows, without those of Cargo's own that only name its commands.
fn errors(ran: &Ran) -> Vec<&str> {
    let lines = ran.stderr.lines();
    lines
        .filter(|line| line.starts_with("error") || line.starts_with("warning"))
        .collect()
}

#[test]
fn a_broken_schema_fails_the_build_once() {
    let package = package("ways-broken");
    package.edit("schemas/order.yaml", "$defs/size", "$defs/sise");
    let ran = package.cargo(&["build", "--offline", "-q"]);
    assert_eq!(ran.code, Some(101), "{}", ran.stderr);
    let expected = "\
error: ways-broken@0.0.0: error[R001]: this reference leads nowhere
error: ways-broken@0.0.0:  --> schemas/order.yaml:6:17
error: ways-broken@0.0.0:   |
error: ways-broken@0.0.0: 6 |   size: { $ref: \"parts/size.yaml#/$defs/sise\" }
error: ways-broken@0.0.0:   |                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `parts/size.yaml#/$defs` has no `sise`
error: ways-broken@0.0.0:   |
error: ways-broken@0.0.0:   = help: did you mean `parts/size.yaml#/$defs/size`?";
    let expected: Vec<&str> = expected.lines().collect();
    let shown = errors(&ran);
    assert_eq!(shown[..expected.len()], expected, "{}", ran.stderr);
    // Behind it, Cargo says that the script has failed, and the code that uses the types says nothing.
    assert_eq!(
        shown[expected.len()..],
        ["error: build script logged errors"],
        "{}",
        ran.stderr
    );

    // Mended, it builds, without a hint that anything else must be done.
    package.edit("schemas/order.yaml", "$defs/sise", "$defs/size");
    package.cargo(&["build", "--offline", "-q"]).good();
}

#[test]
fn a_file_that_is_not_there_fails_the_build_until_it_is() {
    let package = package("ways-missing");
    let text = package.read("schemas/parts/size.yaml");
    std::fs::remove_file(package.path("schemas/parts/size.yaml")).expect("it was there");
    package.edit("build.rs", "schemas/order.yaml", "schemas/oder.yaml");
    let ran = package.cargo(&["build", "--offline", "-q"]);
    assert_eq!(ran.code, Some(101), "{}", ran.stderr);
    let expected = "\
error: ways-missing@0.0.0: error[S001]: there is no file `schemas/oder.yaml`
error: ways-missing@0.0.0:  |
error: ways-missing@0.0.0:  = help: did you mean `schemas/order.yaml`?
error: ways-missing@0.0.0:  = help: paths count from the folder of Cargo.toml
error: build script logged errors";
    let expected: Vec<&str> = expected.lines().collect();
    assert_eq!(errors(&ran), expected, "{}", ran.stderr);

    package.edit("build.rs", "schemas/oder.yaml", "schemas/order.yaml");
    let ran = package.cargo(&["build", "--offline", "-q"]);
    assert_eq!(ran.code, Some(101), "{}", ran.stderr);
    let missing = "error[R002]: there is no file `schemas/parts/size.yaml`";
    assert!(ran.stderr.contains(missing), "{}", ran.stderr);

    package.write("schemas/parts/size.yaml", &text);
    package.cargo(&["build", "--offline", "-q"]).good();
}

#[test]
fn a_warning_is_shown_and_does_not_stop_the_build() {
    let package = package("ways-warning");
    package.edit(
        "schemas/order.yaml",
        "type: integer",
        "type: integer, minumum: 1",
    );
    let ran = package.cargo(&["build", "--offline"]).good();
    let shown = "warning: ways-warning@0.0.0: warning[M003]: `minumum` is not a keyword";
    assert!(ran.stderr.contains(shown), "{}", ran.stderr);

    // In one line, where a file has too many to be drawn.
    let format = ".message_format(formwork_build::MessageFormat::Short).run()";
    package.edit("build.rs", ".run()", format);
    let ran = package.cargo(&["build", "--offline"]).good();
    let mut said = errors(&ran);
    said.retain(|line| line.contains("ways-warning@"));
    let line = "warning: ways-warning@0.0.0: schemas/order.yaml:5:28: warning[M003]: \
                `minumum` is not a keyword; it has no effect";
    assert_eq!(said, [line]);
}

#[test]
fn every_option_has_an_effect() {
    let package = package("ways-options");
    let text = package.read("schemas/order.yaml");
    package.write(
        "schemas/orders/order.yaml",
        &text.replace("parts/", "../parts/"),
    );
    let script = |options: &str| {
        let text = "fn main() -> Result<(), formwork_build::Error> {
            formwork_build::configure().schema(\"schemas/orders/order.yaml\").derive(\"order.yaml#\", \"Eq\")
                OPTIONS.try_run()
        }";
        package.write("build.rs", &text.replace("OPTIONS", options));
        package.cargo(&["build", "--offline"])
    };
    // Without `schema_dir`, the reference leaves the folder of the schema. `try_run` gives that back,
    // and Cargo shows what `main` returns.
    let ran = script("");
    assert_eq!(ran.code, Some(101), "{}", ran.stderr);
    let drawn = "  error[R004]: this reference leaves the schema directory\n   --> schemas/orders/order.yaml:6:17\n";
    assert!(ran.stderr.contains(drawn), "{}", ran.stderr);
    assert!(!ran.stderr.contains("panicked"), "{}", ran.stderr);

    script(".schema_dir(\"schemas\")").good();

    let ran = script(".schema_dir(\"schemas\").runtime(\"::no_such_crate\")");
    assert_eq!(ran.code, Some(101), "{}", ran.stderr);
    assert!(ran.stderr.contains("no_such_crate"), "{}", ran.stderr);

    let include = "include!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/src/made/formwork.rs\"));";
    package.edit("src/main.rs", "formwork::include_schemas!();", include);
    script(".schema_dir(\"schemas\").out_dir(\"src/made\")").good();
    assert!(
        package
            .read("src/made/formwork.rs")
            .contains("pub struct Order {")
    );
}
