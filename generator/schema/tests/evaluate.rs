//! A plain evaluator of models, to see whether what was read means what the author wrote.
//!
//! It follows the specification (2020-12, to which the model brings all drafts) word for word, and
//! knows nothing of how the model was made.

use std::collections::{BTreeSet, HashMap};

use formwork_schema::model::{JsonType, Model, Schema, SchemaId};
use regex::Regex;
use serde_json::Value;

/// What `format` says of strings.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Formats {
    /// Nothing.
    Annotate,
    /// Something that is not judged here.
    Assert,
}

/// Whether an instance is valid. `None` where that hangs on a format, or on a pattern that `regex`
/// does not take.
pub(crate) fn accepts(
    model: &Model,
    id: SchemaId,
    value: &Value,
    formats: Formats,
) -> Option<bool> {
    let mut judge = Judge {
        model,
        formats,
        entered: Vec::new(),
        patterns: HashMap::new(),
    };
    judge.judge(id, value).map(|verdict| verdict.valid)
}

/// What a schema says of a value, and which of its members or items it has looked at.
#[derive(Default)]
struct Verdict {
    valid: bool,
    names: BTreeSet<String>,
    indices: BTreeSet<usize>,
}

impl Verdict {
    /// Both must hold.
    fn and(&mut self, valid: bool) {
        self.valid &= valid;
    }

    /// What a schema that fits has looked at counts for the one around it.
    fn gather(&mut self, other: Verdict) {
        if other.valid {
            self.names.extend(other.names);
            self.indices.extend(other.indices);
        }
    }
}

struct Judge<'a> {
    model: &'a Model,
    /// The resources on the way here, the outermost first: the dynamic scope.
    entered: Vec<usize>,
    formats: Formats,
    /// The patterns that have been met.
    patterns: HashMap<&'a str, Option<Regex>>,
}

impl<'a> Judge<'a> {
    fn judge(&mut self, id: SchemaId, value: &Value) -> Option<Verdict> {
        let resource = self.model.resource_of.get(&id).copied();
        self.entered.extend(resource);
        let verdict = self.within(id, value);
        if resource.is_some() {
            self.entered.pop();
        }
        verdict
    }

    fn fits(&mut self, id: SchemaId, value: &Value) -> Option<bool> {
        self.judge(id, value).map(|verdict| verdict.valid)
    }

    fn within(&mut self, id: SchemaId, value: &Value) -> Option<Verdict> {
        let schema = self.model.get(id);
        if let Some(valid) = schema.boolean {
            let verdict = Verdict::default();
            return Some(Verdict { valid, ..verdict });
        }
        let valid = of_type(schema, value)
            && fits_values(schema, value)
            && fits_number(schema, value)
            && fits_length(schema, value)
            && self.fits_text(schema, value)?;
        let mut verdict = Verdict {
            valid,
            ..Verdict::default()
        };
        self.in_place(schema, value, &mut verdict)?;
        match value {
            Value::Object(members) => self.object(schema, value, members, &mut verdict)?,
            Value::Array(items) => self.array(schema, items, &mut verdict)?,
            _ => {}
        }
        Some(verdict)
    }

    fn fits_text(&mut self, schema: &'a Schema, value: &Value) -> Option<bool> {
        let Value::String(text) = value else {
            return Some(true);
        };
        if schema.format.is_some() && self.formats == Formats::Assert {
            return None;
        }
        match &schema.bounds.pattern {
            Some(at) => self.matches(&at.value, text),
            None => Some(true),
        }
    }

    fn matches(&mut self, pattern: &'a str, text: &str) -> Option<bool> {
        let pattern = self.patterns.entry(pattern);
        let regex = pattern.or_insert_with_key(|pattern| Regex::new(pattern).ok());
        Some(regex.as_ref()?.is_match(text))
    }

