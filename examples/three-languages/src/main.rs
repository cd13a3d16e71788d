//! Reads answers with the types that Formwork made of the schemas: a line `{"schema", "instance"}` each on standard
//! input, a line `{"accepted", "written"}` for each on standard output. What [`python/run.py`] and
//! [`typescript/run.mjs`] do in their languages.
//!
//! [`python/run.py`]: ../python/run.py
//! [`typescript/run.mjs`]: ../typescript/run.mjs
#![allow(clippy::print_stdout)] // It is what this program is for.

use std::io::{BufRead as _, stdin};

use formwork::{Decode, decode};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

formwork::include_schemas!();

#[derive(Deserialize)]
struct Asked {
    schema: String,
    instance: Value,
}

fn read<T: Decode + Serialize>(instance: &Value) -> Value {
    match decode::<T>(instance.to_string()) {
        Ok(value) => json!({"accepted": true, "written": value}),
        Err(_) => json!({"accepted": false}),
    }
}

macro_rules! types {
    ($($module:ident::$root:ident)*) => {
        fn answer(asked: &Asked) -> Option<Value> {
            match asked.schema.as_str() {
                $(stringify!($module) => Some(read::<$module::$root>(&asked.instance)),)*
                _ => None,
            }
        }
    };
}

types! {
    address::Address closed::Closed code::Code contact::Contact level::Level library::Library matrix::Matrix
    nested::Nested odd_names::OddNames order::Order person::Person py_event::PyEvent py_invoice::PyInvoice
    py_node::PyNode py_scores::PyScores py_user::PyUser score::Score settings::Settings shape::Shape tree::Tree
    zod_catalogue::ZodCatalogue zod_comment::ZodComment zod_profile::ZodProfile zod_result::ZodResult
    zod_status::ZodStatus
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for line in stdin().lock().lines() {
        let asked: Asked = serde_json::from_str(&line?)?;
        let answer = answer(&asked).ok_or_else(|| format!("there is no `{}`", asked.schema))?;
        println!("{answer}");
    }
    Ok(())
}
