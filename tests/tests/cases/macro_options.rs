//! What `generate!` takes beside the files.

use formwork::jiff::civil::date;

formwork::generate!(
    "cases/attributes/schema.yaml",
    schema_dir = "cases",
    crate = ::formwork,
    derive = { "#/$defs/*" = "Eq, Hash", "schema.yaml#" = "Default" },
    attribute = { "#/$defs/**/label" = "#[deprecated]" },
    extern_type = { "#/$defs/either" = "crate::macro_options::Either" },
);

mod formats {
    formwork::generate!(
        "cases/format_types/schema.yaml",
        exact = true,
        assert_formats = true,
        format_types = ["date"],
        extern_crate = { "my-money" = "crate::money" },
    );
}

pub(crate) type Either = String;

#[test]
fn options_of_the_macro_do_what_those_of_the_builder_do() {
    use formats::schema::{Meeting, When};
    let basket = schema::Basket {
        either: Some("x".to_owned()),
        ..schema::Basket::default()
    };
    assert!(basket.kind.is_none());
    let meeting = r#"{"at":"2024-02-29T09:30:00Z","when":"2024-02-29","unknown":1}"#;
    let meeting: Meeting = formwork::decode(meeting).expect("it fits");
    assert_eq!(meeting.at, "2024-02-29T09:30:00Z");
    assert_eq!(meeting.when, Some(When::Date(date(2024, 2, 29))));
    assert!(meeting.additional.contains_key("unknown"));
    assert!(formwork::decode::<Meeting>(r#"{"at":"now"}"#).is_err());
}