    /// The keywords that hand the value itself to other schemas.
    fn in_place(&mut self, schema: &Schema, value: &Value, verdict: &mut Verdict) -> Option<()> {
        let dynamic = schema.rare.dynamic_reference.as_ref();
        let dynamic = dynamic.map(|one| self.look_up(&one.name).unwrap_or(one.initial));
        let references = schema.reference.into_iter().chain(dynamic);
        for id in references.chain(schema.all_of.iter().copied()) {
            let one = self.judge(id, value)?;
            verdict.and(one.valid);
            verdict.gather(one);
        }
        for (branches, only_one) in [(&schema.any_of, false), (&schema.one_of, true)] {
            let mut fits = 0;
            for id in branches {
                let one = self.judge(*id, value)?;
                fits += usize::from(one.valid);
                verdict.gather(one);
            }
            verdict.and(branches.is_empty() || (fits > 0 && !(only_one && fits > 1)));
        }
        if let Some(id) = schema.rare.not {
            let fits = self.fits(id, value)?;
            verdict.and(!fits);
        }
        if let Some(id) = schema.rare.condition {
            let condition = self.judge(id, value)?;
            let next = if condition.valid {
                schema.rare.then
            } else {
                schema.rare.otherwise
            };
            verdict.gather(condition);
            if let Some(id) = next {
                let one = self.judge(id, value)?;
                verdict.and(one.valid);
                verdict.gather(one);
            }
        }
        Some(())
    }

    /// The outermost schema of the dynamic scope that has a name.
    fn look_up(&self, name: &str) -> Option<SchemaId> {
        let entered = self.entered.iter().map(|at| &self.model.resources[*at]);
        let mut anchors = entered.flat_map(|resource| &resource.dynamic);
        anchors.find(|(own, _)| own == name).map(|(_, id)| *id)
    }

    fn object(
        &mut self,
        schema: &'a Schema,
        value: &Value,
        members: &serde_json::Map<String, Value>,
        verdict: &mut Verdict,
    ) -> Option<()> {
        for one in &schema.rare.dependent_required {
            let there = members.contains_key(&one.property.value);
            verdict.and(!there || one.required.iter().all(|name| members.contains_key(name)));
        }
        for one in &schema.rare.dependent_schemas {
            if members.contains_key(&one.name) {
                let one = self.judge(one.schema, value)?;
                verdict.and(one.valid);
                verdict.gather(one);
            }
        }
        for (name, member) in members {
            if let Some(id) = schema.rare.property_names {
                let fits = self.fits(id, &Value::String(name.clone()))?;
                verdict.and(fits);
            }
            let named = schema.properties.iter().filter(|one| one.name == *name);
            let mut judges: Vec<SchemaId> = named.map(|one| one.schema).collect();
            for one in &schema.rare.pattern_properties {
                if self.matches(&one.name, name)? {
                    judges.push(one.schema);
                }
            }
            if judges.is_empty() {
                judges.extend(schema.additional_properties);
            }
            if judges.is_empty() && !verdict.names.contains(name) {
                judges.extend(schema.rare.unevaluated_properties);
            }
            for id in judges {
                let fits = self.fits(id, member)?;
                verdict.and(fits);
                verdict.names.insert(name.clone());
            }
        }
        Some(())
    }

    fn array(&mut self, schema: &Schema, items: &[Value], verdict: &mut Verdict) -> Option<()> {
        if let Some(id) = schema.rare.contains {
            let mut count = 0;
            for (index, item) in items.iter().enumerate() {
                if self.fits(id, item)? {
                    count += 1;
                    verdict.indices.insert(index);
                }
            }
            let least = schema.rare.min_contains.unwrap_or(1);
            verdict
                .and(count >= least && schema.rare.max_contains.is_none_or(|most| count <= most));
        }
        for (index, item) in items.iter().enumerate() {
            let mut judge = schema
                .rare
                .prefix_items
                .get(index)
                .copied()
                .or(schema.items);
            if judge.is_none() && !verdict.indices.contains(&index) {
                judge = schema.rare.unevaluated_items;
            }
            if let Some(id) = judge {
                let fits = self.fits(id, item)?;
                verdict.and(fits);
                verdict.indices.insert(index);
            }
        }
        Some(())
    }
}

