//! OpenAPI documents as they are: each component schema is a type that a model can be asked for.

use formwork::provider::offline::Offline;
use formwork::{Client, Extract, Partial};

formwork::generate!("openapi/pets.yaml");
formwork::generate!("openapi/orders-3.0.yaml");

use orders_3_0::{Order, OrderState};
use pets::{Kind, Person, Pet, Pets};

fn ask<T: Extract>(client: &Client) -> T {
    client
        .extract_blocking("Whom do you see?")
        .expect("offline answers by the schema")
}

#[test]
fn every_component_is_asked_for() {
    let client = Client::offline(Offline::new().seed(3));
    let pet: Pet = ask(&client);
    assert!(!pet.name.is_empty());
    let _: Kind = ask(&client);
    let _: Person = ask(&client);
    let Pets(_) = ask(&client);
    let order: Order = ask(&client);
    assert!(order.number > 1);
    let _: OrderState = ask(&client);
}

#[test]
fn components_share_their_types() {
    let person: Person = formwork::decode(r#"{"name":"Ada","pets":[{"name":"Rex","kind":"dog"}]}"#)
        .expect("it fits");
    let pets = Pets(person.pets.expect("there is one"));
    assert_eq!(pets.0[0].kind, Kind::Dog);
    let violations =
        formwork::decode::<Pets>(r#"[{"name":"","kind":"cat"}]"#).expect_err("a name is not empty");
    assert_eq!(violations[0].pointer, "/0/name");
    let twin: Partial<pets::partial::Pet> = Partial::default();
    assert!(twin.get().is_none());
}

#[test]
fn documents_of_version_3_0_mean_what_they_say() {
    let order = |text: &str| formwork::decode::<Order>(text);
    assert_eq!(
        order(r#"{"number":2,"note":null,"state":"shipped"}"#)
            .map(|order| order.state)
            .ok(),
        Some(Some(OrderState::Shipped))
    );
    // `exclusiveMinimum` is a flag there, and `note` may be null but not missing.
    assert!(order(r#"{"number":1,"note":null}"#).is_err());
    assert!(order(r#"{"number":2}"#).is_err());
}
