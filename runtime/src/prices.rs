//! Tokens to money, by a table that the user supplies.
//!
//! There are no prices in this crate: they change without notice, and differ from contract to contract. Every step
//! is done in whole numbers, so that sums are exact.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign};

use serde::de::{Error as _, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::usage::Usage;

/// How many digits there are behind the point of a price.
const PRICE_DIGITS: usize = 9;
/// And behind that of a cost: a price is for a million tokens.
const COST_DIGITS: usize = PRICE_DIGITS + 6;

/// What the tokens of each model cost. [`Reply::cost`](crate::Reply::cost) works it out for a call.
///
/// Prices are for a million tokens, in whatever unit the table is kept. A name is that of a model with its provider
/// (`openai/gpt-5-mini`), or of a model alone; where it ends in `*`, it is for every name that begins so.
///
/// ```
/// use formwork::{Price, Prices, Usage};
///
/// let prices: Prices = serde_json::from_str(
///     r#"{
///         "openai/gpt-5-mini": { "input": 0.25, "cached_input": 0.025, "output": 2 },
///         "anthropic/*": { "input": 3, "cached_input": 0.3, "cache_write": 3.75, "output": 15 }
///     }"#,
/// )?;
/// let mut usage = Usage::default();
/// usage.input_tokens = 1_200;
/// usage.cached_input_tokens = 1_000;
/// usage.output_tokens = 300;
/// let cost = prices.cost(&usage, "openai/gpt-5-mini").unwrap();
/// assert_eq!(cost.to_string(), "0.000675");
/// assert!(prices.cost(&usage, "mistral/mistral-small").is_none());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prices {
    rows: Vec<(String, Price)>,
}

impl Prices {
    /// A table without prices.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets what a model costs, or every model whose name begins so. What was said of the same name before is
    /// forgotten.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, price: Price) -> Self {
        let name = name.into();
        self.rows.retain(|(known, _)| *known != name);
        self.rows.push((name, price));
        self
    }

    /// The price of a model: of the row with its name, else of the longest beginning. A name with a provider is
    /// looked for whole, and then without the provider.
    #[must_use]
    pub fn price(&self, model: &str) -> Option<Price> {
        let bare = model.split_once('/').map(|(_, bare)| bare);
        [Some(model), bare]
            .into_iter()
            .flatten()
            .find_map(|name| self.row(name))
    }

    fn row(&self, name: &str) -> Option<Price> {
        let fits = |row: &str| match row.strip_suffix('*') {
            Some(beginning) => name.starts_with(beginning).then_some(beginning.len()),
            None => (row == name).then_some(usize::MAX),
        };
        let rows = self.rows.iter();
        let fitting = rows.filter_map(|(row, price)| Some((fits(row)?, *price)));
        let best = fitting.max_by_key(|(length, _)| *length);
        best.map(|(_, price)| price)
    }

    /// What tokens of a model cost; `None` where its price is not known.
    ///
    /// Input that was read from the provider's cache or written to it costs what the row says of it; reasoning
    /// costs what output does.
    #[must_use]
    pub fn cost(&self, usage: &Usage, model: &str) -> Option<Cost> {
        Some(self.price(model)?.cost(usage))
    }
}

/// What a model costs, for a million tokens of each kind.
///
/// ```
/// use formwork::{Price, Usage};
///
/// let price = Price::new("0.25", "2")?.cached_input("0.025")?;
/// let mut usage = Usage::default();
/// usage.input_tokens = 1_000_000;
/// usage.output_tokens = 500_000;
/// assert_eq!(price.cost(&usage).to_string(), "1.25");
/// usage.cached_input_tokens = 1_000_000;
/// assert_eq!(price.cost(&usage).to_string(), "1.025");
/// # Ok::<(), formwork::PriceError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Price {
    input: u64,
    output: u64,
    cached_input: Option<u64>,
    cache_write: Option<u64>,
}

impl Price {
    /// The prices of input and output, as decimals such as `0.25`. Other input costs the same unless it is said.
    ///
    /// # Errors
    /// See [`PriceError`].
    pub fn new(input: &str, output: &str) -> Result<Self, PriceError> {
        Ok(Self {
            input: parse(input)?,
            output: parse(output)?,
            cached_input: None,
            cache_write: None,
        })
    }

    /// The price of input that the provider had in its cache.
    ///
    /// # Errors
    /// See [`PriceError`].
    pub fn cached_input(mut self, price: &str) -> Result<Self, PriceError> {
        self.cached_input = Some(parse(price)?);
        Ok(self)
    }

    /// The price of input that the provider put into its cache.
    ///
    /// # Errors
    /// See [`PriceError`].
    pub fn cache_write(mut self, price: &str) -> Result<Self, PriceError> {
        self.cache_write = Some(parse(price)?);
        Ok(self)
    }

    /// What tokens cost.
    #[must_use]
    pub fn cost(&self, usage: &Usage) -> Cost {
        // A server may count more parts than there is of the whole.
        let cached = usage.cached_input_tokens.min(usage.input_tokens);
        let rest = usage.input_tokens.saturating_sub(cached);
        let written = usage.cache_written_tokens.min(rest);
        let fresh = rest.saturating_sub(written);
        [
            (fresh, self.input),
            (cached, self.cached_input.unwrap_or(self.input)),
            (written, self.cache_write.unwrap_or(self.input)),
            (usage.output_tokens, self.output),
        ]
        .into_iter()
        .map(|(tokens, price)| Cost(u128::from(tokens).saturating_mul(u128::from(price))))
        .sum()
    }
}

