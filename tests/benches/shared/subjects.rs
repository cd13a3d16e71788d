//! The types that the documents are read into: generated ones, and the same structs as serde derives them.

use serde::de::DeserializeOwned;

formwork::generate!(
    "benches/article.yaml",
    "benches/catalogue.yaml",
    "benches/flat.yaml",
    "benches/nested.yaml"
);

/// A kind of document, as each reader wants it.
pub(crate) trait Subject {
    /// What Formwork generates. Every constraint is checked.
    type Ours: formwork::Extract;
    /// What serde derives. Types alone are checked.
    type Plain: DeserializeOwned;
    /// What typify would generate, where the peers are built.
    #[cfg(feature = "peers")]
    type Typify: DeserializeOwned;
}

/// See the schema of each.
pub(crate) struct Article;
/// See the schema of each.
pub(crate) struct Catalogue;
/// See the schema of each.
pub(crate) struct Flat;
/// See the schema of each.
pub(crate) struct Nested;

impl Subject for Article {
    type Ours = article::Article;
    type Plain = plain::Article;
    #[cfg(feature = "peers")]
    type Typify = super::typify_like::Article;
}

impl Subject for Catalogue {
    type Ours = catalogue::Catalogue;
    type Plain = plain::Catalogue;
    #[cfg(feature = "peers")]
    type Typify = super::typify_like::Catalogue;
}

impl Subject for Flat {
    type Ours = flat::Ticket;
    type Plain = plain::Ticket;
    #[cfg(feature = "peers")]
    type Typify = super::typify_like::Ticket;
}

impl Subject for Nested {
    type Ours = nested::Company;
    type Plain = plain::Company;
    #[cfg(feature = "peers")]
    type Typify = super::typify_like::Company;
}

/// The structs without a check.
#[allow(dead_code)] // They are read as a whole, through `black_box`.
mod plain {
    use serde::Deserialize;

    #[derive(Deserialize)]
    pub(crate) struct Article {
        title: String,
        body: String,
    }

    #[derive(Deserialize)]
    pub(crate) struct Catalogue {
        shop: String,
        products: Vec<Product>,
    }

    #[derive(Deserialize)]
    struct Product {
        id: u64,
        name: String,
        description: Option<String>,
        price: f64,
        category: Category,
        active: bool,
        tags: Vec<String>,
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
        unit: Option<String>,
    }

    #[derive(Deserialize)]
    pub(crate) struct Ticket {
        number: u64,
        subject: String,
        sender: String,
        body: String,
        priority: Priority,
        state: State,
        score: f64,
        urgent: bool,
        language: String,
        product: String,
        replies: Option<u16>,
        order: Option<String>,
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
        name: String,
        founded: u16,
        address: Address,
        departments: Vec<Department>,
    }

    #[derive(Deserialize)]
    struct Department {
        name: String,
        budget: f64,
        teams: Vec<Team>,
    }

    #[derive(Deserialize)]
    struct Team {
        name: String,
        lead: Person,
        members: Vec<Person>,
    }

    #[derive(Deserialize)]
    struct Person {
        name: String,
        email: String,
        role: Role,
        years: Option<u8>,
        skills: Vec<String>,
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
        street: String,
        city: String,
        country: String,
    }
}
