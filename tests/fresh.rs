//! Everything generated is committed and fresh.

use centralita_tests::root;
use xtask::pages;

#[test]
fn generated_pages_are_fresh() {
    let stale = pages::stale(&root()).unwrap_or_else(|error| panic!("{error:#}"));
    assert!(stale.is_empty(), "run cargo xtask docs:\n{}", stale.join("\n"));
}
