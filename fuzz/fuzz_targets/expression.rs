//! Feeds bytes to `centralita_tests::fuzzed::expression`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| centralita_tests::fuzzed::expression(bytes));
