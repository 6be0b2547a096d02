//! Feeds bytes to `centralita_tests::fuzzed::flow`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| centralita_tests::fuzzed::flow(bytes));
