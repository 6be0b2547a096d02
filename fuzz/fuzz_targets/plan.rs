//! Feeds bytes to `centralita_tests::fuzzed::plan`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| centralita_tests::fuzzed::plan(bytes));
