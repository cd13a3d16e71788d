//! What a checked-in file says that was generated for another version.

formwork::__private::contract!("0.1");
formwork::__private::contract!("0.0");

fn main() {}
