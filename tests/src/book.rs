//! The pages of the book, whose code is compiled and run as documentation tests.

#[path = "../../examples/checked-in/src/generated/invoice.rs"]
pub mod invoice;

macro_rules! pages {
    ($($page:ident $file:literal)*) => {$(
        #[cfg(doctest)]
        #[doc = include_str!(concat!("../../docs/", $file))]
        pub struct $page;
    )*};
}

pages! {
    GettingStarted "getting-started.md"
    Batch "batch.md"
    Calls "calls.md"
    Streaming "streaming.md"
    Validation "validation.md"
    Testing "testing.md"
    Providers "providers.md"
    FromRstructor "from-rstructor.md"
    Caching "caching.md"
    Templates "templates.md"
    Schemas "schemas.md"
    Dialects "dialects.md"
    Lenient "lenient.md"
    Tasks "tasks.md"
}
