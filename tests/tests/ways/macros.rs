//! `generate!` in a user's package.

use crate::package::{ORDER, Package, SIZE};

const MANIFEST: &str = "\
[dependencies]
formwork = { path = \"{root}/runtime\", default-features = false, features = [\"macros\"] }
";

const MAIN: &str = "
formwork::generate!(\"schemas/order.yaml\");

fn main() {
    let sizes: Vec<&str> = order::Size::ALL.iter().map(|size| size.as_str()).collect();
    println!(\"{sizes:?}\");
}
";

#[test]
fn a_change_in_any_file_that_was_read_builds_again() {
    let package = Package::new("ways-macro", "2024", MANIFEST);
    package.write("src/main.rs", MAIN);
    package.write("schemas/order.yaml", ORDER);
    package.write("schemas/parts/size.yaml", SIZE);
    package.write("schemas/parts/large.yaml", SIZE);
    let run = || package.cargo(&["run", "--offline", "-q"]).good().stdout;
    assert_eq!(run(), "[\"small\", \"large\"]\n");

    let second = package.cargo(&["build", "--offline", "-v"]).good();
    assert!(
        second.stderr.contains("Fresh ways-macro"),
        "{}",
        second.stderr
    );
    assert!(!second.stderr.contains("Dirty"), "{}", second.stderr);

    // The file that is referred to.
    package.edit("schemas/parts/size.yaml", "small,", "small, medium,");
    assert_eq!(run(), "[\"small\", \"medium\", \"large\"]\n");

    // The file itself: it refers to another one now, which is watched from here on.
    package.edit("schemas/order.yaml", "parts/size", "parts/large");
    assert_eq!(run(), "[\"small\", \"large\"]\n");
    package.edit("schemas/parts/large.yaml", "large]", "large, huge]");
    assert_eq!(run(), "[\"small\", \"large\", \"huge\"]\n");
}

#[test]
fn the_schema_folder_can_be_set() {
    let package = Package::new("ways-macro-folder", "2024", MANIFEST);
    let main = MAIN.replace("schemas/order.yaml", "schemas/orders/order.yaml");
    package.write(
        "schemas/orders/order.yaml",
        &ORDER.replace("parts/", "../parts/"),
    );
    package.write("schemas/parts/size.yaml", SIZE);
    package.write("src/main.rs", &main);
    let ran = package.cargo(&["build", "--offline", "-q"]);
    assert_eq!(ran.code, Some(101), "{}", ran.stderr);
    assert!(ran.stderr.contains("error[R004]"), "{}", ran.stderr);

    package.edit(
        "src/main.rs",
        "order.yaml\"",
        "order.yaml\", schema_dir = \"schemas\"",
    );
    package.cargo(&["build", "--offline", "-q"]).good();
}
