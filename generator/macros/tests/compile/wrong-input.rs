//! What is not a list of files and options.

formwork::generate!();

mod path {
    formwork::generate!(schemas / order.yaml);
}

mod twice {
    formwork::generate!(
        "schemas/order.yaml",
        schema_dir = "schemas",
        schema_dir = "schemas"
    );
}

mod number {
    formwork::generate!("schemas/order.yaml", schema_dir = 7);
}

fn main() {}
