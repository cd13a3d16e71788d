//! Strings and numbers worth trying: at and beside each limit that is named.

use serde_json::{Number, Value};

use super::instances::{Found, LONGEST};
use super::position::{Way, list};
use super::words;

/// The counts that `min` and `max` of something name, with those beside them.
pub(super) fn counts(way: &Way<'_>, beside: &[Way<'_>], what: &str) -> Vec<(usize, u64)> {
    let all = way.iter().chain(beside.iter().flatten());
    let mut counts: Vec<u64> = all
        .flat_map(|keywords| {
            let least = keywords.get(&format!("min{what}")).and_then(Value::as_u64);
            let most = keywords.get(&format!("max{what}")).and_then(Value::as_u64);
            least.into_iter().chain(most)
        })
        .flat_map(|count| [count, count.saturating_add(1), count.saturating_sub(1)])
        .filter(|count| *count <= LONGEST)
        .collect();
    counts.dedup();
    counts.into_iter().enumerate().collect()
}

pub(super) fn strings(way: &Way<'_>, beside: &[Way<'_>], found: &mut Found) {
    let all = || way.iter().chain(beside.iter().flatten());
    let mut seeds: Vec<String> = Vec::new();
    for keywords in all() {
        if let Some(pattern) = keywords.get("pattern").and_then(Value::as_str) {
            seeds.extend(words::of_pattern(pattern));
        }
        let format = keywords.get("format").and_then(Value::as_str);
        seeds.extend(format.and_then(words::of_format).map(str::to_owned));
        if let Some(Value::Object(not)) = keywords.get("not") {
            seeds.extend(
                list(not, "enum")
                    .chain(not.get("const"))
                    .filter_map(Value::as_str)
                    .map(str::to_owned),
            );
            if let Some(pattern) = not.get("pattern").and_then(Value::as_str) {
                seeds.extend(words::of_pattern(pattern));
            }
        }
    }
    seeds.extend(["a", "", "A b", "0", "\u{e9}"].map(str::to_owned));
    let counts = counts(way, beside, "Length");
    let fitted = |seed: &str, count: u64| -> String {
        let fill = seed.chars().last().unwrap_or('a');
        let count = usize::try_from(count).unwrap_or(0);
        seed.chars()
            .chain(std::iter::repeat(fill))
            .take(count)
            .collect()
    };
    // What meets the least that is asked for comes first: it serves others as their ground.
    let least = way
        .iter()
        .filter_map(|keywords| keywords.get("minLength")?.as_u64())
        .max();
    let most = way
        .iter()
        .filter_map(|keywords| keywords.get("maxLength")?.as_u64())
        .min();
    for seed in &seeds {
        let length = seed.chars().count() as u64;
        if least.is_none_or(|least| length >= least) && most.is_none_or(|most| length <= most) {
            found.push(Value::from(seed.as_str()));
        }
    }
    for (_, count) in counts {
        for seed in seeds.iter().take(6) {
            found.push(Value::from(fitted(seed, count)));
        }
    }
    for seed in seeds {
        found.push(Value::from(seed));
    }
}

pub(super) fn numbers(way: &Way<'_>, beside: &[Way<'_>], found: &mut Found) {
    let all: Vec<_> = way.iter().chain(beside.iter().flatten()).collect();
    let mut marks: Vec<Number> = Vec::new();
    let mut steps: Vec<f64> = Vec::new();
    for keywords in &all {
        for keyword in ["minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum"] {
            marks.extend(keywords.get(keyword).and_then(Value::as_number).cloned());
        }
        steps.extend(keywords.get("multipleOf").and_then(Value::as_f64));
        if let Some(Value::Object(not)) = keywords.get("not") {
            marks.extend(
                list(not, "enum")
                    .chain(not.get("const"))
                    .filter_map(Value::as_number)
                    .cloned(),
            );
        }
    }
    let mut values: Vec<Value> = Vec::new();
    for mark in marks.iter().chain([&Number::from(1), &Number::from(0)]) {
        values.push(Value::Number(mark.clone()));
        if let Some(whole) = mark.as_i64() {
            values.extend([whole.saturating_add(1), whole.saturating_sub(1)].map(Value::from));
        }
        if let Some(number) = mark.as_f64() {
            for step in &steps {
                let below = (number / step).floor() * step;
                values.extend(
                    [below, below + step, below - step, below + step * 2.0]
                        .into_iter()
                        .filter_map(number_of),
                );
            }
            values.extend(
                [number + 0.5, number - 0.5]
                    .into_iter()
                    .filter_map(number_of),
            );
        }
    }
    values.extend(
        steps
            .iter()
            .flat_map(|step| [*step, step * 2.0, step * 3.0, step * 5.0])
            .filter_map(number_of),
    );
    values.extend([-1, 7, 1_000_000].map(Value::from));
    values.extend(number_of(0.25));
    // What is within the limits comes first: it serves others as their ground.
    let (within, beyond): (Vec<Value>, Vec<Value>) =
        values.into_iter().partition(|value| is_within(way, value));
    for value in within.into_iter().chain(beyond) {
        found.push(value);
    }
}

/// Whether a number keeps to the limits of a way, as far as `f64` tells.
fn is_within(way: &Way<'_>, value: &Value) -> bool {
    let Some(number) = value.as_f64() else {
        return false;
    };
    way.iter().all(|keywords| {
        let limit = |keyword: &str| keywords.get(keyword).and_then(Value::as_f64);
        limit("minimum").is_none_or(|limit| number >= limit)
            && limit("maximum").is_none_or(|limit| number <= limit)
            && limit("exclusiveMinimum").is_none_or(|limit| number > limit)
            && limit("exclusiveMaximum").is_none_or(|limit| number < limit)
            && limit("multipleOf").is_none_or(|step| (number / step).fract() == 0.0)
            && (keywords.get("type").is_none_or(|kind| kind != "integer") || number.fract() == 0.0)
    })
}

/// A number, without a fraction where it has none.
#[expect(
    clippy::cast_possible_truncation,
    reason = "it is looked at whether it is whole and small"
)]
fn number_of(number: f64) -> Option<Value> {
    if number.fract() == 0.0 && number.abs() < 9e15 {
        return Some(Value::from(number as i64));
    }
    Number::from_f64(number).map(Value::Number)
}
