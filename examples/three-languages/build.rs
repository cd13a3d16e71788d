//! Generates the types of every schema in `schemas`.

fn main() {
    let mut schemas = formwork_build::configure();
    for file in std::fs::read_dir("schemas").into_iter().flatten().flatten() {
        if file
            .path()
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            schemas = schemas.schema(file.path());
        }
    }
    println!("cargo::rerun-if-changed=schemas");
    schemas.run();
}
