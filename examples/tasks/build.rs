//! Generates the functions of `tasks/support.yaml`.

fn main() {
    formwork_build::configure()
        .schema("tasks/support.yaml")
        .run();
}
