//! Generates the types of `schemas/invoice.yaml`.

fn main() {
    formwork_build::configure()
        .schema("../../schemas/invoice.yaml")
        .run();
}
