//! The same structs as typify 0.8 writes them: a string with bounds is a type of its own, whose `Deserialize`
//! reads a string and measures it; numbers keep no bounds but that of a `NonZeroU64`.
//!
//! They are written by hand, in that shape, since a bench has no build script.
#![allow(dead_code)] // They are read as a whole, through `black_box`.

use serde::{Deserialize, Deserializer};
use std::num::NonZeroU64;

/// A string of at least and at most so many characters.
struct Text<const LEAST: usize, const MOST: usize>(String);

impl<'de, const LEAST: usize, const MOST: usize> Deserialize<'de> for Text<LEAST, MOST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if MOST < usize::MAX && text.chars().count() > MOST {
            return Err(serde::de::Error::custom("too long"));
        }
        if LEAST > 0 && text.chars().count() < LEAST {
            return Err(serde::de::Error::custom("too short"));
        }
        Ok(Self(text))
    }
}

const ANY: usize = usize::MAX;

#[derive(Deserialize)]
pub(crate) struct Article {
    title: Text<1, 200>,
    body: Text<1, 2_000_000>,
}

#[derive(Deserialize)]
pub(crate) struct Catalogue {
    shop: Text<1, ANY>,
    products: Vec<Product>,
}

#[derive(Deserialize)]
struct Product {
    id: NonZeroU64,
    name: Text<1, 80>,
    #[serde(default)]
    description: Option<Text<0, 400>>,
    price: f64,
    category: Category,
    active: bool,
    tags: Vec<Text<0, 20>>,
    size: Size,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Category {
    Tools,
    Garden,
    Kitchen,
    Toys,
    Books,
}

#[derive(Deserialize)]
struct Size {
    width: f64,
    height: f64,
    #[serde(default)]
    unit: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct Ticket {
    number: NonZeroU64,
    subject: Text<1, 120>,
    sender: Text<3, 80>,
    body: Text<0, 2000>,
    priority: Priority,
    state: State,
    score: f64,
    urgent: bool,
    language: Text<2, 5>,
    product: Text<0, 40>,
    #[serde(default)]
    replies: Option<i64>,
    #[serde(default)]
    order: Option<Text<0, 20>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Priority {
    Low,
    Normal,
    High,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum State {
    Open,
    Waiting,
    Closed,
}

#[derive(Deserialize)]
pub(crate) struct Company {
    name: Text<1, 80>,
    founded: i64,
    address: Address,
    departments: Vec<Department>,
}

#[derive(Deserialize)]
struct Department {
    name: Text<1, 80>,
    budget: f64,
    teams: Vec<Team>,
}

#[derive(Deserialize)]
struct Team {
    name: Text<1, 80>,
    lead: Person,
    members: Vec<Person>,
}

#[derive(Deserialize)]
struct Person {
    name: Text<1, 80>,
    email: Text<3, 120>,
    role: Role,
    #[serde(default)]
    years: Option<i64>,
    skills: Vec<Text<0, 30>>,
    #[serde(default)]
    address: Option<Address>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Role {
    Engineer,
    Designer,
    Manager,
    Analyst,
}

#[derive(Deserialize)]
struct Address {
    street: Text<0, 80>,
    city: Text<0, 80>,
    country: Text<2, 2>,
}
