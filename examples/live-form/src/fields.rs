//! A partial invoice to the fields of the form: each with its text, and whether it has arrived whole.

use formwork::Partial;
use formwork::partial::Twin;
use serde::Serialize;

use crate::invoice::partial::{Invoice, LineItem, Party};

/// A field of the form, by the JSON Pointer of its value.
#[derive(Debug, Serialize)]
pub(crate) struct Field {
    pointer: String,
    text: String,
    complete: bool,
}

/// The fields that have arrived, or begun to.
pub(crate) fn of(view: &Partial<Invoice>) -> Vec<Field> {
    let mut fields = Vec::new();
    let Some(invoice) = view.get() else {
        return fields;
    };
    add(&mut fields, "/number", &invoice.number);
    add(&mut fields, "/issued", &invoice.issued);
    party(&mut fields, "/seller", &invoice.seller);
    party(&mut fields, "/buyer", &invoice.buyer);
    add(&mut fields, "/currency", &invoice.currency);
    let lines = invoice.lines.get().into_iter().flatten();
    for (index, one) in lines.enumerate() {
        line(&mut fields, &format!("/lines/{index}"), one);
    }
    add(&mut fields, "/total", &invoice.total);
    add(&mut fields, "/payment", &invoice.payment);
    add(&mut fields, "/note", &invoice.note);
    fields
}

fn party(fields: &mut Vec<Field>, pointer: &str, party: &Partial<Party>) {
    if let Some(party) = party.get() {
        add(fields, &format!("{pointer}/name"), &party.name);
        add(fields, &format!("{pointer}/city"), &party.city);
    }
}

fn line(fields: &mut Vec<Field>, pointer: &str, line: &Partial<LineItem>) {
    if let Some(line) = line.get() {
        add(fields, &format!("{pointer}/description"), &line.description);
        add(fields, &format!("{pointer}/quantity"), &line.quantity);
        add(fields, &format!("{pointer}/price"), &line.price);
    }
}

/// Adds a field that has begun to arrive: its text, or its JSON where it is none.
fn add<T: Twin + Serialize>(fields: &mut Vec<Field>, pointer: &str, value: &Partial<T>) {
    let Some(held) = value.get() else { return };
    let text = match serde_json::to_value(held) {
        Ok(serde_json::Value::String(text)) => text,
        Ok(serde_json::Value::Null) => String::new(),
        Ok(other) => other.to_string(),
        Err(_) => return,
    };
    fields.push(Field {
        pointer: pointer.to_owned(),
        text,
        complete: value.is_complete(),
    });
}