/// Why something is no price: it is not a decimal such as `0.25` that is not negative, has more than nine digits
/// behind the point, or is larger than eighteen billion.
///
/// ```
/// use formwork::Price;
///
/// assert!(Price::new("0.25", "2").is_ok());
/// for wrong in ["-1", "a quarter", "0.0000000001"] {
///     assert!(Price::new(wrong, "2").is_err(), "{wrong}");
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriceError(String);

impl fmt::Display for PriceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(text) = self;
        write!(
            f,
            "`{text}` is no price: a decimal such as `0.25` is, with up to {PRICE_DIGITS} digits behind the point"
        )
    }
}

impl std::error::Error for PriceError {}

/// A decimal to billionths.
fn parse(text: &str) -> Result<u64, PriceError> {
    let parsed = || {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let is_number =
            |digits: &str| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        if !is_number(whole) || !is_number(fraction) {
            return None;
        }
        let fraction = fraction.trim_end_matches('0');
        if fraction.len() > PRICE_DIGITS {
            return None;
        }
        format!("{whole}{fraction:0<PRICE_DIGITS$}").parse().ok()
    };
    parsed().ok_or_else(|| PriceError(text.to_owned()))
}

/// What tokens cost, exactly, in the unit of the table. The sum of what several models cost is their cost together.
///
/// ```
/// use formwork::{Cost, Price, Usage};
///
/// let price = Price::new("3", "15")?;
/// let mut usage = Usage::default();
/// usage.input_tokens = 7;
/// let cost = price.cost(&usage);
/// assert_eq!((cost.to_string(), cost.nanos()), ("0.000021".to_owned(), 21_000));
/// let day: Cost = [cost; 1000].into_iter().sum();
/// assert_eq!(format!("{day:.2}"), "0.02");
/// # Ok::<(), formwork::PriceError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cost(u128);

impl Cost {
    /// The cost in billionths of the unit; what is less is rounded, halves upwards.
    #[must_use]
    pub fn nanos(self) -> u128 {
        const NANO: u128 = 1_000_000;
        self.0.saturating_add(NANO / 2) / NANO
    }
}

impl fmt::Display for Cost {
    /// All digits that there are (`0.000675`); with a precision, rounded to so many behind the point.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let one = |digits: usize| 10_u128.pow(u32::try_from(digits).unwrap_or(0));
        let shown = f.precision().unwrap_or(COST_DIGITS).min(COST_DIGITS);
        let unit = one(COST_DIGITS - shown);
        let rounded = self.0.saturating_add(unit / 2) / unit;
        let (whole, fraction) = (rounded / one(shown), rounded % one(shown));
        let mut text = match shown {
            0 => whole.to_string(),
            _ => format!("{whole}.{fraction:0shown$}"),
        };
        if f.precision().is_none() {
            text.truncate(text.trim_end_matches('0').trim_end_matches('.').len());
        }
        f.pad_integral(true, "", &text)
    }
}

impl Add for Cost {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Cost {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sum for Cost {
    fn sum<I: Iterator<Item = Self>>(costs: I) -> Self {
        costs.fold(Self::default(), Add::add)
    }
}

/// An object of names and prices. A name that is there twice is refused.
impl<'de> Deserialize<'de> for Prices {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Table;

        impl<'de> Visitor<'de> for Table {
            type Value = Prices;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of models and their prices")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Prices, A::Error> {
                let mut prices = Prices::new();
                while let Some((name, price)) = map.next_entry::<String, Price>()? {
                    if prices.rows.iter().any(|(known, _)| *known == name) {
                        return Err(A::Error::custom(format!("`{name}` is there twice")));
                    }
                    prices.rows.push((name, price));
                }
                Ok(prices)
            }
        }

        deserializer.deserialize_map(Table)
    }
}

/// An object with `input` and `output`, and perhaps `cached_input` and `cache_write`: numbers, or decimals as
/// strings.
impl<'de> Deserialize<'de> for Price {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Row;

        impl<'de> Visitor<'de> for Row {
            type Value = Price;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object with the prices `input` and `output`")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Price, A::Error> {
                const NAMES: &[&str] = &["input", "output", "cached_input", "cache_write"];
                let mut prices = [None; 4];
                while let Some(name) = map.next_key::<String>()? {
                    let known = NAMES.iter().position(|known| *known == name);
                    let Some(price) = known.and_then(|known| prices.get_mut(known)) else {
                        map.next_value::<IgnoredAny>()?;
                        return Err(A::Error::unknown_field(&name, NAMES));
                    };
                    *price = map
                        .next_value::<Option<Amount>>()?
                        .map(|Amount(price)| price);
                }
                let [input, output, cached_input, cache_write] = prices;
                Ok(Price {
                    input: input.ok_or_else(|| A::Error::missing_field("input"))?,
                    output: output.ok_or_else(|| A::Error::missing_field("output"))?,
                    cached_input,
                    cache_write,
                })
            }
        }

        deserializer.deserialize_map(Row)
    }
}

/// A price, in billionths.
struct Amount(u64);

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Number;

        impl Visitor<'_> for Number {
            type Value = Amount;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a price")
            }

            fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Amount, E> {
                self.visit_str(&number.to_string())
            }

            /// A double is written with the fewest digits that tell it from others, which are those that
            /// stood in the file.
            fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Amount, E> {
                self.visit_str(&number.to_string())
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Amount, E> {
                parse(text).map(Amount).map_err(E::custom)
            }
        }

        deserializer.deserialize_any(Number)
    }
}