fn of_type(schema: &Schema, value: &Value) -> bool {
    let Some(types) = schema.types else {
        return true;
    };
    match value {
        Value::Null => types.has(JsonType::Null),
        Value::Bool(_) => types.has(JsonType::Boolean),
        Value::String(_) => types.has(JsonType::String),
        Value::Array(_) => types.has(JsonType::Array),
        Value::Object(_) => types.has(JsonType::Object),
        Value::Number(number) => {
            let whole = if schema.integer_as_written {
                !number.is_f64()
            } else {
                number.as_f64().is_some_and(|f| f.fract() == 0.0)
            };
            types.has(JsonType::Number) || (types.has(JsonType::Integer) && whole)
        }
    }
}

fn fits_values(schema: &Schema, value: &Value) -> bool {
    let same = |own: &formwork_schema::Json| {
        let own: Value = serde_json::from_str(&own.to_text()).expect("it is JSON");
        equal(&own, value)
    };
    schema.constant.as_ref().is_none_or(|at| same(&at.value))
        && schema
            .enumeration
            .as_ref()
            .is_none_or(|at| at.value.iter().any(same))
}

/// Equality of JSON Schema: numbers by value.
fn equal(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => {
            left == right || (left.is_f64() || right.is_f64()) && left.as_f64() == right.as_f64()
        }
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(l, r)| equal(l, r))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .all(|(key, l)| right.get(key).is_some_and(|r| equal(l, r)))
        }
        _ => left == right,
    }
}

fn fits_number(schema: &Schema, value: &Value) -> bool {
    let Value::Number(number) = value else {
        return true;
    };
    let value = number.as_f64().expect("every number is one of these");
    let bound = |text: &Option<String>, fits: fn(f64, f64) -> bool| {
        text.as_ref()
            .is_none_or(|text| fits(value, text.parse().expect("it is a number")))
    };
    bound(&schema.bounds.minimum, |value, bound| value >= bound)
        && bound(&schema.bounds.maximum, |value, bound| value <= bound)
        && bound(&schema.bounds.exclusive_minimum, |value, bound| {
            value > bound
        })
        && bound(&schema.bounds.exclusive_maximum, |value, bound| {
            value < bound
        })
        && schema
            .bounds
            .multiple_of
            .as_ref()
            .is_none_or(|step| is_multiple(number, step))
}

fn is_multiple(number: &serde_json::Number, step: &str) -> bool {
    let float = |text: &str| text.parse::<f64>().expect("it is a number");
    let text = number.to_string();
    let exact = decimal(&text).zip(decimal(step)).and_then(|(left, right)| {
        // Both at the smaller exponent.
        let least = left.1.min(right.1);
        let scaled = |(digits, exponent): (i128, i32)| {
            let factor = 10_i128.checked_pow(u32::try_from(exponent - least).ok()?)?;
            digits.checked_mul(factor)
        };
        Some(scaled(left)? % scaled(right)? == 0)
    });
    exact.unwrap_or_else(|| float(&text) % float(step) == 0.0)
}

/// The number as `digits * 10^exponent`, where it is of common size.
fn decimal(text: &str) -> Option<(i128, i32)> {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}").parse().ok()?;
    let exponent: i32 = exponent.parse().ok()?;
    Some((digits, exponent - i32::try_from(fraction.len()).ok()?))
}

fn fits_length(schema: &Schema, value: &Value) -> bool {
    let within = |length: usize, min: Option<u64>, max: Option<u64>| {
        let length = length as u64;
        min.is_none_or(|min| length >= min) && max.is_none_or(|max| length <= max)
    };
    match value {
        Value::String(text) => within(
            text.chars().count(),
            schema.bounds.min_length,
            schema.bounds.max_length,
        ),
        Value::Array(items) => {
            let repeats =
                || (1..items.len()).any(|i| items[..i].iter().any(|other| equal(other, &items[i])));
            within(
                items.len(),
                schema.bounds.min_items,
                schema.bounds.max_items,
            ) && !(schema.unique_items && repeats())
        }
        Value::Object(members) => {
            within(
                members.len(),
                schema.bounds.min_properties,
                schema.bounds.max_properties,
            ) && schema
                .required
                .iter()
                .all(|name| members.contains_key(&name.value))
        }
        _ => true,
    }
}
