//! Feeds bytes to `centralita_tests::fuzzed::crew`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| centralita_tests::fuzzed::crew(bytes));
