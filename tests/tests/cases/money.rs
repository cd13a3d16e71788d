//! The types that stand for schemas of the case `external`, and how they show while they are on their
//! way.

use formwork::{Decoder, Undo};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

use crate::external::Account;

#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Money {
    cents: u32,
    currency: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

/// It knows more than its schema: there is no such sum as 666.
impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Plain {
            cents: u32,
            currency: String,
            note: Option<String>,
        }
        let Plain {
            cents,
            currency,
            note,
        } = Plain::deserialize(deserializer)?;
        if cents == 666 {
            return Err(D::Error::custom("no such sum"));
        }
        Ok(Self {
            cents,
            currency,
            note,
        })
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Rate(u8);

impl From<Rate> for String {
    fn from(rate: Rate) -> Self {
        format!("{}%", rate.0)
    }
}

impl TryFrom<String> for Rate {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let number = text.trim_end_matches('%').parse::<u8>();
        match number {
            Ok(rate) if rate <= 100 => Ok(Self(rate)),
            _ => Err(format!("{text} is no rate")),
        }
    }
}

pub(crate) fn is_fair(rate: &Rate) -> Result<(), &'static str> {
    if rate.0 < 50 {
        Ok(())
    } else {
        Err("is not fair")
    }
}

pub(crate) type Lock = String;

#[test]
fn a_foreign_value_appears_when_it_is_complete() {
    let mut decoder = Decoder::<Account>::new();
    decoder.push(br#"{"balance":{"cents":1,"curr"#);
    let account = decoder.view().get().expect("the object has begun");
    assert!(account.balance.is_absent());
    decoder.push(br#"ency":"EUR"},"history":[{"cents":2,"currency":"EUR"},{"cents":3"#);
    let account = decoder.view().get().expect("it is still there");
    assert_eq!(account.balance.complete().map(|money| money.cents), Some(1));
    let history = account.history.get().expect("there is history");
    assert!(history[0].is_complete() && history[1].is_absent());
}

#[test]
fn what_lowering_did_to_a_foreign_value_is_undone() {
    let undo = Undo {
        null_is_absent: true,
        entry_lists: true,
        ..Undo::default()
    };
    let mut decoder = Decoder::<Account>::with_undo(undo);
    decoder.push(br#"{"balance":{"cents":1,"currency":"EUR","note":null},"limit":null,"#);
    decoder
        .push(br#""by_month":[{"key":"may","value":{"cents":2,"currency":"USD","note":null}}],"#);
    decoder.push(br#""rates":[{"key":"a","value":1.5},{"key":"b","value":2}],"labels":null}"#);
    let account = decoder.finish().expect("it fits");
    assert_eq!(account.balance.note, None);
    assert_eq!(account.by_month.map(|months| months["may"].cents), Some(2));
    assert_eq!(account.rates.map(|rates| rates["b"]), Some(2.0));
    assert!(account.labels.is_none());
}
