//! What the helper says where there is no build script around it.

#[test]
fn outside_a_build_script_it_says_what_is_missing() {
    // Cargo sets it for build scripts, and for packages that have one.
    assert!(std::env::var_os("OUT_DIR").is_none());
    let error = formwork_build::configure()
        .schema("schemas/invoice.yaml")
        .try_run()
        .expect_err("there is nowhere to write to");
    assert_eq!(
        error.to_string(),
        "OUT_DIR is not set; formwork_build must run in a build script, under Cargo"
    );
    // `unwrap` shows this.
    assert_eq!(format!("{error:?}"), format!("\n{error}"));
}

#[test]
fn a_place_that_cannot_be_written_to_is_named() {
    let error = formwork_build::configure()
        .schema("schemas/invoice.yaml")
        .out_dir("Cargo.toml/inside-a-file")
        .try_run()
        .expect_err("a file is no folder");
    let text = error.to_string();
    assert!(text.starts_with("cannot write `"), "{text}");
    assert!(text.contains("inside-a-file"), "{text}");
}
