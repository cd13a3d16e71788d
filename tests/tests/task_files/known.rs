//! Names that the generator knows of the runtime, which it does not see: providers, modes, faults, filters.

use formwork::provider::offline::Fault;
use formwork::provider::{Mode, PROVIDERS};
use formwork::templates::render;
use formwork_schema::tasks;

#[test]
fn providers_modes_and_faults_are_those_of_the_runtime() {
    let mut names: Vec<&str> = PROVIDERS.iter().map(|provider| provider.name).collect();
    names.sort_unstable();
    assert_eq!(tasks::PROVIDERS, names);
    // A task has an output, which no words alone could be.
    let modes = Mode::ALL.iter().filter(|mode| **mode != Mode::Text);
    assert_eq!(tasks::MODES.len(), modes.count());
    for (name, variant) in tasks::MODES {
        let mode: Mode = name.parse().expect("a mode");
        assert_eq!(format!("{mode:?}"), *variant);
    }
    assert_eq!(tasks::FAULTS.len(), Fault::ALL.len());
    for name in tasks::FAULTS {
        name.parse::<Fault>().expect("a fault");
    }
}

/// Whether the engine knows a name, whatever it says of the arguments.
fn is_known(template: &str) -> bool {
    match render(template, serde_json::json!({ "x": "1" })) {
        Ok(_) => true,
        Err(error) => !error.message.starts_with("unknown "),
    }
}

#[test]
fn filters_tests_and_functions_are_those_of_the_engine() {
    for name in formwork_codegen::template_names().filters {
        assert!(is_known(&format!("{{{{ x | {name} }}}}")), "filter {name}");
    }
    for name in formwork_codegen::template_names().tests {
        assert!(is_known(&format!("{{{{ x is {name} }}}}")), "test {name}");
    }
    for name in formwork_codegen::template_names().functions {
        assert!(is_known(&format!("{{{{ {name}(x) }}}}")), "function {name}");
    }
    // The question tells one from the other.
    assert!(!is_known("{{ x | nope }}"));
    assert!(!is_known("{{ x is nope }}"));
    assert!(!is_known("{{ nope(x) }}"));
}
