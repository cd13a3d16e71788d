//! The functions that the cases `checks` and `later` name.

use formwork::{Context, Value, Violation};

use crate::checks::{Card, Code, Currency, Line, Payment, Receipt, ReceiptOfRefund, Scores};
use crate::later::{Booking, Dish};

pub(crate) fn totals_add_up(receipt: &Receipt) -> Result<(), Violation> {
    let sum: i64 = receipt
        .lines
        .iter()
        .map(|line| line.count * line.each)
        .sum();
    if i64::try_from(receipt.total) == Ok(sum) {
        return Ok(());
    }
    let message = format!("must be the sum of the lines, {sum}");
    Err(Violation::new("/total", "", message).with_value(receipt.total.to_string()))
}

pub(crate) fn line_is_sane(line: &Line) -> Vec<Violation> {
    let negative = [("/count", line.count), ("/each", line.each)].into_iter();
    negative
        .filter(|(_, value)| *value < 0)
        .map(|(pointer, _)| Violation::new(pointer, "x-check", "must not be negative"))
        .collect()
}

pub(crate) fn not_too_many(lines: &[Line]) -> Result<(), &'static str> {
    if lines.len() < 4 {
        Ok(())
    } else {
        Err("are too many")
    }
}

pub(crate) fn no_shouting(note: &str) -> Result<(), String> {
    if note.chars().any(char::is_lowercase) {
        return Ok(());
    }
    Err("must not be in capitals alone".to_owned())
}

pub(crate) fn no_secrets(note: &str) -> Result<(), String> {
    if note.to_lowercase().contains("secret") {
        return Err("must not tell secrets".to_owned());
    }
    Ok(())
}

// A rule takes every value by reference, also a small one.
#[allow(clippy::trivially_copy_pass_by_ref)]
pub(crate) fn is_open(currency: &Currency) -> Result<(), String> {
    match currency {
        Currency::Eur => Ok(()),
        Currency::Usd => Err(format!("{currency} is not taken today")),
    }
}

pub(crate) fn number_is_right(card: &Card) -> Result<(), Vec<Violation>> {
    if card.number.is_empty() {
        return Err(vec![Violation::new(
            "/number",
            "x-check",
            "must have digits",
        )]);
    }
    Ok(())
}

pub(crate) fn is_enough(payment: &Payment) -> Result<(), String> {
    match payment {
        Payment::Card(card) if card.number.len() > 3 => Err("is too long a number".to_owned()),
        _ => Ok(()),
    }
}

pub(crate) fn is_known(code: &Code) -> Result<(), &'static str> {
    match code {
        Code::Integer(7) => Ok(()),
        _ => Err("is not known"),
    }
}

pub(crate) fn refunds_something(refund: &ReceiptOfRefund) -> Result<(), &'static str> {
    refund.of.map(|_| ()).ok_or("must say what is refunded")
}

pub(crate) fn is_a_refund(refund: &ReceiptOfRefund) -> Result<(), Box<dyn std::error::Error>> {
    if refund.of == Some(0) {
        return Err("cannot refund nothing".into());
    }
    Ok(())
}

pub(crate) fn not_empty(scores: &Scores) -> Result<(), &'static str> {
    if scores.0.as_ref().is_some_and(Vec::is_empty) {
        Err("must have some")
    } else {
        Ok(())
    }
}

pub(crate) fn is_small(value: &Value) -> Result<(), &'static str> {
    if value.to_string().len() < 8 {
        Ok(())
    } else {
        Err("is too large")
    }
}

/// How many guests there is room for: what the caller says, or ten.
pub(crate) fn fits_the_room(booking: &Booking, context: &Context) -> Result<(), Violation> {
    let room = context.get::<i64>().copied().unwrap_or(10);
    if i64::try_from(booking.guests).is_ok_and(|guests| guests <= room) {
        return Ok(());
    }
    Err(Violation::new(
        "/guests",
        "",
        format!("must not be over {room}"),
    ))
}

pub(crate) async fn is_known_guest(name: &str) -> Result<(), String> {
    std::future::ready(()).await;
    (name != "Nobody")
        .then_some(())
        .ok_or_else(|| format!("{name} is unknown"))
}

pub(crate) async fn is_on_the_menu(dish: &Dish, context: &Context) -> Result<(), &'static str> {
    std::future::ready(context.judge().is_some()).await;
    (dish.name != "gold")
        .then_some(())
        .ok_or("is not on the menu")
}
