//! Every request of the table, and everything recorded, against what vendors publish: the harness
//! `contract` over the shared data.

use formwork_tests::contract::{Folder, KINDS, run};
use formwork_tests::shared;

/// The share of mutants that must be found out: some keys lie where a published schema leaves everything
/// open.
const CAUGHT: f64 = 0.995;

#[test]
fn what_is_sent_and_read_is_what_vendors_say() {
    let Some(shared) = shared() else { return };
    let folder = Folder::open(&shared.join("data/providers")).expect("the folder");
    for kind in KINDS {
        let tally = run(kind, &folder).expect("the folder is read");
        let failed = tally.failures.len();
        #[expect(clippy::cast_precision_loss, reason = "a share of some thousands")]
        let share = tally.passed as f64 / (tally.passed + failed) as f64;
        let least = if kind == "mutants" { CAUGHT } else { 1.0 };
        let first = tally.failures.first();
        assert!(
            tally.passed > 0 && share >= least,
            "{kind}: {failed} fail, such as {first:?}"
        );
    }
}
