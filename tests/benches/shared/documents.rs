//! The documents that are read: a kind and a size, to text.
//!
//! Every one fits its schema beside this folder. They are made up by counting, so that every run reads
//! the same bytes.

use std::fmt::Write as _;

/// A document: its kind, and about how many bytes it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Document {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) bytes: usize,
}

/// What a document is like. Each has a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Scalars in one object.
    Flat,
    /// Objects in lists in objects, five deep.
    Nested,
    /// A list of objects.
    Catalogue,
    /// One long string.
    Article,
}

impl Document {
    /// Its text.
    pub(crate) fn text(self) -> String {
        match self.kind {
            Kind::Flat => ticket(),
            Kind::Nested => company(self.bytes),
            Kind::Catalogue => catalogue(self.bytes),
            Kind::Article => article(self.bytes),
        }
    }
}

/// Half a kilobyte, whatever size is asked for.
fn ticket() -> String {
    concat!(
        r#"{"number":48213,"subject":"The drill stops after a minute","sender":"m.keller@example.org","#,
        r#""body":"Good morning, the cordless drill that I bought in March runs for about a minute, and then it stops. "#,
        r#"The battery is full. I have tried \"quiet\" mode too.\nCould you send a new one, or tell me where to bring it? "#,
        r#"Best wishes from Köln, Martin Keller","priority":"high","state":"open","score":0.8125,"urgent":false,"#,
        r#""language":"en","product":"Cordless drill 18 V","replies":3,"order":"RE-2024-118"}"#
    )
    .to_owned()
}

/// Members until the text is long enough, between a beginning and an end.
fn fill(begin: &str, end: &str, bytes: usize, mut member: impl FnMut(usize) -> String) -> String {
    let mut text = begin.to_owned();
    let mut number = 0;
    while number == 0 || text.len() + end.len() < bytes {
        number += 1;
        if number > 1 {
            text.push(',');
        }
        text.push_str(&member(number));
    }
    text + end
}

fn company(bytes: usize) -> String {
    let begin = concat!(
        r#"{"name":"Nordwind GmbH","founded":1987,"#,
        r#""address":{"street":"Hafenstraße 12","city":"Hamburg","country":"DE"},"departments":["#
    );
    fill(begin, "]}", bytes, |number| {
        let mut text = format!(
            r#"{{"name":"Department {number}","budget":{}.25,"teams":["#,
            120_000 + number * 1000
        );
        for team in 0..2 {
            if team > 0 {
                text.push(',');
            }
            let _ = write!(
                text,
                r#"{{"name":"Team {number}-{team}","lead":{},"members":[{},{}]}}"#,
                person(number),
                person(number + 1),
                person(number + 2)
            );
        }
        text + "]}"
    })
}

fn person(number: usize) -> String {
    let role = ["engineer", "designer", "manager", "analyst"][number % 4];
    let address = if number.is_multiple_of(3) {
        r#","address":{"street":"Ringweg 4","city":"Bremen","country":"DE"}"#
    } else {
        ""
    };
    format!(
        concat!(
            r#"{{"name":"Jane Doe {}","email":"jane.doe.{}@example.com","role":"{}","#,
            r#""years":{},"skills":["planning","Rust","water colour"]{}}}"#
        ),
        number,
        number,
        role,
        number % 40,
        address
    )
}

fn catalogue(bytes: usize) -> String {
    fill(r#"{"shop":"Nordwind","products":["#, "]}", bytes, |id| {
        format!(
            concat!(
                r#"{{"id":{},"name":"Cordless drill {}","description":"Two speeds, \"quiet\" mode, and a case. "#,
                r#"Für Holz & Stahl.","price":{}.5,"category":"tools","active":true,"#,
                r#""tags":["drill","18 V","new"],"size":{{"width":20.25,"height":{},"unit":"cm"}}}}"#
            ),
            id,
            id,
            100 + id % 900,
            10 + id % 30
        )
    })
}

fn article(bytes: usize) -> String {
    let mut text = r#"{"title":"On the keeping of bees","body":""#.to_owned();
    let mut number = 0;
    while text.len() + 2 < bytes {
        number += 1;
        let _ = write!(
            text,
            concat!(
                r"Chapter {}. Bees fly out when the day is warm enough, and come back before the evening; ",
                r#"the old keepers called that \"the long hour\". Wer früh aufsteht, sieht sie zuerst.\n"#
            ),
            number
        );
    }
    text + r#""}"#
}

/// A list of so many numbers.
pub(crate) fn series(count: usize) -> String {
    let mut text = r#"{"name":"tide","values":["#.to_owned();
    for number in 0..count {
        if number > 0 {
            text.push(',');
        }
        let _ = write!(text, "{}.{:02}", number % 700, number % 97);
    }
    text + "]}"
}
